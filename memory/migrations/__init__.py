"""The database's shape through time, for Alembic: `memory.database.migrate(engine, "memory:migrations", …)`."""
