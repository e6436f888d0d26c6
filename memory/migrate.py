"""Brings a database to the newest shape, at every start. When it already is, that costs one small query."""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from memory.database import Database
from memory.migrations import HEAD


def migrate(url: str) -> None:
    """Bring the database at `url` up to date; make it when there is none. Raises StorageFull."""
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()


def upgrade(database: Database) -> None:
    if _version(database) != HEAD:
        database.write_now(_upgrade)


def _version(database: Database) -> str | None:
    try:
        with database.writer.connect() as connection:
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError:
        return None


def _upgrade(connection: Connection) -> None:
    # Alembic takes half a second to import; a start that has nothing to migrate does not pay for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "memory:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
