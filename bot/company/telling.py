"""What the company is told of, written in the commit that made it true."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.company.models import (
    AbandonedData,
    AbandonedEvent,
    Event,
    ForgottenData,
    ForgottenEvent,
    TariffData,
    TariffEvent,
)
from bot.connect.locating import is_locating
from bot.conversation.location_calls import LeftRead
from bot.conversation.panel_parts import is_used
from bot.conversation.replies import Place
from bot.conversation.situation import Location, Open, Purpose, Reaction, Session, Slot, State, find_location
from bot.house import House
from storage import company, conversations, ledger, outbox, sessions
from storage.conversations import Claimed
from storage.ledger import Outcome, References, Told
from storage.owners import owner_of

CHANNEL = "company"  # of what is for its backend, in the outbox beside the chat platforms
SWEPT_AT_ONCE = 100


def note_opened(conn: Connection, house: House, claimed: Claimed, number: int, purpose: Purpose, end: datetime) -> None:
    """A session was opened, in place of one that was open."""
    if house.company is None:
        return
    now = house.now()
    before = claimed.session
    if before is not None and is_locating(before.session.page):
        ledger.drop_session(conn, before.id)  # where its address was asked: to the company the two are one
    elif before is not None:
        ledger.settle(conn, before.id, "closed", before.session.location_id, now)
    references = _references_of(purpose)
    if purpose.location_id and (known := ledger.told_of(conn, house.vault, purpose.location_id)):
        references = known.references
    slot, location = _slot_of(purpose), purpose.location_id
    ledger.open_session(conn, house.vault, number, claimed.key, references, slot, location, now, end)


def note(conn: Connection, house: House, claimed: Claimed, reaction: Reaction) -> None:
    """What a turn has made of locations and of the session."""
    if house.company is None:
        return
    for location in reaction.locations:
        _note_location(conn, house, claimed, location)
    for location_id in reaction.forget_locations:
        _note_removed(conn, house, claimed, location_id)
    if claimed.session is not None and reaction.leave_session:
        # What has become of it is not known yet; nobody has broken it off.
        ledger.settle(conn, claimed.session.id, "pending", claimed.session.session.location_id, house.now())
    if claimed.session is not None and reaction.end_session:
        replaced = isinstance(reaction.call, Open)
        _note_end(conn, house, claimed.session.id, claimed.session.session, reaction.state, replaced=replaced)


def keep_left(conn: Connection, house: House, found: LeftRead) -> None:
    """What a session has made that was over before it could be read: whose it is to the company."""
    location_id = found.location.id if found.location else ""
    sessions.keep_read(conn, found.session, location_id)
    record = ledger.get_session(conn, house.vault, found.session) if house.company and location_id else None
    if record is None:
        return
    ledger.settle(conn, found.session, "pending", location_id, house.now())
    if ledger.told_of(conn, house.vault, location_id) is None:
        ledger.keep_location(conn, house.vault, location_id, Told(record.references, {}), house.now())


def note_forgotten(conn: Connection, house: House, key: str) -> None:
    """Before a person is erased: who they are to the company, and what goes with them."""
    if house.company is None:
        return
    vault, owner = house.vault, owner_of(key)
    known = {link.invitation.customer_reference for link in company.used_by(conn, vault, key)}
    known.add(conversations.state_of(conn, vault, key).customer)
    gone: dict[str, list[str]] = {reference: [] for reference in known if reference}
    for id_ in house.pages.estates.of(conn, vault, owner).origins() if owner == key else ():
        if not ledger.is_held(conn, id_, owner):
            told = ledger.told_of(conn, vault, id_)
            gone.setdefault(told.references.customer if told else "", []).append(id_)
    for reference, ids in gone.items():
        data = ForgottenData(customer_reference=reference or None, location_ids=ids)
        event = ForgottenEvent(timestamp=house.now(), type="customer.forgotten", data=data)
        _put(conn, house, References(reference), key, event)


def sweep(conn: Connection, house: House) -> int:
    """Tell of sessions that expired with nothing connected; how many were looked at."""
    numbers = ledger.expired(conn, house.now(), SWEPT_AT_ONCE)
    for number in numbers:
        record = ledger.get_session(conn, house.vault, number)
        if record is not None:
            held = sessions.current(conn, house.vault, record.conversation, house.pages)
            session = held.session if held and held.id == number else None
            kind = session.page.kind if session and session.page else ""
            located = session.location_id if session else record.location_id
            state = conversations.state_of(conn, house.vault, record.conversation)
            _settle(conn, house, number, _expired_as(kind, state), located, "expired")
    return len(numbers)


def _note_location(conn: Connection, house: House, claimed: Claimed, location: Location) -> None:
    """Its tariffs as they are now. What is told was not told before, whoever's turn it is."""
    vault, now, session = house.vault, house.now(), claimed.session
    known = ledger.told_of(conn, vault, location.id)
    before = find_location(claimed.situation.locations, location.id)
    slots = dict(known.slots) if known else {s.name: _mark(s) for s in before.slots if _is_on(s)} if before else {}
    references = known.references if known else References()
    ours = session is not None and session.session.location_id == location.id
    if session is not None and ours and session.session.purpose.customer_reference:
        references = _references_of(session.session.purpose)
    listed = {slot.name for slot in location.slots}
    gone = [Slot(name, "NOT_CONNECTED") for name in slots if name not in listed]  # busbar lists what is connected
    for slot in (*location.slots, *gone):
        event = _event_of(slots.get(slot.name, ""), slot)
        if not event:
            continue
        slots.pop(slot.name, None)
        if event != "tariff.disconnected":
            slots[slot.name] = _mark(slot)
            _note_connected(conn, claimed, location.id, slot.name, now)
        _tell_tariff(conn, house, claimed.key, references, event, location.id, slot.name)
    ledger.keep_location(conn, vault, location.id, Told(references, slots), now)


