"""What is typed into the form of a replay: lists, numbers, and what is wrong with them in words. Pure."""

import re
from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

WRONG = {
    "bad_case_ids": "一次最多回放 200 条",
    "models": "模型最多 10 个，每个最多 255 字",
    "params": "温度要在 0 到 2 之间，上限要是 1 以上的整数，两样搭起来最多 10 组",
    "strategies": "「重新生成」和「接着说」至少选一个",
    "repeat": "每种要跑 1 到 100 次",
    "parallel": "同时要跑 1 到 8 个",
}


def split(typed: str | None) -> list[str]:
    """The members of a list, without those said twice."""
    return list(dict.fromkeys(filter(None, (word.strip() for word in re.split("[,，、;；\n]", typed or "")))))


def numbers(typed: str | None, kind: Callable[[str], Any]) -> list[Any]:
    """The numbers of a list, `[None]` for none. Raises `ValueError` that says which is no number."""
    found: list[Any] = []
    for word in split(typed):
        try:
            found.append(kind(word))
        except ValueError:
            raise ValueError(f"「{word}」不是{'整数' if kind is int else '数'}，请改一下。") from None
    return found or [None]


def refused(fault: ValidationError) -> str:
    """What is wrong with a form, field by field."""
    names = dict.fromkeys(str(error["loc"][0]) for error in fault.errors())
    return f"{'；'.join(WRONG.get(name, name) for name in names)}。"
