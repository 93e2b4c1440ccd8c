"""What replays prove of a case: fixed is earned by failing before and passing N of N after, and can be lost."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bad_cases.log import Status
from service.bad_cases.proving import LEAST_RUNS, UNREACHED, failure_bound, prove

CONFIGURED = {"model": "other"}


@dataclass(frozen=True)
class Run:
    """A run of which only the failed checks are known."""

    failures: tuple[str, ...]


PASSED, FAILED, LOST = Run(()), Run(("cut:length",)), Run((UNREACHED,))
ENOUGH = [PASSED] * LEAST_RUNS
runs = st.lists(st.sampled_from([PASSED, FAILED, LOST]), max_size=8)
statuses = st.sampled_from(["open", "candidate", "fixed", "regressed", "not_reproduced", "closed"])


def status_of(
    status: Status, candidate: list[Run], original: list[Run] | None = None, controls: list[Run] | None = None
) -> Status:
    return prove(status, CONFIGURED if candidate else None, candidate, original or [], controls or []).status


def test_a_case_is_fixed_where_its_original_failed_and_another_configuration_passes_every_run() -> None:
    proof = prove("open", CONFIGURED, ENOUGH, [PASSED, FAILED], [PASSED])
    assert (proof.status, proof.configured) == ("fixed", CONFIGURED)
    assert (proof.candidate.passed, proof.original.failed, proof.controls.passed) == (LEAST_RUNS, 1, 1)


@pytest.mark.parametrize(
    ("status", "candidate", "original", "controls", "becomes"),
    [
        ("open", ENOUGH, [], [], "candidate"),
        ("open", ENOUGH, [PASSED], [], "candidate"),
        ("open", ENOUGH, ENOUGH, [], "not_reproduced"),
        ("open", ENOUGH[1:], [FAILED], [], "candidate"),
        ("open", [*ENOUGH, FAILED], [FAILED], [], "open"),
        ("candidate", [*ENOUGH, FAILED], [FAILED], [], "open"),
        ("open", [*ENOUGH, LOST], [FAILED], [], "open"),
        ("open", ENOUGH, [FAILED], [PASSED, FAILED], "candidate"),
        ("open", ENOUGH, [FAILED], [LOST], "candidate"),
        ("not_reproduced", ENOUGH, [], [], "fixed"),
        ("fixed", [PASSED, FAILED], [FAILED], [], "regressed"),
        ("fixed", [PASSED, LOST], [FAILED], [], "fixed"),
        ("regressed", ENOUGH, [FAILED], [], "fixed"),
        ("regressed", ENOUGH[1:], [FAILED], [], "regressed"),
        ("closed", ENOUGH, [FAILED], [], "closed"),
        ("open", [], [FAILED], [], "open"),
        ("open", [], ENOUGH, [], "not_reproduced"),
        ("open", [], ENOUGH[1:], [], "open"),
        ("not_reproduced", [], [FAILED], [], "open"),
        ("fixed", [], ENOUGH, [], "fixed"),
    ],
)
def test_each_kind_of_evidence_gives_its_status(
    status: Status, candidate: list[Run], original: list[Run], controls: list[Run], becomes: Status
) -> None:
    assert status_of(status, candidate, original, controls) == becomes


@given(status=statuses, candidate=runs, original=runs, controls=runs)
def test_nothing_becomes_fixed_without_n_of_n_and_unharmed_controls(
    status: Status, candidate: list[Run], original: list[Run], controls: list[Run]
) -> None:
    proof = prove(status, CONFIGURED, candidate, original, controls)
    if proof.status == "fixed" and status != "fixed":
        assert len(candidate) >= LEAST_RUNS
        assert all(run is PASSED for run in [*candidate, *controls])
        assert FAILED in original or status in {"not_reproduced", "regressed"}


@given(status=statuses, candidate=runs, original=runs, more=runs)
def test_a_failed_run_of_the_candidate_never_helps(
    status: Status, candidate: list[Run], original: list[Run], more: list[Run]
) -> None:
    with_failure = prove(status, CONFIGURED, [*candidate, FAILED, *more], original, [])
    assert with_failure.status != "fixed"
    assert with_failure.failure_bound is None


def test_the_bound_is_the_one_that_no_failure_in_n_runs_leaves_with_95_percent_confidence() -> None:
    assert failure_bound(5) == pytest.approx(0.4507, abs=1e-4)
    assert failure_bound(59) == pytest.approx(0.0495, abs=1e-4), "3 / 59, as the rule of three has it"
    assert failure_bound(0) is None
    for count in (1, 5, 20, 300):
        assert (1 - (failure_bound(count) or 0)) ** count == pytest.approx(0.05, abs=0.002)
