"""What REST tells of a home that was connected, of what is not there, and of what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.conformance.checks import Odd
from bot.conformance.walk import EndedError, Session, Walk, say_failure
from bot.conformance.wrong import NONE
from bot.connect.dialects import Call
from bot.connect.outcomes import EventPage, SessionInfo, name_only
from bot.connect.wire import Reply
from bot.conversation.prices.model import Schedule, Series
from bot.conversation.situation import Location, Purpose, Refused, Trouble

READY_S = (5.0, 15.0, 30.0)  # between looks whether a home is there; public test scripts wait as long
SLOT = "commodity_import"
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Home:
    """A home that a journey connected. `ready`: its prices can be asked."""

    location_id: str
    ready: bool


async def read_home(walk: Walk, session: Session) -> Home:
    """The session read back, once it tells its home."""
    info = await _read_back(walk, session)
    for wait_s in READY_S:
        if info.ready and info.location_id:
            return Home(info.location_id, ready=True)
        await walk.sleep(wait_s)
        info = await _read_back(walk, session)
    if not info.location_id:
        walk.differs("a location in the session after its end", "none within a minute")
        raise EndedError
    if not info.ready:
        walk.tell(Odd("note", "prices within a minute", "not yet"))
    return Home(info.location_id, ready=info.ready)


async def _read_back(walk: Walk, session: Session) -> SessionInfo:
    info, exchanges = await walk.call("read the session back", walk.client.read_back(session.token))
    if not isinstance(info, SessionInfo):
        walk.differs("the session", say_failure(info, exchanges))
        raise EndedError
    return info


async def read_all(walk: Walk, home: Home) -> None:
    """The location, how its tariff stands, its prices, the cheapest times, events."""
    statuses = await _read_statuses(walk, home)
    if "CONNECTED" not in statuses:
        walk.differs(f"{SLOT} CONNECTED", f"{SLOT} {' '.join(statuses) or 'is not there'}")
    if home.ready:
        await _read_prices(walk, home)
        await _read_schedules(walk, home)
    events, exchanges = await walk.call("list events", walk.client.events())
    if not isinstance(events, EventPage):
        walk.differs("a list of events", say_failure(events, exchanges))


async def provoke_rest(walk: Walk) -> None:
    """What is refused beside the pages."""
    nowhere = f"loc_{NONE}"
    reply, _ = await walk.call("a bearer token that nobody has", walk.ask_as_nobody("/locations"))
    if not isinstance(reply, Reply) or reply.status not in (401, 403):
        walk.differs(
            "HTTP 403 without a bearer token that is known",
            f"HTTP {reply.status}" if isinstance(reply, Reply) else reply.kind,
        )
    await _refused(walk, "an unknown location", walk.client.location(nowhere), "not_found")
    await _refused(walk, "an unknown event", walk.client.event(f"evt_{NONE}"), "not_found")
    if walk.locations_first:
        opening = walk.client.open(Purpose(location_id=nowhere), customer_reference="", location_reference="")
        await _refused(walk, "a session for an unknown location", opening, "not_found")
    else:
        for purpose, code in (
            (Purpose(direction="SIDEWAYS"), "tariff_direction_invalid"),
            (Purpose(type="NO_SUCH_TYPE"), "tariff_type_invalid"),
        ):
            opening = walk.client.open(purpose, customer_reference=walk.reference, location_reference=walk.reference)
            await _refused(walk, f"a session with a wrong {code.split('_')[1]}", opening, code)
    started, exchanges = await walk.call("a token that nobody has", walk.client.start(f"cot_{NONE}"), open_=True)
    came = say_failure(started, exchanges)
    if isinstance(started, Refused | Trouble):
        walk.tell(Odd("note", "an error (no document says which)", came))
    else:
        walk.differs("an error (no document says which)", came)


async def is_disconnected(walk: Walk, home: Home) -> None:
    """Nothing stands in the slot any more, and its prices are refused."""
    statuses = await _read_statuses(walk, home)
    for wait_s in READY_S:
        if "CONNECTED" not in statuses:
            break
        await walk.sleep(wait_s)
        statuses = await _read_statuses(walk, home)
    if "CONNECTED" in statuses:
        walk.differs(f"{SLOT} NOT_CONNECTED", f"{SLOT} CONNECTED")
    await _no_prices(walk, home, "IMPORT", "prices of what is disconnected")


async def _read_statuses(walk: Walk, home: Home) -> list[str]:
    location, exchanges = await walk.call("read the location", walk.client.location(home.location_id))
    if not isinstance(location, Location):
        walk.differs("the location", say_failure(location, exchanges))
        raise EndedError
    return [name_only(slot.status) for slot in location.slots if slot.name == SLOT]


async def _read_prices(walk: Walk, home: Home) -> None:
    start = _this_hour()
    asking = walk.client.prices(home.location_id, "IMPORT", start, start + timedelta(days=1))
    series, exchanges = await walk.call("read prices", asking)
    if not isinstance(series, Series) or series.refused:
        walk.differs(
            "prices", say_failure(Refused(series.refused) if isinstance(series, Series) else series, exchanges)
        )
    elif not series.points:
        walk.differs("prices that can be read", "none in the list")
    await _no_prices(walk, home, "EXPORT", "prices of what is not fed in")


async def _no_prices(walk: Walk, home: Home, direction: str, about: str) -> None:
    start = _this_hour()
    asking = walk.client.prices(home.location_id, direction, start, start + timedelta(days=1))
    series, exchanges = await walk.call(about, asking)
    if isinstance(series, Series) and series.refused == "no_tariff_connected":
        walk.provoke_known(series.refused)
    else:
        failure = Refused(series.refused) if isinstance(series, Series) and series.refused else series
        walk.differs(f"no_tariff_connected for {about}", say_failure(failure, exchanges))


async def _read_schedules(walk: Walk, home: Home) -> None:
    """The cheapest hour, and all times below a price, which the bot does not ask for but a company may."""
    start, end = _this_hour(), _this_hour() + timedelta(days=1)
    asking = walk.client.schedule(home.location_id, "IMPORT", start, end, MINUTES)
    found, exchanges = await walk.call("ask for the cheapest hour", asking)
    if not isinstance(found, Schedule) or found.refused:
        walk.differs(
            "the cheapest hour",
            say_failure(Refused(found.refused) if isinstance(found, Schedule) else found, exchanges),
        )
    elif not found.parts:
        walk.differs("parts of the cheapest hour that can be read", "none in the list")
    call = limit_call(walk.generation, home.location_id, start, end)
    _, exchanges = await walk.call("ask for times below a limit", walk.rest.call(call))
    if exchanges and exchanges[-1].status != 200:
        walk.differs("times below a limit", f"HTTP {exchanges[-1].status}, {name_only(exchanges[-1].code)}")


def limit_call(generation: str, location_id: str, start: datetime, end: datetime) -> Call:
    """All times among the cheaper half, as the generation is asked for them."""
    span: Mapping[str, Any] = {"start_time": start.isoformat(), "end_time": end.isoformat(), "segment": "LOW"}
    if generation == "zero":
        return Call("GET", f"/slots/threshold/{location_id}", {**span, "relative": "0.5", "direction": "IMPORT"})
    told = {**span, "tariff_direction": "IMPORT", "relative": Decimal("0.5")}
    if generation == "busbar":
        return Call("POST", "/schedules/limit", body=told | {"location_id": location_id})
    return Call("POST", f"/schedules/limit/{location_id}", body=told)


async def _refused(walk: Walk, about: str, calling: Any, code: str) -> None:
    came, exchanges = await walk.call(about, calling)
    if isinstance(came, Refused) and came.code == code:
        walk.provoke_known(code)
    else:
        walk.differs(f"{code} for {about}", say_failure(came, exchanges))


def _this_hour() -> datetime:
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
