"""The reply of the price calls, read tolerantly. Sources: docs.flatpeak.com, the references of zero and of anode."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.connect.models import to_text
from bot.conversation.exact import Document
from bot.conversation.page import items_at, number_at
from bot.conversation.prices.model import Point, Series

MOST_POINTS = 3 * 25 * 12  # three days in steps of five minutes
# A guide of anode shows the member of zero, and the pages of Connect a third one.
_VALUES = (("price", "value"), ("tariff", "rate"), ("tariff", "cost"))


def read_series(document: Document) -> Series | None:
    """The prices in the order of time; None if the reply is no list of prices at all."""
    if not isinstance(document.get("data"), list):
        return None
    points = filter(None, map(_read_point, items_at(document, "data")[:MOST_POINTS]))
    return Series(
        tuple(sorted(points, key=lambda point: point.start)),
        currency=to_text(document.get("currency_code")).upper()[:3],
        zone=to_text(document.get("location_timezone")),
        next_update=_read_moment(document.get("next_update")),
    )


def _read_point(item: Any) -> Point | None:
    start, end = (_read_moment(item.get(name)) if isinstance(item, Mapping) else None for name in _ENDS)
    if start is None or end is None or end <= start:
        return None
    for holder, member in _VALUES:
        value = number_at(item, holder, member)
        if value is not None:
            confidence = number_at(item, holder, "confidence")
            return Point(start, end, value, Decimal(1) if confidence is None else confidence)
    return None


_ENDS = ("valid_from", "valid_to")


def _read_moment(value: Any) -> datetime | None:
    """An instant in UTC; one without offset is in UTC, as system times are."""
    try:
        moment = datetime.fromisoformat(to_text(value))
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        found = aware.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if 1970 < found.year < 9000 else None
