"""A card takes one press, by the person it was shown to."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta

import pytest

from bot.conversation.cards import Action
from storage import presses
from storage.database import Database
from storage.presses import Fresh, Stale
from storage.vault import Vault
from tests.storage.conftest import NOW

ACTIONS = (Action("pick", "octopus"), Action("pick", "e.on"), Action("back"))


@pytest.fixture
async def key(db: Database, vault: Vault) -> str:
    key = presses.new_key()
    await db.write(lambda conn: presses.offer(conn, vault, key, "telegram::1", "1", ACTIONS, NOW))
    return key


async def redeem(db: Database, vault: Vault, key: str, number: int = 0, person: str = "1") -> presses.Verdict:
    return await db.write(lambda conn: presses.redeem(conn, vault, key, number, person, NOW))


async def test_a_press_means_what_its_button_meant(db: Database, vault: Vault, key: str) -> None:
    assert await redeem(db, vault, key, 1) == Fresh(Action("pick", "e.on"), "telegram::1", "live")


async def test_of_fifty_presses_at_once_one_counts(db: Database, twin: Database, vault: Vault, key: str) -> None:
    verdicts = await asyncio.gather(*[redeem((db, twin)[n % 2], vault, key, n % 3) for n in range(50)])
    assert len([verdict for verdict in verdicts if isinstance(verdict, Fresh)]) == 1
    assert verdicts.count(Stale.USED) == 49


async def test_another_button_of_the_same_card_comes_too_late(db: Database, vault: Vault, key: str) -> None:
    await redeem(db, vault, key, 0)
    assert await redeem(db, vault, key, 2) is Stale.USED


async def test_somebody_else_cannot_press_and_takes_nothing_away(db: Database, vault: Vault, key: str) -> None:
    assert await redeem(db, vault, key, person="2") is Stale.FOREIGN
    assert isinstance(await redeem(db, vault, key), Fresh)


@pytest.mark.parametrize("number", [-1, 3, 2**31 - 1])
async def test_a_button_that_never_was(db: Database, vault: Vault, key: str, number: int) -> None:
    assert await redeem(db, vault, key, number) is Stale.UNKNOWN
    assert isinstance(await redeem(db, vault, key), Fresh)


async def test_a_key_that_never_was(db: Database, vault: Vault) -> None:
    assert await redeem(db, vault, "made-up") is Stale.UNKNOWN


async def test_a_card_that_was_replaced(db: Database, vault: Vault, key: str) -> None:
    await db.write(lambda conn: presses.retire(conn, key, NOW))
    assert await redeem(db, vault, key) is Stale.EXPIRED
    assert await redeem(db, vault, key, person="2") is Stale.FOREIGN


async def test_a_card_that_was_pressed_stays_so_when_it_is_replaced(db: Database, vault: Vault, key: str) -> None:
    await redeem(db, vault, key)
    await db.write(lambda conn: presses.retire(conn, key, NOW + timedelta(hours=1)))
    assert await redeem(db, vault, key) is Stale.USED


async def test_looking_changes_nothing(db: Database, vault: Vault, key: str) -> None:
    for _ in range(2):
        verdict = await db.read(lambda conn: presses.peek(conn, vault, key, 2, "1"))
        assert verdict == Fresh(Action("back"), "telegram::1", "live")
    assert isinstance(await redeem(db, vault, key), Fresh)
    assert await db.read(lambda conn: presses.peek(conn, vault, key, 2, "1")) is Stale.USED


async def test_a_notice_says_that_it_is_one(db: Database, vault: Vault) -> None:
    key = presses.new_key()
    await db.write(lambda conn: presses.offer(conn, vault, key, "telegram::1", "1", ACTIONS, NOW, "notice"))
    assert await redeem(db, vault, key) == Fresh(ACTIONS[0], "telegram::1", "notice")


def test_keys_fit_where_they_travel() -> None:
    keys = {presses.new_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key) for key in keys} == {16}


async def test_a_page_of_our_own_takes_every_press(db: Database, vault: Vault) -> None:
    await offer_home(db, vault, "home1")
    for number in (0, 2, 0):
        assert await redeem(db, vault, "home1", number) == Fresh(ACTIONS[number], "telegram::1", "home")
    assert await redeem(db, vault, "home1", person="2") is Stale.FOREIGN
    assert await redeem(db, vault, "home1", 3) is Stale.UNKNOWN


async def test_the_page_before_still_counts_and_earlier_ones_do_not(db: Database, vault: Vault, key: str) -> None:
    for number in range(4):
        await offer_home(db, vault, f"home{number}", NOW + timedelta(seconds=number))
    await offer_home(db, vault, "of another", NOW, "telegram::2")
    verdicts = [await redeem(db, vault, f"home{number}") for number in range(4)]
    assert verdicts[:2] == [Stale.EXPIRED, Stale.EXPIRED]
    assert all(isinstance(verdict, Fresh) for verdict in verdicts[2:])
    assert isinstance(await redeem(db, vault, key), Fresh)
    assert isinstance(await redeem(db, vault, "of another"), Fresh)


async def test_a_card_is_known_without_a_number(db: Database, vault: Vault, key: str) -> None:
    def opened(card: str, person: str = "1") -> Awaitable[tuple[str, presses.Kind] | Stale]:
        return db.read(lambda conn: presses.open(conn, card, person))

    await offer_home(db, vault, "home1")
    assert await opened("home1") == ("telegram::1", "home")
    assert await opened(key) == ("telegram::1", "live")
    assert await opened(key, "2") is Stale.FOREIGN
    assert await opened("made-up") is Stale.UNKNOWN
    await redeem(db, vault, key)
    assert await opened(key) is Stale.USED
    await db.write(lambda conn: presses.retire(conn, "home1", NOW))
    assert await opened("home1") is Stale.EXPIRED


async def offer_home(
    db: Database, vault: Vault, key: str, at: datetime = NOW, conversation: str = "telegram::1"
) -> None:
    await db.write(lambda conn: presses.offer(conn, vault, key, conversation, "1", ACTIONS, at, "home"))
