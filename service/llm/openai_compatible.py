"""Any server that speaks the OpenAI protocol, through LangChain's ChatOpenAI."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import httpx2
import openai
from langchain_core.messages import AIMessageChunk
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from service.errors import LanguageModelFailed, LanguageModelTimeout
from service.llm.port import CompletionRequest, Delta, Finished, Transport
from service.llm.wire import chat_messages

OPENAI_BASE_URL = "https://api.openai.com/v1"

# httpx2's own errors and broken JSON come through when a stream breaks off behind its first byte.
FAULTS = (openai.OpenAIError, httpx2.HTTPError, TimeoutError, json.JSONDecodeError, UnicodeDecodeError)

TIMEOUTS = (openai.APITimeoutError, httpx2.TimeoutException, TimeoutError)


class OpenAICompatibleModel:
    """Chat completions of one server, streamed; `request.model` may name another model of it."""

    notice = None
    resumes_exactly = False

    def __init__(self, *, model: str, base_url: str | None, api_key: SecretStr | None, timeout_seconds: float) -> None:
        self.name = model
        self._own_server = base_url is not None
        self._timeout_seconds = timeout_seconds
        self._chat = ChatOpenAI(
            model=model,
            base_url=base_url or OPENAI_BASE_URL,
            # A local server needs no key, but the client refuses to start without one.
            api_key=api_key or SecretStr("not-needed"),
            timeout=timeout_seconds,
            stream_chunk_timeout=None,  # `_next` bounds every wait, the first one with all that is tried again too
            max_retries=2,
            stream_usage=True,  # off by default where a base URL is set, and the usage is evidence of a cut
            use_responses_api=False,
            include_response_headers=True,  # LangChain drops the answer's own id, and a provider asks for this one
        )

    def payload(self, request: CompletionRequest) -> dict[str, Any]:
        payload: dict[str, Any] = {"model": request.model or self.name, "messages": chat_messages(request)}
        if request.temperature is not None:
            payload["temperature"] = request.temperature
        if request.max_tokens is not None:
            # OpenAI's newer models refuse the old name; other servers know only that one.
            payload["max_tokens" if self._own_server else "max_completion_tokens"] = request.max_tokens
        return payload | {"stream": True, "stream_options": {"include_usage": True}}

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[Delta | Finished]:
        told = _Told(request.model or self.name)
        try:
            chunks = self._chat.astream(chat_messages(request), **self._arguments(request))
            while (chunk := await self._next(chunks)) is not None:
                text = told.hear(chunk)
                if text:
                    yield Delta(text)
        except FAULTS as fault:
            if not told.anything:
                raise _failed(fault) from fault
            yield told.finished_by(fault)
        else:
            yield told.finished()

    async def _next(self, chunks: AsyncIterator[AIMessageChunk]) -> AIMessageChunk | None:
        async with asyncio.timeout(self._timeout_seconds):
            return await anext(chunks, None)

    def _arguments(self, request: CompletionRequest) -> dict[str, Any]:
        sent = self.payload(request)
        arguments = {key: sent[key] for key in ("model", "temperature", "max_completion_tokens") if key in sent}
        # ChatOpenAI renames `max_tokens`, so that a server which knows only the old name has to get it around it.
        return arguments | ({"extra_body": {"max_tokens": sent["max_tokens"]}} if "max_tokens" in sent else {})


class _Told:
    """What a stream has told so far besides its text."""

    def __init__(self, model: str) -> None:
        self.anything = False
        self._model = model
        self._finish_reason: str | None = None
        self._usage: dict[str, int] = {}
        self._request_id: str | None = None

    def hear(self, chunk: AIMessageChunk) -> str:
        about = chunk.response_metadata
        self._finish_reason = about.get("finish_reason") or self._finish_reason
        self._model = about.get("model_name") or self._model
        self._request_id = about.get("headers", {}).get("x-request-id") or self._request_id
        if chunk.usage_metadata:
            self._usage = {
                "input": chunk.usage_metadata["input_tokens"],
                "output": chunk.usage_metadata["output_tokens"],
            }
        text = chunk.text
        self.anything = self.anything or bool(text)
        return text

    def finished(self) -> Finished:
        transport: Transport = "done" if self._finish_reason else "eof"
        return Finished(self._finish_reason, transport, self._model, self._usage, self._request_id)

    def finished_by(self, fault: Exception) -> Finished:
        transport: Transport = "timeout" if isinstance(fault, TIMEOUTS) else "error"
        return Finished(None, transport, self._model, self._usage, self._request_id, type(fault).__name__)


def _failed(fault: Exception) -> LanguageModelFailed:
    if isinstance(fault, TIMEOUTS):
        return LanguageModelTimeout("The language model said nothing in time. Try again, or raise LLM_TIMEOUT_SECONDS.")
    return LanguageModelFailed(_what_to_do(fault))


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
