"""The energy providers of the sandbox. All names are invented; a likeness to a real company would be an accident."""

import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from itertools import islice
from typing import Literal

from sandbox.flatpeak.places import COUNTRIES
from sandbox.flatpeak.plans import LEVELS, Dynamic, Fixed, Market, Period, Plan, TimeOfDay
from sandbox.flatpeak.provider_names import FEATURED, GB_STEMS, LINES, STEMS, WORDS

Method = Literal["DIRECT", "LIBRARY", "MARKET", "MANUAL"]
METHODS: tuple[Method, ...] = ("DIRECT", "LIBRARY", "MARKET", "MANUAL")  # the order in which they are tried
GB_PROVIDERS = 300
_USUAL: tuple[tuple[Method, ...], ...] = (("MANUAL",), ("LIBRARY",), ("MANUAL",), ("MARKET",), ("DIRECT", "LIBRARY"))


@dataclass(frozen=True, slots=True)
class LibraryTariff:
    """A tariff that a provider sells."""

    id: str
    name: str
    description: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of one country and the ways in which its tariffs can be had."""

    id: str
    slug: str
    name: str
    country: str
    methods: tuple[Method, ...]
    tariffs: tuple[LibraryTariff, ...] = ()


def make_id(prefix: str, *parts: str) -> str:
    """The same id for the same parts: prefix, `_`, 24 hex digits."""
    return f"{prefix}_{sha256('/'.join(parts).encode(errors='replace')).hexdigest()[:24]}"


@cache
def list_providers(country: str) -> tuple[Provider, ...]:
    """The providers of a country by name; none for a country that the sandbox does not know."""
    if country not in COUNTRIES:
        return ()
    featured = FEATURED.get(country, {})
    others = (name for name in _invent_names(country) if name not in featured)
    room = (GB_PROVIDERS if country == "GB" else 18) - len(featured)
    made = [_make(country, name, tuple(m for m in METHODS if m in given)) for name, given in featured.items()]
    made += [_make(country, name, _USUAL[n % len(_USUAL)]) for n, name in enumerate(islice(others, room))]
    return tuple(sorted(made, key=lambda p: _plain(p.name)))


@cache
def all_providers() -> dict[str, Provider]:
    """Every provider by its id."""
    return {p.id: p for country in COUNTRIES for p in list_providers(country)}


@cache
def all_tariffs() -> dict[str, Provider]:
    """The seller of every library tariff by the tariff's id."""
    return {t.id: p for p in all_providers().values() for t in p.tariffs}


def find_by_slug(slug: str) -> Provider | None:
    """The provider of a login site."""
    return next((p for p in all_providers().values() if p.slug == slug), None)


def find_by_name(country: str, name: str) -> Provider:
    """For tests and demonstrations: the provider of that name. Raises KeyError."""
    for provider in list_providers(country):
        if provider.name == name:
            return provider
    raise KeyError(name)


def _invent_names(country: str) -> list[str]:
    """Stem by stem, so that near-duplicates stand side by side."""
    if country == "GB":
        return [f"{stem} {word}" for stem in GB_STEMS for word in WORDS["GB"]]
    return [f"{stem} {word}" for word in WORDS[country] for stem in STEMS[country]]


def _make(country: str, name: str, methods: tuple[Method, ...]) -> Provider:
    slug = f"{_plain(name).replace(' ', '-')}-{country.lower()}"
    sells = {"DIRECT", "LIBRARY"} & set(methods)
    tariffs = _make_tariffs(country, name) if sells else ()
    return Provider(make_id("prv", slug), slug, name, country, methods, tariffs)


def _make_tariffs(country: str, provider: str) -> tuple[LibraryTariff, ...]:
    """The first one is what a login finds."""
    brand, currency = provider.split()[0], COUNTRIES[country].currency
    level = Decimal(LEVELS[currency])
    lines = LINES["long"] if provider == "Brackenwatt" else LINES["short"]
    made = []
    for n, (line, about, kind) in enumerate(lines):
        name = line.format(brand=brand, provider=provider)
        cost = (level * (Decimal(90 + n * 3) / 100)).quantize(Decimal("0.0001"))
        made.append(
            LibraryTariff(
                make_id("trt", country, provider, name),
                name,
                about.format(cost=cost, night=(cost / 2).quantize(Decimal("0.0001")), currency=currency),
                _make_plan(kind, country, currency, provider, cost),
            )
        )
    return tuple(made)


def _make_plan(kind: str, country: str, currency: str, provider: str, cost: Decimal) -> Plan:
    if kind == "night":
        night = (cost / 2).quantize(Decimal("0.0001"))
        return TimeOfDay((Period(84600, 19800, night), Period(19800, 84600, cost)))
    if kind == "flex":
        return Dynamic(provider, currency, COUNTRIES[country].minutes)
    if kind == "spot":
        return Market(COUNTRIES[country].regions[-1], currency, fixed=cost / 10, minutes=COUNTRIES[country].minutes)
    return Fixed(cost, tiered=kind == "tiered")


def _plain(text: str) -> str:
    """Lower case without accents, for addresses and order."""
    spread = unicodedata.normalize("NFKD", text.translate({0xF8: "o", 0xD8: "O", 0xE6: "ae", 0xDF: "ss"}))
    kept = "".join(c for c in spread if c.isascii() and (c.isalnum() or c == " "))
    return " ".join(kept.lower().split())
