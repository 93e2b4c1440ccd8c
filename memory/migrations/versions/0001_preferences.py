"""Preferences, their events, their vectors, and what is still to be indexed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)
only_active = sa.text("status = 'active'")


def upgrade() -> None:
    create_preferences()
    create_events()
    create_derived()


def create_preferences() -> None:
    op.create_table(
        "preferences",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(256), nullable=False),
        sa.Column("object", sa.String, nullable=False),
        sa.Column("polarity", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("condition", sa.String),
        sa.Column("strength", sa.String(16), nullable=False),
        sa.Column("quote", sa.String),
        sa.Column("message_id", sa.String(256)),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("locked", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("valid_from", moment, nullable=False),
        sa.Column("valid_until", moment),
        sa.Column("replaced_by", sa.String(64)),
        sa.Column("times_confirmed", sa.Integer, nullable=False),
        sa.Column("thing_key", sa.String, nullable=False),
        sa.Column("condition_key", sa.String, nullable=False),
        sa.Column("searched", sa.String, nullable=False),
    )
    op.create_index(
        "one_active_preference",
        "preferences",
        ["user_id", "thing_key", "condition_key"],
        unique=True,
        sqlite_where=only_active,
        postgresql_where=only_active,
    )
    op.create_index("preferences_of_thing", "preferences", ["user_id", "thing_key", "status"])
    op.create_index("preferences_of_user", "preferences", ["user_id", "status", "id"])
    op.create_index("preferences_by_status", "preferences", ["status", "id"])
    op.create_index("preferences_replaced_by", "preferences", ["replaced_by"])


def create_events() -> None:
    op.create_table(
        "preference_events",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(256), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("preference_id", sa.String(64), nullable=False),
        sa.Column("thing_key", sa.String, nullable=False),
        sa.Column("condition_key", sa.String, nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("message_id", sa.String(256)),
        sa.Column("at", moment, nullable=False),
        sa.Column("undoes", sa.String(64)),
        sa.Column("undone_by", sa.String(64)),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("after", sa.JSON, nullable=False),
        sa.UniqueConstraint("user_id", "number", name="one_order_of_events"),
    )
    op.create_index("events_of_message", "preference_events", ["user_id", "message_id"])
    op.create_table(
        "preference_touches",
        sa.Column("preference_id", sa.String(64), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("event_id", sa.String(64), sa.ForeignKey("preference_events.id", ondelete="CASCADE"), nullable=False),
    )
    op.create_index("touches_of_event", "preference_touches", ["event_id"])


def create_derived() -> None:
    preference = sa.ForeignKey("preferences.id", ondelete="CASCADE")
    op.create_table(
        "preference_vectors",
        sa.Column("preference_id", sa.String(64), preference, primary_key=True),
        sa.Column("model", sa.String(256), nullable=False),
        sa.Column("passage", sa.String, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    counted = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "preference_outbox",
        sa.Column("number", counted, primary_key=True, autoincrement=True),
        sa.Column("preference_id", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "memory_facts",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
