"""A real HTTP server on loopback that speaks the OpenAI protocol, and misbehaves when it is told to."""

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

# How a stream ends: with its end marker; without one; inside a token; inside a character; by a reset; never; in a
# broken event; or it never begins, not even with a status.
Ending = Literal["marker", "eof", "half_token", "half_character", "reset", "stall", "broken_json", "silence"]
Going = Literal["exact", "echo", "restart", "preamble"]

MODEL = "loopback-1"
REQUEST_ID = "req-7"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the server. With `going`, `text` goes on behind the cut answer that the request ends with.

    A `status` other than 200 answers with an error and `headers`; `reasoning` is thought aloud before the text. One
    that is not `streamed` comes as one JSON object whatever was asked for. `seconds` are waited behind each piece.
    """

    text: str = ""
    finish_reason: str | None = "stop"
    ending: Ending = "marker"
    reasoning: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    going: Going = "exact"
    output_tokens: int | None = None
    tells_usage: bool = True
    streamed: bool = True
    seconds: float = 0.0
    chunk_size: int = 5

    def usage(self, request: Mapping[str, Any]) -> dict[str, Any]:
        output = len(self.reasoning + self.words(request)) if self.output_tokens is None else self.output_tokens
        thought = {"completion_tokens_details": {"reasoning_tokens": len(self.reasoning)}} if self.reasoning else {}
        return {"prompt_tokens": 7, "completion_tokens": output, "total_tokens": 7 + output, **thought}

    def words(self, request: Mapping[str, Any]) -> str:
        if self.going == "exact":
            return self.text
        begun = [message["content"] for message in request["messages"] if message["role"] == "assistant"]
        partial: str = begun[-1]
        opening = {"echo": partial[-8:], "restart": partial, "preamble": "好的，我继续："}[self.going]
        return opening + self.text


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came over the wire."""

    path: str
    headers: Message
    body: Any


class OpenAIServer:
    """Plays its answers in order and records what it is asked; out of answers, it answers with status 500."""

    def __init__(
        self, owned_by: str = "loopback", *, wants_the_user_last: bool = False, unknown: frozenset[str] = frozenset()
    ) -> None:
        """`owned_by` is whose its model is; with `wants_the_user_last` it refuses an assistant's message at the end.

        Fields of the request that are `unknown` to it it refuses by name.
        """
        self.owned_by = owned_by
        self.unknown = unknown
        self.wants_the_user_last = wants_the_user_last
        self.requests: list[Received] = []
        self.closing = threading.Event()
        self._answers: deque[Answer] = deque()
        self._server = _Listener(self)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def add(self, *answers: Answer) -> None:
        self._answers.extend(answers)

    def next_answer(self) -> Answer:
        # Nothing to wait for: a client told to try again in no time does so at once.
        return self._answers.popleft() if self._answers else Answer(status=500, headers={"Retry-After": "0.01"})

    @contextmanager
    def running(self) -> Iterator["OpenAIServer"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()


def embedding(text: str) -> list[float]:
    """Of another length than one, as some servers' are."""
    return [float(len(text)), float(text.count("雨")), 2.0]


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, script: OpenAIServer) -> None:
        self.script = script
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def script(self) -> OpenAIServer:
        assert isinstance(self.server, _Listener)
        return self.server.script

    def do_GET(self) -> None:
        self.script.requests.append(Received(self.path, self.headers, None))
        self._json({"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": self.script.owned_by}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.script.requests.append(Received(self.path, self.headers, body))
        answers: dict[str, Callable[[Any], None]] = {
            "/v1/chat/completions": self._chat,
            "/v1/embeddings": self._embed,
        }
        answers.get(self.path, self._unknown)(body)

    def _chat(self, body: Any) -> None:
        if self.script.wants_the_user_last and body["messages"][-1]["role"] == "assistant":
            self._refuse(Answer(status=400))
            return
        if refused := sorted(self.script.unknown & body.keys()):
            self._refuse(Answer(status=422), f"unknown field: {refused[0]}")
            return
        answer = self.script.next_answer()
        if answer.status != 200:
            self._refuse(answer)
            return
        if answer.ending == "silence":
            self.script.closing.wait(30)
            return
        if not (answer.streamed and body.get("stream")):
            self.close_connection = True
            self._json(_completion(answer, body), headers={"X-Request-Id": REQUEST_ID, "Connection": "close"})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("X-Request-Id", REQUEST_ID)
        # The end of the connection is the end of the stream, so that it can end anywhere.
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        for event in _events(answer, body):
            self._event(event)
            self.script.closing.wait(answer.seconds)
        self._end(answer)

    def _end(self, answer: Answer) -> None:
        match answer.ending:
            case "marker":
                self.wfile.write(b"data: [DONE]\n\n")
            case "half_token":
                self.wfile.write(b'data: {"choices": [{"index": 0, "delta": {"content": "to-')
            case "half_character":
                event = json.dumps(_chunk({"content": "雨"}), ensure_ascii=False).encode()
                self.wfile.write(b"data: " + event[: event.index("雨".encode()) + 1])
            case "broken_json":
                self.wfile.write(b'data: {"choices": [{"delta": \n\n')
            case "reset":
                self.wfile.flush()
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.close()
            case "stall":
                self.script.closing.wait(30)

    def _embed(self, body: Any) -> None:
        answer = self.script.next_answer() if self.script._answers else Answer()
        if answer.status != 200:
            self._refuse(answer)
            return
        data = [{"object": "embedding", "index": at, "embedding": embedding(t)} for at, t in enumerate(body["input"])]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        self._json({"object": "list", "model": body["model"], "data": data, "usage": usage})

    def _refuse(self, answer: Answer, why: str = "refused on purpose") -> None:
        error = {"message": why, "type": "test", "code": None, "param": None}
        self._json({"error": error}, answer.status, answer.headers)

    def _unknown(self, _body: Any) -> None:
        self._refuse(Answer(status=404))

    def _event(self, event: Mapping[str, Any]) -> None:
        self.wfile.write(b"data: " + _as_json(event) + b"\n\n")
        self.wfile.flush()

    def _json(self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, content in {**(headers or {}), "Content-Type": "application/json"}.items():
            self.send_header(name, content)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Says nothing: what was asked is in `requests`."""


def _as_json(value: Any) -> bytes:
    """In UTF-8; half a surrogate pair, which that has no bytes for, escaped, as some servers send it."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def _events(answer: Answer, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    text, size = answer.words(request), answer.chunk_size
    if answer.reasoning:
        yield _chunk({"role": "assistant", "content": None, "reasoning_content": answer.reasoning})
    for start in range(0, len(text), size):
        yield _chunk({"role": "assistant", "content": text[start : start + size]})
    if answer.ending != "marker":
        return
    if answer.finish_reason:
        yield _chunk({}, answer.finish_reason)
    if request.get("stream_options", {}).get("include_usage") and answer.tells_usage:
        yield _chunk(None) | {"usage": answer.usage(request)}


def _completion(answer: Answer, request: Mapping[str, Any]) -> dict[str, Any]:
    """The whole answer at once."""
    message = {"role": "assistant", "content": answer.words(request)}
    if answer.reasoning:
        message["reasoning_content"] = answer.reasoning
    choice = {"index": 0, "message": message, "finish_reason": answer.finish_reason}
    whole = {"id": "chatcmpl-7", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice]}
    return whole | ({"usage": answer.usage(request)} if answer.tells_usage else {})


def _chunk(delta: Mapping[str, Any] | None, finish_reason: str | None = None) -> dict[str, Any]:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish_reason}]
    return {"id": "chatcmpl-7", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": choices}
