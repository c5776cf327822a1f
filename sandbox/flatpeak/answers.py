"""Reading what a client answers: strict about types and values, indifferent to members that nobody knows."""

from datetime import UTC, date
from decimal import Decimal
from itertools import pairwise

from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.generation import Generation
from sandbox.flatpeak.objects import Json, Term
from sandbox.flatpeak.places import ADDRESS_MEMBERS, ISO_COUNTRIES, Place, find_place
from sandbox.flatpeak.plans import Period, seconds_of, write_clock
from sandbox.flatpeak.providers import LibraryTariff, Provider, all_providers, all_tariffs
from sandbox.flatpeak.reading import CLOCK, fail, read_list, read_number, read_object, read_stamp, read_text

DAY = 24 * 3600
NO_END = "0001-01-01T00:00:00Z"  # how the generation before says it
TERM_TYPES = ("", "FIXED", "UNTIL_TERMINATED")


def read_address(data: Json, generation: Generation) -> dict[str, str]:
    """Which members are needed is up to the generation; the rest may be missing or empty."""
    given = read_object(data, "postal_address")
    address = {name: read_text({name: "", **given}, name) for name in ADDRESS_MEMBERS}
    for name in generation.address_needs:
        if not address[name].strip():
            raise RefusedError(f"{name}_missing")
    if address["country_code"] not in ISO_COUNTRIES:
        raise RefusedError("country_code_invalid")
    if find_place(address) is None:
        raise RefusedError(generation.place_code)
    return address


def read_provider(data: Json, country: str) -> Provider:
    """A provider of the address's country."""
    wanted = read_text(read_object(data, "provider"), "id", missing="provider_id_missing")
    provider = all_providers().get(wanted)
    if provider is None:
        raise RefusedError("provider_not_found", f"No provider {wanted}.")
    if provider.country != country:
        raise RefusedError("provider_id_invalid", f"Provider {wanted} does not serve this address.")
    return provider


def read_library_tariff(data: Json, provider: Provider) -> LibraryTariff:
    """A tariff that the provider sells."""
    wanted = read_text(read_object(data, "tariff"), "id", missing="tariff_id_missing")
    seller = all_tariffs().get(wanted)
    if seller is None:
        raise RefusedError("tariff_not_found", f"No tariff {wanted}.")
    if seller != provider:
        raise RefusedError("tariff_id_invalid", f"Provider {provider.id} does not sell tariff {wanted}.")
    return next(t for t in provider.tariffs if t.id == wanted)


def read_structure(data: Json, offered: list[str]) -> str:
    """Exactly one of the structures that are offered."""
    options = read_list(data, "options")
    if not all(isinstance(option, str) for option in options):
        raise fail()
    if len(options) != 1:
        raise RefusedError("option_invalid")
    option = str(options[0])
    if option not in offered:
        raise RefusedError("option_not_supported", f"Option {option} is not known.")
    return option


def read_cost(parent: Json) -> Decimal:
    """A price per kWh in major units, above zero."""
    cost = read_number(parent, "cost")
    if cost == 0:
        raise RefusedError("cost_value_zero")
    if cost < 0:
        raise RefusedError("cost_value_negative")
    return cost


def read_hours(data: Json) -> tuple[Period, ...]:
    """Periods that cover the day once; an end at or before its start lies on the next day.

    The reference has no code for an overlap: it is refused as not adding up to 24 hours.
    """
    hours = read_list(data, "hours")
    if not hours or not all(isinstance(hour, dict) for hour in hours):
        raise fail()
    periods = [_read_period(hour) for hour in hours]
    in_order = sorted(periods, key=lambda p: p.start)
    for one, next_one in pairwise(in_order):
        if _end(one) < next_one.start:
            gap = f"Nothing set between {write_clock(one.end)} and {write_clock(next_one.start)}."
            raise RefusedError("gap_in_time_period", gap)
    if sum(_end(p) - p.start for p in periods) != DAY or _end(in_order[-1]) != in_order[0].start + DAY:
        raise RefusedError("incomplete_time_period")
    return tuple(periods)


def _read_period(hour: Json) -> Period:
    start, end = read_text(hour, "valid_from"), read_text(hour, "valid_to")
    if not CLOCK.fullmatch(start):
        raise RefusedError("valid_from_invalid")
    if not CLOCK.fullmatch(end):
        raise RefusedError("valid_to_invalid")
    return Period(seconds_of(start), seconds_of(end), read_cost(hour))


def _end(period: Period) -> int:
    return period.end if period.end > period.start else period.end + DAY


def read_surcharge(data: Json, *, strict: bool) -> tuple[Decimal, Decimal]:
    """Fixed part in major units per kWh and percentage (18.5 is 18.5 %)."""
    surcharge = read_object(data, "surcharge")
    fixed, percentage = read_number(surcharge, "fixed"), read_number(surcharge, "percentage")
    if percentage < 0 or (strict and percentage == 0):
        raise RefusedError("surcharge_percentage_invalid")
    return fixed, percentage


def read_region(data: Json, regions: tuple[str, ...]) -> str:
    """One of the regions; the reference has no code of its own for another one."""
    region = read_text(data, "region")
    if region not in regions:
        raise fail()
    return region


def read_market_region(data: Json, place: Place) -> str:
    """Zero's region, on the page of the surcharge: needed where the address leaves it open."""
    region = read_text({"region": "", **data}, "region")
    if not region and not place.region:
        raise RefusedError("geo_location_not_found")
    if region and region not in place.regions:
        raise RefusedError("market_region_invalid")
    return region or place.region or ""


def read_term(data: Json) -> Term:
    """Dates that are missing or null are not known; the first day of all stands for no end."""
    start, kind = _read_date(data, "contract_start_date"), data.get("contract_term_type", "")
    if kind not in TERM_TYPES:
        raise fail()
    if data.get("contract_end_date") == NO_END:
        return Term(start, None, "UNTIL_TERMINATED")
    end = _read_date(data, "contract_end_date")
    return Term(start, end, kind or ("FIXED" if end else ""))


def _read_date(data: Json, name: str) -> date | None:
    value = data.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise fail()
    stamp = read_stamp(value)
    if stamp is None:
        raise RefusedError("date_format_invalid")
    return stamp.astimezone(UTC).date()
