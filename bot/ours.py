"""The calls of a conversation that our own house answers."""

import logging
from typing import cast

from bot.conversation import exact
from bot.conversation.channel import DeliveryError, FileChannel
from bot.conversation.replies import FileRef, Place
from bot.conversation.situation import Audited, Fetched, ReadAudit
from bot.house import House
from bot.teams import read_audit
from storage import privacy
from storage.owners import person_of, team_of

log = logging.getLogger("tariffbot.ours")

AUDIT_LEAF = 10  # entries on a card
AUDIT_FILE = 100_000  # entries in a file
FILE_BYTES = 1_000_000  # of a document that a person sends


class Ours:
    """Implements `bot.calls.Ours` over the database and the channels."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def export(self, key: str) -> str:
        house = self._house
        return exact.show(await house.db.read(lambda conn: privacy.collect(conn, house.vault, key)))

    async def erase(self, key: str) -> None:
        await self._house.db.write(lambda conn: privacy.erase(conn, key))
        await self._house.db.scrub()

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
        if channel is None or not channel.can.files or file.size > FILE_BYTES:
            return Fetched(file.name, None)
        place = Place(name, person_of(key), team=team_of(key))
        try:
            return Fetched(file.name, await cast(FileChannel, channel).fetch(place, file, FILE_BYTES))
        except DeliveryError as error:
            log.warning("a document could not be fetched: %s", type(error).__name__)
            return Fetched(file.name, None)
