"""How often a conversation leaves memory holding just what it should: `python -m tests.benchmarks.bench_conversations`.

The conversations in `tests/conversations/unseen.jsonl` are by a hand that knew the guide for labels and neither the
reader nor its data. Each is played as a new user against a running `jide serve` without a language model; what holds
afterwards is compared with what was written down. `--postgres`: two processes on one PostgreSQL and one Chroma server,
turn about. Prints a table by phenomenon, with `--show` each conversation that went wrong, and exits with 1 below 97 %.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx2

from memory.things import spelled
from tests.chroma_server import ChromaServer
from tests.postgres import PostgresCluster
from tests.service.process import Process

FILE = Path(__file__).parents[1] / "conversations" / "unseen.jsonl"
LEAST = 0.97

Held = list[dict[str, Any]]


@dataclass(frozen=True)
class Written:
    """One conversation: what the user says, and what must hold, must not, and how many preferences there must be."""

    id: str
    phenomenon: str
    turns: tuple[str, ...]
    active: tuple[dict[str, Any], ...]
    absent: tuple[dict[str, Any], ...]
    count: int | None

    def faults(self, held: Held) -> list[str]:
        missing = [f"missing {each}" for each in self.active if not any(fits(each, one) for one in held)]
        left = [f"still there {each}" for each in self.absent if any(fits(each, one) for one in held)]
        counted = [f"{len(held)} held, not {self.count}"] if self.count not in {None, len(held)} else []
        return missing + left + counted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true", help="two processes on one PostgreSQL and one Chroma server")
    parser.add_argument("--show", action="store_true", help="print each conversation that went wrong")
    chosen = parser.parse_args()
    conversations = [Written(**_tuples(json.loads(line))) for line in FILE.read_text(encoding="utf-8").splitlines()]
    passed: Counter[str] = Counter()
    with services(postgres=chosen.postgres) as urls:
        for number, conversation in enumerate(conversations):
            faults = conversation.faults(play(conversation, f"user {number}", urls))
            passed[conversation.phenomenon] += not faults
            if faults and chosen.show:
                sys.stderr.write(f"{conversation.id} {' | '.join(conversation.turns)}\n    {'; '.join(faults)}\n")
    played = Counter(conversation.phenomenon for conversation in conversations)
    for phenomenon, number in played.items():
        sys.stdout.write(f"{phenomenon:20}{passed[phenomenon]:4} of {number}\n")
    share = passed.total() / played.total()
    sys.stdout.write(f"{'all':20}{passed.total():4} of {played.total()} = {share:.3f}\n")
    return int(share < LEAST)


def play(conversation: Written, user_id: str, urls: Sequence[str]) -> Held:
    """What holds of the user after all turns, which the services take in turn."""
    conversation_id: str | None = None
    for turn, url in zip(conversation.turns, cycle(urls), strict=False):
        said = {"message": turn, "user_id": user_id, "conversation_id": conversation_id}
        answer = httpx2.post(f"{url}/api/v1/chat", json=said, timeout=60)
        if answer.status_code == httpx2.codes.SERVICE_UNAVAILABLE:
            continue  # what is only asked of a model; there is none here
        conversation_id = answer.raise_for_status().json()["conversation_id"]
    query: dict[str, str | int] = {"user_id": user_id, "status": "active", "limit": 200}
    held: Held = httpx2.get(f"{urls[-1]}/api/v1/preferences", params=query).raise_for_status().json()["items"]
    return held


def fits(wanted: dict[str, Any], held: dict[str, Any]) -> bool:
    """Whether what is held is of the wanted polarity and called by one of the names, or by more or less of one."""
    name = spelled(held["object"])
    names = [spelled(each) for each in wanted["any"]]
    return held["polarity"] == wanted["polarity"] and any(each in name or name in each for each in names)


@contextmanager
def services(*, postgres: bool) -> Iterator[list[str]]:
    with ExitStack() as open_parts, tempfile.TemporaryDirectory() as folder:
        shared: dict[str, str] = {}
        if postgres:
            cluster, chroma = PostgresCluster(), ChromaServer(Path(folder) / "chroma")
            cluster.start()
            open_parts.callback(cluster.stop)
            chroma.start()
            open_parts.callback(chroma.stop)
            shared = {"DATABASE_URL": cluster.url(cluster.create()), "CHROMA_URL": chroma.url}
        urls = []
        for number in range(2 if postgres else 1):
            home = Path(folder) / str(number)
            home.mkdir()
            urls.append(open_parts.enter_context(Process(home, **shared)).url)
        yield urls


def _tuples(line: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in line.items()}


if __name__ == "__main__":
    sys.exit(main())
