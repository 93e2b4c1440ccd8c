"""What a replay proves of each of its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.bad_cases.grid import Configuration
from service.bad_cases.log import BadCase, Status
from service.bad_cases.proving import Proof, prove
from service.bad_cases.replay import Replay, Run
from service.llm.port import CompletionRequest
from service.prompts import Prompt


@dataclass(frozen=True, slots=True)
class Settling:
    """A replay that has ended, beside all runs `ever` of one of its cases, in the order they were made.

    `today` and `own_model` are what configurations leave open: two are one where they ask the same of the same model.
    """

    case: BadCase
    replay: Replay
    ever: Sequence[Run]
    today: Prompt
    own_model: str

    def proof(self) -> Proof | None:
        """What is proven, by the best of the configurations; None where nothing is to be changed."""
        mine = [run for run in self.replay.runs if run.bad_case_id == self.case.id]
        if not mine or self.ever[-1] not in mine:
            return None  # a later replay has the word
        # Who marks a case as fixed by hand says so of the service as it is, whatever the case came up with.
        tried = [run for run in mine if not run.is_original or (self._is_fixed and self._is_proven(run.configured))]
        if not tried:
            return prove(self._status, None, (), self._original, ()) if self._proven is None else None
        places = sorted({run.cell.configuration for run in tried})
        proofs = [proof for place in places if (proof := self._proof_by(mine, place))]
        fixed = next((proof for proof in proofs if proof.status == "fixed"), None)
        return fixed or max(proofs, key=lambda proof: proof.candidate.passed, default=None)

    def _proof_by(self, mine: Sequence[Run], place: int) -> Proof | None:
        """By one configuration: the proven one holds or breaks; another cannot break what holds, but take its place."""
        here = [run for run in mine if run.cell.configuration == place]
        beside = [run for run in self.replay.runs if run.cell.configuration == place]
        controls = [run for run in beside if run.bad_case_id in self.replay.plan.control_ids and run not in here]
        configured = here[0].configured
        if not self._is_fixed or self._proven is None:
            return prove(self._status, configured, here, self._original, controls)
        if not self._is_proven(configured):
            proof = prove("regressed", configured, here, self._original, controls)
            return proof if proof.status == "fixed" else None
        proof = prove(self._status, self._proven, here, self._original, controls)
        had = self.case.proof["candidate"]["runs"] if self.case.proof else 0
        is_weaker = proof.status == self.case.status and proof.candidate.passed < had
        return None if is_weaker else proof

    @property
    def _status(self) -> Status:
        """What a replay found not to be reproduced is open to the next one; a person's word for it counts."""
        proof = self.case.proof
        found = self.case.status == "not_reproduced" and proof is not None and proof["status"] == "not_reproduced"
        return "open" if found else self.case.status

    @property
    def _is_fixed(self) -> bool:
        return self.case.status in {"fixed", "regressed"}

    @property
    def _proven(self) -> Mapping[str, Any] | None:
        return self.case.proof["configured"] if self.case.proof else None

    @property
    def _original(self) -> list[Run]:
        return [run for run in self.ever if run.is_original]

    def _is_proven(self, configured: Mapping[str, Any]) -> bool:
        return self._proven is None or self._asked(self._proven) == self._asked(configured)

    def _asked(self, configured: Mapping[str, Any]) -> CompletionRequest:
        request = Configuration.from_json(configured).request(self.case, self.today)
        return replace(request, model=request.model or self.own_model, prompt="")
