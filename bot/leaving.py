"""Who waited for a tariff and can no longer be told of it: somebody else of their team is."""

from sqlalchemy import Connection

from bot.conversation.handing_on import HEARD, LEFT
from bot.conversation.situation import Woken
from bot.house import House
from storage import wakes
from storage.concerned import lanes_of
from storage.conversations import Claimed
from storage.owners import owner_of


def hand_on(conn: Connection, house: House, claimed: Claimed, woken: Woken) -> None:
    """Have a colleague told what this conversation was woken for, if nobody reads it any more."""
    if not claimed.undeliverable or not woken.what.startswith(HEARD):
        return
    location_id, owner = woken.what.removeprefix(HEARD), owner_of(claimed.key)
    for lane in lanes_of(conn, location_id):
        if owner_of(lane) == owner and lane != claimed.key:
            wakes.set_wake(conn, lane, LEFT + location_id, house.now())
