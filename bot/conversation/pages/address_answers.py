"""What a typed text or a filled form makes of an address on the way."""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.context import Context
from bot.conversation.pages.address_parts import EXAMPLE_STATES, NEEDED, ORDER, Progress, likely_countries
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.view import Stay
from bot.conversation.understanding.address import Address, ReadAddress
from bot.conversation.understanding.address_reading import read_address
from bot.conversation.understanding.countries import Country, CountryReading, read_country, say_country
from bot.conversation.understanding.folding import clean, fold
from bot.conversation.understanding.results import Doubtful
from bot.conversation.understanding.states import read_state

PART_CHARS = 120  # longer than any line of an address
_BODY = ("address_line1", "city", "post_code")


def take_whole(text: str, before: Address, ctx: Context) -> Progress | None:
    """A message that may hold a whole address; what it does not say stays as it was. None if it says nothing."""
    if whole := _read_alone(text, ctx):
        return Progress(whole)
    reading = _read(text, before.country_code, ctx)
    if not _says_something(reading, before.country_code):
        return None
    return Progress(reading.parts.fill(before), countries=reading.countries)


def correct(text: str, progress: Progress, ctx: Context) -> Progress | None:
    """A message to the finished address: a whole new one, or one part of it alone. None if it says nothing."""
    country = read_country(text, ctx.language)
    if isinstance(country, Country):
        return progress.with_part("country_code", country.code)
    if whole := _read_alone(text, ctx):
        return Progress(whole)
    reading = _read(text, progress.parts.country_code, ctx)
    if not _says_something(reading, progress.parts.country_code):
        return _doubt_country(country, progress)
    new = reading.parts
    if new.address_line1 and (new.city or new.post_code):
        return Progress(new, countries=reading.countries)
    given = {name: value for name in ORDER if (value := getattr(new, name))}
    return replace(progress, parts=replace(progress.parts, **given), asking="")


def take_part(name: str, text: str, progress: Progress, ctx: Context) -> Progress | Stay:
    """The answer to the question for one part."""
    plain = " ".join(clean(text).split())[:PART_CHARS]
    if not fold(plain):
        return Stay(progress.draft(), ctx.say("address-part-empty"))
    if name == "country_code":
        return _take_country(plain, progress, ctx)
    if name == "state":
        return _take_state(plain, progress, ctx)
    if name == "post_code" and not any(char.isdigit() for char in plain):
        return _take_no_postcode(plain, progress, ctx)
    done = _take_more(name, text, progress, ctx) or progress.with_part(name, plain)
    return _with_country(done, ctx) if name == "post_code" else done


def _with_country(progress: Progress, ctx: Context) -> Progress:
    """A postcode and its town may tell the country, also where they were said one by one."""
    known = progress.parts
    told = _read(f"{known.post_code} {known.city}", known.country_code, ctx)
    if known.country_code or not told.parts.post_code or "country_code" in told.uncertain:
        return progress
    return replace(progress, parts=replace(known, country_code=told.parts.country_code))


def take_form(typed: Mapping[str, str], progress: Progress, ctx: Context) -> tuple[Progress, dict[str, str]]:
    """A filled form: every field that it has is taken. The progress afterwards, and what is wrong by field."""
    needed = {*NEEDED, *progress.faults}
    done = Progress(progress.parts, skipped=tuple(name for name in ORDER if name not in needed))
    problems: dict[str, str] = {}
    for name in ORDER:
        value = typed.get(name, getattr(done.parts, name))[:PART_CHARS]
        taken = take_part(name, value, done, ctx) if name in ("country_code", "state") and value else None
        if isinstance(taken, Stay):
            problems[name] = taken.problem
            skipped = tuple(part for part in done.skipped if part != name)
            done = replace(done.with_part(name, ""), skipped=skipped, countries=_countries(taken))
        elif name in needed and not fold(value):
            problems[name] = explain_error(f"{name}_missing", (), ctx)
            done = done.with_part(name, "")
        else:
            done = taken or done.with_part(name, value)
    faults = {name: code for name, code in progress.faults.items() if name in problems}
    return replace(done, asked=(), faults=faults), problems


def _take_country(text: str, progress: Progress, ctx: Context) -> Progress | Stay:
    country = read_country(text, ctx.language)
    if isinstance(country, Country):
        return progress.with_part("country_code", country.code)
    problem = ctx.say("address-country-unknown", text=text)
    if isinstance(country, Doubtful):
        near = tuple(candidate.code for candidate in country.candidates)
        return Stay(replace(progress, countries=near).draft(), problem)
    return Stay(progress.draft(), problem)


def _take_no_postcode(text: str, progress: Progress, ctx: Context) -> Progress | Stay:
    country = read_country(text, ctx.language)
    if isinstance(country, Country):
        return replace(progress.with_part("country_code", country.code), asking=progress.asking)
    return Stay(progress.draft(), ctx.say("address-postcode-unread"))


def _take_state(text: str, progress: Progress, ctx: Context) -> Progress | Stay:
    country = progress.parts.country_code
    state = read_state(text, country)
    if state or country not in EXAMPLE_STATES:
        return progress.with_part("state", state or text)
    where, example = say_country(country, ctx.language), EXAMPLE_STATES[country]
    return Stay(progress.draft(), ctx.say("address-state-unknown", text=text, country=where, example=example))


def _take_more(name: str, text: str, progress: Progress, ctx: Context) -> Progress | None:
    """The answer to one part that holds others too, such as "10827 Berlin" to the question for the town."""
    reading = _read(text, progress.parts.country_code, ctx)
    new = reading.parts
    told = [part for part in _BODY if getattr(new, part)]
    if name not in told or len(told) < 2 or reading.uncertain:
        return None
    done = progress.with_part(name, getattr(new, name))
    return replace(done, parts=new.fill(done.parts), countries=reading.countries)


def _read(text: str, country: str, ctx: Context) -> ReadAddress:
    usual = next(iter(likely_countries(Progress(Address()), ctx)), None)
    reading = read_address(text, Address(country_code=country), country or usual)
    parts = replace(reading.parts, **{name: getattr(reading.parts, name)[:PART_CHARS] for name in ORDER})
    return replace(reading, parts=parts)


def _read_alone(text: str, ctx: Context) -> Address | None:
    """An address that leaves nothing open, whatever was known before."""
    reading = _read(text, "", ctx)
    sure = reading.parts.address_line1 and reading.parts.city and reading.parts.country_code
    return reading.parts if sure and "country_code" not in reading.uncertain else None


def _says_something(reading: ReadAddress, country: str) -> bool:
    """Whether anything but a guessed town was understood: small talk reads like the name of a town."""
    if reading.parts.address_line1 and not any(char.isalpha() for char in reading.parts.address_line1):
        return False  # a bare number is no street; a post code reads as one
    told = [name for name in _BODY if fold(getattr(reading.parts, name)) and name not in reading.uncertain]
    named = reading.parts.country_code != country and "country_code" not in reading.uncertain
    return bool(told) or named


def _doubt_country(reading: CountryReading, progress: Progress) -> Progress | None:
    """A misspelt country asks which one is meant."""
    if not isinstance(reading, Doubtful):
        return None
    near = tuple(candidate.code for candidate in reading.candidates)
    return replace(progress, asking="country_code", countries=near)


def _countries(stay: Stay) -> tuple[str, ...]:
    return tuple(stay.draft.get("countries", ()))
