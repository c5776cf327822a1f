"""Who can no longer be told: somebody else of their team is, and they themselves once they are back."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection

from bot.conversation.alerts.flow import WAKE
from bot.conversation.handing_on import HEARD, LEFT
from bot.conversation.situation import Woken
from bot.house import House
from storage import conversations, wakes
from storage.concerned import lanes_of
from storage.conversations import Claimed
from storage.owners import owner_of

BACK = timedelta(hours=1)  # after somebody came back, and has seen for themselves how things stand


def hand_on(conn: Connection, house: House, claimed: Claimed, woken: Woken) -> None:
    """Have a colleague told what this conversation was woken for, if nobody reads it any more."""
    if not claimed.undeliverable or not woken.what.startswith(HEARD):
        return
    location_id, owner = woken.what.removeprefix(HEARD), owner_of(claimed.key)
    for lane in lanes_of(conn, location_id):
        if owner_of(lane) == owner and lane != claimed.key:
            wakes.set_wake(conn, lane, LEFT + location_id, house.now())


def take_back(conn: Connection, house: House, claimed: Claimed) -> Claimed:
    """Write to this person again; of what came up while nobody could be told they hear soon."""
    conversations.resume(conn, claimed.key)
    for id_, alert in claimed.situation.state.alerts.items():
        if not alert.told and not alert.snoozed:
            wakes.hasten(conn, claimed.key, WAKE + id_, house.now() + BACK)
    away = claimed.situation.away - {""}
    return replace(claimed, undeliverable="", situation=replace(claimed.situation, away=away))
