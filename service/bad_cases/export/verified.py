"""Which whole answers of a bad case are verified: judged complete, with nothing that a check has against them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from service.bad_cases.afterwards import Next
from service.bad_cases.checks import failures, seam_failures
from service.bad_cases.grid import before
from service.bad_cases.log import BadCase
from service.bad_cases.replay import Run
from service.continuation.segment import Segment

Source = Literal["continued", "rerun", "replay"]


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case with all that tells what became of it: the standing segments of its message, its runs, oldest first."""

    case: BadCase
    standing: tuple[Segment, ...]
    runs: tuple[Run, ...]
    next: Next | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole answer, and where it was found."""

    text: str
    source: Source


def verified(known: KnownCase) -> Iterator[Whole]:
    """The verified answers, that which its user got first, then a rerun, then the replays that passed.

    Of the replays those of the configuration that the case's proof holds for come first, each in the order it was run.
    """
    case = known.case
    yield from _continued(case, known.standing)
    yield from _rerun(case)
    yield from (Whole(_whole_of(case, run), "replay") for run in _passed(case, known.runs))


def _continued(case: BadCase, standing: Sequence[Segment]) -> Iterator[Whole]:
    """The answer with all that stands behind it now; nothing where what was added has been undone."""
    at = next((at for at, part in enumerate(standing) if case.continuation and part.id == case.continuation.id), None)
    if at is None:
        return
    added, last = standing[at:], standing[-1]
    rest = "".join(part.text for part in added)
    spoken = [part for part in added if part.text]
    seams_hold = all(_passes(case, part, is_last=part is last) for part in spoken) and not any(
        list(seam_failures(part.request.partial, part.text)) for part in standing[:at] if part.request.partial
    )
    if last.judgement.verdict == "complete" and seams_hold and _passes(case, _as_one(case, rest, last), is_last=True):
        yield Whole(case.partial + rest, "continued")


def _as_one(case: BadCase, rest: str, last: Segment) -> Segment:
    """All that was added as if it had been added at once; where that is nothing, the answer as if just given."""
    partial, text = (case.partial, rest) if rest else (None, case.partial)
    return replace(last, request=replace(last.request, partial=partial), text=text)


def _rerun(case: BadCase) -> Iterator[Whole]:
    again = case.continuation
    if again is None or case.outcome != "rerun" or again.is_withdrawn:
        return
    if again.judgement.verdict == "complete" and _passes(case, again, is_last=True):
        yield Whole(again.text, "rerun")


def _passes(case: BadCase, segment: Segment, *, is_last: bool) -> bool:
    """Whether no check has anything against it; that a part was cut counts only for the last."""
    return all(not is_last and failure.startswith("cut:") for failure in failures(case, segment))


def _passed(case: BadCase, runs: Sequence[Run]) -> list[Run]:
    proven = case.proof.get("configured") if case.proof else None
    passed = [run for run in runs if run.judgement.verdict == "complete" and not run.failures]
    return sorted(passed, key=lambda run: proven is None or dict(run.configured) != proven)


def _whole_of(case: BadCase, run: Run) -> str:
    return before(case, run.configured.get("strategy", "rerun")) + run.text
