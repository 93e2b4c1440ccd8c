"""Names kept apart from the things they stand for, what a statement called its thing, and questions to the user."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

moment = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("preferences", sa.Column("name_key", sa.String, nullable=False, server_default=""))
    op.execute("UPDATE preferences SET name_key = thing_key")
    op.create_index("preferences_of_name", "preferences", ["user_id", "name_key", "status"])
    op.add_column("preference_events", sa.Column("said", sa.String))
    op.create_table(
        "preference_asks",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(256), nullable=False),
        sa.Column("question", sa.String(16), nullable=False),
        sa.Column("preference_id", sa.String(64)),
        sa.Column("statement", sa.JSON),
        sa.Column("message_id", sa.String(256)),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("answer", sa.String(8)),
        sa.Column("answered_at", moment),
    )
    op.create_index("asks_of_user", "preference_asks", ["user_id", "answer"])
