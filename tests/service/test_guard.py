"""Other websites are kept out, by whatever name or from wherever their requests come."""

from collections.abc import Iterator

import httpx2
import pytest

from service.guard import LOOPBACK, allowed
from tests.service.process import Process


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with Process(tmp_path_factory.mktemp("guarded")) as process:
        yield process


@pytest.mark.parametrize("path", ["/", "/api/v1/preferences", "/readyz"])
def test_a_foreign_name_for_this_machine_is_refused(service: Process, path: str) -> None:
    """A website whose name resolves to 127.0.0.1 gets nothing."""
    answer = httpx2.get(service.url + path, headers={"Host": "evil.example"})
    assert (answer.status_code, answer.json()["error"]) == (403, "ForeignRequest")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1.evil.example"])
def test_a_foreign_page_changes_nothing(service: Process, origin: str) -> None:
    """What another origin sends is refused, and kept nowhere."""
    body = {"message": "我喜欢下雨天", "user_id": "guarded"}
    answer = httpx2.post(f"{service.url}/api/v1/chat", json=body, headers={"Origin": origin})
    assert answer.status_code == 403
    assert httpx2.get(f"{service.url}/api/v1/preferences?user_id=guarded").json()["items"] == []


def test_its_own_pages_and_programs_are_served(service: Process) -> None:
    """An Origin that is the service's own, and none at all, are let through."""
    for headers in ({"Origin": service.url}, {}):
        answer = httpx2.post(f"{service.url}/api/v1/chat", json={"message": "我喜欢什么？"}, headers=headers)
        assert answer.status_code == 200


@pytest.mark.parametrize(
    ("listening_on", "also", "names"),
    [
        ("127.0.0.1", (), LOOPBACK),
        ("0.0.0.0", (), None),
        ("127.0.0.1", ("jide.example",), LOOPBACK | {"jide.example"}),
        ("0.0.0.0", ("jide.example",), LOOPBACK | {"jide.example"}),
    ],
)
def test_a_service_goes_by_localhost_and_the_names_it_is_given(
    listening_on: str, also: tuple[str, ...], names: frozenset[str] | None
) -> None:
    """Only a service that listens to others, and is given no names, takes any."""
    assert allowed(listening_on, also) == names
