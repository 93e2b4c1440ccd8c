"""The migrations give exactly the tables that the code uses, on both databases."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from memory import table as memory_tables
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
