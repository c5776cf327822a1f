"""Making the calls that the conversation wishes for, and clearing up the doubts that they can leave."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple, Protocol, assert_never

from bot.connect.client import FlatPeak
from bot.connect.locating import PAGE, begin_locating, is_locating, suffix_of
from bot.connect.outcomes import Home, Opened, SessionInfo, name_only, took_effect_unknown
from bot.conversation.location_calls import LeftRead, ReadLeft, Remove, Removed, Survey, Surveyed, Tidy
from bot.conversation.page import Page
from bot.conversation.pages.consent import read_codes
from bot.conversation.prices.model import Schedule, Series
from bot.conversation.replies import FileRef
from bot.conversation.situation import (
    Audited,
    Call,
    Erase,
    Erased,
    Export,
    Exported,
    Fetch,
    Fetched,
    Gone,
    Known,
    Location,
    Look,
    Looked,
    Open,
    PageCame,
    Priced,
    Purpose,
    ReadAudit,
    ReadBack,
    ReadPrices,
    Refused,
    Result,
    Resume,
    Send,
    Trouble,
)
from bot.conversation.turns import has_moved
from bot.tidying import tidy
from storage.sessions import Left

log = logging.getLogger("tariffbot.calls")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose call it is, and where their session stands as far as we know."""

    references: tuple[str, ...] = ()  # our pseudonyms of the person at FlatPeak, newest key first; to open and to erase
    customer: str = ""  # the company's name for the person, under which others may have something there, too
    token: str = ""  # of the open session
    page: Page | None = None
    locations: Sequence[Location] = ()
    location_id: str = ""
    purpose: Purpose = field(default_factory=Purpose)  # what the session was opened for
    borrowed: bool = False  # the session is about what belongs to another chat of the person
    row: int = 0  # of the inbox: what the call is for, however often it is begun
    made: Mapping[str, bool] = field(default_factory=dict)  # homes that sessions were opened for, as the state has them
    in_use: frozenset[str] = frozenset()  # those of the session that is open, or about to be, and those that are kept
    leaves: bool = True  # who is forgotten takes along what is connected; False: it belongs to their team


class Made(NamedTuple):
    """A call that was made. A session that it opened is to be kept with the result."""

    result: Result
    opened: Opened | None = None
    location_id: str = ""
    home: str = ""  # a location that was made for a session, though that may not have been opened


@dataclass(frozen=True, slots=True)
class Owned:
    """What FlatPeak has of a person alone: customers, with all that is theirs, and locations beside them."""

    customers: frozenset[str] = frozenset()
    locations: frozenset[str] = frozenset()


Ask = Callable[[datetime, datetime], Awaitable[Series | Trouble]]
AskSchedule = Callable[[datetime, datetime, int], Awaitable[Schedule | Trouble]]


class Ours(Protocol):
    """The calls that need our database or a channel, by the key of the conversation."""

    async def export(self, key: str) -> str:
        """All that is kept about the person, as JSON text."""

    async def erase(self, key: str) -> None:
        """Forget the person."""

    async def shared(self, key: str) -> frozenset[str]:
        """The locations of a conversation that other people's chats have as well."""

    async def left(self, key: str) -> Left | None:
        """The oldest session of a conversation that is over and still to be read back."""

    async def made(self, key: str) -> Mapping[str, bool]:
        """The homes that were made for a person's many sites and are nobody's yet, as `Subject.made`."""

    async def audit(self, key: str, wanted: ReadAudit) -> Audited:
        """What was done in the team."""

    async def prices(self, wanted: ReadPrices, ask: Ask) -> Series | Trouble:
        """The prices as they are kept; where they are too old, what `ask` comes to from one instant to another."""

    async def schedule(self, wanted: ReadPrices, ask: AskSchedule) -> Schedule | None:
        """The best hours as they are kept, else what `ask` comes to; None where there is nothing to choose from."""

    async def fetch(self, key: str, file: FileRef) -> Fetched:
        """A document that the person sent."""


