"""Days in Connect's data: timestamps in, midnights out."""

from datetime import date, datetime, timedelta

from bot.conversation.page import Json, text_at

_NO_DAY = date(1, 1, 1)  # generation zero writes "no end" so


def day_at(data: Json, *path: str) -> date | None:
    """The day of a timestamp, in its own offset. A full hour from noon on in UTC is a midnight farther east,
    as the official client sends it."""
    try:
        moment = datetime.fromisoformat(text_at(data, *path))
        full_hour = (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
        utc = moment.utcoffset() == timedelta(0)
        day = (moment + timedelta(days=1) if utc and full_hour and moment.hour >= 12 else moment).date()
    except (ValueError, OverflowError):
        return None
    return day if day > _NO_DAY else None


def midnight_utc(day: date) -> str:
    """The day as Connect takes it: the day that was named, whatever the zone."""
    return f"{day.isoformat()}T00:00:00Z"
