"""Is a bad case fixed? What its replays prove, as a pure decision.

    open → candidate → fixed → regressed
    open → not_reproduced

Fixed is what failed in the configuration it came up with, or was marked as not reproduced before, and passes every
check in N of N runs of another, while the controls pass there too. N of N is no certainty: with no failure in N runs
the true share of failures is below 1 - 0.05^(1/N) with 95 % confidence (Clopper and Pearson 1934; for large N, three
divided by N: Hanley and Lippman-Hand 1983).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from service.bad_cases.log import Status

LEAST_RUNS = 5
CONFIDENCE = 0.95
UNREACHED = "model:failed"


class Outcome(Protocol):
    """What is asked of a run: which checks it did not pass."""

    @property
    def failures(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Tally:
    """How many runs there were, how many failed, and how many never reached the model, which tells nothing."""

    runs: int
    failed: int
    unreached: int

    @classmethod
    def of(cls, runs: Sequence[Outcome]) -> "Tally":
        unreached = sum(UNREACHED in run.failures for run in runs)
        return cls(len(runs), sum(bool(run.failures) for run in runs) - unreached, unreached)

    @property
    def passed(self) -> int:
        return self.runs - self.failed - self.unreached

    @property
    def all_passed(self) -> bool:
        """N of N, and N is enough."""
        return self.passed == self.runs >= LEAST_RUNS


@dataclass(frozen=True, slots=True)
class Proof:
    """What the replays prove of one case, and why no more. `configured` is the configuration that was tried.

    `failure_bound` is the share of failures that is excluded with 95 % confidence; None where the runs do not suffice.
    """

    status: Status
    why: str
    configured: Mapping[str, Any] | None
    candidate: Tally
    original: Tally
    controls: Tally
    failure_bound: float | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"confidence": CONFIDENCE}


def failure_bound(runs: int) -> float | None:
    """The upper bound of the share of failures, where none of so many runs failed."""
    return round(1 - (1 - CONFIDENCE) ** (1 / runs), 4) if runs else None


def prove(
    status: Status,
    configured: Mapping[str, Any] | None,
    candidate: Sequence[Outcome],
    original: Sequence[Outcome],
    controls: Sequence[Outcome],
) -> Proof:
    """The status that the runs give a case, with the reason.

    `status` is the one it has, `candidate` the runs of one other configuration, `original` all runs ever of the one it
    came up with, `controls` the runs of other cases under the candidate's.
    """
    tallies = Tally.of(candidate), Tally.of(original), Tally.of(controls)
    new, why = _decided(status, *tallies) if candidate else _reproduced(status, tallies[1])
    bound = failure_bound(tallies[0].runs) if tallies[0].all_passed else None
    return Proof(new, why, configured, *tallies, bound)


def _reproduced(status: Status, original: Tally) -> tuple[Status, str]:
    """What runs of the original configuration alone tell."""
    if status in {"fixed", "regressed", "closed", "candidate"}:
        return status, "only the original configuration was run"
    if original.failed:
        return "open", f"reproduced: the original configuration failed in {original.failed} of {original.runs} runs"
    if original.all_passed:
        return "not_reproduced", f"the original configuration passed {original.passed} of {original.runs} runs"
    return status, f"the original configuration has not failed yet, in {original.passed} runs; {LEAST_RUNS} are needed"


def _decided(status: Status, candidate: Tally, original: Tally, controls: Tally) -> tuple[Status, str]:
    """What runs of another configuration tell: the first of these that holds."""
    of = f"{candidate.passed} of {candidate.runs} runs passed"
    was_fixed, harmed = status in {"fixed", "regressed"}, controls.passed < controls.runs
    trying: Status = "regressed" if status == "regressed" else "candidate"
    rules: tuple[tuple[bool, Status, str], ...] = (
        (status == "closed", "closed", f"closed by hand; {of}"),
        (candidate.failed > 0, "regressed" if was_fixed else "open", of),
        (candidate.unreached > 0, status, f"{of}; the model could not be reached in {candidate.unreached}"),
        (status == "fixed", "fixed", of),
        (not candidate.all_passed, trying, f"{of}; {LEAST_RUNS} are needed"),
        (harmed, trying, f"{of}, but of the controls only {controls.passed} of {controls.runs}"),
        (status == "regressed", "fixed", f"{of}; it was proven before"),
        (status == "not_reproduced", "fixed", f"{of}; what it came up with was marked as not reproduced"),
        (original.failed > 0, "fixed", f"{of}, and the original configuration failed in {original.failed}"),
        (original.all_passed, "not_reproduced", f"{of}, but so did the original configuration in {original.passed}"),
    )
    unseen: tuple[Status, str] = (
        "candidate",
        f"{of}; the original configuration was not seen to fail: run it too",
    )
    return next(((new, why) for holds, new, why in rules if holds), unseen)