def _note_connected(conn: Connection, claimed: Claimed, location_id: str, slot: str, now: datetime) -> None:
    """By the session that is open, or by one that ended while the tariff was pending."""
    session = claimed.session
    if session and session.session.location_id == location_id and _slot_of(session.session.purpose) == slot:
        ledger.settle(conn, session.id, "connected", location_id, now)
    ledger.settle_pending(conn, location_id, slot, "connected", now)


def _note_removed(conn: Connection, house: House, claimed: Claimed, location_id: str) -> None:
    """Nobody has the location any more: its tariffs are no longer read."""
    if ledger.is_held(conn, location_id, owner_of(claimed.key)):
        return
    told = ledger.told_of(conn, house.vault, location_id)
    before = find_location(claimed.situation.locations, location_id)
    slots: Sequence[str] = [slot.name for slot in before.slots if _is_on(slot)] if before else []
    for slot in told.slots if told else slots:
        references = told.references if told else References()
        _tell_tariff(conn, house, claimed.key, references, "tariff.disconnected", location_id, slot)
    ledger.drop_location(conn, location_id)


def _note_end(conn: Connection, house: House, number: int, session: Session, state: State, *, replaced: bool) -> None:
    kind = session.page.kind if session.page else ""
    waits = kind == "pending" or state.waiting
    stopped = state.panel == "stopped" and kind != "failed"
    ended: Outcome = "failed" if kind == "failed" else "abandoned" if stopped else "closed"
    outcome = "pending" if waits and not stopped else "closed" if replaced else ended
    _settle(conn, house, number, outcome, session.location_id, "stopped")


def _expired_as(kind: str, state: State) -> Outcome:
    """What has become of a session that nobody ended, by its last page."""
    if kind == "pending" or (state.waiting and not kind):
        return "pending"
    return "failed" if kind == "failed" else "closed" if kind == "summary" else "abandoned"


def _settle(conn: Connection, house: House, number: int, outcome: Outcome, location_id: str, reason: str) -> None:
    if not ledger.settle(conn, number, outcome, location_id, house.now()) or outcome != "abandoned":
        return
    record = ledger.get_session(conn, house.vault, number)
    assert record is not None
    data = AbandonedData(
        session_id=session_id(number),
        customer_reference=record.references.customer or None,
        location_reference=record.references.location or None,
        channel=_channel_of(record.conversation),
        slot=record.slot,
        reason="expired" if reason == "expired" else "stopped",
    )
    event = AbandonedEvent(timestamp=house.now(), type="session.abandoned", data=data)
    _put(conn, house, record.references, record.conversation, event)


def _tell_tariff(
    conn: Connection, house: House, key: str, references: References, event: str, location_id: str, slot: str
) -> None:
    data = TariffData(
        location_id=location_id,
        customer_reference=references.customer or None,
        location_reference=references.location or None,
        channel=_channel_of(key),
        slot=slot,
    )
    told = TariffEvent.model_validate({"timestamp": house.now(), "type": event, "data": data})
    _put(conn, house, references, key, told)


def _put(conn: Connection, house: House, references: References, key: str, event: Event) -> None:
    """Into the outbox, in a lane of the customer's own: what concerns one of them arrives in order."""
    if house.company is None or house.company.webhooks is None:
        return
    print_ = house.vault.fingerprint(references.customer or owner_of(key), "company lane")
    lane, place = f"{CHANNEL}::{print_[:24]}", Place(CHANNEL, "")
    body, id_ = event.model_dump_json().encode(), f"msg_{secrets.token_hex(16)}"
    outbox.put(conn, house.vault, lane, place, event.type, body, id_, house.now())


def session_id(number: int) -> str:
    """What the company calls a session."""
    return f"ses_{number}"


def _event_of(mark: str, slot: Slot) -> str:
    if _is_on(slot):
        return "" if mark == _mark(slot) else "tariff.changed" if mark else "tariff.connected"
    return "tariff.disconnected" if mark and not is_used(slot) else ""


def _is_on(slot: Slot) -> bool:
    return slot.status == "CONNECTED"


def _mark(slot: Slot) -> str:
    """What tells one tariff from another."""
    return "\n".join((slot.provider, slot.tariff, slot.tariff_id))


def _references_of(purpose: Purpose) -> References:
    return References(purpose.customer_reference, purpose.location_reference)


def _slot_of(purpose: Purpose) -> str:
    return f"{purpose.type}_{purpose.direction}".lower()


def _channel_of(key: str) -> str:
    return key.partition(":")[0]
