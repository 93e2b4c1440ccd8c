"""The service's own tables: conversations with their answers, bad cases, replays, feedback. Memory keeps its own."""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from memory.database import UtcDateTime

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_id", String(128), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_conversations_user", "user_id", "id"),
)

# A user's message holds its words in `text`; an assistant's holds the receipt there, written by code, and the model's
# words in its segments. `decided` is all that was decided for the turn, and why.
messages = Table(
    "messages",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("role", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("reply_to", ForeignKey("messages.id")),
    Column("decided", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_messages_conversation", "conversation_id", "id"),
)

# One call of the model. Never overwritten: what a later press adds is a later segment of the same message, and a
# rerun's segment belongs to a message of its own. `pressed_on` is the message that was pressed, `idempotency_key` that
# press. One that was undone is `withdrawn`: no part of the answer any more, and kept for the cases that tell of it.
segments = Table(
    "segments",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("mode", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("request", JSON, nullable=False),
    Column("payload", JSON, nullable=False),
    Column("model", String(255), nullable=False),
    Column("finish_reason", String(64)),
    Column("transport", String(16), nullable=False),
    Column("error", Text),
    Column("request_id", String(255)),
    Column("usage", JSON, nullable=False),
    Column("verdict", String(32), nullable=False),
    Column("signals", JSON, nullable=False),
    Column("detector_version", String(16), nullable=False),
    Column("pressed_on", ForeignKey("messages.id")),
    Column("idempotency_key", String(255)),
    Column("dropped", String(16)),
    Column("withdrawn_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("message_id", "position", name="uq_segments_position"),
    UniqueConstraint("pressed_on", "idempotency_key", name="uq_segments_press"),
)

# `fingerprint` tells cases of the same input, model, parameters and verdict; `group_id` is shared by those of a group,
# which may hold what was asked in other words.
bad_cases = Table(
    "bad_cases",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_id", String(128), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("segment_id", ForeignKey("segments.id"), nullable=False),
    Column("continuation_id", ForeignKey("segments.id")),
    Column("trigger", String(16), nullable=False),
    Column("mode", String(16), nullable=False),
    Column("partial", Text, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("status", String(32), nullable=False),
    Column("note", Text),
    Column("tags", JSON, nullable=False),
    Column("assignee", String(128)),
    Column("fingerprint", String(64), nullable=False),
    Column("group_id", String(64), nullable=False),
    Column("proof", JSON),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_bad_cases_status", "status", "id"),
    Index("ix_bad_cases_group", "group_id", "id"),
    Index("ix_bad_cases_fingerprint", "fingerprint", "id"),
    Index("ix_bad_cases_user", "user_id", "id"),
)

# Cases and controls by configurations by repeats. Who runs it holds it until `held_until`, and takes that further while
# it runs; `is_served` says that it is the service's to take up again.
replays = Table(
    "replays",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("bad_case_ids", JSON, nullable=False),
    Column("control_ids", JSON, nullable=False),
    Column("configurations", JSON, nullable=False),
    Column("repeat", Integer, nullable=False),
    Column("parallel", Integer, nullable=False),
    Column("per_minute", Integer),
    Column("is_served", Boolean, nullable=False),
    Column("held_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

# One cell of a replay, run once: a case, the place of a configuration among the replay's, and which repeat it is.
replay_runs = Table(
    "replay_runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("replay_id", ForeignKey("replays.id"), nullable=False),
    Column("bad_case_id", ForeignKey("bad_cases.id"), nullable=False),
    Column("configuration", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("configured", JSON, nullable=False),
    Column("is_original", Boolean, nullable=False),
    Column("model", String(255), nullable=False),
    Column("text", Text, nullable=False),
    Column("finish_reason", String(64)),
    Column("transport", String(16)),
    Column("error", Text),
    Column("usage", JSON, nullable=False),
    Column("verdict", String(32), nullable=False),
    Column("signals", JSON, nullable=False),
    Column("detector_version", String(16), nullable=False),
    Column("failures", JSON, nullable=False),
    Column("latency_ms", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("replay_id", "bad_case_id", "configuration", "attempt", name="uq_replay_runs_cell"),
    Index("ix_replay_runs_replay", "replay_id", "id"),
    Index("ix_replay_runs_case", "bad_case_id", "id"),
)

# How a message should have been read, as its user says: an example to train the reader with. `preferences` are those
# the message states, `changes` what the correction did to memory.
feedback = Table(
    "feedback",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_id", String(128), nullable=False),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("label", String(32), nullable=False),
    Column("text", Text, nullable=False),
    Column("intent", String(16), nullable=False),
    Column("asks", Boolean, nullable=False),
    Column("preferences", JSON, nullable=False),
    Column("changes", JSON, nullable=False),
    Column("model_version", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("message_id", "user_id", name="uq_feedback_message"),
    Index("ix_feedback_user", "user_id", "id"),
)
