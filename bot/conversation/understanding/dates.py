"""Days and clock times said in the person's manner."""

from datetime import date, datetime, time, tzinfo

from babel.dates import format_date, format_time

from bot.conversation.understanding.locales import find_locale


def say_date(day: date, language: str) -> str:
    """The month is spelled out, so that nobody can mix it up with the day: "30 November 2027"."""
    return format_date(day, "long", locale=find_locale(language))


def say_time(clock: time, language: str) -> str:
    """Hours and minutes, with 24 hours or with am and pm as the language has it."""
    locale = find_locale(language)
    pattern = str(locale.time_formats["short"])
    twelve = "h" in pattern or "K" in pattern
    return format_time(clock, "short" if twelve else "HH:mm", locale=locale)


def say_datetime(moment: datetime, language: str, zone: tzinfo) -> str:
    """An aware moment as local day and time; in the doubled hour of a clock change with the zone's name."""
    local = moment.astimezone(zone)
    said = f"{say_date(local.date(), language)}, {say_time(local.time(), language)}"
    other = local.replace(fold=1 - local.fold)
    return f"{said} ({local:%Z})" if other.utcoffset() != local.utcoffset() else said
