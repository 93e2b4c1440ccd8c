"""What a reading does to memory, and the receipt that says so."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from intent.model import Question, Reading, StatedPreference
from memory.errors import MemoryFault
from memory.model import Preference, Statement
from memory.store import Memory
from memory.things import thing_key
from service.chat import receipts
from service.chat.receipts import Language, language_of
from service.events import MemoryChanged


@dataclass(frozen=True, slots=True)
class Acted:
    """The receipt for the user, what happened to memory, and what the user was asked to name."""

    receipt: str = ""
    memory: MemoryChanged = field(default_factory=MemoryChanged)
    asks: Literal["which_one"] | None = None

    def using(self, used: tuple[Preference, ...]) -> "Acted":
        return replace(self, memory=replace(self.memory, used=used))

    def telling(self, words: str) -> "Acted":
        return replace(self, receipt="\n".join(part for part in (self.receipt, words) if part))

    def as_json(self) -> dict[str, Any]:
        """What was decided, by ids and reasons; the preferences themselves are memory's to keep."""
        changes = [
            {"action": c.action, "preference_id": c.preference.id, "event_id": c.event_id, "reason": c.reason}
            for c in self.memory.changes
        ]
        return {"changes": changes, "used": [preference.id for preference in self.memory.used], "asks": self.asks}


def act(memory: Memory, user_id: str, message_id: str, reading: Reading, *, may_store: bool) -> Acted:
    """Does what the reading says. A fault in memory becomes words, so that it never costs the user the answer."""
    language = language_of(reading.text)
    try:
        match reading.intent:
            case "query":
                return _recite(memory, user_id, reading.question or Question(), language)
            case "state" if may_store:
                return _remember(memory, user_id, message_id, reading, language)
            case "retract" if may_store:
                return _retract(memory, user_id, message_id, reading, language)
    except MemoryFault as fault:
        return Acted(receipts.memory_failed(str(fault), language))
    return Acted(receipts.not_kept(language) if reading.intent in {"state", "retract"} else "")


def _remember(memory: Memory, user_id: str, message_id: str, reading: Reading, language: Language) -> Acted:
    if reading.unsure:
        return Acted(receipts.not_stored(language))
    if not reading.stated:
        return Acted(receipts.which_one(language), asks="which_one")
    changes = memory.remember(user_id, [_statement(stated, message_id) for stated in reading.stated])
    return Acted(receipts.receipt(changes, language), MemoryChanged(changes))


def _retract(memory: Memory, user_id: str, message_id: str, reading: Reading, language: Language) -> Acted:
    # 我不再是素食者了, 我不再对花生过敏了: a limit is withdrawn by its name, on whichever side it was kept.
    named = [(w.object, None if w.kind == "constraint" else w.polarity) for w in reading.withdrawn]
    changes = memory.retract(user_id, named, message_id) if named else ()
    if not changes:
        return Acted(receipts.nothing_to_forget(language, named=bool(named)))
    return Acted(receipts.receipt(changes, language), MemoryChanged(changes))


def _recite(memory: Memory, user_id: str, asked: Question, language: Language) -> Acted:
    everything = memory.active(user_id)
    found = tuple(preference for preference in everything if _fits(preference, asked))
    told = receipts.recited(asked, found, everything, language)
    return Acted(told, MemoryChanged(used=found))


def _fits(preference: Preference, asked: Question) -> bool:
    """A question that names a thing is answered with all that is held of it: 我喜欢下雨天吗 also by a dislike."""
    if asked.object is not None:
        held, wanted = thing_key(preference.object), thing_key(asked.object)
        return held in wanted or wanted in held
    if asked.kind is not None:
        return preference.kind == asked.kind
    return asked.polarity is None or preference.polarity == asked.polarity


def _statement(stated: StatedPreference, message_id: str) -> Statement:
    return Statement(
        object=stated.object,
        polarity=stated.polarity,
        kind=stated.kind,
        condition=stated.condition,
        strength=stated.strength,
        quote=stated.quote,
        message_id=message_id,
        origin="chat",
    )
