"""The cut answer as it stood, the place of the cut, and what was said behind it."""

from html import escape

from nicegui import ui

from service.bad_cases.comparing import Edit
from service.bad_cases.log import BadCase
from service.web.cases.frame import quiet
from service.web.cases.words import DROPPED

BREAK = '<span class="jide-break">✂ 断在这里</span>'
PRESSED = '<span class="jide-break">在这里按的，看来已经说完</span>'
LEGEND = "[-划掉的-] 断掉的回答里有、这次没有；[+加线的+] 这次新说的。"


def cut_answer(case: BadCase) -> None:
    """The answer with its continuation in one text; a rerun, which is another answer, stands by itself."""
    added = case.continuation
    is_behind = added is not None and added.mode != "rerun"
    behind = f'<mark class="jide-continued">{escape(added.text)}</mark>' if added and is_behind and added.text else ""
    place = BREAK if case.cut.judgement.is_cut or behind else PRESSED
    marked = f"{escape(case.partial)}{place}{behind}"
    ui.html(marked, sanitize=False).classes("jide-text w-full jide-cut-answer")
    if added is None or not added.text:
        quiet("后面没有接上什么。")
    if added and added.dropped:
        quiet(f"接的时候去掉了{DROPPED[added.dropped]}。")
    if added and added.is_withdrawn:
        quiet("接上的这段后来被用户撤掉了。")
    if added and not is_behind:
        quiet("重新回答的：")
        ui.label(added.text).classes("jide-text jide-continued w-full")


def compared(edits: list[Edit]) -> None:
    """One answer beside another: what went is struck out, what is new is underlined, and both stand in brackets."""
    tags = {"delete": "del", "insert": "ins"}
    marked = (f"<{tags[kind]}>{escape(text)}</{tags[kind]}>" if kind in tags else escape(text) for kind, text in edits)
    ui.html("".join(marked), sanitize=False).classes("jide-text w-full jide-diff")
