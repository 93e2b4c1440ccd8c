"""Finds personal words that a rule can tell: numbers, addresses and accounts. Pure.

Chinese identity numbers by the checksum of GB 11643-1999, bank cards by Luhn's (ISO/IEC 7812-1), telephone numbers by
the numbering plans of the library `phonenumbers`, IP addresses by `ipaddress`; the others by how they are written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

from phonenumbers import Leniency, PhoneNumberMatcher

Kind = Literal[
    "user",
    "query",
    "email",
    "identity",
    "card",
    "phone",
    "ip",
    "account",
    "password",
    "birthday",
    "plate",
    "address",
    "name",
    "preference",
]

LEAST_PHONE_DIGITS = 7
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_WIDE = str.maketrans(
    {chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F) if chr(code).isalnum() or chr(code) in "@.-+_"}
)
"""What is written in full-width characters is the same words: one for one, so that the places stay."""
_URL = re.compile(
    r"[a-z][a-z0-9+.-]*://(?:(?P<user>[^\s/@?#<>\"'`\[\]]+)@)?[^\s/?#<>\"'`]*(?:/[^\s?#<>\"'`]*)?"
    r"(?:[?#](?P<query>[!$-&*-;=?-Z\\^_a-z|~#]+))?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+[@＠][\w-]+(?:\.[A-Za-z0-9-]+)+")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d]|\.\d)")
_IPV6 = re.compile(r"(?<![A-Za-z0-9_:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![A-Za-z0-9_:])")
_IS = r"(?:号码|账号|号)?\s*(?:是|为|[:：=])?\s*"
_ACCOUNTS = (
    re.compile(
        rf"(?:(?<![A-Za-z0-9])QQ|扣扣){_IS}(?:is\s+|number\s+(?:is\s+)?)?(?P<id>[1-9]\d{{4,11}})(?!\d)", re.IGNORECASE
    ),
    re.compile(
        r"(?:微信|薇信|\bwechat|\bweixin|\bwx|\bvx)\s*(?:(?:号|账号|ID)\s*(?:是|为|is\b|[:：=])?|是|为|[:：=])\s*"
        r"(?P<id>[A-Za-z][\w-]{5,19})(?![\w-])",
        re.IGNORECASE | re.ASCII,
    ),
    re.compile(
        r"(?:微信|薇信|\bwechat|\bweixin|\bwx|\bvx)\s*(?:is\s+)?(?P<id>(?=[\w-]*[\d_])[A-Za-z][\w-]{5,19})(?![\w-])",
        re.IGNORECASE | re.ASCII,
    ),
)
_PASSPORT = re.compile(
    rf"(?:护照|passport){_IS}(?:is\s+|no\.?\s*|number\s+(?:is\s+)?)?(?P<id>[A-Z]{{1,2}}\d{{7,8}})(?!\d)", re.IGNORECASE
)
_STAFF = re.compile(
    r"(?:工号|学号|员工号|准考证|社保|病历|保单)(?:号码?|编号)?\s*(?:是|为|[:：])?\s*(?P<id>[A-Z]{0,4}\d{4,20})(?!\d)"
)
_PASSWORD = re.compile(
    r"(?:密码|口令|\bpassword|\bpasscode|\bpasswd|\bpwd)\s*(?:是|为|[:：=]|is\b)\s*[「“\"'`]?"
    r"(?P<id>(?=[!-~]*[\d@#$%^&*])[!-~]{4,64})(?<![.,;:!?\"'`)])",
    re.IGNORECASE,
)
_MONTH = r"(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber"
_BIRTHDAY = re.compile(
    r"(?:生日|出生(?:日期|年月)?|生于|born(?:\s+on)?|birthday|birth\s*date|date of birth)\s*"
    r"(?:是|为|在|[:：]|is\b|on\b)?\s*"
    r"(?P<id>(?:农历|阴历)?(?:\d{4}\s*[年./-]\s*)?\d{1,2}\s*[月./-]\s*\d{1,2}\s*[日号]?|"
    rf"(?:{_MONTH})\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?)",
    re.IGNORECASE,
)
_NAMED: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_PASSPORT, "identity"),
    (_STAFF, "identity"),
    (_PASSWORD, "password"),
    (_BIRTHDAY, "birthday"),
)
"""What only the word before it tells to be personal."""
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\s]?"
    r"(?=[A-Z]*\d[A-Z]*\d)[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])"
)
_HAN, _NUMBER = r"[\u4e00-\u9fff]", r"[0-9０-９A-Za-z一二三四五六七八九十百零〇-]{1,8}"
_ROOM = rf"(?:\s*{_NUMBER}\s*(?:号楼|号院|栋|幢|座|单元|楼|层|室|房|弄|号)){{0,5}}(?:\s*\d{{2,5}}室?(?!\d))?"
_ADDRESSES = (
    re.compile(
        rf"(?:{_HAN}{{2,8}}?(?:省|自治区|市|自治州|区|县|旗|镇|乡|街道)\s*){{0,5}}"
        rf"{_HAN}{{1,8}}?(?:路|街|大道|巷|胡同|弄|里|道|村)(?:[东南西北中]段)?\s*"
        rf"[0-9０-９一二三四五六七八九十百零〇-]{{1,8}}\s*[号弄](?!线|码|召){_ROOM}"
    ),
    re.compile(
        rf"(?:{_HAN}{{2,8}}?(?:省|自治区|市|自治州|区|县|旗|镇|乡|街道)\s*){{0,5}}"
        rf"{_HAN}{{2,8}}?(?:小区|花园|公寓|大厦|新村|家园|苑)\s*{_NUMBER}\s*(?:号楼|栋|幢|座|单元){_ROOM}"
    ),
    re.compile(
        r"(?<![A-Za-z0-9])\d{1,5}[A-Za-z]?,? (?:[A-Z][A-Za-z'’.-]*,? ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|"
        r"Drive|Dr|Boulevard|Blvd|Square|Court|Ct|Place|Terrace|Way|Close|Crescent)\b"
        r"(?:,? (?:Apt|Flat|Unit|Suite)\.? ?\w{1,5})?"
    ),
)
_BEFORE_ADDRESS = re.compile(r".*(?:住|在|到|是|址|寄|送|去|给|从|往|于)")
_ADMINISTRATIVE = re.compile(r"[省市区县旗镇乡路街巷弄村道]|小区|花园|公寓|大厦|胡同|家园|苑")


@dataclass(frozen=True, slots=True)
class Found:
    """Where personal words stand in a text, what they are, and `value`: equal for the same thing written otherwise."""

    start: int
    end: int
    kind: Kind
    value: str


def personal_words(text: str) -> Iterator[Found]:
    """All that the rules find, the surest rule first; later ones may overlap with earlier."""
    text = text.translate(_WIDE)
    for match in _URL.finditer(text):
        for kind in ("user", "query"):
            if match[kind]:
                yield Found(*match.span(kind), kind, match[kind])
    yield from (Found(*match.span(), "email", match[0].casefold()) for match in _EMAIL.finditer(text))
    yield from _numbers(text)
    yield from _ip_addresses(text)
    for pattern in _ACCOUNTS:
        yield from (Found(*match.span("id"), "account", match["id"]) for match in pattern.finditer(text))
    for pattern, kind in _NAMED:
        yield from (Found(*match.span("id"), kind, match["id"].casefold()) for match in pattern.finditer(text))
    yield from (Found(*match.span(), "plate", match[0]) for match in _PLATE.finditer(text))
    yield from _addresses(text)


def _numbers(text: str) -> Iterator[Found]:
    if sum(map(str.isdigit, text)) < LEAST_PHONE_DIGITS:
        return
    for match in _IDENTITY.finditer(text):
        if _is_identity(match[0]):
            yield Found(*match.span(), "identity", match[0].upper())
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        if _passes_luhn(digits) and len(set(digits)) > 1:
            yield Found(*match.span(), "card", digits)
    yield from (Found(*match.span(), "phone", _dialled(match[0])) for match in _MOBILE.finditer(text))
    yield from _telephones(text)


def _telephones(text: str) -> Iterator[Found]:
    """By the plans of China and, where it is written as one, of North America; anything with its country's code.

    Line by line: a number goes over no end of a line, so that no fence can go with it.
    """
    start = 0
    for line in text.split("\n"):
        if sum(map(str.isdigit, line)) >= LEAST_PHONE_DIGITS:
            for region in ("CN", "US"):
                for match in PhoneNumberMatcher(line, region, leniency=Leniency.VALID):
                    raw = match.raw_string
                    opened = len(raw) - len(raw.lstrip("(（")) if ")" not in raw and "）" not in raw else 0
                    if region == "CN" or re.search(r"[ ().-]", raw[opened:]):
                        number = match.number
                        value = _dialled(f"{number.country_code}{number.national_number}")
                        yield Found(start + match.start + opened, start + match.end, "phone", value)
        start += len(line) + 1


def _dialled(number: str) -> str:
    digits = re.sub(r"\D", "", number).removeprefix("00")
    return digits[2:] if digits.startswith("86") and len(digits) > 11 else digits


def _is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, IDENTITY_WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[-1].upper() and 1 <= int(number[10:12]) <= 12


def _passes_luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if at % 2 else 1) for at, digit in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _ip_addresses(text: str) -> Iterator[Found]:
    """But for this machine's own and the one that means none, which tell nothing of anybody."""
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(text):
            try:
                address = ip_address(match[0])
            except ValueError:
                continue
            is_code = address.version == 6 and not any(map(str.isdigit, match[0]))
            if not (address.is_loopback or address.is_unspecified or is_code):
                yield Found(*match.span(), "ip", str(address))


def _addresses(text: str) -> Iterator[Found]:
    """Without what leads to it: 我住在北京市… begins at 北京."""
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            named = _ADMINISTRATIVE.search(match[0])
            led = _BEFORE_ADDRESS.match(match[0][: named.start()]) if named else None
            start = match.start() + (led.end() if led else 0)
            yield Found(start, match.end(), "address", text[start : match.end()])
