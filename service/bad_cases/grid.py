"""What a replay runs: cases by configurations by repeats. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from service.bad_cases.log import BadCase
from service.continuation.saying import resumed
from service.llm.port import CompletionRequest
from service.prompts import Prompt

Kind = Literal["given", "original", "proven"]
Strategy = Literal["rerun", "resume"]
PromptOf = Literal["frozen", "today"]


@dataclass(frozen=True, slots=True)
class Configuration:
    """How a case is asked again; what is None stays as it was when the case came up.

    `model` None is the one that the service is set to. `rerun` sends the request again, `resume` asks to go on behind
    the cut answer. `frozen` keeps the instructions of that day, `today` takes those that are in use now. Instead of all
    that, `original` is what the case came up with, and `proven` what its proof holds for.
    """

    model: str | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    strategy: Strategy = "rerun"
    prompt: PromptOf = "frozen"
    kind: Kind = "given"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Configuration":
        return cls(**values)

    def of(self, case: BadCase) -> "Configuration":
        """The same with nothing left to be looked up in the case but its request."""
        match self.kind:
            case "original":
                return Configuration(model=original_model(case), kind="original")
            case "proven" if case.proof and case.proof.get("configured"):
                return Configuration.from_json(case.proof["configured"])
            case "proven":
                return Configuration(prompt="today")
        return self

    def request(self, case: BadCase, today: Prompt) -> CompletionRequest:
        """What is asked of the model, for a configuration that `of` gave."""
        asked = case.cut.request
        if self.strategy == "resume":
            asked = resumed(asked, case.partial)
        if self.prompt == "today":
            asked = replace(asked, prompt=today.name, instructions=today.text)
        return replace(
            asked,
            model=self.model or asked.model,
            temperature=asked.temperature if self.temperature is None else self.temperature,
            max_tokens=self.max_tokens or asked.max_tokens,
        )


def before(case: BadCase, strategy: str) -> str:
    """What the answer had already said where a run of this strategy begins: its text goes on behind that."""
    return case.partial if strategy == "resume" else case.cut.request.partial or ""


def original_model(case: BadCase) -> str:
    """The model that gave the cut answer, by the name it was asked under."""
    return str(case.cut.payload.get("model") or case.cut.finished.model)


def is_original(case: BadCase, request: CompletionRequest, model: str) -> bool:
    """Whether this is what the case came up with: the same request, of the same model."""
    asked = replace(case.cut.request, model=None)
    return (request.model or model) == original_model(case) and replace(request, model=None) == asked


@dataclass(frozen=True, slots=True)
class Cell:
    """One run that is to be: of which case, with the configuration at which place, and the how manieth."""

    bad_case_id: str
    configuration: int
    attempt: int


def cells(
    case_ids: Sequence[str], control_ids: Sequence[str], configurations: Sequence[Configuration], repeat: int
) -> Iterator[Cell]:
    """Every run, case by case. A control is there to be harmed by what is new, so that no original is run of it."""
    for case_id in dict.fromkeys((*case_ids, *control_ids)):
        for place, configuration in enumerate(configurations):
            if case_id in case_ids or configuration.kind == "given":
                yield from (Cell(case_id, place, attempt) for attempt in range(repeat))
