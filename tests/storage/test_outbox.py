"""What is to be shown goes out in order, once, and is never forgotten."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.conversation.replies import Place
from storage import outbox
from storage.database import Database
from storage.outbox import OutboxRow
from storage.vault import Vault
from tests.storage.conftest import NOW, open_raw

HERE = Place("telegram", "100", "5", private=False)
LEASE_S = 30
LATER = NOW + timedelta(seconds=LEASE_S + 1)


class Box:
    """The outbox of one database, as one sender uses it."""

    def __init__(self, db: Database, vault: Vault, owner: str = "me") -> None:
        self.db, self.vault, self.owner = db, vault, owner

    async def put(self, body: str, of: str = "a", due_at: datetime | None = None) -> int:
        return await self.db.write(
            lambda conn: outbox.put(conn, self.vault, of, HERE, "card", body.encode(), "k", NOW, due_at)
        )

    async def take(self, of: str = "a", now: datetime = NOW) -> OutboxRow | None:
        return await self.db.write(lambda conn: outbox.claim_next(conn, self.vault, of, self.owner, now, LEASE_S))

    async def held(self, of: str = "a", now: datetime = NOW) -> OutboxRow:
        row = await self.take(of, now)
        assert row is not None
        return row

    async def take_due(self, now: datetime = NOW, limit: int = 100) -> list[OutboxRow]:
        return await self.db.write(lambda conn: outbox.claim_due(conn, self.vault, self.owner, now, limit, LEASE_S))

    async def sent(self, row: OutboxRow) -> bool:
        return await self.db.write(lambda conn: outbox.sent(conn, row.id, row.attempt))

    async def retry(self, row: OutboxRow, due_at: datetime, *, counts: bool = True, doubtful: bool = False) -> bool:
        return await self.db.write(
            lambda conn: outbox.retry(conn, row.id, row.attempt, due_at, "down", counts=counts, doubtful=doubtful)
        )


@pytest.fixture
def box(db: Database, vault: Vault) -> Box:
    return Box(db, vault)


@pytest.fixture
def other(twin: Database, vault: Vault) -> Box:
    return Box(twin, vault, "another")


async def test_what_was_put_comes_out_as_it_was(box: Box) -> None:
    number = await box.put("hello")
    assert await box.held() == (number, "a", HERE, "card", b"hello", "k", NOW, 1, 0, False)


async def test_what_is_put_first_is_held_at_once(box: Box, other: Box) -> None:
    def put(conn: Connection) -> OutboxRow | None:
        return outbox.put_first(conn, box.vault, "a", HERE, "card", b"1", "k", "me", NOW, LEASE_S)

    await box.put("much later", due_at=LATER + timedelta(days=1))
    row = await box.db.write(put)
    assert row is not None
    assert row == (row.id, "a", HERE, "card", b"1", "k", NOW, 1, 0, False)
    assert await other.take() is None
    assert await box.db.write(put) is None, "something comes first"
    taken_over = await other.held(now=LATER)
    assert taken_over == row._replace(attempt=2, doubtful=True), "who held it never said what came of it"
    assert not await box.sent(row)
    assert await other.sent(taken_over)


async def test_one_after_the_other_in_the_order_in_which_they_were_put(box: Box) -> None:
    for body in "123":
        await box.put(body)
    seen = []
    while row := await box.take():
        assert await box.take() is None, "the next waits until this one is settled"
        seen.append(row.body)
        assert await box.sent(row)
    assert seen == [b"1", b"2", b"3"]


async def test_a_conversation_does_not_wait_for_another(box: Box) -> None:
    await box.put("1", "a")
    await box.put("2", "b")
    await box.held("a")
    assert (await box.held("b")).body == b"2"


async def test_what_is_tried_again_keeps_its_place(box: Box) -> None:
    await box.put("1")
    await box.put("2")
    assert await box.retry(await box.held(), NOW + timedelta(seconds=5))
    assert await box.take() is None
    again = await box.held(now=NOW + timedelta(seconds=5))
    assert (again.body, again.attempt, again.failures, again.doubtful) == (b"1", 2, 1, False)


async def test_a_refusal_for_now_does_not_count_and_a_doubt_stays(box: Box) -> None:
    await box.put("1")
    await box.retry(await box.held(), NOW, counts=False, doubtful=True)
    again = await box.held()
    assert (again.failures, again.doubtful) == (0, True)
    await box.retry(again, NOW)
    assert (await box.held()).doubtful


async def test_what_was_put_for_the_morning_holds_nothing_up(box: Box) -> None:
    await box.put("good morning", due_at=LATER)
    await box.put("now")
    row = await box.held()
    assert row.body == b"now"
    await box.sent(row)
    assert await box.take() is None
    assert [row.body for row in await box.take_due(LATER)] == [b"good morning"]


async def test_a_sender_that_died_is_followed_by_another_who_knows_of_the_doubt(box: Box, other: Box) -> None:
    await box.put("1")
    await box.held()
    assert await other.take() is None
    row = await other.held(now=LATER)
    assert (row.attempt, row.doubtful) == (2, True)


async def test_who_comes_late_changes_nothing(box: Box, other: Box) -> None:
    await box.put("1")
    late = await box.held()
    row = await other.held(now=LATER)
    assert not await box.sent(late)
    assert not await box.retry(late, NOW)
    assert not await box.db.write(lambda conn: outbox.dead(conn, late.id, late.attempt, "no", NOW))
    assert not await box.db.write(lambda conn: outbox.uncertain(conn, late.id, late.attempt, "no", NOW))
    assert not await box.db.write(lambda conn: outbox.renew(conn, late.id, late.attempt, LATER, 30))
    assert await other.sent(row)
    new = await box.put("2")
    assert new > row.id, "a number that comes again would let one who is late settle another's row"


async def test_a_slow_send_keeps_its_row(box: Box, other: Box) -> None:
    await box.put("1")
    row = await box.held()
    assert await box.db.write(lambda conn: outbox.renew(conn, row.id, row.attempt, NOW, 60))
    assert await other.take(now=LATER) is None


async def test_a_thousand_are_sent_once_each_by_four(box: Box, other: Box) -> None:
    boxes = [box, Box(box.db, box.vault, "second"), other, Box(other.db, other.vault, "fourth")]

    def fill(conn: Connection) -> None:
        for number in range(1000):
            outbox.put(conn, box.vault, f"c{number % 100}", HERE, "card", str(number).encode(), "", NOW)

    await box.db.write(fill)
    seen: list[int] = []

    async def work(mine: Box) -> None:
        while len(seen) < 1000:
            for row in await mine.take_due(limit=20):
                seen.append(int(row.body))
                assert await mine.sent(row)

    await asyncio.gather(*map(work, boxes))
    assert sorted(seen) == list(range(1000))
    for lane in range(100):
        of_lane = [number for number in seen if number % 100 == lane]
        assert of_lane == sorted(of_lane)


async def test_hundreds_that_cannot_be_sent_do_not_starve_the_next(box: Box) -> None:
    for number in range(50):
        await box.put("bad", f"bad{number}")
    await box.put("good", "good")
    seen: list[bytes] = []
    for round_ in range(10):
        for row in await box.take_due(NOW + timedelta(seconds=round_), limit=20):
            seen.append(row.body)
            if row.body == b"bad":
                await box.retry(row, NOW + timedelta(minutes=1))
    assert b"good" in seen


async def test_what_is_given_up_can_be_seen_and_tried_once_more(box: Box) -> None:
    await box.put("1")
    await box.put("2")
    row = await box.held()
    assert await box.db.write(lambda conn: outbox.dead(conn, row.id, row.attempt, "400: too long", NOW))
    (letter,) = await box.db.read(outbox.dead_letters)
    assert letter == (row.id, "a", "card", NOW, NOW, "dead", "400: too long")
    assert (await box.held()).body == b"2"
    assert await box.db.write(lambda conn: outbox.revive(conn, row.id, NOW))
    assert not await box.db.write(lambda conn: outbox.revive(conn, row.id, NOW))
    again = await box.held()
    assert (again.body, again.failures, again.doubtful) == (b"1", 0, False)


async def test_what_may_have_been_shown_is_not_tried_again_nor_kept(sqlite_db: Database, vault: Vault) -> None:
    box = Box(sqlite_db, vault)
    await box.put("1")
    row = await box.held()
    assert await sqlite_db.write(lambda conn: outbox.uncertain(conn, row.id, row.attempt, "timeout", NOW))
    assert await box.take(now=LATER) is None
    assert [letter.outcome for letter in await sqlite_db.read(outbox.dead_letters)] == ["uncertain"]
    raw = open_raw(sqlite_db)
    assert raw.execute("SELECT body FROM outbox").fetchall() == [(b"",)]
    raw.close()
