"""The tokens that answers were written in, so that one is gone on with from these and not from its words.

The same words can be cut into tokens in several ways, and a model does not always write them as the tokenizer would
read them. Shown other tokens than it wrote, it may well go on with other words.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

MOST_ANSWERS = 256
"""The newest are kept, in memory: after a restart an answer goes on from its words."""

Token = int | str
"""A token's id; or, where that is not known, the words themselves."""


class Tokens:
    """Of the newest answers, each by the prompt it was written behind and its words."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], list[Token]] = OrderedDict()

    def prompt(self, transcript: str, partial: str) -> str | list[Token]:
        """What is sent so that the model goes on behind `partial`."""
        kept = self._kept.get((transcript, partial))
        return [transcript, *kept] if kept else transcript + partial

    def keep(self, transcript: str, partial: str, chunks: Sequence[Mapping[str, Any]]) -> None:
        """Takes down an answer of which `partial` was there before the chunks."""
        before = self._kept.get((transcript, partial)) or ([partial] if partial else [])
        said = [chunk["choices"][0] for chunk in chunks if chunk["choices"][0]["text"]]
        words = partial + "".join(choice["text"] for choice in said)
        self._kept[transcript, words] = [*before, *(token for choice in said for token in _tokens(choice))]
        while len(self._kept) > MOST_ANSWERS:
            self._kept.popitem(last=False)


def _tokens(choice: Mapping[str, Any]) -> list[Token]:
    """The last token of a chunk is told; not those of words held back before it, which might have ended the answer."""
    text, told = choice["text"], (choice.get("logprobs") or {}).get("content")
    if not told or not told[-1]["token"] or not text.endswith(told[-1]["token"]):
        return [text]
    before = text[: -len(told[-1]["token"])]
    return [before, told[-1]["id"]] if before else [told[-1]["id"]]
