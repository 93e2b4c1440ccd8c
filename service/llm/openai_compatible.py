"""Any server that speaks the OpenAI protocol, through LangChain's ChatOpenAI."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

import httpx2
import openai
from langchain_core.messages import AIMessage
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from service.errors import (
    LanguageModelBusy,
    LanguageModelFailed,
    LanguageModelRefused,
    LanguageModelTimeout,
    WayRefused,
)
from service.llm.dialects import of_host, probed
from service.llm.port import CompletionRequest, Delta, Finished, Transport, Way
from service.llm.thoughts import Thoughts
from service.llm.wire import chat_messages

OPENAI_BASE_URL = "https://api.openai.com/v1"

# httpx2's own errors and broken JSON come through when a stream breaks off behind its first byte; LangChain says with a
# plain ValueError that it could make nothing of what came.
FAULTS = (openai.OpenAIError, httpx2.HTTPError, TimeoutError, ValueError)

MOST_EMPTY_STREAMS = 3
"""After so many in a row that had not one event a server is asked for the whole answer at once."""

REFUSALS = (openai.BadRequestError, openai.UnprocessableEntityError)

TIMEOUTS = (openai.APITimeoutError, httpx2.TimeoutException, TimeoutError)


class OpenAICompatibleModel:
    """Chat completions of one server, streamed; `request.model` may name another model of it."""

    notice = None

    def __init__(self, *, model: str, base_url: str | None, api_key: SecretStr | None, timeout_seconds: float) -> None:
        self.name = model
        self._own_server = base_url is not None
        self._base_url = base_url or OPENAI_BASE_URL
        self._key = api_key
        self._timeout_seconds = timeout_seconds
        is_known, self._dialect = of_host(self._base_url)
        self._is_probed = is_known
        self._refused: set[str] = set()
        self._counts, self._empty_streams = True, 0
        self._chat = self._client(self._base_url)
        path = self._dialect.base_path if self._dialect else None
        self._going_on = self._client(str(httpx2.URL(self._base_url).copy_with(path=path))) if path else self._chat

    def _client(self, base_url: str) -> ChatOpenAI:
        return ChatOpenAI(
            model=self.name,
            base_url=base_url,
            # A local server needs no key, but the client refuses to start without one.
            api_key=self._key or SecretStr("not-needed"),
            timeout=self._timeout_seconds,
            stream_chunk_timeout=None,  # `_next` bounds every wait, the first one with all that is tried again too
            max_retries=2,
            stream_usage=True,  # off by default where a base URL is set, and the usage is evidence of a cut
            use_responses_api=False,
            include_response_headers=True,  # LangChain drops the answer's own id, and a provider asks for this one
        )

    async def prepare(self) -> None:
        """Nothing: a server is only asked where somebody asked it."""

    async def ways(self, request: CompletionRequest) -> tuple[Way, ...]:
        """The server's own way where it has one, by its address or by what it says of its models, asked once."""
        if not self._is_probed:
            self._dialect = await probed(self._base_url, self._key.get_secret_value() if self._key else None)
            self._is_probed = True
        can = self._dialect is not None and (request.model or self.name) not in self._refused
        return ("prefill", "nudge") if can else ("nudge",)

    def payload(self, request: CompletionRequest) -> dict[str, Any]:
        payload: dict[str, Any] = {"model": request.model or self.name, "messages": chat_messages(request)}
        if _prefills(request) and self._dialect:
            payload["messages"][-1] |= self._dialect.message
            payload |= self._dialect.body
        if request.temperature is not None:
            payload["temperature"] = request.temperature
        if request.max_tokens is not None:
            # OpenAI's newer models refuse the old name; other servers know only that one.
            payload["max_tokens" if self._own_server else "max_completion_tokens"] = request.max_tokens
        counting = {"stream_options": {"include_usage": True}} if self._counts else {}
        return payload | ({"stream": True} | counting if self._streams else {"stream": False})

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[Delta | Finished]:
        told = _Told(request.model or self.name)
        try:
            async with aclosing(self._chunks(request)) as chunks:
                while (chunk := await self._next(chunks)) is not None:
                    text = told.hear(chunk)
                    if text:
                        yield Delta(text)
        except FAULTS as fault:
            if not told.anything:
                if _prefills(request) and isinstance(fault, REFUSALS):
                    self._refused.add(request.model or self.name)
                    raise WayRefused("The server does not go on with an answer that was begun.") from fault
                raise _failed(fault) from fault
            yield told.finished_by(fault)
        else:
            yield told.finished()

    async def _chunks(self, request: CompletionRequest) -> AsyncGenerator[AIMessage]:
        """The answer in pieces; where the server does not stream, or not with the usage, as it does."""
        heard, streams = False, self._streams
        while True:
            try:
                async with aclosing(self._asked(request, streams=streams)) as chunks:
                    async for chunk in chunks:
                        heard = True
                        self._empty_streams = 0 if streams else self._empty_streams
                        yield chunk
            except (*REFUSALS, ValueError) as fault:
                is_empty = streams and type(fault) is ValueError  # LangChain's, where not one event came
                if heard or not (is_empty or self._can_do_without(fault)):
                    raise
                self._empty_streams += is_empty
                streams = streams and not is_empty
            else:
                return

    @property
    def _streams(self) -> bool:
        """Whether the server is asked to stream: one stream without an event is a mishap, several are its way."""
        return self._empty_streams < MOST_EMPTY_STREAMS

    async def _asked(self, request: CompletionRequest, *, streams: bool) -> AsyncGenerator[AIMessage]:
        client, arguments = self._going_on if _prefills(request) else self._chat, self._arguments(request)
        if not streams:
            yield await client.ainvoke(chat_messages(request), **arguments)
            return
        async for chunk in client.astream(chat_messages(request), stream_usage=self._counts, **arguments):
            yield chunk

    def _can_do_without(self, fault: Exception) -> bool:
        """Whether to ask once more, without what the server cannot do: count tokens in a stream."""
        if self._counts and isinstance(fault, REFUSALS) and "stream_options" in str(fault):
            self._counts = False
            return True
        return False

    async def _next(self, chunks: AsyncIterator[AIMessage]) -> AIMessage | None:
        async with asyncio.timeout(self._timeout_seconds):
            return await anext(chunks, None)

    def _arguments(self, request: CompletionRequest) -> dict[str, Any]:
        sent = self.payload(request)
        arguments = {key: sent[key] for key in ("model", "temperature", "max_completion_tokens") if key in sent}
        # ChatOpenAI renames `max_tokens` and knows no fields of other servers, so that these have to get around it.
        extra = {"max_tokens": sent["max_tokens"]} if "max_tokens" in sent else {}
        if _prefills(request) and self._dialect:
            extra |= {"messages": sent["messages"], **self._dialect.body}
        return arguments | ({"extra_body": extra} if extra else {})


