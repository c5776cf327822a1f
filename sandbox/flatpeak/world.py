"""Everything that the emulator knows, in memory, and what can happen to it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from sandbox.flatpeak.anode import ANODE
from sandbox.flatpeak.events import Webhook
from sandbox.flatpeak.generation import Generation
from sandbox.flatpeak.jwks import KeyRing
from sandbox.flatpeak.objects import Customer, Event, Json, Location, Session, Slot, Tariff
from sandbox.flatpeak.places import empty_address, find_place
from sandbox.flatpeak.programmes import Participation
from sandbox.flatpeak.providers import make_id
from sandbox.flatpeak.scenario import Scenario
from sandbox.flatpeak.telling import (
    LifecycleShape,
    LocationShape,
    SessionShape,
    tell_location,
    tell_session,
    tell_tariff,
)
from sandbox.flatpeak.views import view_customer

TOKEN_LIFE = timedelta(seconds=86400)
BEARER_LIFE = timedelta(seconds=3600)
EVENT_LIFE = timedelta(days=90)
TariffTrouble = Literal["tariff.expiring", "tariff.expired", "tariff.fetch.failed", "tariff.connection.upgrade"]

ENDS_IN = {"tariff.expiring": 14, "tariff.expired": -1}  # days


def read_clock() -> datetime:
    """The real time."""
    return datetime.now(UTC)


class World:
    """Accounts, sessions, customers, locations, tariffs and events; ids are the same in every run of a seed."""

    def __init__(
        self,
        now: Callable[[], datetime] = read_clock,
        *,
        seed: str = "sandbox",
        generation: Generation = ANODE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.now = now
        self.sleep = sleep
        self.scenario = Scenario()
        self.generation = generation  # the default of the accounts
        self.public_url = ""
        self.bearers: dict[str, tuple[str, datetime]] = {}  # token: account, end
        self.sessions: dict[str, Session] = {}
        self.customers: dict[str, Customer] = {}
        self.locations: dict[str, Location] = {}
        self.participations: dict[str, Participation] = {}  # by location
        self.events: list[Event] = []
        self.keys = KeyRing(lambda seconds: self.sleep(seconds))
        self.webhook = Webhook(lambda: self.now(), self.keys)
        self._seed = seed
        self._made = 0

    def new_id(self, prefix: str) -> str:
        """Prefix, `_`, 24 hex digits."""
        self._made += 1
        return make_id(prefix, self._seed, str(self._made))

    def session(self, token: str) -> Session:
        """A session by its token. Raises KeyError."""
        return self.sessions[token]

    def is_expired(self, session: Session) -> bool:
        """By age or by `expire`."""
        return session.expired or self.now() >= session.expires

    def expire(self, token: str) -> None:
        """End the life of a token now."""
        self.session(token).expired = True

    def log_in(self, account: str) -> str:
        """A bearer token of an account."""
        bearer = f"header.{self.new_id('bearer')}.signature"
        self.bearers[bearer] = (account, self.now() + BEARER_LIFE)
        return bearer

    def account_of(self, bearer: str) -> str | None:
        """Whose bearer token it is, or None when it is unknown or too old."""
        account, end = self.bearers.get(bearer, (None, None))
        return account if end and self.now() < end else None

    def tariff_of(self, session: Session) -> Tariff | None:
        """The tariff that the session proposes, or else the one in the slot that it is about."""
        location = self.locations.get(session.location_id)
        return session.proposal or (location.tariffs.get(session.slot) if location else None)

    def is_ready(self, session: Session) -> bool:
        """Whether prices can be read; where a session is about all tariffs of a location, of any."""
        location = self.locations.get(session.location_id)
        if session.generation.entries and location:
            return any(tariff.status == "CONNECTED" for tariff in location.tariffs.values())
        tariff = self.tariff_of(session)
        return bool(tariff and tariff.status == "CONNECTED")

    # What happens to tariffs

    def put_tariff(self, session: Session, tariff: Tariff) -> None:
        """Place the outcome of a session in its slot, on a new location if it has none yet."""
        location = self.locations.get(session.location_id) or self._add_location(session)
        self._move(location, session.draft.address)
        location.tariffs[session.slot] = replace(tariff, session=session.token)
        self.touch(location.id)

    def disconnect(self, location_id: str, slot: Slot) -> None:
        """Empty a slot; an empty one stays as it is."""
        location = self.locations.get(location_id)
        if location and location.tariffs.pop(slot, None):
            self.touch(location.id)

    def finish_pending(self, location_id: str, ok: bool) -> list[Slot]:
        """The first reading of a location's pending tariffs is done, well or badly; the slots concerned."""
        location = self.locations[location_id]
        waiting = [t for t in location.tariffs.values() if t.status == "PENDING"]
        for tariff in waiting:
            tariff.status, tariff.was_read = ("CONNECTED", True) if ok else ("ERROR", False)
            if ok:
                self.touch(location.id)
                self.tell_complete(self.sessions[tariff.session])
            else:
                self._emit_about(location, tariff, "tariff.fetch.failed")
        return [t.slot for t in waiting]

    def finish_unsaved(self, ok: bool) -> int:
        """The same for the tariffs that sessions propose and nobody has saved; how many were concerned."""
        proposals = [s.proposal for s in self.sessions.values() if s.proposal and s.proposal.status == "PENDING"]
        for tariff in proposals:
            tariff.status, tariff.was_read = ("CONNECTED", True) if ok else ("ERROR", False)
        return len(proposals)

    def trouble(
        self,
        location_id: str,
        type_: TariffTrouble,
        slot: Slot = "commodity_import",
        shape: LifecycleShape | None = None,
    ) -> Event:
        """Let something happen to a connected tariff, whose status then says the same: it shows as ERROR where it
        cannot be read any more, and its contract ends within days, or has ended.
        """
        location = self.locations[location_id]
        tariff = location.tariffs[slot]
        if type_ in ("tariff.expired", "tariff.fetch.failed"):
            tariff.status = "ERROR"
        self._let_end(tariff, type_)
        return self._emit_about(location, tariff, type_, shape)

    def _let_end(self, tariff: Tariff, type_: TariffTrouble) -> None:
        today, end = self.now().date(), tariff.term.end
        near = end is not None and today < end <= today + timedelta(days=30)
        if type_ in ENDS_IN and not (near and type_ == "tariff.expiring"):
            tariff.term = replace(tariff.term, end=today + timedelta(days=ENDS_IN[type_]))

    def touch(self, location_id: str, shape: LocationShape | None = None, type_: str = "location.update") -> Event:
        """Something about a location changed, its prices perhaps; told as its generation does, or in this shape."""
        return self._emit_place(self.locations[location_id], type_, shape)

    # Sessions, customers, locations

    def tell_complete(self, session: Session) -> None:
        """The event of a finished session, once; zero has none."""
        if not session.told_complete and session.generation.tells_complete:
            session.told_complete = True
            self.complete(session)

    def complete(
        self, session: Session, shape: SessionShape | None = None, type_: str = "connect_session.complete"
    ) -> Event:
        """The event of a finished session, whether it was told before or not."""
        data = tell_session(session, ready=self.is_ready(session), shape=shape)
        return self.emit(session.account, type_, data, session.generation.name)

    def delete_location(self, location: Location) -> None:
        """With its tariffs."""
        del self.locations[location.id]
        owner = self.customers.get(location.customer_id)
        self.participations.pop(location.id, None)
        if owner and location.id in owner.locations:
            owner.locations.remove(location.id)
        self._emit_place(location, "location.delete")

    def delete_customer(self, customer: Customer) -> None:
        """With all locations."""
        for location_id in list(customer.locations):
            self.delete_location(self.locations[location_id])
        del self.customers[customer.id]
        self.emit(customer.account, "customer.delete", view_customer(customer), customer.generation)

    def emit(self, account: str, type_: str, data: Json, generation: str = "anode") -> Event:
        """Write an event, and send it on its way."""
        event = Event(self.new_id("evt"), account, type_, data, self.now(), generation)
        self.events.append(event)
        self.webhook.happened(event)
        return event

    def _emit_about(self, location: Location, tariff: Tariff, type_: str, shape: LifecycleShape | None = None) -> Event:
        return self.emit(location.account, type_, tell_tariff(location, tariff, shape), location.generation)

    def _emit_place(self, location: Location, type_: str, shape: LocationShape | None = None) -> Event:
        return self.emit(location.account, type_, tell_location(location, shape), location.generation)

    def _add_location(self, session: Session) -> Location:
        customer = self._own_customer(session)
        place = find_place(session.draft.address)
        assert place is not None, "the address page lets no unknown place pass"
        location = Location(
            self.new_id("loc"),
            session.account,
            customer.id,
            session.location_reference_id,
            empty_address(),
            place,
            self.now(),
            generation=session.generation.name,
        )
        self.locations[location.id] = location
        customer.locations.append(location.id)
        session.location_id, session.customer_id = location.id, customer.id
        self._move(location, session.draft.address)
        self._emit_place(location, "location.create")
        return location

    def _move(self, location: Location, address: dict[str, str]) -> None:
        place = find_place(address)
        assert place is not None, "the address page lets no unknown place pass"
        location.address, location.place = dict(address), place

    def _own_customer(self, session: Session) -> Customer:
        """The customer that the session names; one reference is one customer."""
        reference = session.customer_reference_id
        for customer in self.customers.values():
            same = reference and (customer.account, customer.reference_id) == (session.account, reference)
            if customer.id == session.customer_id or same:
                return customer
        made_by = session.generation.name
        customer = Customer(self.new_id("cus"), session.account, reference, self.now(), generation=made_by)
        self.customers[customer.id] = customer
        self.emit(customer.account, "customer.create", view_customer(customer), made_by)
        return customer
