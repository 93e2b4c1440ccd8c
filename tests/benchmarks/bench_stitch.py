"""How exactly an answer and its continuation are joined: `python -m tests.benchmarks.bench_stitch`.

Continuations of complete answers with their known truth: exact, with an echo, from the start again, behind a preamble,
with the fence opened again, with the broken word begun again. Streamed in pieces, half Chinese. It fails below 99 %.
Behind that, what other hands wrote: how much that is old is dropped, and how much that only resembles it is kept.
"""

import argparse
import random
import sys
from collections import Counter

from service.continuation.stitch import Stitcher
from tests.service.continuation.joins import Join, joins
from tests.service.continuation.written import NAMES, told

LEAST = 0.99


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print each join that went wrong")
    chosen = parser.parse_args()
    played, exact = Counter[str](), Counter[str]()
    for join in joins(chosen.cases, chosen.seed):
        name = f"{join.going}, {join.language}"
        played[name] += 1
        new = stitched(join)
        exact[name] += new == join.rest
        if chosen.show and new != join.rest:
            sys.stderr.write(f"{name}: {join.partial[-60:]!r} + {join.said[:100]!r}\n  -> {new[:60]!r}\n")
    for name, number in sorted(played.items()):
        sys.stdout.write(f"{name:24}{exact[name]:4} of {number}\n")
    share = exact.total() / played.total()
    sys.stdout.write(f"{'all':24}{exact.total():4} of {played.total()} = {share:.3f}\n")
    for name in NAMES:
        shares = ", ".join(f"{right} of {number} {kind}" for kind, (right, number) in told(name).items())
        sys.stdout.write(f"{name}: {shares}\n")
    return int(share < LEAST)


def stitched(join: Join) -> str:
    """What is new, when the continuation comes in pieces as a model's tokens do."""
    chance, stitcher, place = random.Random(len(join.said)), Stitcher(join.partial), 0
    new = ""
    while place < len(join.said):
        size = chance.randint(1, 6)
        new += stitcher.feed(join.said[place : place + size])
        place += size
    return new + stitcher.flush()


if __name__ == "__main__":
    sys.exit(main())
