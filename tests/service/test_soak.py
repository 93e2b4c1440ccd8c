"""Whatever the moment at which the service is killed: nothing confirmed is lost, and nothing is half done."""

from pathlib import Path

import pytest
from sqlalchemy import text

from tests.service.running import InProcess
from tests.soak.running import Soak

SEED = 1122
KILLS = 10


@pytest.mark.timeout(600)  # 45 s by itself; each of the starts takes several times as long beside other work
def test_nothing_confirmed_is_lost_and_nothing_half_done_by_kills_amid_many_writers(tmp_path: Path) -> None:
    """The same run as `make soak`, only shorter; what fails names the seed, and `ARGS="--seed"` repeats it."""
    summary = Soak(tmp_path, SEED, say=print).run(KILLS)
    print(summary)  # noqa: T201 - the seed is told with what it did
    assert summary.kills == KILLS
    assert summary.confirmed > KILLS, "the clients wrote next to nothing"
    assert summary.under_way > 0, "the kills came when nobody was writing"
    assert summary.index_checks == 1


def test_a_message_and_what_it_changes_are_kept_together_or_not_at_all(service: InProcess) -> None:
    """Where the record cannot be written, memory is as it was."""
    with service.parts.turns.engine.begin() as connection:
        connection.execute(text("ALTER TABLE messages RENAME TO elsewhere"))
    refused = service.client.post("/api/v1/chat", json={"message": "我喜欢下雨天"})
    assert refused.status_code == 503
    assert "nothing was changed" in refused.json()["detail"]
    assert service.objects() == {}