class Caller:
    """Makes calls to FlatPeak, and those that ask our own house."""

    def __init__(self, flatpeak: FlatPeak, ours: Ours) -> None:
        self._flatpeak, self._ours = flatpeak, ours

    async def make(self, call: Call, subject: Subject, key: str, *, doubtful: bool = False) -> Made:
        """Make one call. `doubtful`: it may have been made before, so ask where the session stands first."""
        if is_locating(subject.page):
            if isinstance(call, Send | Resume | ReadBack):
                return await self._locate(call, subject)
            subject = replace(subject, token="", page=None)  # FlatPeak knows nothing of it yet
        match call:
            case Open():
                return await self._open(call, subject)
            case Send():
                return Made(await self._answer(call, subject, doubtful=doubtful))
            case Resume():
                return Made(await self._flatpeak.resume(subject.token, subject.purpose))
            case ReadBack():
                return await self._read_back(subject)
            case ReadLeft():
                return Made(await self._read_left(key))
            case Export():
                return Made(Exported(await self._ours.export(key)))
            case Erase():
                return await self._forget(subject, key)
            case Look(location_id=location_id):
                return Made(await self._look(location_id))
            case Survey(locations=ids):
                return Made(await self._survey(ids))
            case Remove(location_id=location_id):
                failed = await self._flatpeak.delete_location(location_id)
                unable = Trouble("refused") if isinstance(failed, Refused) else failed
                return Made(unable or Removed(location_id))
            case Tidy():
                made = {id_: bare for id_, bare in subject.made.items() if id_ not in subject.in_use}
                return Made(await tidy(self._flatpeak, made))
            case ReadAudit():
                return Made(await self._ours.audit(key, call))
            case ReadPrices():
                return await self._prices(call)
            case Fetch(file=file):
                return Made(await self._ours.fetch(key, file))
            case _:
                assert_never(call)

    async def _open(self, call: Open, subject: Subject) -> Made:
        if self._flatpeak.needs_address(call.purpose):
            return Made(PageCame(PAGE), begin_locating())
        return await self._open_for(call.purpose, subject, str(subject.row))

    async def _open_for(self, purpose: Purpose, subject: Subject, attempt: str) -> Made:
        ours = f"{subject.references[0]}-{suffix_of(attempt, purpose.address)}"
        reference = purpose.location_reference or ours
        home = await self._flatpeak.locate(purpose, reference)
        if not isinstance(home, Home):
            return Made(home)
        opened = await self._flatpeak.open(
            replace(purpose, location_id=home.id or purpose.location_id),
            customer_reference=purpose.customer_reference or subject.references[0],
            location_reference=reference,
        )
        made = home.id if home.made or reference == ours else ""  # the company may have had its own before
        if not isinstance(opened, Opened):
            return Made(opened, home=made)
        page = await self._flatpeak.start(opened.token, purpose)
        return Made(page, opened, home.id, made)

    async def _locate(self, call: Send | Resume | ReadBack, subject: Subject) -> Made:
        """The address that comes before a session: given, it opens one. Asked twice it is still one location."""
        if isinstance(call, ReadBack):
            return Made(Known(None, ready=False))
        given = call.data.get("postal_address") if isinstance(call, Send) and call.data else None
        if not given:
            return Made(PageCame(PAGE))
        address = {name: text for name, text in given.items() if isinstance(text, str) and text}
        return await self._open_for(replace(subject.purpose, address=address), subject, subject.token)

    async def _answer(self, send: Send, subject: Subject, *, doubtful: bool) -> PageCame | Refused | Trouble:
        """Answer the page. After a doubt, ask where Connect stands; the answer goes again only if it stands still."""
        if subject.page is None:
            return await self._flatpeak.resume(subject.token, subject.purpose)
        if not doubtful:
            result = await self._flatpeak.answer(subject.token, subject.page, send)
            if isinstance(result, PageCame) and subject.page.kind == "consent":
                log.info("consent: %s of %s", send.action, ", ".join(map(name_only, read_codes(subject.page))))
            if not took_effect_unknown(result):
                return result
        stands = await self._flatpeak.resume(subject.token, subject.purpose)
        if not isinstance(stands, PageCame) or has_moved(subject.page, stands.page, send):
            return stands
        return await self._flatpeak.answer(subject.token, subject.page, send)

    async def _read_back(self, subject: Subject) -> Made:
        """The location that the session made, with its slots as they are now."""
        info: SessionInfo | Refused | Trouble = SessionInfo(subject.location_id, "", ready=False)
        if subject.token:
            info = await self._flatpeak.read_back(subject.token)
        if isinstance(info, Trouble):
            return Made(info)
        location_id = info.location_id if isinstance(info, SessionInfo) else ""
        location_id = location_id or subject.location_id
        ready = isinstance(info, SessionInfo) and info.ready
        if not location_id:
            return Made(Known(None, ready))
        location = await self._flatpeak.location(location_id)
        if isinstance(location, Trouble):
            return Made(location, location_id=location_id)
        if isinstance(location, Refused) and location.code == "not_found":
            return Made(Gone(location_id))
        found = location if isinstance(location, Location) else None
        return Made(Known(found, ready), location_id=location_id)

    async def _read_left(self, key: str) -> LeftRead | Trouble:
        """The same of the oldest session that another took the place of unread."""
        left = await self._ours.left(key)
        if left is None:
            return LeftRead()
        info = await self._flatpeak.read_back(left.token)
        if isinstance(info, Trouble):
            return info
        location_id = left.location_id or (info.location_id if isinstance(info, SessionInfo) else "")
        if not location_id:  # it is being linked still, or was never more than begun
            return Trouble("slow") if isinstance(info, SessionInfo) else LeftRead(left.id, left.purpose.slot)
        found = await self._look(location_id)
        if isinstance(found, Trouble):
            return found
        return LeftRead(left.id, left.purpose.slot, found.location, ends=left.purpose.disconnect)

    async def _look(self, location_id: str) -> Looked | Trouble:
        """How things stand at a location now."""
        found = await self._flatpeak.location(location_id)
        if isinstance(found, Refused):
            return Looked(location_id, None) if found.code == "not_found" else Trouble("refused")
        return found if isinstance(found, Trouble) else Looked(location_id, found)

    async def _survey(self, ids: Sequence[str]) -> Surveyed:
        """How things stand at some locations, asked about side by side."""
        found = await asyncio.gather(*map(self._flatpeak.location, ids))
        return Surveyed(
            tuple(one for one in found if isinstance(one, Location)),
            tuple(id_ for id_, one in zip(ids, found, strict=True) if _is_gone(one)),
            next((one for one in found if isinstance(one, Trouble)), None),
        )

    async def _prices(self, wanted: ReadPrices) -> Made:
        async def ask(start: datetime, end: datetime) -> Series | Trouble:
            return await self._flatpeak.prices(wanted.location_id, wanted.direction, start, end)

        async def ask_schedule(start: datetime, end: datetime, minutes: int) -> Schedule | Trouble:
            return await self._flatpeak.schedule(wanted.location_id, wanted.direction, start, end, minutes)

        found = await self._ours.prices(wanted, ask)
        if isinstance(found, Trouble):
            return Made(found)
        schedule = await self._ours.schedule(wanted, ask_schedule) if wanted.hours else None
        return Made(Priced(wanted.location_id, wanted.direction, found, schedule))

    async def _forget(self, subject: Subject, key: str) -> Made:
        """End the open session, have the customer deleted at FlatPeak, then delete what we keep.

        As long as FlatPeak cannot be asked nothing is deleted here: we would no longer know whom to delete there.
        """
        if subject.token and subject.page is not None and "CLOSE" in subject.page.actions:
            await self._flatpeak.answer(subject.token, subject.page, Send(action="CLOSE"))
        left = await tidy(self._flatpeak, {**await self._ours.made(key), **subject.made})
        if left.trouble is not None:
            return Made(left.trouble)
        kept = () if subject.borrowed else left.kept  # such as those at which a programme may have been joined
        subject = replace(subject, locations=[*subject.locations, *kept])
        owned = await self._owned_by(subject, await self._ours.shared(key)) if subject.leaves else Owned()
        if isinstance(owned, Trouble):
            return Made(owned)
        for customer_id in owned.customers:
            gone = await self._flatpeak.delete_customer(customer_id)
            if isinstance(gone, Trouble):
                return Made(gone)
        for location_id in owned.locations:
            gone = await self._flatpeak.delete_location(location_id)
            if isinstance(gone, Trouble):
                return Made(gone)
        await self._ours.erase(key)
        return Made(Erased())

    async def _owned_by(self, subject: Subject, shared: frozenset[str]) -> Owned | Trouble:
        """Whom FlatPeak knows this person as: by our references, by the open session, by each location.

        A customer of the company goes as a whole only if nothing is there that another chat or its own app connected.
        """
        found = await self._known_as(subject.references)
        held = await self._held_by(subject, shared)
        named = await self._known_as((subject.customer,) if subject.customer else ())
        if isinstance(found, Trouble) or isinstance(held, Trouble) or isinstance(named, Trouble):
            return next(one for one in (found, held, named) if isinstance(one, Trouble))
        left = {id_ for id_, owner in held.items() if owner not in found}
        for customer_id in {*named, *held.values()} - {*found, ""}:
            theirs = await self._flatpeak.locations_of(customer_id)
            if isinstance(theirs, Trouble):
                return theirs
            if theirs is not None and theirs <= held.keys():
                found.add(customer_id)
                left -= theirs
        return Owned(frozenset(found), frozenset(left))

    async def _known_as(self, references: Sequence[str]) -> set[str] | Trouble:
        found: set[str] = set()
        for reference in references:
            known = await self._flatpeak.customers_known_as(reference)
            if isinstance(known, Trouble):
                return known
            found.update(known)
        return found

    async def _held_by(self, subject: Subject, shared: frozenset[str]) -> dict[str, str] | Trouble:
        """The locations that only this person has, with the customers whose they are, "" where there is none."""
        held = {location.id for location in subject.locations}
        if subject.token and not subject.borrowed:
            info = await self._flatpeak.read_back(subject.token)
            if isinstance(info, Trouble):
                return info
            new = isinstance(info, SessionInfo) and not subject.purpose.location_id
            held |= {info.location_id} if isinstance(info, SessionInfo) and new else set()
        owners: dict[str, str] = {}
        for location_id in held - shared - {""}:
            owner = await self._flatpeak.customer_of(location_id)
            if isinstance(owner, Trouble):
                return owner
            owners[location_id] = owner
        return owners


def _is_gone(found: object) -> bool:
    return isinstance(found, Refused) and found.code == "not_found"
