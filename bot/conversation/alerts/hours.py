"""When somebody may be written to, by the clock where their home is."""

from datetime import UTC, datetime, time, timedelta, tzinfo

from bot.conversation.alerts.model import Prefs


def next_allowed(now: datetime, zone: tzinfo, prefs: Prefs) -> datetime | None:
    """The end of the quiet hours that it is in now, in UTC; None: it is not quiet.

    A clock time that a change of clocks skips is the first one after it; one that comes twice is the first.
    """
    start, end = read_clock(prefs.quiet_from), read_clock(prefs.quiet_to)
    if start is None or end is None or start == end:
        return None
    local = now.astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    quiet = start <= clock < end if start < end else clock >= start or clock < end
    if not quiet:
        return None
    day = local.date() + timedelta(days=1 if start > end and clock >= start else 0)
    return datetime.combine(day, end, zone).astimezone(UTC)


def at_clock(now: datetime, zone: tzinfo, days: int, clock: time) -> datetime:
    """A clock time so many days from today, where the home is, in UTC."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, clock, zone).astimezone(UTC)


def read_clock(text: str) -> time | None:
    """A clock time that was kept; None for anything else."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        return None