def _prefills(request: CompletionRequest) -> bool:
    return request.partial is not None and request.way == "prefill"


class _Told:
    """What a stream has told so far besides its text."""

    def __init__(self, model: str) -> None:
        self.anything = False
        self._model = model
        self._finish_reason: str | None = None
        self._usage: dict[str, int] = {}
        self._request_id: str | None = None
        self._thoughts = Thoughts()
        self._half = ""

    def hear(self, chunk: AIMessage) -> str:
        about = chunk.response_metadata
        self._finish_reason = about.get("finish_reason") or self._finish_reason
        self._model = about.get("model_name") or self._model
        self._request_id = about.get("headers", {}).get("x-request-id") or self._request_id
        if counted := chunk.usage_metadata:
            self._usage = {"input": counted["input_tokens"], "output": counted["output_tokens"]}
            if thought := counted.get("output_token_details", {}).get("reasoning"):
                self._usage["reasoning"] = thought
        text = self._thoughts.feed(self._characters(chunk.text))
        self.anything = self.anything or bool(text)
        return text

    def _characters(self, text: str) -> str:
        """Whole characters: some servers send the two halves of an emoji one after the other, or only one."""
        text, self._half = self._half + text, ""
        if text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def finished(self) -> Finished:
        transport: Transport = "done" if self._finish_reason else "eof"
        return Finished(self._finish_reason, transport, self._model, self._usage, self._request_id)

    def finished_by(self, fault: Exception) -> Finished:
        transport: Transport = "timeout" if isinstance(fault, TIMEOUTS) else "error"
        return Finished(None, transport, self._model, self._usage, self._request_id, type(fault).__name__)


def _failed(fault: Exception) -> LanguageModelFailed:
    if isinstance(fault, TIMEOUTS):
        return LanguageModelTimeout("The language model said nothing in time. Try again, or raise LLM_TIMEOUT_SECONDS.")
    if isinstance(fault, openai.RateLimitError):
        return LanguageModelBusy(_what_to_do(fault), _retry_after(fault))
    if isinstance(fault, REFUSALS):
        return LanguageModelRefused(_what_to_do(fault))
    return LanguageModelFailed(_what_to_do(fault))


def _retry_after(fault: openai.APIStatusError) -> float | None:
    """The seconds that Retry-After asks for; None where it is not there, or names a date."""
    try:
        return max(0.0, float(fault.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _what_to_do(fault: Exception) -> str:
    match fault:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return "The language model refused the key. Check OPENAI_API_KEY."
        case openai.NotFoundError():
            return "The server does not know this model or path. Check LLM_MODEL and LLM_BASE_URL."
        case openai.RateLimitError():
            return "The language model's rate limit or quota is reached. Try again later."
        case openai.APIStatusError():
            return f"The language model's server answered with status {fault.status_code}. Try again."
        case openai.APIConnectionError() | httpx2.TransportError():
            return "The language model could not be reached. Check LLM_BASE_URL and that it runs."
    return f"The language model's answer could not be read ({type(fault).__name__}). Try again."
