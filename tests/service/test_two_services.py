"""Two services on one PostgreSQL and one Chroma server are one: the same truth, and no answer from yesterday."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

import httpx2
import pytest

from memory.index import server
from tests.chroma_server import ChromaServer
from tests.postgres import PostgresCluster
from tests.service.openai_server import Answer, OpenAIServer
from tests.service.process import Process
from tests.service.running import Json
from tests.service.waiting import until
from tests.soak.checking import half_changes, index_differs
from tests.soak.stored import Indexed, Stored

CLIENTS = 16
STATEMENTS = 200


@dataclass(frozen=True)
class Pair:
    """Both services, what they share, and the model that answers both."""

    services: tuple[Process, Process]
    database_url: str
    chroma_url: str
    model: OpenAIServer

    def used(self, service: Process, user_id: str) -> dict[str, str]:
        """What an open question is answered with: polarity by object."""
        self.model.add(Answer("好的。"))
        used = service.chat("周末推荐我做什么？", user_id=user_id)["memory"]["used"]
        return {preference["object"]: preference["polarity"] for preference in used}

    def everywhere(self, user_id: str, **query: str) -> Json:
        """The preferences of a user, as both services list them."""
        first, second = (service.get("/preferences", user_id=user_id, limit=200, **query) for service in self.services)
        assert first == second
        return first


@pytest.fixture(scope="module")
def pair(postgres_cluster: PostgresCluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Started at the same moment on a database without any table."""
    name = postgres_cluster.create()
    chroma = ChromaServer(tmp_path_factory.mktemp("chroma"))
    with ExitStack() as closing:
        closing.callback(postgres_cluster.drop, name)
        chroma.start()
        closing.callback(chroma.stop)
        model = closing.enter_context(OpenAIServer().running())
        settings = {
            "DATABASE_URL": postgres_cluster.url(name),
            "CHROMA_URL": chroma.url,
            "LLM_PROVIDER": "openai",
            "LLM_BASE_URL": model.base_url,
            "LLM_MODEL": "m",
            "OPENAI_API_KEY": "sk-none",
        }
        first, second = (Process(tmp_path_factory.mktemp(name), **settings) for name in ("one", "two"))
        with ThreadPoolExecutor(2) as pool:
            for started in list(pool.map(Process.__enter__, (first, second))):
                closing.push(started)
        yield Pair((first, second), settings["DATABASE_URL"], chroma.url, model)


def test_contradictions_through_both_end_with_one_active_that_both_tell(pair: Pair) -> None:
    """Every statement counts, whichever service hears it, and both then tell the same."""

    def contradict(client: int) -> list[str]:
        with httpx2.Client(base_url=pair.services[client % 2].url, timeout=60) as http:
            said = [say(http, number) for number in range(client, STATEMENTS, CLIENTS)]
        return [change["action"] for answer in said for change in answer["memory"]["changes"]]

    def say(http: httpx2.Client, number: int) -> Json:
        # Neighbours contradict each other, and so does each client itself.
        verb = "喜欢" if (number + number // CLIENTS) % 2 else "讨厌"
        response = http.post("/api/v1/chat", json={"message": f"我{verb}下雨天", "user_id": "many"})
        assert response.status_code == 200, response.text
        answer: Json = response.json()
        return answer

    with ThreadPoolExecutor(CLIENTS) as clients:
        actions = [action for told in clients.map(contradict, range(CLIENTS)) for action in told]
    (active,) = pair.everywhere("many", status="active")["items"]
    closed = pair.everywhere("many", status="replaced")["items"]
    assert len(actions) == STATEMENTS
    assert (actions.count("add"), actions.count("replace")) == (1, len(closed))
    assert len(closed) > 0
    histories = [service.get(f"/preferences/{active['id']}/history")["items"] for service in pair.services]
    assert histories[0] == histories[1]
    assert len(histories[0]) == STATEMENTS
    assert histories[0][-1]["after"][0]["polarity"] == active["polarity"]


def test_what_one_hears_the_other_knows_at_its_next_answer(pair: Pair) -> None:
    """Stated, contradicted, corrected, deleted and undone in one service, it counts in the other at once."""
    one, other = pair.services
    assert pair.used(other, "two") == {}
    one.chat("我喜欢爬山", user_id="two")
    assert pair.used(other, "two") == {"爬山": "like"}
    replaced = other.chat("我讨厌爬山", user_id="two")["memory"]["changes"][0]
    assert pair.used(one, "two") == {"爬山": "dislike"}
    corrected = httpx2.patch(
        f"{one.url}/api/v1/preferences/{replaced['preference']['id']}", json={"object": "登山"}
    ).json()
    assert pair.used(other, "two") == {"登山": "dislike"}
    deleted = httpx2.delete(f"{other.url}/api/v1/preferences/{replaced['preference']['id']}").json()
    assert pair.used(one, "two") == {}
    for event_id in (deleted["event_id"], corrected["event_id"], replaced["event_id"]):
        one.post(f"/events/{event_id}/undo")
    assert pair.used(other, "two") == {"爬山": "like"}


def test_both_bring_what_changes_into_the_one_index(pair: Pair) -> None:
    """Whichever hears it, all of it is indexed once, what is closed goes out, and both find it by meaning."""
    for number in range(20):
        pair.services[number % 2].chat(
            f"我{'喜欢' if number % 3 else '讨厌'}{'茶酒灯塔桥'[number % 5]}园", user_id="index"
        )

    def followed(service: Process) -> bool:
        memory = service.readiness()["memory"]
        return bool(memory["index"] == "ok" and memory["pending"] == 0)

    for service in pair.services:
        until(lambda service=service: followed(service), "the index had followed")  # type: ignore[misc]
    stored = Stored.read(pair.database_url)
    assert list(half_changes(stored)) == []
    assert list(index_differs(stored, Indexed.read(server(pair.chroma_url)))) == []
    found = [service.get("/preferences", q="茶园", limit=1)["items"] for service in pair.services]
    assert found[0] == found[1]
    assert found[0][0]["object"] == "茶园"
