"""What a reading does to memory, and the receipt that says so."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from intent.closed_class import forgotten, over, spares
from intent.correction import Correction, correction
from intent.model import Polarity, Question, Reading, StatedPreference
from memory.errors import MemoryFault
from memory.model import Change, Preference, Statement
from memory.store import Memory
from memory.things import thing_key
from service.chat import questions, receipts
from service.chat.asked import Decision
from service.chat.receipts import Language, language_of
from service.events import MemoryChanged


@dataclass(frozen=True, slots=True)
class Acted:
    """The receipt for the user, what happened to memory, and what the user was asked to name.

    `settled` says that the receipt is the whole answer, whatever the message would be to a language model.
    """

    receipt: str = ""
    memory: MemoryChanged = field(default_factory=MemoryChanged)
    asks: Literal["which_one"] | None = None
    settled: bool = False

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
        used, asked = self.memory.used, self.memory.asks
        return {
            "changes": changes,
            "used": [preference.id for preference in used],
            "asks": self.asks,
            "open": [ask.id for ask in asked],
        }


@dataclass(frozen=True, slots=True)
class Acting:
    """One message's hand on its user's memory.

    `earlier` gives the ids of the messages that a word without a name may mean, the newest first.
    """

    memory: Memory
    user_id: str
    message_id: str
    earlier: Callable[[], Sequence[str]]

    def act(self, reading: Reading, *, may_store: bool) -> Acted:
        """Does what the reading says. A fault in memory becomes words, so that it never costs the user the answer."""
        language = language_of(reading.text)
        if not may_store and reading.intent in {"state", "retract"}:
            return Acted(receipts.not_kept(language))
        try:
            return (self._change(reading, language) if may_store else None) or self._answer(reading, language)
        except MemoryFault as fault:
            return Acted(receipts.memory_failed(str(fault), language))

    def _change(self, reading: Reading, language: Language) -> Acted | None:
        """What the message changes; None where it changes nothing."""
        slip = correction(reading.text)
        mistaken = self._mistaken(slip) if slip else None
        if slip and mistaken:
            return self._respeak(mistaken, slip, reading.text, language)
        ended = () if _asks(reading) else self._ended(reading)
        if ended:
            return Acted(receipts.receipt(ended, language), MemoryChanged(ended), settled=True)
        match reading.intent:
            case "state":
                return self._remember(reading, language)
            case "retract":
                return self._retract(reading, language)
            case "chat" if self._is_change_of_mind(reading):
                return replace(self._keep(reading.suspected, language), settled=True)
        return None

    def _answer(self, reading: Reading, language: Language) -> Acted:
        """What memory itself can say to it: the answer to a question about one's own preferences."""
        if reading.intent != "query":
            return Acted()
        return self._recite(reading.question or Question(), language)

    def decide(self, decision: Decision, language: Language) -> Acted:
        """Does what the user decided about the questions that are still open; nothing where none is any more."""
        changes: list[Change] = []
        told: list[str] = []
        try:
            for ask in self.memory.asks(self.user_id):
                if ask.id in decision.ask_ids:
                    done = self.memory.answer(ask.id, yes=decision.yes)
                    changes += done
                    told.append(questions.decided(ask, done, yes=decision.yes, language=language))
        except MemoryFault as fault:
            told.append(receipts.memory_failed(str(fault), language))
        return Acted("\n".join(told), MemoryChanged(tuple(changes)), settled=bool(told))

    def _mistaken(self, slip: Correction) -> Preference | None:
        """What is held because of the slip: under the wrong name, or as the only thing that was said last.

        Only what was said a moment ago can have been a slip; to speak of something older so is a new statement.
        """
        said = self.earlier()
        lately = [each for each in self.memory.active(self.user_id) if each.message_id in said]
        if slip.wrong is None:
            held = [each for each in lately if each.message_id == said[0]]
        else:
            named = self.memory.about(self.user_id, slip.wrong)
            # 不是乐高，是魔方 also where 搭乐高 was said.
            held = [each for each in lately if each in named] or [each for each in lately if slip.wrong in each.object]
        return held[0] if len(held) == 1 else None

    def _respeak(self, held: Preference, slip: Correction, quote: str, language: Language) -> Acted:
        whole = bool(slip.wrong) and slip.wrong != held.object and str(slip.wrong) in held.object
        meant = held.object.replace(str(slip.wrong), slip.right) if whole else slip.right
        changes = self.memory.correct(held.id, meant, self.message_id, quote)
        return Acted(receipts.receipt(changes, language), MemoryChanged(changes), settled=True)

    def _remember(self, reading: Reading, language: Language) -> Acted:
        if reading.unsure and not self._is_spoken_of(reading):
            return Acted(receipts.not_stored(language))
        if not reading.stated:
            return Acted(receipts.which_one(language), asks="which_one")
        return self._keep(reading.stated, language)

    def _ended(self, reading: Reading) -> tuple[Change, ...]:
        """What a message ends by its wording, where it is held: 把猫忘了; 我对芒果不过敏了, 我可以吃芒果了."""
        named = forgotten(reading.text)
        if named and reading.intent in {"chat", "retract"}:
            return self.memory.retract(self.user_id, [(named, None)], self.message_id)
        limit = over(reading.text)
        denied = [each.object for each in reading.withdrawn] if reading.intent != "retract" else []
        names = [*denied, limit] if limit else denied
        held = [each for name in names for each in self.memory.about(self.user_id, name)]
        limits = [(each.object, each.polarity) for each in held if each.kind == "constraint"]
        return self.memory.retract(self.user_id, limits, self.message_id) if limits else ()

    def _keep(self, named: Sequence[StatedPreference], language: Language) -> Acted:
        statements = [_statement(stated, self.message_id) for stated in named]
        changes = self.memory.remember(self.user_id, statements)
        asks = tuple(change.ask for change in changes if change.ask is not None)
        acted = Acted(receipts.receipt(changes, language), MemoryChanged(changes, asks=asks))
        return acted.telling("\n".join(questions.asked(ask, language) for ask in asks))

    def _is_change_of_mind(self, reading: Reading) -> bool:
        """Whether what the message might state turns what is held: 我又喜欢出差了, to someone who disliked it."""
        if not reading.suspected or reading.text.rstrip().endswith(("?", "？")):
            return False
        return all(self._turns(each) for each in reading.suspected)

    def _turns(self, stated: StatedPreference) -> bool:
        held = self.memory.about(self.user_id, stated.object)
        # An allergy is not talked away by what may have been misread.
        return bool(held) and all(each.polarity != stated.polarity and each.kind != "constraint" for each in held)

    def _is_spoken_of(self, reading: Reading) -> bool:
        """Whether something is held of each thing it names, or of a wider or narrower one.

        Then a change of mind, or an exception, is likelier than a misreading.
        Not where it asks: 会不会有一天我就不喜欢烤鸭了 speaks of a thing that is held, and states nothing.
        """
        return (
            bool(reading.stated)
            and not _asks(reading)
            and all(self.memory.related(self.user_id, each.object) for each in reading.stated)
        )

    def _retract(self, reading: Reading, language: Language) -> Acted:
        match reading.scope:
            case "everything":
                return self._ask_to_forget_all(language)
            case "latest":
                return self._take_back(language)
        named = [(each.object, _side(each)) for each in reading.withdrawn]
        if not named and not spares(reading.text):
            named = [(held.object, None) for held in self.memory.mentioned(self.user_id, reading.text)]
        changes = self.memory.retract(self.user_id, named, self.message_id) if named else ()
        if not changes:
            return Acted(receipts.nothing_to_forget(language, named=bool(named)))
        return Acted(receipts.receipt(changes, language), MemoryChanged(changes))

    def _ask_to_forget_all(self, language: Language) -> Acted:
        held = self.memory.active(self.user_id)
        if not held:
            return Acted(questions.nothing_at_all(language), settled=True)
        ask = self.memory.ask_to_forget_all(self.user_id, self.message_id)
        return Acted(questions.forget_all(len(held), language), MemoryChanged(asks=(ask,)), settled=True)

    def _take_back(self, language: Language) -> Acted:
        """Undo what the last message that changed something did; the former word holds again."""
        for message_id in self.earlier():
            changes = self.memory.undo_message(self.user_id, message_id)
            if changes:
                return Acted(receipts.receipt(changes, language), MemoryChanged(changes), settled=True)
        return Acted(questions.nothing_to_take_back(language), settled=True)

    def _recite(self, asked: Question, language: Language) -> Acted:
        everything = self.memory.active(self.user_id)
        if asked.object is None:
            found = tuple(preference for preference in everything if _fits(preference, asked))
        else:
            # 我喜欢下雨天吗 is answered with all that is held of it, a dislike too, and of what is a kind of it.
            related = self.memory.related(self.user_id, asked.object)
            worded = (each for each in everything if each not in related and _shares_words(each, asked.object))
            found = (*related, *worded)
        return Acted(receipts.recited(asked, found, everything, language), MemoryChanged(used=found))


def _asks(reading: Reading) -> bool:
    return reading.asks or reading.text.rstrip().endswith(("?", "？"))


def _side(withdrawn: StatedPreference) -> Polarity | None:
    """On which side a thing is withdrawn: 我不再对花生过敏了 and 忘了咖啡吧 do not say how it was kept."""
    is_bare = withdrawn.quote == withdrawn.object
    return None if withdrawn.kind == "constraint" or is_bare else withdrawn.polarity


def _shares_words(preference: Preference, name: str) -> bool:
    held, wanted = thing_key(preference.object), thing_key(name)
    return held in wanted or wanted in held


def _fits(preference: Preference, asked: Question) -> bool:
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
