"""An address in six parts, as Connect takes it, and the same address written as its country writes it."""

from dataclasses import dataclass, fields, replace

from bot.conversation.understanding.countries import say_country
from bot.conversation.understanding.postcodes import needs_postcode, stands_before_city

_NEEDED = ("address_line1", "city", "post_code", "country_code")


@dataclass(frozen=True, slots=True)
class Address:
    """Empty strings for what is not known; `country_code` is ISO 3166-1 alpha-2, `state` a short code."""

    address_line1: str = ""
    address_line2: str = ""
    city: str = ""
    state: str = ""
    post_code: str = ""
    country_code: str = ""

    def fill(self, other: "Address") -> "Address":
        """This address, with what it lacks taken from another."""
        gaps = {name: getattr(other, name) for name in part_names() if not getattr(self, name)}
        return replace(self, **gaps)

    def missing(self) -> tuple[str, ...]:
        """The parts that Connect needs and that are empty, in the order of asking."""
        absent = [name for name in _NEEDED if not getattr(self, name)]
        if "post_code" in absent and self.country_code and not needs_postcode(self.country_code):
            absent.remove("post_code")
        return tuple(absent)


@dataclass(frozen=True, slots=True)
class ReadAddress:
    """What a text says. `missing`: needed and empty. `uncertain`: filled by a guess that the person should check.
    `countries`: the countries that it may be in, where `country_code` is missing."""

    parts: Address
    missing: tuple[str, ...] = ()
    uncertain: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


def part_names() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Address))


def say_address(parts: Address, language: str, *, with_country: bool = True) -> str:
    """One line, in the order of the address's own country; the country's name in the person's language."""
    return ", ".join(address_lines(parts, language, with_country=with_country))


def address_lines(parts: Address, language: str, *, with_country: bool = True) -> tuple[str, ...]:
    """The lines of an envelope, without a name."""
    country = say_country(parts.country_code, language) if with_country and parts.country_code else ""
    lines = (parts.address_line1, parts.address_line2, _city_line(parts), country)
    return tuple(line for line in lines if line)


def _city_line(parts: Address) -> str:
    if not stands_before_city(parts.country_code):
        comma = "," if parts.country_code == "US" and parts.city else ""
        return " ".join(filter(None, (parts.city + comma, parts.state, parts.post_code)))
    state = f"({parts.state})" if parts.state and parts.country_code == "IT" else parts.state
    return " ".join(filter(None, (parts.post_code, parts.city, state)))
