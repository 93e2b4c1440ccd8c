"""Does a cut answer go on as it would have been? `python -m tests.benchmarks.bench_continuation`, with the demo extra.

The local demo model is asked with a cap of 40 tokens, and 「你还没说完呢」 is pressed until it has ended. The joined
answer is compared with what the same request gives without a cap, character by character. It fails below 18 of 20.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from service.llm.demo import is_installed
from service.llm.port import CompletionRequest, Delta, Finished, LanguageModel
from service.settings import Settings
from tests.service.running import InProcess, Served
from tests.service.waiting import awaited

CAP, MOST_PRESSES, LEAST_SAME, SHOWN = 40, 8, 18, 24

# Most questions it answers in fewer tokens than the cap; these it goes on about.
QUESTIONS = (
    "请讲一个老人和海的故事。",
    "请写一段话描写下雨天的街道、行人和商店。",
    "请介绍唐朝的历史和文化。",
    "请介绍元朝的历史和文化。",
    "请写一篇关于秋天的长文章，越长越好。",
    "请讲一个狐狸和乌鸦的故事。",
    "请讲一个渔夫和金鱼的故事。",
    "请讲一个医生和病人的故事。",
    "Tell me a long story about a dragon and a small village.",
    "Tell me a long story about two brothers in the forest.",
    "Tell me a long story about a horse and a small town.",
    "Tell me a long story about a lost dog and an old woman.",
    "What are the planets of the solar system? Describe each of them.",
    "What are the seasons? Describe each of them.",
    "How do plants grow? Explain it from the seed to the fruit.",
    "How do trees grow? Explain it from the seed to the leaves?",
    "How do bees make honey? Explain it step by step?",
    "How do clouds form? Explain it from the water to the rain?",
    "How do mountains form? Explain it from the beginning?",
    "Count from one to forty in English words.",
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One question: the answer joined from presses, the one of an uncapped run, and what tells why they differ."""

    question: str
    joined: str
    whole: str
    has_ended: bool
    presses: int
    seams: tuple[int, ...]

    @property
    def is_same(self) -> bool:
        """Where a bound ended one of the two, as far as that one goes."""
        if self.presses == MOST_PRESSES and len(self.joined) < len(self.whole):
            return self.whole.startswith(self.joined)
        return self.joined == self.whole or (not self.has_ended and self.joined.startswith(self.whole))

    def difference(self) -> str:
        """Both around the first difference, and how far behind a join that is."""
        pairs = zip(self.joined, self.whole, strict=False)
        at = next(
            (at for at, (one, other) in enumerate(pairs) if one != other), min(map(len, (self.joined, self.whole)))
        )
        seam = max((seam for seam in self.seams if seam <= at), default=None)
        where = f"{at - seam} characters behind a join" if seam is not None else "before any join"
        around = slice(max(0, at - SHOWN), at + SHOWN)
        return f"    {where}\n    joined:   {self.joined[around]!r}\n    uncapped: {self.whole[around]!r}"


def compared(service: InProcess, questions: tuple[str, ...], cap: int = CAP) -> Iterator[Compared]:
    model = service.parts.model
    assert model is not None
    for question in questions:
        said = service.chat(question)
        presses, seams = 0, []
        while said["completion"]["finish_reason"] == "length" and presses < MOST_PRESSES:
            seams.append(len(said["answer"]))
            said, presses = service.go_on(said["message_id"]), presses + 1
        message = service.parts.turns.message(said["message_id"])
        assert message is not None
        assert message.segments[0].request.max_tokens == cap
        whole, finish_reason = uncapped(model, message.segments[0].request)
        yield Compared(question, message.answer, whole, finish_reason == "stop", presses, tuple(seams))


def uncapped(model: LanguageModel, request: CompletionRequest) -> tuple[str, str | None]:
    async def listen() -> list[Delta | Finished]:
        async with aclosing(model.stream(replace(request, max_tokens=None))) as events:
            return [event async for event in events]

    *pieces, end = awaited(listen())
    assert isinstance(end, Finished)
    return "".join(piece.text for piece in pieces if isinstance(piece, Delta)), end.finish_reason


def main() -> int:
    if not is_installed():
        sys.stderr.write("the demo extra is not installed: pip install 'jide[demo]'\n")
        return 1
    same = pressed = 0
    with TemporaryDirectory() as folder, ExitStack() as closing:
        settings = Settings(data_dir=Path(folder), llm_provider="demo", llm_max_tokens=CAP)
        for each in compared(Served(settings, closing).as_configured(), QUESTIONS):
            same, pressed = same + each.is_same, pressed + bool(each.presses)
            told = "same" if each.is_same else f"DIFFERS\n{each.difference()}"
            sys.stdout.write(f"{each.presses} presses, {len(each.joined):4} characters: {told}  {each.question}\n")
    sys.stdout.write(f"{same} of {len(QUESTIONS)} as without a cap; {pressed} needed a press\n")
    return int(same < LEAST_SAME)


if __name__ == "__main__":
    sys.exit(main())
