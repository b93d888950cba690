"""How a store of an older version becomes one of this version: Alembic scripts under `versions/`, in number order."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from models.base import enforce_references


def configuration() -> Config:
    """Alembic's configuration, pointing at this folder."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine) -> None:
    """Bring the store to the newest version, in one transaction.

    SQLite changes a table by making another and dropping the old one, and dropping it deletes whatever refers to its
    rows. So references are not enforced meanwhile; whether they all still lead somewhere is looked at in the end.
    """
    config = configuration()
    with engine.connect() as connection:
        enforce_references(connection, False)
        try:
            with connection.begin():
                connection.exec_driver_sql(
                    "BEGIN IMMEDIATE"
                )  # the driver begins by itself before rows, not before tables
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if lost:
                    raise RuntimeError(f"the migration would leave rows that refer to nothing: {lost[:5]}")
        finally:
            enforce_references(connection, True)
