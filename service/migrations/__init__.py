"""The revisions of the service's own tables, run by Alembic; memory keeps its own."""
