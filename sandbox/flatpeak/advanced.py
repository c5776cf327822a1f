"""The schedule of the advanced page; its only code is `data_json_invalid`.

The reference does not say what becomes of prices that are missing or there twice: both are refused here.
"""

from datetime import UTC, date
from itertools import pairwise
from typing import Any

from sandbox.flatpeak.objects import Json, Term
from sandbox.flatpeak.plans import DAY_NAMES, MONTH_NAMES, seconds_of
from sandbox.flatpeak.reading import CLOCK, fail, read_list, read_number, read_object, read_stamp, read_text

MONTHS: dict[str, tuple[str, ...]] = {"All": MONTH_NAMES, **{name: (name,) for name in MONTH_NAMES}}
DAYS: dict[str, tuple[str, ...]] = {"All": DAY_NAMES, "Weekdays": DAY_NAMES[:5], "Weekend": DAY_NAMES[5:]}
DAYS |= {name: (name,) for name in DAY_NAMES}
DAY = 24 * 3600


def read_advanced(data: Json, *, dates_as_text: bool = False) -> Json:
    """A schedule whose tiers have all their members; its days of a month are numbers, by one example a text of them."""
    tariff = read_object(data, "tariff")
    if not isinstance(tariff.get("market_rates"), bool) or not read_list(tariff, "schedule"):
        raise fail()
    for name in ("contract_start_date", "contract_end_date"):
        if tariff.get(name) is not None and read_stamp(read_text(tariff, name)) is None:
            raise fail()
    for entry in tariff["schedule"]:
        if dates_as_text and isinstance(entry, dict):
            entry["dates"] = _split_dates(entry)
        _check_entry(entry, market=tariff["market_rates"])
    if not any(entry["dates"] for entry in tariff["schedule"]):  # single days of a month may be anywhere
        _check_once([name for entry in tariff["schedule"] for name in entry["months"]], MONTHS)
    return tariff


def read_contract(tariff: Json) -> Term:
    """From when until when the contract of the tariff runs."""
    start, end = _read_day(tariff, "contract_start_date"), _read_day(tariff, "contract_end_date")
    return Term(start, end, "FIXED" if end else "")


def _read_day(tariff: Json, name: str) -> date | None:
    stamp = read_stamp(tariff.get(name) or "")
    return stamp.astimezone(UTC).date() if stamp else None


def _split_dates(entry: Json) -> list[int]:
    dates = read_list(entry, "dates")
    if not all(isinstance(text, str) for text in dates):
        raise fail()
    days = [day.strip() for text in dates for day in text.split(",")]
    if not all(day.isdecimal() and len(day) <= 2 for day in days):
        raise fail()
    return [int(day) for day in days]


def _check_entry(entry: Any, *, market: bool) -> None:
    if not isinstance(entry, dict) or not read_list(entry, "days_and_hours"):
        raise fail()
    dates = read_list(entry, "dates")
    if not all(type(day) is int and 1 <= day <= 31 for day in dates) or not _among(entry, "months", MONTHS):
        raise fail()
    for group in entry["days_and_hours"]:
        if not isinstance(group, dict) or not _among(group, "days", DAYS):
            raise fail()
        _check_hours(read_list(group, "hours"), market=market)
    _check_once([name for group in entry["days_and_hours"] for name in group["days"]], DAYS)


def _among(parent: Json, name: str, known: dict[str, tuple[str, ...]]) -> bool:
    values = read_list(parent, name)
    return bool(values) and all(isinstance(value, str) and value in known for value in values)


def _check_once(names: list[str], known: dict[str, tuple[str, ...]]) -> None:
    """Every month, or every weekday, has its prices once."""
    if sorted(member for name in names for member in known[name]) != sorted(known["All"]):
        raise fail()


def _check_hours(hours: list[Any], *, market: bool) -> None:
    """Every hour of the day has one rate; an end at or before its start lies on the next day."""
    for hour in hours:
        if not isinstance(hour, dict):
            raise fail()
        if not all(CLOCK.fullmatch(read_text(hour, name)) for name in ("valid_from", "valid_to")):
            raise fail()
        _check_rates(read_list(hour, "rate"), market=market)
    spans = sorted((seconds_of(hour["valid_from"]), seconds_of(hour["valid_to"])) for hour in hours)
    lengths = [(end - start) % DAY or DAY for start, end in spans]
    if sum(lengths) != DAY or any((one[1] - two[0]) % DAY for one, two in pairwise([*spans, spans[0]])):
        raise fail()


def _check_rates(rates: list[Any], *, market: bool) -> None:
    """Tiers ascend, and the last one has no limit. A price is above zero, unless the market makes it."""
    if not rates or not all(isinstance(rate, dict) for rate in rates):
        raise fail()
    for rate in rates:
        if read_number(rate, "fixed") < 0 or (not market and not rate["fixed"]):
            raise fail()
        for name in ("to_kwh", "surcharge_fixed", "surcharge_percentage"):
            if rate.setdefault(name, None) is not None and read_number(rate, name) < 0:
                raise fail()
    limits = [rate["to_kwh"] for rate in rates]
    known = [limit for limit in limits[:-1] if limit]
    if limits[-1] is not None or len(known) != len(limits) - 1 or known != sorted(set(known)):
        raise fail()
