"""A list of cases shows the newest of each group, and counts what it shows."""

from service.bad_cases.listing import Count, Filter, Which, count, newest_of_groups
from service.llm.scripted import ScriptedAnswer
from tests.service.running import CUT, InProcess, on_both_databases


def cut(service: InProcess, question: str) -> str:
    service.model.add(CUT)
    service.chat(question)
    return str(service.get("/bad-cases")["items"][0]["id"])


def whole(service: InProcess, question: str) -> str:
    """A press on an answer that had nothing more to say."""
    service.model.add(ScriptedAnswer("说完了。"), ScriptedAnswer(""))
    return str(service.go_on(service.chat(question)["message_id"])["bad_case_id"])


def listed(service: InProcess, wanted: Filter, limit: int = 50) -> list[str]:
    """The ids on all pages."""
    log, cursor, ids = service.parts.bad_cases, None, list[str]()
    while True:
        found, cursor = newest_of_groups(log, wanted, limit, cursor)
        ids += [case.id for case in found]
        if cursor is None:
            return ids


@on_both_databases
def test_each_filter_lists_the_newest_of_its_groups_and_counts_them(service: InProcess) -> None:
    cut(service, "怎么给猫洗澡？")
    newest = cut(service, "怎么给猫洗澡")
    finished = whole(service, "什么是彗星？")
    other = cut(service, "什么是潮汐？")
    assert service.client.patch(f"/api/v1/bad-cases/{other}", json={"status": "closed"}).status_code == 200
    expected: dict[Which, tuple[list[str], Count]] = {
        "cut": ([other, newest], Count(3, 2)),
        "complete": ([finished], Count(1, 1)),
        "all": ([other, finished, newest], Count(4, 3)),
    }
    for which, (ids, counted) in expected.items():
        for limit in (1, 50):
            assert listed(service, Filter(which), limit) == ids
        assert count(service.parts.turns.engine, Filter(which)) == counted
    assert listed(service, Filter("cut", "closed")) == [other]
    assert count(service.parts.turns.engine, Filter("cut", "closed")) == Count(1, 1)
