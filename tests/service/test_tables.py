"""The migrations give exactly the tables that the code uses, on both databases."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, select, text

from memory import table as memory_tables
from memory.database import open_engine
from service import tables
from service.assembly import open_database
from service.settings import Settings


def test_the_migrations_give_exactly_the_tables(empty_database_url: str, tmp_path: Path) -> None:
    engine = open_database(Settings(data_dir=tmp_path, database_url=empty_database_url))
    ours = tables.metadata.tables.keys()
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": lambda name, kind, _: kind != "table" or name in ours}
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), tables.metadata)
        present = set(inspect(connection).get_table_names())
    engine.dispose()
    assert differences == []
    assert present == {*ours, *memory_tables.metadata.tables, "service_version", "memory_version"}


def test_opening_a_database_again_changes_nothing(empty_database_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=empty_database_url)
    for _ in range(2):
        engine = open_database(settings)
        with engine.connect() as connection:
            names = set(inspect(connection).get_table_names())
        engine.dispose()
    assert names >= tables.metadata.tables.keys()


AT = "2026-01-01 00:00:00"
ENDED = {
    "model": "m",
    "transport": "done",
    "usage": "{}",
    "verdict": "length",
    "signals": "[]",
    "detector_version": "1",
}
SEGMENT = {"id": "seg_1", "message_id": "msg_1", "position": 0, "mode": "answer", "request": "{}", "payload": "{}"}
CASE = {"id": "bad_1", "user_id": "li", "conversation_id": "conv_1", "message_id": "msg_1", "segment_id": "seg_1"}
FOUND = {"trigger": "button", "mode": "resume", "partial": "话", "outcome": "pending", "status": "open", "tags": "[]"}
RUN = {"replay_id": "rep_1", "bad_case_id": "bad_1", "text": "话", "latency_ms": 1, **ENDED}
ROWS: tuple[tuple[str, dict[str, object]], ...] = (
    ("conversations", {"id": "conv_1", "user_id": "li"}),
    ("messages", {"id": "msg_1", "conversation_id": "conv_1", "role": "assistant", "text": "", "decided": "{}"}),
    ("segments", {**SEGMENT, "text": "话", **ENDED}),
    ("bad_cases", {**CASE, **FOUND, "updated_at": AT}),
    (
        "replays",
        {"id": "rep_1", "bad_case_ids": '["bad_1"]', "models": '[null, "other"]', "repeat": 1, "updated_at": AT},
    ),
    ("replay_runs", {"id": "run_1", **RUN}),
    ("replay_runs", {"id": "run_2", **RUN}),
)


def test_what_an_earlier_version_has_written_comes_along(empty_database_url: str, tmp_path: Path) -> None:
    earlier = open_engine(empty_database_url)
    _upgrade(earlier, "0002")
    with earlier.begin() as connection:
        for table, row in ROWS:
            values = row | {"created_at": AT}
            names, holes = ", ".join(values), ", ".join(f":{name}" for name in values)
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({holes})"), values)
    earlier.dispose()
    engine = open_database(Settings(data_dir=tmp_path, database_url=empty_database_url))
    with engine.connect() as connection:
        (case,) = connection.execute(select(tables.bad_cases))
        (replay,) = connection.execute(select(tables.replays))
        runs = connection.execute(select(tables.replay_runs).order_by(tables.replay_runs.c.id)).all()
    engine.dispose()
    assert (case.partial, case.group_id, case.proof) == ("话", "grp_1", None)
    assert (replay.configurations, replay.control_ids) == ([{"model": None}, {"model": "other"}], [])
    assert [run.attempt for run in runs] == [0, 1]


def _upgrade(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", "service:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes.update(connection=connection, version_table="service_version")
        command.upgrade(config, revision)
