"""Where prices are, and so when their days begin."""

from dataclasses import replace
from datetime import tzinfo
from zoneinfo import ZoneInfo

from bot.conversation.prices.model import Series
from bot.conversation.situation import Location, Situation, find_location
from bot.conversation.zones import zone_of_location


def zone_of_series(series: Series, location: Location) -> tzinfo:
    """Where the prices are, by FlatPeak's word in the same reply; else as the location tells it."""
    return zone_of_location(replace(location, timezone=series.zone or location.timezone))


def zone_name(now: Situation, location_id: str) -> str:
    """The IANA name of the zone in which a location's days begin."""
    here = find_location(now.locations, location_id)
    zone = zone_of_location(here) if here else None
    return zone.key if isinstance(zone, ZoneInfo) else "UTC"
