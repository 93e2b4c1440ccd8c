"""Which preferences may be about one thing: one quiet line a pair, for the user to decide."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from nicegui import background_tasks, ui

from memory.errors import StoreUnavailable
from memory.model import Ask, Preference
from memory.store import Memory
from memory.things import thing_key
from service.chat.receipts import described
from service.web.words import is_one_thing

MOST_SHOWN = 3

Pair = tuple[Preference, Preference]
Unite = Callable[[Preference, Preference], Awaitable[None]]
Part = Callable[[Preference, Preference], Awaitable[None]]


class Duplicates:
    """To be made inside the element that shall hold it. `unite` is given what goes and what stays."""

    def __init__(self, memory: Memory, user_id: str, unite: Unite, part: Part) -> None:
        self._memory = memory
        self._user_id = user_id
        self._unite, self._part = unite, part
        self._pairs: Sequence[Pair] = ()
        self._asks: Sequence[Ask] = ()
        self._shown: list[Pair] | None = []
        self._all = False
        self._is_stale = self._is_looking = False
        self._section = ui.column().classes("w-full gap-1")
        self._section.props("role=region aria-label=可能是一回事的").visible = False

    def look_again(self, asks: Sequence[Ask]) -> None:
        """Looks for pairs, in its own time; what `asks` ask of is left to them."""
        self._asks, self._is_stale = asks, True
        if not self._is_looking:
            background_tasks.create(self._look(), name="possible duplicates")

    async def _look(self) -> None:
        self._is_looking = True
        try:
            while self._is_stale and not self._section.is_deleted:
                self._is_stale = False
                self._pairs = await asyncio.to_thread(self._memory.possible_duplicates, self._user_id)
        except StoreUnavailable:
            return  # the panel's own reading tells of it, and this is looked for again with the next change
        finally:
            self._is_looking = False
        if not self._section.is_deleted:
            self._show()

    def _show(self) -> None:
        pairs = [pair for pair in self._pairs if not any(_asks_of(ask, pair) for ask in self._asks)]
        if pairs == self._shown:
            return
        self._shown = pairs
        self._section.clear()
        self._section.visible = bool(pairs)
        shown = pairs if self._all else pairs[:MOST_SHOWN]
        with self._section:
            for pair in shown:
                self._line(pair)
            if len(pairs) > len(shown):
                more = ui.button(f"还有 {len(pairs) - len(shown)} 对", icon="expand_more", on_click=self._show_all)
                more.props("flat dense no-caps size=12px color=grey-8").classes("jide-tap")

    def _show_all(self) -> None:
        self._all, self._shown = True, None
        self._show()

    def _line(self, pair: Pair) -> None:
        one, other = pair
        asked = is_one_thing(one.object, other.object)
        with ui.row().classes("w-full items-center gap-1 flex-nowrap").props("role=group") as row:
            row.props["aria-label"] = asked
            ui.label(asked).classes("flex-1 min-w-0 text-xs text-stone-600 [overflow-wrap:anywhere]")
            with ui.row().classes("gap-0 flex-nowrap shrink-0 -mr-2"):
                _button("是一回事", asked, lambda: self._same(pair))
                _button("不是一回事", asked, lambda: self._part(one, other))

    async def _same(self, pair: Pair) -> None:
        newer, older = sorted(pair, key=lambda each: (each.valid_from, each.id), reverse=True)
        if needs_choice(pair):
            self._choose(newer, older)
        else:
            await self._unite(older, newer)

    def _choose(self, newer: Preference, older: Preference) -> None:
        """One thing cannot be both, so that the user says which of the two counts."""
        with ui.dialog(value=True) as dialog, ui.card().classes("w-[26rem] max-w-full gap-3"):
            dialog.on("hide", dialog.delete)
            ui.label("那么哪一个作数？").classes("text-base font-bold")
            ui.label("另一个会收进「不再作数的」，可以撤销。").classes("text-sm text-stone-600")
            for kept, gone in ((newer, older), (older, newer)):

                async def choose(kept: Preference = kept, gone: Preference = gone) -> None:
                    dialog.close()
                    await self._unite(gone, kept)

                ui.button(described(kept, "zh"), on_click=choose).props("outline no-caps").classes("w-full jide-tap")
            ui.button("取消", on_click=dialog.close).props("flat no-caps").classes("self-end jide-tap")


def needs_choice(pair: Pair) -> bool:
    """Whether the two cannot both hold and differ: in polarity, or in that one of them is a rule such as an allergy."""
    one, other = pair
    meet = one.condition_key == other.condition_key
    return meet and (one.polarity, one.kind) != (other.polarity, other.kind)


def _asks_of(ask: Ask, pair: Pair) -> bool:
    if ask.question != "same" or ask.preference is None or ask.statement is None:
        return False
    names = {thing_key(each.object) for each in pair}
    return {thing_key(ask.preference.object), thing_key(ask.statement.object)} == names


def _button(words: str, asked: str, press: Callable[[], Awaitable[None]]) -> None:
    button = ui.button(words, on_click=press).props("flat dense no-caps size=12px padding='2px 6px'")
    button.classes("jide-tap").props["aria-label"] = f"{words}：{asked}"
