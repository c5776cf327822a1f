"""Joining a virtual power plant, looking at it, and what happens to who takes part."""

import re
from datetime import date, timedelta

from sandbox.flatpeak import answers
from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.objects import Json, Session
from sandbox.flatpeak.programmes import (
    PERIODS,
    WAY_IN,
    WAY_OUT,
    Participation,
    Programme,
    bounds_of,
    list_programmes,
)
from sandbox.flatpeak.reading import fail, read_object, read_text
from sandbox.flatpeak.start import ask_tariff
from sandbox.flatpeak.world import World

DETAILS = ("first_name", "last_name", "email", "phone")
HISTORY = timedelta(days=200)  # what the sandbox has to show from the first day on
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d ()/-]{6,20}")


def find_programmes(session: Session) -> tuple[Programme, ...]:
    """What is offered where the customer lives."""
    return list_programmes(session.draft.address["country_code"])


def chosen(session: Session) -> Programme:
    """The programme that the customer is about to join; the flow has one on every later page."""
    assert session.programme is not None
    return session.programme


def choose(world: World, session: Session, data: Json) -> None:
    """How a programme is chosen is not documented: by its id, in the older list by that of its provider."""
    member = "provider" if world.scenario.older_landing else "programme"
    wanted = read_text(read_object(data, member), "id")
    found = [one for one in find_programmes(session) if wanted in (one.id, one.provider.id)]
    if not found or session.location_id in world.participations:
        raise fail()
    session.programme = found[0]
    session.steps.append("details")


def take_details(_: World, session: Session, data: Json) -> None:
    """Who joins; the address is only taken along when it is sent."""
    given = read_object(data, "personal_details")
    details = {name: read_text(given, name) for name in DETAILS}
    if not _EMAIL.fullmatch(details["email"]):
        raise RefusedError("email_invalid")
    if not _PHONE.fullmatch(details["phone"]):
        raise RefusedError("phone_invalid")
    if "postal_address" in data:
        session.draft.address = answers.read_address(data, session.generation)
    session.details = details
    session.steps.append("consent")


def allow(world: World, session: Session, _: Json) -> None:
    """The customer takes part from now on; the first two states are done with it."""
    programme = chosen(session)
    device, now = session.device_id or world.new_id("dev"), world.now()
    steps = [(state, now) for state in list(WAY_IN)[:3]]
    found = Participation(world.new_id("vpo"), session.location_id, device, programme, now, steps, session.details)
    world.participations[session.location_id] = found
    location = world.locations[session.location_id]
    if device not in location.devices:
        location.devices.append(device)
    session.steps = ["vpp_summary"]


def deny(_: World, session: Session, __: Json) -> None:
    """Nothing was joined."""
    session.steps = ["vpp_landing"]


def connect_tariff(world: World, session: Session, _: Json) -> None:
    """To the tariffs, or to the first question about one."""
    if world.locations[session.location_id].tariffs:
        session.steps.append("summary")
    else:
        ask_tariff(session)


def change_period(world: World, session: Session, data: Json) -> None:
    """Another day, month or year: the one that holds the date, without one the present one."""
    kind, today = read_text(data, "period_type"), world.now().date()
    try:
        day = date.fromisoformat(read_text({"period_start": today.isoformat(), **data}, "period_start"))
    except ValueError:
        raise fail() from None
    if kind not in PERIODS or bounds_of(kind, day)[0] > today or day.year < today.year - 10:
        raise fail()
    session.period = (kind, day)


def rejoin(world: World, session: Session, _: Json) -> None:
    """From the start again; the page of the participation shows how it goes on."""
    found, now = world.participations[session.location_id], world.now()
    found.steps = [(state, now) for state in list(WAY_IN)[:3]]
    session.steps.append("participation")


# What happens to a participation


def advance(world: World, location_id: str) -> str:
    """The next state on the way in or out, if there is one; the state then."""
    found = world.participations[location_id]
    way = list(WAY_OUT if found.state in WAY_OUT else WAY_IN)
    if found.state in way[:-1]:
        found.steps.append((way[way.index(found.state) + 1], world.now()))
    if found.state == "ACTIVE" and found.since is None:
        found.since = world.now().date() - HISTORY
    return found.state


def move(world: World, location_id: str, state: str) -> None:
    """To any state, as the operator may have it."""
    world.participations[location_id].steps.append((state, world.now()))
