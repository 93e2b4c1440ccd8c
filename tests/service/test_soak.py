"""Whatever the moment at which the service is killed: nothing confirmed is lost, and nothing is half done."""

from pathlib import Path

from tests.soak.running import Soak

SEED = 1122
KILLS = 10


def test_nothing_confirmed_is_lost_and_nothing_half_done_by_kills_amid_many_writers(tmp_path: Path) -> None:
    """The same run as `make soak`, only shorter; what fails names the seed, and `ARGS="--seed"` repeats it."""
    summary = Soak(tmp_path, SEED, say=print).run(KILLS)
    print(summary)  # noqa: T201 - the seed is told with what it did
    assert summary.kills == KILLS
    assert summary.confirmed > 10 * KILLS, "the clients wrote next to nothing"
    assert summary.under_way > KILLS, "the kills came when nobody was writing"
    assert summary.index_checks == 1
