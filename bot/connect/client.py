"""FlatPeak as the bot uses it: sessions, pages and answers, and what REST tells about them afterwards.

Expected failures are results, never exceptions. Nothing here repeats a call that may have had its effect.
"""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import httpx

from bot.connect.check import Checked
from bot.connect.dialects import Body, Call, Dialect, Opening
from bot.connect.errors import is_misspelt, read_document
from bot.connect.heeding import Heed, Heeding, parsed
from bot.connect.links import login_link
from bot.connect.models import (
    LocationObject,
    SessionObject,
    SessionReply,
    StatusObject,
    TariffObject,
    location_of,
    slots_of,
    slots_of_tariffs,
)
from bot.connect.outcomes import Doubt, EventPage, Home, Opened, SessionInfo, report, settled
from bot.connect.prices import read_parts, read_series
from bot.connect.rest import Access, Clock, Rest, Sleep
from bot.connect.timing import Called, nobody, outcome_of, page_of
from bot.connect.wire import Reply, Timeouts, Wire
from bot.conversation.exact import Document, dump
from bot.conversation.page import Page, items_at, text_at, value_at
from bot.conversation.prices.model import Schedule, Series
from bot.conversation.situation import Location, PageCame, Purpose, Refused, Send, Slot, Trouble

SESSION_LIFE_S = 86400  # where the reply does not tell it; so it is in all samples
RETURN_PATH = "/connect/return"
COMPLETE_PATH = "/connect/complete"
ID = re.compile(r"[A-Za-z0-9_-]+")
EVENTS_A_PAGE = 100  # the most of any list
TARIFF = Purpose()
NOBODY = "cot_" + "0" * 24  # a token that no session has, to see whether Connect replies at all


