"""The time zone in which a person's day begins and ends: that of the home that they connect."""

from collections.abc import Mapping
from datetime import UTC, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from bot.conversation.situation import Location, Situation, State, find_location
from bot.conversation.understanding.states import read_state

# Where a country has several zones: that of most of its people. Elsewhere CLDR knows the only one.
_MOST = {
    "AR": "America/Argentina/Buenos_Aires", "AU": "Australia/Sydney", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CD": "Africa/Kinshasa", "CL": "America/Santiago", "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "GL": "America/Nuuk", "ID": "Asia/Jakarta", "KZ": "Asia/Almaty", "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York", "UZ": "Asia/Tashkent",
}  # fmt: skip

# The states whose people mostly live by another clock than most of their country.
_STATES = {
    "US": {
        "America/Chicago": "AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI",
        "America/Denver": "CO ID MT NM UT WY",
        "America/Phoenix": "AZ",
        "America/Los_Angeles": "CA NV OR WA",
        "America/Anchorage": "AK",
        "Pacific/Honolulu": "HI",
    },
    "CA": {
        "America/Vancouver": "BC",
        "America/Whitehorse": "YT",
        "America/Edmonton": "AB NT",
        "America/Regina": "SK",
        "America/Winnipeg": "MB",
        "America/Halifax": "NB NS PE",
        "America/St_Johns": "NL",
    },
    "AU": {
        "Australia/Brisbane": "QLD",
        "Australia/Adelaide": "SA",
        "Australia/Darwin": "NT",
        "Australia/Perth": "WA",
    },
}


def zone_of(now: Situation) -> tzinfo:
    """The zone of the home that the session is about, by FlatPeak's word or its address; else that of the person."""
    session = now.session
    asked = (session.location_id or session.purpose.location_id) if session else ""
    here = find_location(now.locations, asked) if asked else None
    if here and (zone := _zone(here.timezone)):
        return zone
    address = now.state.address or (session.purpose.address if session else {}) or (here.address if here else {})
    return (_zone_of(address) if address else None) or zone_of_person(now.state)


def zone_of_location(location: Location) -> tzinfo:
    """Where a home is, by FlatPeak's word or by its address; else UTC."""
    return _zone(location.timezone) or zone_at(location.address)


def zone_of_person(state: State) -> tzinfo:
    """Where the person is, as far as that is known; else UTC."""
    return _zone(state.zone) or UTC


def zone_at(address: Mapping[str, str]) -> tzinfo:
    """The zone of an address, by its state where that tells more than the country; else UTC."""
    return _zone_of(address) or UTC


def _zone_of(address: Mapping[str, str]) -> tzinfo | None:
    country = address.get("country_code", "").upper()
    state = read_state(address.get("state", ""), country) or ""
    by_state = (name for name, states in _STATES.get(country, {}).items() if state in states.split())
    names = get_global("territory_zones").get(country, ())
    only = names[0] if len(names) == 1 else ""
    return _zone(next(by_state, "") or _MOST.get(country, "") or only)


@cache
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, OSError, ValueError):  # no such zone, on this machine or at all
        return None
