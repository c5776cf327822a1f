"""Statements that are compiled once."""

import pytest
from sqlalchemy import bindparam, insert, select, update

from storage.database import Database
from storage.models import leases
from storage.statements import Statement

ADD = Statement(insert(leases).values(name=bindparam("lease"), owner="nobody", until=0, value=bindparam("kept")))
SET = Statement(update(leases).where(leases.c.owner == "nobody").values(value=bindparam("kept")))
ALL = Statement(select(leases.c.name, leases.c.owner, leases.c.value).order_by(leases.c.name))


async def test_rows_and_counts(db: Database) -> None:
    assert await db.read(ALL.one) is None
    for name in ("b", "a"):
        assert await db.write(lambda conn, name=name: ADD.count(conn, lease=name, kept="0% %s ?")) == 1
    assert await db.write(lambda conn: SET.count(conn, kept="1")) == 2
    assert await db.read(ALL.one) == ("a", "nobody", "1")
    assert await db.read(ALL.all) == [("a", "nobody", "1"), ("b", "nobody", "1")]


async def test_a_value_that_was_not_given_is_no_null(db: Database) -> None:
    with pytest.raises(Exception, match="kept"):
        await db.write(lambda conn: ADD.count(conn, lease="a"))
    assert await db.read(ALL.all) == []


async def test_values_are_values_whatever_they_say(db: Database) -> None:
    said = "'; DROP TABLE leases; -- 0% %s ?"
    await db.write(lambda conn: ADD.count(conn, lease=said, kept=said))
    assert await db.read(ALL.all) == [(said, "nobody", said)]
