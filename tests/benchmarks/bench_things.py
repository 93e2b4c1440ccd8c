"""How well two names are told apart, and how fast: `python -m tests.benchmarks.bench_things`.

The pairs of `tests/memory/pairs.jsonl` were written by people who knew nothing of the vocabulary. A hash splits them:
what the rules were chosen by, and what was only ever measured.
"""

import hashlib
import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from memory.relation import Relation, Vocabulary

PAIRS = Path(__file__).parent.parent / "memory" / "pairs.jsonl"
FALSE_MERGES = 0.005
"""The largest share of pairs that are two things and yet read as one."""
FRESH = """
import time
from pathlib import Path
import memory.things, numpy
memory.things.thing_key("热身")
def resident(): return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
before, start = resident(), time.perf_counter()
from memory.relation import Vocabulary
vocabulary = Vocabulary.load()
print(f"loading {time.perf_counter() - start:.2f} s, {resident() - before:.0f} MB more")
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair as it was written, and as it was read."""

    one: str
    other: str
    kind: str
    why: str
    read: Relation


def main() -> None:
    sys.stdout.write(subprocess.run([sys.executable, "-c", FRESH], check=True, capture_output=True, text=True).stdout)
    vocabulary = Vocabulary.load()
    pairs = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    cold, warm = _times(vocabulary, pairs), _times(vocabulary, pairs)
    _report_times("cold", cold)
    _report_times("warm", warm)
    judged = [Judged(p["a"], p["b"], p["relation"], p["why"], vocabulary.relation(p["a"], p["b"])) for p in pairs]
    for title, measured in (("developed on", False), ("measured", True)):
        half = [each for each in judged if is_measured(each.one, each.other) == measured]
        _report(title, half)
    worst = false_merges([each for each in judged if is_measured(each.one, each.other)])
    sys.exit(f"{worst:.3f} of two things are read as one" if worst > FALSE_MERGES else 0)


def is_measured(one: str, other: str) -> bool:
    """Whether the pair belongs to the half that no rule was chosen by."""
    return bool(hashlib.sha256("\n".join(sorted((one, other))).encode()).digest()[0] % 2)


def false_merges(judged: Sequence[Judged]) -> float:
    two = [each for each in judged if each.kind != "same"]
    return sum(each.read.kind == "same" for each in two) / len(two)


def _report(title: str, half: Sequence[Judged]) -> None:
    said_same = [each for each in half if each.read.kind == "same"]
    same = [each for each in half if each.kind == "same"]
    found = sum(each.read.kind in {"same", "unsure"} for each in same)
    kinds = [each for each in half if each.kind in {"narrower", "wider"}]
    different = [each for each in half if each.kind == "different"]
    lines = {
        "same: precision": (sum(each.kind == "same" for each in said_same), len(said_same)),
        "same: recall": (sum(each.read.kind == "same" for each in same), len(same)),
        "same: recall, unsure counted as found": (found, len(same)),
        "two things read as one": (sum(each.kind != "same" for each in said_same), len(half) - len(same)),
        "narrower or wider: right": (sum(each.read.kind == each.kind for each in kinds), len(kinds)),
        "different: right": (sum(each.read.kind == "different" for each in different), len(different)),
        "different: read as unsure": (sum(each.read.kind == "unsure" for each in different), len(different)),
    }
    sys.stdout.write(f"\n{title}: {len(half)} pairs\n")
    for name, (count, total) in lines.items():
        sys.stdout.write(f"  {name:<40} {count / max(total, 1):.3f}  {count}/{total}\n")
    _report_by(half, "why", lambda each: f"{each.kind}, {each.why}")
    _report_by(half, "reason given", lambda each: f"{each.read.kind}, {each.read.reason}")


def _report_by(half: Sequence[Judged], title: str, group: Callable[[Judged], str]) -> None:
    groups: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for each in half:
        groups[group(each)][each.read.kind == each.kind] += 1
    sys.stdout.write(f"  by {title}\n")
    for name, counts in sorted(groups.items()):
        sys.stdout.write(f"    {name:<38} {counts[True] / counts.total():.3f}  {counts[True]}/{counts.total()}\n")


def _times(vocabulary: Vocabulary, pairs: Sequence[dict[str, str]]) -> list[float]:
    times = []
    for pair in pairs:
        start = time.perf_counter()
        vocabulary.relation(pair["a"], pair["b"])
        times.append(time.perf_counter() - start)
    return times


def _report_times(title: str, times: Sequence[float]) -> None:
    p50, p99 = np.percentile(times, [50, 99]) * 1e6
    sys.stdout.write(f"a relation, {title}: p50 {p50:.1f} µs, p99 {p99:.1f} µs\n")


if __name__ == "__main__":
    main()
