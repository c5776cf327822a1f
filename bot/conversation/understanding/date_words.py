"""Words of dates by language: months and units from CLDR, the rest listed here. A new language adds one entry."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from babel import Locale

from bot.conversation.understanding.folding import fold, fold_long
from bot.conversation.understanding.locales import find_locale


@dataclass(frozen=True, slots=True)
class DateWords:
    """Folded words. `days` are offsets from today; `spans` are ends, starts and periods as patterns."""

    days: Mapping[str, int] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    noise: str = ""
    ends: str = "(?!)"
    starts: str = "(?!)"
    following: str = "(?!)"
    current: str = "(?!)"
    ahead: str = "(?!)"


_ENGLISH = DateWords(
    days={"today": 0, "tomorrow": 1, "day after tomorrow": 2, "the day after tomorrow": 2, "yesterday": -1, "now": 0},
    numbers={
        "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "twenty four": 24,
    },
    units={
        "day": "day", "days": "day", "week": "week", "weeks": "week", "fortnight": "fortnight", "month": "month",
        "months": "month", "mth": "month", "mths": "month", "quarter": "quarter", "quarters": "quarter",
        "year": "year", "years": "year", "yr": "year", "yrs": "year", "half a year": "half", "half year": "half",
    },
    noise=r"the|of|on|until|till|to|by|ends?|expires?|ending|it|runs?|my|contract|for|is|in the|about|approx",
    ends=r"(?:the )?(?:very )?end(?: of)?(?: the)?|last day(?: of)?(?: the)?|late",
    starts=r"(?:the )?(?:start|beginning)(?: of)?(?: the)?|first day(?: of)?(?: the)?|early",
    following=r"next|the next|coming|following",
    current=r"this|the|current",
    ahead=r"in|after|for|within|another",
)  # fmt: skip
_GERMAN = DateWords(
    days={"heute": 0, "morgen": 1, "ubermorgen": 2, "uebermorgen": 2, "gestern": -1, "jetzt": 0, "sofort": 0},
    numbers={
        "ein": 1, "eine": 1, "einem": 1, "einer": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "funf": 5,
        "fuenf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwolf": 12, "zwoelf": 12,
        "achtzehn": 18, "vierundzwanzig": 24,
    },
    units={
        "tag": "day", "tage": "day", "tagen": "day", "woche": "week", "wochen": "week", "monat": "month",
        "monate": "month", "monaten": "month", "monats": "month", "quartal": "quarter", "quartals": "quarter",
        "quartalen": "quarter", "jahr": "year", "jahre": "year", "jahren": "year", "jahres": "year",
        "halbes jahr": "half", "halben jahr": "half", "halbjahr": "half",
    },
    noise=r"der|die|das|dem|den|des|am|bis|zum|zur|endet|lauft|laeuft|ab|vertrag|mein|es|ist|noch|im|vom|von|ca",
    ends=r"(?:am |zum |bis )*(?:ende)(?: des| der| vom| von| im)?",
    starts=r"(?:am |zum |ab )*(?:anfang|beginn)(?: des| der| vom| von| im)?",
    following=r"nachste[rsnm]?|naechste[rsnm]?|kommende[rsnm]?|folgende[rsnm]?",
    current=r"diese[rsnm]?|das|der|des|laufende[rsnm]?",
    ahead=r"in|nach|fur|fuer|noch",
)  # fmt: skip
# German makes one word of "end of the year".
COMPOUNDS: Mapping[str, str] = MappingProxyType(
    {"jahresende": "ende des jahres", "monatsende": "ende des monats", "quartalsende": "ende des quartals",
     "year end": "end of the year", "month end": "end of the month", "jahresanfang": "anfang des jahres"}
)  # fmt: skip
_BY_LANGUAGE = {"en": _ENGLISH, "de": _GERMAN}


@lru_cache(maxsize=64)
def date_words(language: str) -> tuple[DateWords, ...]:
    """The words of the person's language, then the English ones."""
    own = _BY_LANGUAGE.get(find_locale(language).language)
    return (own, _ENGLISH) if own and own is not _ENGLISH else (_ENGLISH,)


@lru_cache(maxsize=64)
def month_names(language: str) -> dict[str, int]:
    """Full and short names of months, folded, in the language and in English."""
    names: dict[str, int] = {"sept": 9}
    for locale in (find_locale("en_US"), find_locale("en"), find_locale(language)):
        for context in ("format", "stand-alone"):
            for width in ("abbreviated", "wide"):
                for month, name in locale.months[context][width].items():
                    names.update({fold(str(name)): month, fold_long(str(name)): month})
    return {name: month for name, month in names.items() if name and not name.isdigit()}


@lru_cache(maxsize=64)
def weekday_names(language: str) -> dict[str, int]:
    """Full and short names of weekdays, folded; Monday is 0."""
    names: dict[str, int] = {}
    for locale in (find_locale("en"), find_locale(language)):
        for width in ("abbreviated", "wide"):
            names.update({fold(str(name)): day for day, name in locale.days["format"][width].items()})
    return names


@lru_cache(maxsize=64)
def noise_pattern(language: str) -> re.Pattern[str]:
    """Words that a date may hold without a meaning: those listed, and the literals of CLDR's own long date (de, d.)."""
    literals = re.findall(r"'([^']+)'", str(find_locale(language).date_formats["long"].pattern))
    listed = "|".join(words.noise for words in date_words(language))
    extra = "".join(f"|{re.escape(word)}" for literal in literals for word in fold(literal).split())
    return re.compile(rf"\b(?:{listed}{extra})\b")


@lru_cache(maxsize=64)
def field_order(language: str) -> str:
    """The order of day, month and year in short dates of the language: "dmy", "mdy" or "ymd"."""
    pattern = str(find_locale(language).date_formats["short"].pattern).lower()
    order = sorted("dmy", key=pattern.find)
    return "".join(order)


@lru_cache(maxsize=64)
def ahead_patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """How CLDR says "in 6 months" in a language, as patterns on folded text with the unit that each means."""
    found = []
    for locale in (find_locale(language), find_locale("en")):
        for unit in ("day", "week", "month", "quarter", "year"):
            found += [(re.compile(pattern), unit) for pattern in _future_patterns(locale, unit)]
    return tuple(found)


def _future_patterns(locale: Locale, unit: str) -> set[str]:
    # Babel has no public accessor for these patterns; format_timedelta reads the same table.
    fields = locale._data["date_fields"].get(unit, {}).get("future", {})
    patterns = set()
    for text in fields.values():
        ahead, _, behind = str(text).partition("{0}")
        sides = (re.escape(fold(ahead)), re.escape(fold(behind)))
        patterns.add(rf"{sides[0]} ?(\d{{1,3}}) ?{sides[1]}")
    return patterns
