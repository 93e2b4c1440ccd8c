"""Parts cases into train, validation and test so that no two that are alike stand in different ones. Pure.

Cases of one group, of one message, or of one question belong together, and go where the hash of the oldest of their
groups' ids says: eight of ten to train. The same on every machine and in every export, whatever its filters. Only where
a new case shows that two groups are about one thing, or the oldest is forgotten, do cases move.
"""

import hashlib
from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

Split = Literal["train", "validation", "test"]
SPLITS: tuple[Split, ...] = get_args(Split)


class Belonging(NamedTuple):
    """What says which cases belong together; an empty `question` says nothing."""

    group_id: str
    message_id: str
    question: str


def split_of(group_id: str) -> Split:
    """Of ten equal shares of the hash eight are train, one is validation, one is test."""
    share = int.from_bytes(hashlib.sha256(group_id.encode()).digest()) % 10
    return "train" if share < 8 else "validation" if share == 8 else "test"


def splits(cases: Iterable[Belonging]) -> dict[str, Split]:
    """The split of each group, by its id; `cases` are all there are."""
    roots: dict[str, str] = {}
    first: dict[tuple[str, str], str] = {}

    def root(group_id: str) -> str:
        while (above := roots.setdefault(group_id, group_id)) != group_id:
            group_id = above
        return group_id

    for case in cases:
        for mark in (("message", case.message_id), ("question", case.question)):
            if mark[1]:
                one, other = root(case.group_id), root(first.setdefault(mark, case.group_id))
                roots[max(one, other)] = min(one, other)
    return {group_id: split_of(root(group_id)) for group_id in list(roots)}
