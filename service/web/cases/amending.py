"""What a person says of a case: its status, who looks after it, tags and a note."""

import asyncio
import re
from typing import Any

from nicegui import ui
from pydantic import ValidationError

from memory.errors import MemoryFault
from service.bad_cases.log import BadCase, BadCaseLog
from service.bad_cases.routes import Amendment
from service.errors import ServiceError
from service.web.cases.frame import quiet
from service.web.cases.words import BY_HAND, STATUSES, is_by_hand, told

FIELDS = {"note": "备注最多 8000 字", "tags": "标签最多 20 个，每个最多 64 字", "assignee": "负责人最多 128 字"}


def amending(cases: BadCaseLog, case: BadCase) -> None:
    """The fields and their button. Only what was changed here is written, so that a replay's own is not undone."""
    held = _values(case)

    async def save() -> None:
        given = {"status": status.value, "assignee": who.value, "tags": _tags(tags.value), "note": note.value}
        wanted = {name: value or ([] if name == "tags" else None) for name, value in given.items()}
        changes = {name: value for name, value in wanted.items() if value != held[name]}
        saved = await _save(cases, case.id, changes)
        if saved:
            held.update(_values(saved))
            by_hand.visible = is_by_hand(saved)

    status = ui.select(dict(STATUSES), value=case.status, label="状态").props("outlined dense").classes("w-full")
    by_hand = quiet(BY_HAND).classes("text-secondary")
    by_hand.visible = is_by_hand(case)
    who = ui.input("负责人", value=case.assignee or "").props("outlined dense").classes("w-full")
    tags = ui.input("标签（用逗号隔开）", value="，".join(case.tags)).props("outlined dense").classes("w-full")
    note = ui.textarea("备注", value=case.note or "").props("outlined dense autogrow").classes("w-full")
    ui.button("保存", on_click=save).props("unelevated no-caps").classes("self-end jide-tap")


def _values(case: BadCase) -> dict[str, Any]:
    return {"status": case.status, "assignee": case.assignee, "tags": list(case.tags), "note": case.note}


def _tags(typed: str | None) -> list[str]:
    return list(dict.fromkeys(filter(None, (tag.strip() for tag in re.split("[,，、]", typed or "")))))


async def _save(cases: BadCaseLog, case_id: str, changes: dict[str, Any]) -> BadCase | None:
    """The case as it is then; None where there was nothing to write, or it could not be written, which is told."""
    if not changes:
        ui.notify("没有改动。")
        return None
    try:
        checked = Amendment.model_validate(changes).model_dump(exclude_unset=True)
        saved = await asyncio.to_thread(cases.amend, case_id, checked)
    except ValidationError as fault:
        names = {str(error["loc"][0]) for error in fault.errors()}
        ui.notify(f"没有保存：{'；'.join(FIELDS.get(name, name) for name in names)}。", type="warning")
    except (ServiceError, MemoryFault) as fault:
        ui.notify(f"没有保存。{told(fault)}", type="warning")
    else:
        ui.notify("已保存。", type="positive")
        return saved
    return None
