"""Texts that are strange and as good as any other, and texts that no database keeps."""

KEPT = {
    "family of emoji": "👨‍👩‍👧‍👦",
    "flag of emoji": "🏳️‍🌈❤️‍🔥",
    "beyond the basic plane": "𠮷野家",
    "right to left": "\u202eabc\u202c",
    "right-to-left mark": "\u200fשלום\u200f",
    "a hundred marks on one letter": "a" + "\u0301" * 99,
    "two kinds of marks": "e" + "\u0301\u0316" * 49,
    "a line in itself": "雨\t天\n雪\u2028天",
    "control character": "\x01雨\x7f",
    "language tag": "\U000e0041雪",
    "SQL": "'; DROP TABLE preferences; --",
    "wildcards of SQL": "100%_\\",
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "Markdown": "**粗** [点](javascript:alert(1)) `x` # 题",
    "template": "{{7*7}}${7*7}%s%(x)s{0}",
    "path": "../../etc/passwd?a=b&c#d",
    "escape": "\\u0000\\ud800%00",
    "JSON": '{"object": null}',
    "null": "null",
    "number": "-1e999",
    "other digits": "٣",
}
"""At most 100 characters each, none of them white space at an end."""

UNKEPT = {"10,000 characters": "雨" * 10_000, "NUL": "雨\x00天", "half a surrogate": "雨\ud83d天"}
