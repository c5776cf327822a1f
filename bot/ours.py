"""The calls of a conversation that our own house answers."""

import asyncio
import logging
from collections.abc import Mapping
from typing import cast

from sqlalchemy import Connection

from bot.calls import Ask, AskSchedule
from bot.company.telling import note_forgotten
from bot.conversation import exact
from bot.conversation.channel import DeliveryError, FileChannel, Unreachable
from bot.conversation.prices.model import Schedule, Series
from bot.conversation.replies import FileRef, Place
from bot.conversation.sites.table import MOST_BYTES, read_table
from bot.conversation.sites.there import keys_used
from bot.conversation.situation import Audited, Fetched, ReadAudit, ReadPrices, Trouble
from bot.conversation.team import AUDIT_LEAF
from bot.house import House
from bot.linking import part_all
from bot.prices import Prices
from bot.teams import read_audit
from storage import conversations, ledger, locations, prices, privacy, sessions
from storage.owners import owner_of, person_of, team_of

log = logging.getLogger("tariffbot.ours")

AUDIT_FILE = 100_000  # entries in a file
FETCH_AGAIN_S = (1.0, 4.0)  # pauses after which a document is fetched once more


class Ours:
    """Implements `bot.calls.Ours` over the database and the channels."""

    def __init__(self, house: House) -> None:
        self._house, self._prices = house, Prices(house)

    async def export(self, key: str) -> str:
        house = self._house
        return exact.show(await house.db.read(lambda conn: privacy.collect(conn, house.vault, key)))

    async def erase(self, key: str) -> None:
        await self._house.db.write(lambda conn: self._erase(conn, key))
        await self._house.db.scrub()

    async def shared(self, key: str) -> frozenset[str]:
        return await self._house.db.read(lambda conn: self._shared(conn, key))

    async def left(self, key: str) -> sessions.Left | None:
        house = self._house
        return await house.db.read(lambda conn: sessions.find_left(conn, house.vault, key))

    async def made(self, key: str) -> Mapping[str, bool]:
        return await self._house.db.read(lambda conn: self._made(conn, key))

    async def prices(self, wanted: ReadPrices, ask: Ask) -> Series | Trouble:
        return await self._prices.read(wanted, ask)

    async def schedule(self, wanted: ReadPrices, ask: AskSchedule) -> Schedule | None:
        return await self._prices.schedule(wanted, ask)

    async def audit(self, key: str, wanted: ReadAudit) -> Audited:
        house = self._house
        if wanted.whole:
            entries = await house.db.read(lambda conn: read_audit(conn, house, key, 0, AUDIT_FILE))
            return Audited(entries, 0, more=False, whole=True)
        # One more than is shown tells whether there are more.
        entries = await house.db.read(
            lambda conn: read_audit(conn, house, key, wanted.leaf * AUDIT_LEAF, AUDIT_LEAF + 1)
        )
        return Audited(entries[:AUDIT_LEAF], wanted.leaf, more=len(entries) > AUDIT_LEAF)

    async def fetch(self, key: str, file: FileRef) -> Fetched:
        name = key.partition(":")[0]
        channel = self._house.channels.get(name)
        if channel is None or not channel.can.files:
            return Fetched(file, None)
        place = Place(name, person_of(key), team=team_of(key))
        try:
            content = await _fetch(cast(FileChannel, channel), place, file)
        except DeliveryError as error:
            log.warning("a document could not be fetched: %s", type(error).__name__)
            return Fetched(file, None, reached=not isinstance(error, Unreachable))
        language, connected = await self._house.db.read(lambda conn: self._known(conn, key))
        # Up to seconds of work, for a file that was made to be difficult.
        return Fetched(file, await asyncio.to_thread(read_table, content, language, connected=connected))

    def _erase(self, conn: Connection, key: str) -> None:
        prices.forget(conn, locations.of(conn, self._house.vault, key).origins())
        note_forgotten(conn, self._house, key)
        part_all(conn, self._house, key)
        privacy.erase(conn, key)

    def _shared(self, conn: Connection, key: str) -> frozenset[str]:
        owner = owner_of(key)
        held = locations.of(conn, self._house.vault, owner).origins()
        return frozenset(id_ for id_ in held if ledger.is_held(conn, id_, owner))

    def _made(self, conn: Connection, key: str) -> dict[str, bool]:
        vault = self._house.vault
        states = [conversations.state_of(conn, vault, lane) for lane in privacy.list_beside(conn, key)]
        held = locations.of(conn, vault, owner_of(key)).origins()
        return {id_: bare for state in states for id_, bare in state.made.items() if id_ not in held}

    def _known(self, conn: Connection, key: str) -> tuple[str, set[str]]:
        """The person's language, and the keys of the addresses that are connected already."""
        house = self._house
        state = conversations.state_of(conn, house.vault, key)
        held = locations.of(conn, house.vault, owner_of(key))
        words = house.catalogues.words(state.language or state.hint)
        return words.language, keys_used(held)


async def _fetch(channel: FileChannel, place: Place, file: FileRef) -> bytes:
    """A document. Platforms fail for a moment now and then, and nobody should have to send it again for that."""
    for pause_s in FETCH_AGAIN_S:
        try:
            return await channel.fetch(place, file, MOST_BYTES + 1)
        except Unreachable:
            await asyncio.sleep(pause_s)
    return await channel.fetch(place, file, MOST_BYTES + 1)
