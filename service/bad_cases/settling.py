"""What a replay proves of each of its cases."""

from collections.abc import Sequence

from service.bad_cases.log import BadCase
from service.bad_cases.proving import Proof, prove
from service.bad_cases.replay import Replay, Run


def proof_of(case: BadCase, replay: Replay, ever: Sequence[Run]) -> Proof | None:
    """What a replay proves of a case, by the best of its configurations; None where it has run none of it.

    `ever` are all runs of the case, those of the original configuration among them.
    """
    original = [run for run in ever if run.is_original]
    mine = [run for run in replay.runs if run.bad_case_id == case.id]
    # Who marks a case as fixed by hand says so of the service as it is, whatever the case came up with.
    is_fixed = case.status in {"fixed", "regressed"}
    proven = case.proof["configured"] if case.proof else None
    tried = [run for run in mine if not run.is_original or (is_fixed and proven in (None, run.configured))]
    others = sorted({run.cell.configuration for run in tried})
    if not others:
        return prove(case.status, None, (), original, ()) if mine and case.proof is None else None
    proofs = [proof for place in others if (proof := _proof_by(case, replay, place, original))]
    fixed = next((proof for proof in proofs if proof.status == "fixed"), None)
    return fixed or max(proofs, key=lambda proof: proof.candidate.passed, default=None)


def _proof_by(case: BadCase, replay: Replay, place: int, original: Sequence[Run]) -> Proof | None:
    here = [run for run in replay.runs if run.cell.configuration == place]
    mine = [run for run in here if run.bad_case_id == case.id]
    controls = [run for run in here if run.bad_case_id in replay.plan.control_ids]
    proven = case.proof["configured"] if case.proof and case.status in {"fixed", "regressed"} else None
    if proven is None or case.proof is None:
        return prove(case.status, mine[0].configured, mine, original, controls)
    if proven == mine[0].configured:
        proof = prove(case.status, proven, mine, original, controls)
        is_weaker = proof.status == "fixed" and proof.candidate.runs < case.proof["candidate"]["runs"]
        return None if is_weaker else proof
    # Another configuration than the proven one cannot break what holds; it can take its place.
    proof = prove("regressed", mine[0].configured, mine, original, controls)
    return proof if proof.status == "fixed" else None
