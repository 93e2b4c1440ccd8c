"""What can go wrong in memory, as one family.

MemoryFault
├── InvalidStatement      the caller's data cannot be kept; correct the named fields
├── InvalidImport         a line of the import cannot be taken; correct the line it names
├── InvalidCursor         the page's cursor was not made by this list; start again without one
├── PreferenceNotFound    there is no such preference
├── PreferenceClosed      it holds no longer, so that it cannot be edited or deleted; undo what closed it
├── EventNotFound         there is no such event
├── CannotUndo            something later stands on the event; undo that first
├── CannotMerge           the two cannot become one; the message says why
├── CannotSplit           the two are no two names of one user; the message says why
├── AskNotFound           there is no such question
├── AskClosed             the question has been answered, or is moot
├── StoreUnavailable      the database cannot be reached, or is too busy; nothing was changed, try again
├── IndexUnavailable      Chroma cannot be reached; memory goes on without it, search by words only
├── EmbedderUnavailable   vectors cannot be had now; memory goes on by words
└── ReindexNeeded         the stored vectors are of another model; run `jide reindex`
"""


class MemoryFault(Exception):
    """The root of the family; the message is one sentence that may be shown to the caller."""


class InvalidStatement(MemoryFault):
    """Something about a statement or an edit cannot be kept; `fields` names what to correct. Nothing was changed."""

    def __init__(self, detail: str, fields: tuple[str, ...]) -> None:
        super().__init__(detail)
        self.fields = fields


class InvalidImport(MemoryFault):
    """A line of an import cannot be taken, and nothing was imported; correct the line that `fields` names."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}; nothing was imported")
        self.fields = (f"line {line}",)


class InvalidCursor(MemoryFault):
    """The cursor was not made by this list; ask again without one."""


class PreferenceNotFound(MemoryFault):
    """No preference has this id; list the preferences to see which there are."""

    def __init__(self, preference_id: str) -> None:
        super().__init__(f"there is no preference {preference_id!r}")
        self.preference_id = preference_id


class PreferenceClosed(MemoryFault):
    """The preference holds no longer; undo the event that closed it, or state it anew."""

    def __init__(self, preference_id: str, status: str) -> None:
        super().__init__(f"preference {preference_id!r} is {status}; undo the event that closed it, or state it anew")
        self.preference_id = preference_id
        self.status = status


class EventNotFound(MemoryFault):
    """No event has this id; read the preference's history to see which there are."""

    def __init__(self, event_id: str) -> None:
        super().__init__(f"there is no event {event_id!r}")
        self.event_id = event_id


class CannotUndo(MemoryFault):
    """A later event stands on this one, or it is undone already; undo `blocking_event_id` first, if there is one."""

    def __init__(self, event_id: str, detail: str, blocking_event_id: str | None = None) -> None:
        super().__init__(detail)
        self.event_id = event_id
        self.blocking_event_id = blocking_event_id


class CannotMerge(MemoryFault):
    """The two preferences cannot become one: they are not one user's, or are about one thing already."""


class CannotSplit(MemoryFault):
    """What is to be taken apart is no two names that one user has used; read the preference's history to see them."""


class AskNotFound(MemoryFault):
    """No question has this id; list the user's open ones."""

    def __init__(self, ask_id: str) -> None:
        super().__init__(f"there is no question {ask_id!r}")
        self.ask_id = ask_id


class AskClosed(MemoryFault):
    """The question is answered already, or no longer matters; nothing was changed."""

    def __init__(self, ask_id: str, answer: str) -> None:
        super().__init__(f"question {ask_id!r} is closed: {answer}")
        self.ask_id = ask_id
        self.answer = answer


class StoreUnavailable(MemoryFault):
    """The database cannot be reached or stayed busy. Nothing was changed; the call may be repeated as it was."""


class IndexUnavailable(MemoryFault):
    """Chroma cannot be reached or failed. Nothing is lost: it follows from the database once it answers again."""


class EmbedderUnavailable(MemoryFault):
    """Vectors cannot be had now; an `Embedder` raises it, and memory goes on by words until it works again."""


class ReindexNeeded(MemoryFault):
    """The stored vectors are of another model than the configured one; run `jide reindex`, or set the old model."""

    def __init__(self, stored: str, configured: str) -> None:
        super().__init__(f"vectors are of {stored!r}, the embedder is {configured!r}; run `jide reindex`")
        self.stored = stored
        self.configured = configured
