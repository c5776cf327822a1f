"""Reading what a client answers: strict about types and values, indifferent to members that nobody knows."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from sandbox.flatpeak.errors import RefusedError
from sandbox.flatpeak.objects import Json, Term
from sandbox.flatpeak.places import ADDRESS_MEMBERS, ISO_COUNTRIES, find_place
from sandbox.flatpeak.prices import DAY_NAMES, MONTH_NAMES, Period, seconds_of
from sandbox.flatpeak.providers import LibraryTariff, Provider, all_providers, all_tariffs

DAY = 24 * 3600
TERM_TYPES = ("", "FIXED", "UNTIL_TERMINATED")
STRUCTURES = ("FIXED", "TIME_OF_DAY", "MARKET", "ADVANCED")
MONTHS = ("All", *MONTH_NAMES)
DAYS = ("All", "Weekdays", "Weekend", *DAY_NAMES)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def fail() -> RefusedError:
    """The body does not fit the schema."""
    return RefusedError("data_json_invalid")


def read_object(parent: Json, name: str) -> Json:
    """A member that must be an object."""
    value = parent.get(name)
    if not isinstance(value, dict):
        raise fail()
    return value


def read_text(parent: Json, name: str, missing: str | None = None) -> str:
    """A text member; with `missing`, an absent or blank one is refused under that code."""
    value = parent.get(name, "" if missing else None)
    if not isinstance(value, str):
        raise fail()
    if missing and not value.strip():
        raise RefusedError(missing)
    return value


def read_number(parent: Json, name: str) -> Decimal:
    """A number member, exactly as it was written."""
    value = parent.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise fail()
    return Decimal(value)


def read_list(parent: Json, name: str) -> list[Any]:
    """A member that must be a list."""
    value = parent.get(name)
    if not isinstance(value, list):
        raise fail()
    return value


def read_address(data: Json) -> dict[str, str]:
    """City and country are needed, the rest may be missing or empty."""
    given = read_object(data, "postal_address")
    address = {name: read_text({name: "", **given}, name) for name in ADDRESS_MEMBERS}
    if not address["city"].strip():
        raise RefusedError("city_missing")
    if not address["country_code"].strip():
        raise RefusedError("country_code_missing")
    if address["country_code"] not in ISO_COUNTRIES:
        raise RefusedError("country_code_invalid")
    if find_place(address) is None:
        raise RefusedError("timezone_not_found")
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


def read_structure(data: Json, *, advanced: bool) -> str:
    """Exactly one of the structures that are offered."""
    options = read_list(data, "options")
    if not all(isinstance(option, str) for option in options):
        raise fail()
    if len(options) != 1:
        raise RefusedError("option_invalid")
    option = str(options[0])
    if option not in STRUCTURES or (option == "ADVANCED" and not advanced):
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
            gap = f"Nothing set between {_clock(one.end)} and {_clock(next_one.start)}."
            raise RefusedError("gap_in_time_period", gap)
    if sum(_end(p) - p.start for p in periods) != DAY or _end(in_order[-1]) != in_order[0].start + DAY:
        raise RefusedError("incomplete_time_period")
    return tuple(periods)


def _read_period(hour: Json) -> Period:
    start, end = read_text(hour, "valid_from"), read_text(hour, "valid_to")
    if not _CLOCK.fullmatch(start):
        raise RefusedError("valid_from_invalid")
    if not _CLOCK.fullmatch(end):
        raise RefusedError("valid_to_invalid")
    return Period(seconds_of(start), seconds_of(end), read_cost(hour))


def _end(period: Period) -> int:
    return period.end if period.end > period.start else period.end + DAY


def _clock(second: int) -> str:
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


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


def read_term(data: Json) -> Term:
    """Dates that are missing or null are not known; the year 1 stands for no end."""
    start, end = _read_date(data, "contract_start_date"), _read_date(data, "contract_end_date")
    kind = data.get("contract_term_type", "")
    if kind not in TERM_TYPES:
        raise fail()
    if end and end.year == 1:
        return Term(start, None, "UNTIL_TERMINATED")
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
    return stamp.date() if stamp.year == 1 else stamp.astimezone(UTC).date()


def read_stamp(text: str) -> datetime | None:
    """An RFC 3339 timestamp with a zone, or None."""
    if not _STAMP.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def read_advanced(data: Json) -> Json:
    """The schedule of the advanced page; its only code is `data_json_invalid`."""
    tariff = read_object(data, "tariff")
    if not isinstance(tariff.get("market_rates"), bool) or not read_list(tariff, "schedule"):
        raise fail()
    for name in ("contract_start_date", "contract_end_date"):
        if tariff.get(name) is not None and read_stamp(read_text(tariff, name)) is None:
            raise fail()
    for entry in tariff["schedule"]:
        _check_entry(entry)
    return tariff


def _check_entry(entry: Any) -> None:
    if not isinstance(entry, dict) or not entry.get("days_and_hours"):
        raise fail()
    dates = read_list(entry, "dates")
    if not all(type(day) is int and 1 <= day <= 31 for day in dates) or not _among(entry, "months", MONTHS):
        raise fail()
    for group in read_list(entry, "days_and_hours"):
        if not isinstance(group, dict) or not _among(group, "days", DAYS):
            raise fail()
        hours = read_list(group, "hours")
        if not hours:
            raise fail()
        for hour in hours:
            _check_hour(hour)


def _among(parent: Json, name: str, known: tuple[str, ...]) -> bool:
    values = read_list(parent, name)
    return bool(values) and all(value in known for value in values)


def _check_hour(hour: Any) -> None:
    if not isinstance(hour, dict) or not read_list(hour, "rate"):
        raise fail()
    if not all(_CLOCK.fullmatch(read_text(hour, name)) for name in ("valid_from", "valid_to")):
        raise fail()
    for rate in hour["rate"]:
        if not isinstance(rate, dict):
            raise fail()
        read_number(rate, "fixed")
        for name in ("to_kwh", "surcharge_fixed", "surcharge_percentage"):
            if rate.setdefault(name, None) is not None:
                read_number(rate, name)
