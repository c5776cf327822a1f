"""The reply of the price calls, read tolerantly. Sources: docs.flatpeak.com, the references of zero and of anode."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.connect.models import to_text
from bot.conversation.exact import Document
from bot.conversation.page import items_at, number_at
from bot.conversation.prices.model import Point, Series

_Names = tuple[str, str]
MOST_POINTS = 3 * 25 * 12  # three days in steps of five minutes
# A guide of anode shows the member of zero, and the pages of Connect a third one.
_VALUES = (("price", "value"), ("tariff", "rate"), ("tariff", "cost"))
_MEANS = (("price", "average"), ("price", "value"), ("tariff", "rate_avg"))
_ENDS = ("valid_from", "valid_to")
_PART_ENDS = ("start_time", "end_time")


def read_series(document: Document) -> Series | None:
    """The prices in the order of time; None if the reply is no list of prices at all."""
    if not isinstance(document.get("data"), list):
        return None
    return Series(
        _read_points(document, _ENDS, _VALUES),
        currency=to_text(document.get("currency_code")).upper()[:3],
        zone=to_text(document.get("location_timezone")),
        next_update=_read_moment(document.get("next_update")),
    )


def read_parts(document: Document) -> tuple[Point, ...] | None:
    """The parts of a schedule in the order of time; None if it is none, or if a part of it cannot be read."""
    parts = _read_points(document, _PART_ENDS, _MEANS)
    listed = document.get("data")
    return parts if isinstance(listed, list) and len(parts) == len(listed) else None


def _read_points(document: Document, ends: _Names, values: Sequence[tuple[str, str]]) -> tuple[Point, ...]:
    points = (_read_point(item, ends, values) for item in items_at(document, "data")[:MOST_POINTS])
    return tuple(sorted(filter(None, points), key=lambda point: point.start))


def _read_point(item: Any, ends: _Names, values: Sequence[tuple[str, str]]) -> Point | None:
    start, end = (_read_moment(item.get(name)) if isinstance(item, Mapping) else None for name in ends)
    if start is None or end is None or end <= start:
        return None
    for holder, member in values:
        value = number_at(item, holder, member)
        if value is not None:
            confidence = number_at(item, holder, "confidence")
            return Point(start, end, value, Decimal(1) if confidence is None else confidence)
    return None


def _read_moment(value: Any) -> datetime | None:
    """An instant in UTC; one without offset is in UTC, as system times are."""
    try:
        moment = datetime.fromisoformat(to_text(value))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        found = aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if 1970 < found.year < 9000 else None
