"""A model's answer as HTML. What looks like HTML in it stays text, and a picture becomes a link: nothing is loaded."""

import unicodedata
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter


def rendered(text: str) -> str:
    """The answer as HTML; a line break in it is one on the page, and a fence left open reaches to the end."""
    return str(_renderer().render(text))


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    renderer.disable("image")
    renderer.inline.ruler.at("emphasis", _emphasis)
    return renderer


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the parser calls its rules so
    """CommonMark's delimiters, but beside Chinese, which has no spaces, **重点：**内容 is bold too."""
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    run = state.scanDelims(state.pos, marker == "*")
    before, after = state.src[: state.pos][-1:], state.src[state.pos + run.length :][:1]
    among_chinese = marker == "*" and (_is_wide(before) or _is_wide(after))
    opens = run.can_open or (among_chinese and bool(after.strip()))
    closes = run.can_close or (among_chinese and bool(before.strip()))
    for _ in range(run.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(Delimiter(ord(marker), run.length, len(state.tokens) - 1, -1, opens, closes))
    state.pos += run.length
    return True


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"
