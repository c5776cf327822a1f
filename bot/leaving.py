"""Who can no longer be told: a colleague is, or another chat of theirs; and they themselves once they are back."""

from datetime import timedelta

from sqlalchemy import Connection

from bot.conversation import awaited
from bot.conversation.alerts.flow import WAKE
from bot.conversation.handing_on import HEARD, LEFT
from bot.conversation.situation import Situation, Woken, find_location
from bot.house import House
from storage import conversations, wakes
from storage.concerned import lanes_of
from storage.conversations import Claimed
from storage.owners import owner_of

SOON = timedelta(seconds=10)  # after the answer to what somebody came back with
BACK = timedelta(hours=1)  # after somebody came back, and has seen for themselves how things stand


def hand_on(conn: Connection, house: House, claimed: Claimed, woken: Woken) -> None:
    """Have a colleague, or another chat of the person, told what nobody reads here any more."""
    location_id = _concerns(claimed.situation, woken.what) if claimed.undeliverable else ""
    if not location_id:
        return
    owners = {owner_of(key) for key in (claimed.key, *(link.key for link in claimed.situation.state.links))}
    for lane in lanes_of(conn, location_id):
        if owner_of(lane) in owners and lane != claimed.key:
            wakes.set_wake(conn, lane, LEFT + location_id, house.now())


def _concerns(now: Situation, what: str) -> str:
    """The location whose tariff was waited for, or cannot be read; "" where nobody has to hear of it instead."""
    if what.startswith(HEARD):
        return what.removeprefix(HEARD)
    alert = now.state.alerts.get(what.removeprefix(WAKE)) if what.startswith(WAKE) else None
    if alert is None or alert.kind != "failed" or (now.rules and now.rules.alerts):  # the team's chat is there
        return ""
    here = find_location(now.locations, alert.location)
    return here.id if here and any(slot.status == "ERROR" for slot in here.slots) else ""


def take_back(conn: Connection, house: House, claimed: Claimed) -> Claimed:
    """Write to this person again; of what came up while nobody could be told they hear soon."""
    conversations.resume(conn, claimed.key)
    for id_, alert in claimed.situation.state.alerts.items():
        if not alert.told and not alert.snoozed:
            wakes.hasten(conn, claimed.key, WAKE + id_, house.now() + BACK)
    state, missed = awaited.unheard(claimed.situation.state)
    for what in missed:
        wakes.set_wake(conn, claimed.key, what, house.now() + SOON)
    away = claimed.situation.away - {""}
    return claimed._replace(undeliverable="", situation=claimed.situation._replace(state=state, away=away))
