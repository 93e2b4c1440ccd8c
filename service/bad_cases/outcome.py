"""What came of asking a model to go on with an answer."""

from typing import Literal

from service.continuation.segment import Segment

Outcome = Literal[
    "untried", "pending", "extended", "echoed", "restarted", "already_complete", "refused", "rerun", "failed"
]
Label = Literal["cut", "complete"]
LABELS: dict[Outcome, Label] = {"already_complete": "complete", "extended": "cut"}
"""What the outcome teaches a detector of cuts; another teaches it nothing."""


def outcome_of(segment: Segment, cut: Segment) -> Outcome:
    """What came of asking to go on behind `cut`; what the model said again on the way is in `segment.dropped`."""
    if segment.mode == "rerun":
        return "rerun"
    if segment.text:
        return "extended"
    if segment.dropped == "echo":
        return "echoed"
    if segment.dropped == "restart" and (segment.judgement.is_cut or cut.judgement.is_cut):
        return "restarted"
    if segment.judgement.verdict == "filtered" or segment.is_cut_by_fact or cut.judgement.is_cut:
        return "refused"
    return "already_complete"
