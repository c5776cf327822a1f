"""Days and clock times said in the person's manner."""

from datetime import date, time

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
