"""The facts of a case: how the answer ended, with what it was asked for, and the exact request."""

import json
from collections.abc import Mapping
from typing import Any

from nicegui import ui

from service.bad_cases.grid import original_model
from service.bad_cases.log import BadCase
from service.web.cases.frame import fact
from service.web.cases.words import TRANSPORTS, ended
from service.web.model_faults import named

NONE = "–"


def facts(case: BadCase) -> None:
    with ui.element("dl").classes("jide-facts w-full"):
        for name, value in _named(case).items():
            fact(name, value)


def _named(case: BadCase) -> dict[str, str]:
    finished, judgement, params = case.cut.finished, case.cut.judgement, case.cut.params
    usage, model = finished.usage, original_model(case)
    return {
        "判断": ended(judgement.verdict, judgement.signals),
        "判断器": judgement.detector_version,
        "finish_reason": finished.finish_reason or "没有",
        "传输": TRANSPORTS[finished.transport],
        **({"错误": named(finished.error)} if finished.error else {}),
        "词元": _tokens(usage) if usage else "服务器没有说",
        "上限": _told(params["max_tokens"]),
        "温度": _told(params["temperature"]),
        "stop": _told(params["stop"]),
        "模型": model if model == finished.model else f"{model}（回报 {finished.model}）",
        "请求编号": finished.request_id or NONE,
        "提示词": case.cut.request.prompt,
    }


def _tokens(usage: Mapping[str, int]) -> str:
    thought = f"（其中思考 {usage['reasoning']}）" if "reasoning" in usage else ""
    return f"读 {usage.get('input', '?')}，写 {usage.get('output', '?')}{thought}"


def _told(value: Any) -> str:
    return NONE if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def raw_request(case: BadCase) -> None:
    """What was sent, to the letter, without keys."""
    opened = ui.expansion("当时的请求，一字不差", icon="code").classes("w-full bg-white rounded-xl shadow-sm")
    opened.props("header-class=min-h-[44px]")
    sent = json.dumps(dict(case.cut.payload), ensure_ascii=False, indent=2)
    with opened:
        ui.label(sent).classes("jide-raw w-full")
