"""Countries by any name that CLDR knows, by code, and by the names that people use."""

import pickle
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from babel import localedata
from rapidfuzz import fuzz, process

from bot.conversation.understanding.folding import clean, fold, fold_long
from bot.conversation.understanding.locales import find_locale
from bot.conversation.understanding.results import Doubtful, Unreadable, Why

_ALIASES = {
    "GB": "uk|u k|england|scotland|wales|northern ireland|great britain|britain|schottland|nordirland|gb|gbr"
    "|grossbritannien|engeland|inghilterra|angleterre|inglaterra|anglia"
    "|united kingdom of great britain and northern ireland|united kingdom of great britain",
    "US": "usa|u s a|u s|united states of america|america|the states|amerika|vereinigte staaten von amerika|states",
    "NL": "holland|the netherlands|niederland|nederlands",
    "DE": "brd|bundesrepublik|bundesrepublik deutschland|federal republic of germany|germania",
    "CH": "swiss|schweiz|suisse|svizzera|svizra|helvetia",
    "CZ": "czech republic|the czech republic|tschechei|tschechische republik|cesko",
    "IE": "eire|republic of ireland|irish republic|rep of ireland|roi",
    "AE": "uae|emirates|vae",
    "KR": "korea|republic of korea",
    "MK": "macedonia|mazedonien",
    "TR": "turkey|turkei",
    "CI": "ivory coast",
    "VA": "vatican",
    "LU": "luxemburg",
    "RU": "russian federation",
}  # fmt: skip
_ALPHA3 = (
    "AUT AT BEL BE BGR BG CHE CH CYP CY CZE CZ DEU DE DNK DK ESP ES EST EE FIN FI FRA FR GBR GB GRC GR HRV HR HUN HU "
    "IRL IE ISL IS ITA IT LIE LI LTU LT LUX LU LVA LV MLT MT NLD NL NOR NO POL PL PRT PT ROU RO SVK SK SVN SI SWE SE "
    "USA US CAN CA AUS AU NZL NZ JPN JP KOR KR CHN CN IND IN BRA BR MEX MX ARG AR CHL CL COL CO ZAF ZA TUR TR ISR IL "
    "ARE AE SAU SA BHR BH KWT KW QAT QA OMN OM JOR JO EGY EG MAR MA TUN TN UKR UA RUS RU BLR BY MDA MD SRB RS MNE ME "
    "BIH BA MKD MK ALB AL SGP SG MYS MY THA TH VNM VN IDN ID PHL PH HKG HK TWN TW PAK PK BGD BD LKA LK NGA NG KEN KE "
    "GHA GH PER PE URY UY GEO GE ARM AM AZE AZ KAZ KZ MCO MC AND AD SMR SM VAT VA JEY JE GGY GG IMN IM GIB GI FRO FO"
)
# Codes that CLDR lists beside countries: groupings, private use and places without people.
_NO_COUNTRY = "EU EZ UN QO XA XB ZZ AC CP CQ DG EA IC TA BV HM AQ GS TF UM"
_FLAGS = {0x1F1E6 + number: chr(ord("a") + number) for number in range(26)}
_READING = Lock()
_LONGEST = 100
_CLOSE = 78
# Codes that are everyday words in a sentence are read only in capitals or alone.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Country:
    """ISO 3166-1 alpha-2, in capitals."""

    code: str


CountryReading = Country | Doubtful[Country] | Unreadable


def read_country(text: str, language: str) -> CountryReading:
    """A country by name in any CLDR language, by code or everyday name; a misspelt one is asked about."""
    key = fold(clean(text[:_LONGEST].translate(_FLAGS)))
    if not key:
        return Unreadable(Why.EMPTY)
    code = find_country(key, language)
    if code:
        return Country(code)
    near = _find_near(key, language)
    return Doubtful(tuple(Country(code) for code in near), Why.UNUSUAL) if near else Unreadable(Why.NO_SUCH_COUNTRY)


def find_country(key: str, language: str) -> str | None:
    """The code for an exact (folded) name or code, else None."""
    for names in (_code_names(), _local_names(language), _local_names("en"), _world_names()):
        if key in names:
            return names[key]
    return None


def say_country(code: str, language: str) -> str:
    """The name of a country in the person's language; the code itself if CLDR has none."""
    return str(find_locale(language).territories.get(code.upper(), code.upper()))


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Every alpha-2 code that can be somebody's address."""
    territories = find_locale("en").territories
    return frozenset(code for code in map(str, territories) if len(code) == 2 and code not in _NO_COUNTRY.split())


def _find_near(key: str, language: str) -> tuple[str, ...]:
    if len(key) < 4:
        return ()
    names = {**_local_names("en"), **_local_names(language), **_code_names()}
    hits = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=_SHOWN)
    hits += [(name, 0.0, 0) for name in names if len(key) > 4 and name.startswith(key)]
    return tuple(dict.fromkeys(names[name] for name, *_ in hits))[:_SHOWN]


@lru_cache(maxsize=1)
def _code_names() -> dict[str, str]:
    names = {code.lower(): code for code in country_codes()}
    parts = _ALPHA3.lower().split()
    names.update({long: short.upper() for long, short in zip(parts[::2], parts[1::2], strict=True)})
    for code, aliases in _ALIASES.items():
        names.update(dict.fromkeys(aliases.split("|"), code))
    return names


@lru_cache(maxsize=64)
def _local_names(language: str) -> dict[str, str]:
    territories = find_locale(language).territories
    return {
        key: code
        for code in country_codes()
        if code in territories
        for key in (fold(str(territories[code])), fold_long(str(territories[code])))
    }


def _world_names() -> dict[str, str]:
    """Half a second of work, for whoever comes first; the others wait for it, instead of each doing it again."""
    with _READING:
        return _read_world()


@lru_cache(maxsize=1)
def _read_world() -> dict[str, str]:
    """All names in all base languages. Babel would keep every locale in memory for it, so its files are read bare."""
    written: dict[str, set[str]] = {}
    for language in localedata.locale_identifiers():
        if "_" in language:
            continue
        with Path(localedata.resolve_locale_filename(language)).open("rb") as file:
            territories = pickle.load(file).get("territories", {})
        for code in country_codes() & territories.keys():
            written.setdefault(str(territories[code]), set()).add(code)
    names: dict[str, set[str]] = {}
    for name, codes in written.items():
        for key in {fold(name)} if name.isascii() else {fold(name), fold_long(name)}:
            names.setdefault(key, set()).update(codes)
    return {
        name: codes.pop() for name, codes in names.items() if len(codes) == 1 and (len(name) > 2 or not name.isascii())
    }