class FlatPeak:
    """The client. One for the whole process; `close` it at the end."""

    def __init__(
        self,
        *,
        api_url: str,
        connect_url: str,
        account_id: str,
        api_key: str,
        public_url: str,
        dialect: Dialect,
        asks_name: bool = False,
        asks_term: bool = False,
        asks_advanced: bool = False,
        timeouts: Timeouts | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        heed: Heed | None = None,
        called: Called = nobody,
        web_url: str = "",
    ) -> None:
        self._heeding = Heeding(dialect.version, heed) if heed else None
        self._wire = Wire(timeouts or Timeouts(), transport)
        access = Access(api_url.rstrip("/"), account_id, api_key)
        self._called = called
        self._rest = Rest(access, dialect, self._wire, clock=clock, sleep=sleep, called=called)
        self._dialect = dialect
        self._connect_url = connect_url
        self._return_url = public_url.rstrip("/") + RETURN_PATH
        self._complete_url = public_url.rstrip("/") + COMPLETE_PATH
        self._web_url = web_url  # of a client that goes on with any session in a browser
        self._asks_name, self._asks_term, self._asks_advanced = asks_name, asks_term, asks_advanced
        self._creation = 0  # the revision of the create call that the API turned out to have

    async def open(
        self, purpose: Purpose, *, customer_reference: str, location_reference: str
    ) -> Opened | Refused | Trouble:
        """Create a session, and where it needs one a location for it."""
        opening = Opening(
            purpose,
            customer_reference,
            location_reference,
            connect_url=self._return_url,
            callback_url=self._complete_url,
            asks_name=self._asks_name,
            asks_term=self._asks_term,
            asks_advanced=self._asks_advanced,
        )
        home = await self.locate(purpose, location_reference)
        if not isinstance(home, Home):
            return home
        if not home.id:
            return await self._create(opening)
        opened = await self._create(replace(opening, purpose=replace(purpose, location_id=home.id)))
        return replace(opened, location_id=home.id) if isinstance(opened, Opened) else opened

    def needs_address(self, purpose: Purpose) -> bool:
        """Whether the address has to be known before a session can be opened."""
        return self._dialect.locations_first and not purpose.location_id and not purpose.address

    async def locate(self, purpose: Purpose, reference: str) -> Home | Refused | Trouble:
        """Make the location that a session needs, or find the one that was made under this reference before.

        A list that does not keep to the reference gives nobody else's home away; one that cannot be read now may
        hold ours, so nothing is made then.
        """
        opening = Opening(purpose, "", reference, self._return_url, self._complete_url)
        if (call := self._dialect.locate(opening)) is None or purpose.location_id:
            return Home()
        held = await self._rest.call(Call("GET", "/locations", {"reference_id": reference}))
        found = self._looked_up(held)
        if isinstance(found, Trouble):
            return _told("locate", found)
        listed = () if isinstance(found, Refused) else items_at(found, "data")
        ours = (text_at(one, "id") for one in listed if text_at(one, "reference_id") == reference)
        if known := next(filter(None, ours), ""):
            return Home(known)
        made = self._read(await self._rest.call(call))
        if isinstance(made, Refused | Trouble):
            return _told("locate", made)
        new = text_at(made, "id")
        return Home(new, made=True) if new else _told("locate", Doubt("nonsense"))

    async def _create(self, opening: Opening) -> Opened | Refused | Trouble:
        skipped = self._creation
        reply, number = await self._rest.first_found(self._dialect.create(opening)[skipped:], is_misspelt)
        found = self._read(reply)
        if isinstance(found, Refused | Trouble):
            return _told("open", found)
        session = SessionReply.model_validate(self._told_of("session", found))
        if not session.token:
            return _told("open", Doubt("nonsense"))
        self._creation = skipped + number
        return Opened(session.token, session.life_s or SESSION_LIFE_S, session.live_mode)

    async def start(self, token: str, purpose: Purpose = TARIFF) -> PageCame | Refused | Trouble:
        """Ask for the first page."""
        return await self._turn("start", token, self._dialect.start(token, purpose))

    async def resume(self, token: str, purpose: Purpose = TARIFF) -> PageCame | Refused | Trouble:
        """Ask where the session stands. It changes nothing. `purpose`: what it was opened for."""
        result: PageCame | Refused | Trouble = Trouble("refused")
        for body in self._dialect.resume(token, purpose):
            result = await self._turn("resume", token, body)
            if not isinstance(result, Refused) or result.code == "token_expired":
                return result
        return result

    async def answer(self, token: str, page: Page, send: Send) -> PageCame | Refused | Trouble:
        """Answer a page, once. Refused for its form, it is sent once more in the other one."""
        result = await self._turn("answer", token, self._dialect.answer(token, page, send), page.route)
        if not isinstance(result, Refused):
            return result
        other = self._dialect.answer_otherwise(token, page, send, result.code)
        return result if other is None else await self._turn("answer", token, other, page.route)

    async def read_back(self, token: str) -> SessionInfo | Refused | Trouble:
        """Read a session back. An expired token is not found; one whose tariff is still being linked is not ready."""
        reply, _ = await self._rest.first_found(self._dialect.read_back(token))
        found = self._looked_up(reply)
        if isinstance(reply, Reply) and reply.status == 422 and not _is_of_the_account(found):
            return SessionInfo("", "", ready=False)
        if isinstance(found, Refused | Trouble):
            return _told("read back", found, token)
        session = SessionObject.model_validate(self._told_of("session", found))
        return SessionInfo(session.location_id, session.customer_id, session.ready, session.live_mode)

    async def location(self, location_id: str) -> Location | Refused | Trouble:
        """A location with its slots."""
        if self._dialect.status(location_id) is None:
            return await self._location_with_tariffs(location_id)
        found, slots = await asyncio.gather(
            self._object("GET", "location", "locations", location_id), self.status(location_id)
        )
        if isinstance(found, Refused | Trouble):
            return found
        location = LocationObject.model_validate(self._told_of("location", found))
        if isinstance(slots, Refused) or (isinstance(slots, Trouble) and slots.kind == "refused"):
            return location_of(location, slots_of(location.tariff_status))
        return slots if isinstance(slots, Trouble) else location_of(location, slots)

    async def _location_with_tariffs(self, location_id: str) -> Location | Refused | Trouble:
        """A location that tells its tariffs by itself: there how they stand, in a list whose they are, and each by
        itself until when it runs."""
        found = await self._object("GET", "location", "locations", location_id)
        if isinstance(found, Refused | Trouble):
            return found
        location = LocationObject.model_validate(self._told_of("location", found))
        ids = [one.own_id for one in location.held if one.own_id]
        if not ids:
            return location_of(location, slots_of_tariffs(location.held, ()))
        listed, told = await asyncio.gather(self._listed_tariffs(location), self._tariffs(ids))
        return location_of(location, slots_of_tariffs(location.held, (*listed, *told)))

    async def _tariffs(self, ids: Sequence[str]) -> tuple[TariffObject, ...]:
        """Those of some tariffs that can be read."""
        found = await asyncio.gather(*(self._object("GET", "tariff", "tariffs", id_) for id_ in ids))
        told = (self._told_of("tariff", one) for one in found if not isinstance(one, Refused | Trouble))
        return tuple(map(TariffObject.model_validate, told))

    async def _listed_tariffs(self, location: LocationObject) -> tuple[TariffObject, ...]:
        """The tariffs of a location as the list of locations has them, none if it cannot be found there."""
        if not location.reference_id:
            return ()
        found = self._looked_up(
            await self._rest.call(Call("GET", "/locations", {"reference_id": location.reference_id}))
        )
        if isinstance(found, Refused | Trouble):
            return ()
        listed = (LocationObject.model_validate(one) for one in items_at(found, "data") if isinstance(one, Mapping))
        return next((one.held for one in listed if one.id == location.id), ())

    async def status(self, location_id: str) -> tuple[Slot, ...] | Refused | Trouble:
        """The slots of a location, as they are now."""
        found = await self._object("GET", "status", "locations", location_id, "/status")
        if isinstance(found, Refused | Trouble):
            return found
        return slots_of(StatusObject.model_validate(self._told_of("status", found)).tariff_status)

    async def prices(self, location_id: str, direction: str, start: datetime, end: datetime) -> Series | Trouble:
        """The prices between two instants; why there are none, if FlatPeak says so, is in the series."""
        if not ID.fullmatch(location_id):
            return Series(refused="not_found")
        reply, _ = await self._rest.first_found(self._dialect.prices(location_id, direction, start, end))
        found = self._looked_up(reply)
        if isinstance(found, Trouble):
            _told("prices", found)
            return found
        if isinstance(found, Refused):
            _told("prices", found)
            return Series(refused=found.code)
        return read_series(self._told_of("prices", found)) or Trouble("nonsense")

    async def schedule(
        self, location_id: str, direction: str, start: datetime, end: datetime, minutes: int
    ) -> Schedule | Trouble:
        """The best so many minutes between two instants, in parts; why there are none, if FlatPeak says so."""
        wanted = Schedule(start, end, minutes)
        if not ID.fullmatch(location_id):
            return replace(wanted, refused="not_found")
        calls = self._dialect.schedule(location_id, direction, start, end, minutes)
        reply, _ = await self._rest.first_found(calls)
        found = self._looked_up(reply)
        if isinstance(found, Refused | Trouble):
            _told("schedule", found)
            return found if isinstance(found, Trouble) else replace(wanted, refused=found.code)
        parts = read_parts(self._told_of("schedule", found))
        return Trouble("nonsense") if parts is None else replace(wanted, parts=parts)

    async def customer_of(self, location_id: str) -> str | Trouble:
        """The customer that a location belongs to, "" if there is none."""
        found = await self._object("GET", "location", "locations", location_id)
        if isinstance(found, Refused | Trouble):
            return found if isinstance(found, Trouble) else ""
        return LocationObject.model_validate(found).customer_id

    async def customers_known_as(self, reference: str) -> tuple[str, ...] | Trouble:
        """The customers under a reference. A list that does not keep to it gives nobody else away to be deleted."""
        found = self._read(await self._rest.call(Call("GET", "/customers", {"reference_id": reference})))
        if isinstance(found, Trouble):
            _told("customers", found)
            return found
        if isinstance(found, Refused):
            return ()
        theirs = (one for one in items_at(found, "data") if text_at(one, "reference_id") == reference)
        return tuple(id_ for one in theirs if (id_ := text_at(one, "id")))

    async def locations_of(self, customer_id: str) -> frozenset[str] | Trouble | None:
        """The locations of a customer; None where that is not told."""
        found = await self._object("GET", "customer", "customers", customer_id)
        if isinstance(found, Trouble):
            return found
        listed = None if isinstance(found, Refused) else value_at(found, "locations")
        return frozenset(map(str, listed)) if isinstance(listed, list | tuple) else None

    async def delete_customer(self, customer_id: str) -> Refused | Trouble | None:
        """Delete a customer with all locations, tariffs and credentials. None: it is gone, or never was there."""
        found = await self._object("DELETE", "delete customer", "customers", customer_id)
        if isinstance(found, Trouble) or (isinstance(found, Refused) and found.code != "not_found"):
            return found
        return None

    async def delete_location(self, location_id: str) -> Refused | Trouble | None:
        """Delete a location with its tariffs. None: it is gone, or never was there."""
        found = await self._object("DELETE", "delete location", "locations", location_id)
        if isinstance(found, Trouble) or (isinstance(found, Refused) and found.code != "not_found"):
            return found
        return None

    async def event(self, event_id: str) -> Document | Refused | Trouble:
        """One event; those older than 90 days are not found."""
        found = await self._object("GET", "event", "events", event_id)
        if self._heeding:
            self._heeding.event(found)
        return found

    def heed_event(self, body: bytes) -> None:
        """Look at an event that was delivered, for what is new about it."""
        if self._heeding:
            self._heeding.event(parsed(body))

    async def events(self, after: str = "") -> EventPage | Refused | Trouble:
        """Events, newest first; with the id of one, those that are older."""
        query = {"limit": str(EVENTS_A_PAGE), **({"starting_after": after} if after else {})}
        found = self._looked_up(await self._rest.call(Call("GET", "/events", query)))
        if isinstance(found, Refused | Trouble):
            return _told("events", found)
        items = tuple(items_at(found, "data"))
        if self._heeding:
            for item in items:
                self._heeding.event(item)
        return EventPage(items, found.get("has_more") is True)

    async def check(self) -> Checked:
        """Log in, and see whether Connect replies: its refusal of a token that nobody has is a good sign."""
        bearer = await self._rest.bearer()
        found = await self._post_page(self._dialect.start(NOBODY, TARIFF))
        connect = found if isinstance(found, Trouble) else None
        if isinstance(bearer, Trouble):
            return Checked(bearer, connect)
        return Checked(None, connect, bearer.live_mode)

    @property
    def shut_out(self) -> Trouble | None:
        """Why the last login was in vain, None while all is well."""
        return self._rest.shut_out

    async def close(self) -> None:
        """Close all connections."""
        await self._rest.close()
        await self._wire.close()

    async def _turn(self, operation: str, token: str, body: Body, route: str = "") -> PageCame | Refused | Trouble:
        began = time.perf_counter()
        found = await self._post_page(body)
        self._called("connect", page_of(route or operation), outcome_of(found), time.perf_counter() - began)
        if isinstance(found, Refused | Trouble):
            return _told(operation, found, token, route)
        if self._heeding:
            self._heeding.page(found)
        page = self._dialect.read_page(found, token, self._complete_url)
        if page is None:
            return _told(operation, Doubt("nonsense"), token, route)
        return PageCame(replace(page, web=login_link(self._web_url, token)) if self._web_url else page)

    async def _post_page(self, body: Body) -> Document | Refused | Trouble:
        """Connect takes no Authorization: the token in the body is all it asks for."""
        return self._read(await self._wire.send("POST", self._connect_url, body=dump(body)))

    async def _object(
        self, method: str, operation: str, collection: str, id_: str, below: str = ""
    ) -> Document | Refused | Trouble:
        if not ID.fullmatch(id_):
            return _told(operation, Refused("not_found"))
        reply = await self._rest.call(Call(method, f"/{collection}/{id_}{below}"))
        if method == "DELETE" and isinstance(reply, Reply) and reply.status in (202, 204):
            return {}
        found = self._looked_up(reply)
        return _told(operation, found) if isinstance(found, Refused | Trouble) else found

    def _read(self, reply: Reply | Trouble) -> Document | Refused | Trouble:
        if not isinstance(reply, Reply):
            return reply
        found = read_document(reply)
        if self._heeding and isinstance(found, Refused | Trouble):
            self._heeding.error(reply)
        return found

    def _looked_up(self, reply: Reply | Trouble) -> Document | Refused | Trouble:
        """As above, for calls that may be made again without harm: no trouble of theirs leaves a doubt."""
        found = self._read(reply)
        return settled(found) if isinstance(found, Trouble) else found

    def _told_of(self, name: str, found: Document) -> Document:
        """The same document, looked at for what is new about it."""
        if self._heeding:
            self._heeding.object(name, found)
        return found


def _is_of_the_account(found: object) -> bool:
    return isinstance(found, Trouble) and found.kind == "disabled"


def _told(operation: str, failure: Refused | Trouble, token: str = "", route: str = "") -> Refused | Trouble:
    report(operation, failure, token=token, route=route)
    return failure
