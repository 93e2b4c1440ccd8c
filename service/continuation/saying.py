"""One run of a language model for one answer: streams what is new, and ends as a segment whatever happens."""

from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import replace

from service.continuation.segment import Mode, Press, Segment
from service.continuation.stitch import Dropped, Stitcher
from service.continuation.truncation import Judgement, judge
from service.errors import LanguageModelFailed, LanguageModelRefused, LanguageModelTimeout, WayRefused
from service.llm.port import CompletionRequest, Delta, Finished, LanguageModel, Transport, Way


class Saying:
    """Iterate `pieces()` once; `segment()` is right at any time, also when the iteration was given up."""

    def __init__(
        self, model: LanguageModel, request: CompletionRequest, mode: Mode, press: Press | None = None
    ) -> None:
        self._model = model
        self._request = request
        self._mode: Mode = mode
        self._press = press
        self._said: list[str] = []
        self._finished = Finished(None, "aborted", request.model or model.name)
        self._dropped: Dropped | None = None
        self._failed: str | None = None

    async def pieces(self) -> AsyncGenerator[str]:
        """The answer's new words. Raises `LanguageModelFailed` if the model fails before it says anything."""
        try:
            async with aclosing(self._tried()) as pieces:
                async for piece in pieces:
                    yield piece
        except LanguageModelFailed as failure:
            self._failed = str(failure)
            transport: Transport = "timeout" if isinstance(failure, LanguageModelTimeout) else "error"
            self._finished = replace(self._finished, transport=transport, error=self._failed)
            raise

    async def _tried(self) -> AsyncGenerator[str]:
        for way in await self._ways():
            self._request = replace(self._request, way=way)
            with suppress(WayRefused):
                async with aclosing(self._run()) as pieces:
                    async for piece in pieces:
                        yield piece
                return
        raise LanguageModelRefused("The language model goes on with an answer in no way that is known. Run it again.")

    async def _ways(self) -> tuple[Way, ...]:
        return (self._request.way,) if self._request.partial is None else await self._model.ways(self._request)

    async def _run(self) -> AsyncGenerator[str]:
        stitcher = self._stitcher()
        async with aclosing(self._model.stream(self._request)) as events:
            async for event in events:
                if isinstance(event, Finished):
                    self._finished = event
                new = _new_words(stitcher, event)
                self._dropped = stitcher.dropped if stitcher else None
                if new:
                    self._said.append(new)
                    yield new

    def segment(self) -> Segment:
        text = "".join(self._said)
        return Segment(
            self._request,
            self._model.payload(self._request),
            text,
            self._finished,
            self._judged((self._request.partial or "") + text),
            self._mode,
            self._press,
            self._dropped,
        )

    def _judged(self, answer: str) -> Judgement:
        if self._failed is not None:
            return Judgement("unavailable", (self._failed,))
        return judge(answer, self._finished, self._request.max_tokens)

    def _stitcher(self) -> Stitcher | None:
        partial = self._request.partial
        return Stitcher(partial) if partial is not None and self._request.way != "exact" else None


def _new_words(stitcher: Stitcher | None, event: Delta | Finished) -> str:
    match event:
        case Delta(text):
            return stitcher.feed(text) if stitcher else text
        case Finished():
            return stitcher.flush() if stitcher else ""


def resumed(request: CompletionRequest, answer: str) -> CompletionRequest:
    """The same request, asking to go on behind `answer`."""
    return replace(request, partial=answer)


def again(request: CompletionRequest) -> CompletionRequest:
    """The same request from the start."""
    return replace(request, partial=None)
