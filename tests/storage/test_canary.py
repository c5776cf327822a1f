"""A database that was written with another key is known at the start."""

from datetime import timedelta

import pytest

from storage.canary import check_key
from storage.database import Database
from storage.vault import UnknownKey, Vault
from tests.storage.conftest import NOW

OLD, NEW = "an old key of enough characters", "a new key of enough characters"


async def start(db: Database, *keys: str, after_s: float = 0) -> None:
    await db.write(lambda conn: check_key(conn, Vault(keys), "host/1/a", NOW + timedelta(seconds=after_s)))


async def test_the_same_key_opens_and_another_does_not(db: Database) -> None:
    await start(db, OLD)
    await start(db, OLD, after_s=60)
    with pytest.raises(UnknownKey, match="SECRET_KEY"):
        await start(db, NEW, after_s=120)


async def test_a_key_is_replaced_in_two_starts(db: Database) -> None:
    await start(db, OLD)
    await start(db, NEW, OLD, after_s=60)
    await start(db, NEW, after_s=120)
