"""Groups of bad cases, withdrawn segments, replays as grids, and proofs."""

from itertools import groupby

import sqlalchemy as sa
from alembic import op

from memory.database import UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Columns are added in place: SQLite would empty a table that others refer to while it is made anew."""
    op.add_column("segments", sa.Column("dropped", sa.String(length=16), nullable=True))
    op.add_column("segments", sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
    _upgrade_bad_cases()
    _upgrade_replays()
    _upgrade_runs()


def _upgrade_bad_cases() -> None:
    op.add_column("bad_cases", sa.Column("assignee", sa.String(length=128), nullable=True))
    op.add_column("bad_cases", sa.Column("fingerprint", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("bad_cases", sa.Column("group_id", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("bad_cases", sa.Column("proof", sa.JSON(), nullable=True))
    op.execute("UPDATE bad_cases SET group_id = 'grp_' || substr(id, 5)")
    op.create_index("ix_bad_cases_group", "bad_cases", ["group_id", "id"])
    op.create_index("ix_bad_cases_fingerprint", "bad_cases", ["fingerprint", "id"])


def _upgrade_replays() -> None:
    op.add_column("replays", sa.Column("control_ids", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("replays", sa.Column("configurations", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("replays", sa.Column("parallel", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("replays", sa.Column("per_minute", sa.Integer(), nullable=True))
    op.add_column("replays", sa.Column("is_served", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("replays", sa.Column("held_until", UtcDateTime(), nullable=True))
    replays = sa.table(
        "replays", sa.column("id", sa.String), sa.column("models", sa.JSON), sa.column("configurations", sa.JSON)
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(replays.c.id, replays.c.models)).all():
        configurations = [{"model": model} for model in row.models]
        connection.execute(sa.update(replays).where(replays.c.id == row.id).values(configurations=configurations))
    op.drop_column("replays", "models")


def _upgrade_runs() -> None:
    op.add_column("replay_runs", sa.Column("configuration", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("replay_runs", sa.Column("attempt", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("replay_runs", sa.Column("configured", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("replay_runs", sa.Column("is_original", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("replay_runs", sa.Column("failures", sa.JSON(), nullable=False, server_default="[]"))
    runs = sa.table("replay_runs", *(sa.column(name) for name in ("id", "replay_id", "bad_case_id", "attempt")))
    connection = op.get_bind()
    ordered = sa.select(runs.c.id, runs.c.replay_id, runs.c.bad_case_id).order_by(
        runs.c.replay_id, runs.c.bad_case_id, runs.c.id
    )
    # Which model a run was of was not kept apart before: they are all numbered as of the first.
    for _, found in groupby(connection.execute(ordered).all(), key=lambda row: (row.replay_id, row.bad_case_id)):
        for attempt, row in enumerate(found):
            connection.execute(sa.update(runs).where(runs.c.id == row.id).values(attempt=attempt))
    with op.batch_alter_table("replay_runs") as table:
        table.create_unique_constraint("uq_replay_runs_cell", ["replay_id", "bad_case_id", "configuration", "attempt"])
