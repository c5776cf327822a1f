"""The history of the tables. Configured here, so that no file beside the package is needed."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def upgrade(conn: Connection) -> None:
    """Bring the tables up to date, inside the transaction of `conn`."""
    command.upgrade(configure(conn), "head")


def configure(conn: Connection | None = None) -> Config:
    """Alembic's settings."""
    config = Config(attributes={"connection": conn})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
