"""A code links two chats, once; who guesses finds nothing, and who is forgotten is linked with nobody."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.conversation.replies import Place
from storage import conversations, links, privacy, purge
from storage.database import Database
from storage.links import Where
from storage.models import link_codes
from storage.sessions import Pages
from storage.vault import Vault
from tests.storage.conftest import KEY, NOW

CODE = "K7W3MPQ9X"
UNTIL = NOW + timedelta(minutes=10)
A, B, C = "telegram::1", "slack:T1:U1", "telegram::3"


async def offer(db: Database, vault: Vault, conversation: str = A, code: str = CODE) -> str:
    """A code that was given out; its fingerprint."""
    await db.write(lambda conn: links.offer(conn, vault, conversation, code, UNTIL))
    found = await db.read(lambda conn: links.find(conn, vault, code, NOW))
    assert found is not None
    assert (found.conversation, found.expired) == (conversation, False)
    return found.print


async def test_of_two_processes_one_takes_a_code(db: Database, twin: Database, vault: Vault) -> None:
    code = await offer(db, vault)
    taken = await asyncio.gather(
        *[(db, twin)[n % 2].write(lambda conn: links.take(conn, code, NOW)) for n in range(20)]
    )
    assert sorted(taken) == [*[""] * 19, A]


async def test_a_code_is_kept_as_its_fingerprint(db: Database, vault: Vault) -> None:
    await offer(db, vault)
    rows = await db.read(lambda conn: conn.execute(link_codes.select()).all())
    assert len(rows) == 1
    assert CODE not in str(rows)


async def test_a_code_that_nobody_was_given(db: Database, vault: Vault) -> None:
    await offer(db, vault)
    assert await db.read(lambda conn: links.find(conn, vault, "K7W3MPQ9Y", NOW)) is None


async def test_a_code_is_found_after_the_key_was_replaced(db: Database, vault: Vault) -> None:
    code = await offer(db, vault)
    newer = Vault(["n" * 43, KEY])
    found = await db.read(lambda conn: links.find(conn, newer, CODE, NOW))
    assert found is not None
    assert found.print == code


async def test_too_late(db: Database, vault: Vault) -> None:
    code = await offer(db, vault)
    found = await db.read(lambda conn: links.find(conn, vault, CODE, UNTIL))
    assert found is not None
    assert found.expired
    assert await db.write(lambda conn: links.take(conn, code, UNTIL)) == ""


async def test_a_new_code_takes_the_place_of_the_old_one(db: Database, vault: Vault) -> None:
    await offer(db, vault)
    await offer(db, vault, code="222222222")
    assert await db.read(lambda conn: links.find(conn, vault, CODE, NOW)) is None


async def test_both_know_of_each_other_and_nobody_else_does(db: Database) -> None:
    await db.write(lambda conn: links.join(conn, A, B, NOW))
    await db.write(lambda conn: links.join(conn, A, B, NOW))
    known = await db.read(lambda conn: [[link.other for link in links.of(conn, one)] for one in (A, B, C)])
    assert known == [[B], [A], []]
    assert await db.write(lambda conn: links.part(conn, B, A))
    assert await db.read(lambda conn: links.of(conn, A)) == []
    assert not await db.write(lambda conn: links.part(conn, B, A))


async def test_where_alerts_are_told(db: Database) -> None:
    await db.write(lambda conn: links.join(conn, A, B, NOW))
    heard = []
    for where in ("both", "here", "there"):
        await db.write(lambda conn, where=where: links.route(conn, A, B, where))
        heard.append(await db.read(lambda conn: [links.heard_in(conn, A), links.heard_in(conn, B)]))
    assert heard == [[[A, B], [B, A]], [[A], [A]], [[B], [B]]]


@pytest.mark.parametrize("where", ["both", "here", "there"])
async def test_where_nothing_can_be_written_alerts_come_to_the_other(db: Database, vault: Vault, where: Where) -> None:
    def begin(conn: Connection) -> None:
        for key in (A, B):
            conversations.claim(conn, vault, key, "o", NOW, 1, pages=Pages(), place=Place("telegram", key))
        links.join(conn, A, B, NOW)
        links.route(conn, A, B, where)

    async def heard() -> list[list[str]]:
        return await db.read(lambda conn: [links.heard_in(conn, A), links.heard_in(conn, B)])

    await db.write(begin)
    wished = await heard()
    for away, other in ((A, B), (B, A)):
        await db.write(lambda conn, key=away: conversations.pause(conn, key, "blocked", NOW))
        assert await heard() == [[other], [other]]
        await db.write(lambda conn, key=away: conversations.resume(conn, key))
    for key in (A, B):
        await db.write(lambda conn, key=key: conversations.pause(conn, key, "blocked", NOW))
    assert await heard() == wished, "where nobody can be told, as they wish"


async def test_who_is_forgotten(db: Database, vault: Vault) -> None:
    await offer(db, vault)
    await db.write(lambda conn: links.join(conn, A, B, NOW))
    await db.write(lambda conn: links.join(conn, B, C, NOW))
    await db.write(lambda conn: privacy.erase(conn, A))
    assert await db.read(lambda conn: [link.other for link in links.of(conn, B)]) == [C]
    assert await db.read(lambda conn: links.find(conn, vault, CODE, NOW)) is None


async def test_old_codes_are_purged(db: Database, vault: Vault) -> None:
    await offer(db, vault)
    await db.write(lambda conn: purge.purge(conn, NOW))
    assert await db.read(lambda conn: links.find(conn, vault, CODE, NOW)) is not None
    await db.write(lambda conn: purge.purge(conn, UNTIL + timedelta(seconds=1)))
    assert await db.read(lambda conn: links.find(conn, vault, CODE, NOW)) is None
