"""`tariffbot forget`: what the person's own wish to be forgotten does, FlatPeak included."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.app import create_flatpeak, create_house
from bot.calls import Caller
from bot.conversation.situation import Erase, Erased, Trouble
from bot.house import House
from bot.ours import Ours
from bot.settings import Settings
from bot.teams import with_team
from bot.turn import names_of, subject_of
from storage import conversations
from storage.conversations import Claimed
from storage.owners import owner_of

HOLD_S = 600.0  # as long as FlatPeak may take for hundreds of sites
TRIES = 10
BETWEEN_S = 1.0  # somebody is just being answered there


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Whether it was done, and what to say of it."""

    well: bool
    words: str


async def forget(settings: Settings, key: str) -> Forgotten:
    """Have a person forgotten, at FlatPeak and here. Nothing is deleted here as long as FlatPeak cannot be asked."""
    house, flatpeak = create_house(settings, {}), create_flatpeak(settings)
    try:
        if await house.db.read(lambda conn: conversations.place_of(conn, key)) is None:
            return Forgotten(False, f"{key} is no conversation.")
        claimed = await _claim(house, key)
        if claimed is None:
            return Forgotten(False, f"{key} is being answered; try again.")
        return await _erase(house, Caller(flatpeak, Ours(house)), claimed)
    finally:
        await flatpeak.close()
        if house.company:
            await house.company.close()
        await house.db.close()


async def _claim(house: House, key: str) -> Claimed | None:
    for _ in range(TRIES):
        claimed = await house.db.write(lambda conn: _try_claim(conn, house, key))
        if claimed is not None:
            return claimed
        await asyncio.sleep(BETWEEN_S)
    return None


def _try_claim(conn: Connection, house: House, key: str) -> Claimed | None:
    claimed = conversations.claim(conn, house.vault, key, house.owner, house.now(), HOLD_S, pages=house.pages)
    return claimed and with_team(conn, house, claimed)


async def _erase(house: House, caller: Caller, claimed: Claimed) -> Forgotten:
    names = names_of(house, owner_of(claimed.key), claimed.situation.state)
    try:
        made = await caller.make(Erase(), subject_of(claimed, names), claimed.key)
    finally:  # of one that is forgotten there is nothing to let go
        await house.db.write(lambda conn: conversations.release(conn, claimed))
    match made.result:
        case Erased():
            return Forgotten(True, f"{claimed.key} is forgotten, here and at FlatPeak.")
        case Trouble(kind):
            return Forgotten(False, f"FlatPeak cannot be asked ({kind}), so nothing was deleted; try again later.")
        case other:
            return Forgotten(False, f"FlatPeak refused ({type(other).__name__}), so nothing was deleted.")
