"""A segment as JSON: its words, the facts of how it ended, and the verdict on them."""

from typing import Any

from service.continuation.segment import Segment
from service.continuation.truncation import Judgement
from service.llm.port import Finished


def segment_json(segment: Segment) -> dict[str, Any]:
    return {
        "id": segment.id,
        "mode": segment.mode,
        "text": segment.text,
        "dropped": segment.dropped,
        "is_withdrawn": segment.is_withdrawn,
        "params": segment.params,
        "request_id": segment.finished.request_id,
        **ended_json(segment.finished, segment.judgement),
    }


def ended_json(finished: Finished, judgement: Judgement) -> dict[str, Any]:
    """How an answer ended, and the verdict on it."""
    return {
        "model": finished.model,
        "finish_reason": finished.finish_reason,
        "transport": finished.transport,
        "error": finished.error,
        "usage": dict(finished.usage),
        "verdict": judgement.verdict,
        "signals": list(judgement.signals),
        "detector_version": judgement.detector_version,
    }
