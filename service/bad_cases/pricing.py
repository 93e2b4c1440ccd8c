"""What runs cost: tokens, and money where the operator has set prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.bad_cases.grid import Configuration, cells
from service.bad_cases.log import BadCase
from service.llm.port import CompletionRequest
from service.prompts import Prompt

MILLION = 1_000_000
UNCAPPED_TOKENS = 4096
"""What is reckoned with for an answer that nothing caps."""

Prices = Mapping[str, tuple[float, float]]
"""By model: the price of a million tokens read, and of a million written."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a replay will take at most. `cost` is None where one of its models, see `unpriced`, has no price."""

    runs: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    unpriced: tuple[str, ...]


def cost(prices: Prices, model: str, usage: Mapping[str, int]) -> float | None:
    """The price of one answer in the currency of the prices; None for a model without one."""
    price = prices.get(model)
    if price is None or not usage:
        return None
    return round((usage.get("input", 0) * price[0] + usage.get("output", 0) * price[1]) / MILLION, 6)


def estimate(  # noqa: PLR0913, PLR0917 - the grid, and what it is reckoned with
    cases: Sequence[BadCase],
    controls: Sequence[BadCase],
    configurations: Sequence[Configuration],
    repeat: int,
    today: Prompt,
    own_model: str,
    prices: Prices,
) -> Estimate:
    """The tokens of all runs: input as it was counted before, output up to the cap."""
    known = {case.id: case for case in (*cases, *controls)}
    case_ids, control_ids = [case.id for case in cases], [case.id for case in controls]
    read = written = count = 0
    total, unpriced = 0.0, set[str]()
    for cell in cells(case_ids, control_ids, configurations, repeat):
        case = known[cell.bad_case_id]
        request = configurations[cell.configuration].of(case).request(case, today)
        usage = {"input": _input(case, request), "output": request.max_tokens or UNCAPPED_TOKENS}
        model = request.model or own_model
        price = cost(prices, model, usage)
        count, read, written = count + 1, read + usage["input"], written + usage["output"]
        total += price or 0.0
        unpriced |= {model} if price is None else set()
    return Estimate(count, read, written, None if unpriced else round(total, 6), tuple(sorted(unpriced)))


def _input(case: BadCase, request: CompletionRequest) -> int:
    """As the server counted it, with what is sent beyond; else a token for each Chinese character, or four others."""
    texts = [request.instructions, *request.preferences, *(message.content for message in request.messages)]
    counted = case.cut.finished.usage.get("input") or sum(map(_tokens, texts))
    return counted + _tokens(request.partial or "")


def _tokens(text: str) -> int:
    wide = sum(character > "\u2e7f" for character in text)
    return wide + (len(text) - wide) // 4
