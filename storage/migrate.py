"""Brings the database to the newest schema: ``python -m storage.migrate``. Safe to run by several processes at once."""

import os
import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_HERE = Path(__file__).resolve().parent / "migrations"


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Upgrades to the newest revision. `url` may name the driver or not."""
    scheme, _, rest = url.partition("://")
    if not scheme.startswith("postgres"):
        raise ValueError("database_not_postgresql")
    command.upgrade(_config(f"postgresql+asyncpg://{rest}"), "head")


def newest_revision() -> str:
    """The revision that this release expects."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    if head is None:
        raise LookupError("no_migrations")
    return head


async def at_newest(engine: AsyncEngine) -> bool:
    """Whether the database is at the revision that this release expects (for readiness)."""
    async with engine.connect() as connection:
        present = (await connection.execute(text("select to_regclass('alembic_version')"))).scalar_one()
        if present is None:
            return False
        rows = (await connection.execute(text("select version_num from alembic_version"))).scalars().all()
    return list(rows) == [newest_revision()]


def main() -> int:
    """Exit code 0 when the schema is at its newest revision."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        sys.stderr.write("DATABASE_URL is not set\n")
        return 2
    migrate(url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
