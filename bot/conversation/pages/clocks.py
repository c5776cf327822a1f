"""One time of day, or a stretch between two, as people type them."""

import re
from datetime import time

from bot.conversation.understanding.folding import clean

_NAMED = {"midnight": time(0), "mitternacht": time(0), "noon": time(12), "midday": time(12), "mittag": time(12)}
_LEAD = re.compile(r"^(?:(?:from|at|until|till|to|about|ab|um|von|bis|gegen|zwischen|between)\b\s*)+", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})(?:\s?[:.h]\s?(?P<minute>[0-5]\d)|(?P<joined>[0-5]\d))?(?::00)?"
    r"\s?(?:(?P<half>[ap])\.?\s?m\.?|uhr(?:\s?(?P<after>[0-5]\d))?|o.?clock|h)?",
    re.IGNORECASE,
)
_HALF = re.compile(r"[ap]\.?\s?m", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:->|>|[-–—]|\b(?:to|till?|until|bis(?:\s+um)?|and|und)\b)\s*", re.IGNORECASE)


def read_clock(text: str) -> time | None:
    """ "22", "22:30", "2230", "10pm", "22 Uhr", "midnight"; 24:00 is midnight. None for anything else."""
    plain = _LEAD.sub("", clean(text).strip(" .,;!")).lower()
    if plain in _NAMED:
        return _NAMED[plain]
    match = _CLOCK.fullmatch(plain)
    if not match:
        return None
    hour = int(match["hour"])
    minute = int(match["minute"] or match["joined"] or match["after"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    if hour == 24 and minute == 0:
        return time(0)
    return time(hour, minute) if hour < 24 else None


def read_span(text: str) -> tuple[time, time] | None:
    """ "22:00-06:00", "from 11pm to 7am", "22 bis 6 Uhr"."""
    parts = _BETWEEN.split(_LEAD.sub("", clean(text).strip()), maxsplit=1)
    if len(parts) != 2:
        return None
    start, end = map(read_clock, parts)
    # "1-4pm" leaves open which one o'clock it is.
    unclear = _HALF.search(parts[1]) and not any(char.isalpha() for char in parts[0])
    return (start, end) if start is not None and end is not None and not unclear else None
