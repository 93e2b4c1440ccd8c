"""The reader that the service takes: the one trained with its users' feedback, where it is there and fits the code."""

import logging
from functools import cache
from pathlib import Path

from intent.artifact import ArtifactUnusable, shipped_card, sources_hash
from intent.classifier import Reader

log = logging.getLogger(__name__)


def present_reader(folder: Path) -> Reader:
    """The reader in `folder`, where `jide train --with-feedback` has put a usable one; else the one that ships."""
    if not folder.exists():
        return _shipping()
    try:
        trained = Reader.load(folder)
    except ArtifactUnusable as error:
        return _shipped(folder, f"it is damaged: {error}")
    if (trained.card.sources, trained.card.encoder) != (sources_hash(), shipped_card().encoder):
        return _shipped(folder, "it was trained with the data, code or encoder of another version")
    return trained


def _shipped(folder: Path, why: str) -> Reader:
    log.warning(
        "The reader in %s cannot be used (%s). The shipped one reads instead; run `jide train --with-feedback` "
        "to train it anew, or delete that folder.",
        folder,
        why,
    )
    return _shipping()


@cache
def _shipping() -> Reader:
    """One for the process: it never changes, and takes half a second to load."""
    return Reader.load()
