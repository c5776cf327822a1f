"""An address on the way: its parts as facts, as a form, and as questions."""

from dataclasses import dataclass, field, replace

from bot.conversation.context import Context
from bot.conversation.forms import Field, FieldKind, Form
from bot.conversation.page import items_at, text_at, value_at
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.places import read_parts
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.address import Address, part_names
from bot.conversation.understanding.countries import country_codes, say_country
from bot.conversation.understanding.states import say_state

NEEDED = ("city", "country_code")  # all that generation anode insists on
EXAMPLE_STATES = {"US": "TX", "CA": "ON", "AU": "NSW"}  # the countries whose state Connect takes

# Each part in the order of asking: what it is called, how it is asked, and what kind of field it is.
_LABELS = {
    "address_line1": "address-label-street",
    "address_line2": "address-label-extra",
    "city": "address-label-city",
    "post_code": "address-label-postcode",
    "country_code": "address-label-country",
    "state": "address-label-state",
}
_QUESTIONS = {
    "address_line1": "address-ask-street",
    "address_line2": "address-ask-extra",
    "city": "address-ask-city",
    "post_code": "address-ask-postcode",
    "country_code": "address-ask-country",
    "state": "address-ask-state",
}
_KINDS: dict[str, FieldKind] = {"country_code": "country", "state": "state"}
ORDER = tuple(_LABELS)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the address has come; it is stored as the page's draft."""

    parts: Address
    asking: str = ""  # a part that is asked again, whatever it holds
    asked: tuple[str, ...] = ()  # parts that were answered one by one, in that order
    skipped: tuple[str, ...] = ()
    faults: dict[str, str] = field(default_factory=dict)  # part to Connect's error code
    countries: tuple[str, ...] = ()  # the countries that it may be in
    blamed: str = ""  # the part that was asked again when Connect could not find the place

    def question(self) -> str:
        """The part to ask now, "" if the whole can be confirmed."""
        if self.asking:
            return self.asking
        missing = [name for name in ORDER if name in self.faults or self._lacks(name)]
        return missing[0] if missing else ""

    def with_part(self, name: str, value: str) -> "Progress":
        """The part answered; another country has other states."""
        parts = replace(self.parts, **{name: value})
        if name == "country_code" and value != self.parts.country_code:
            parts = replace(parts, state="")
        faults = {part: code for part, code in self.faults.items() if part != name}
        asked = self.asked if self.asking else (*self.asked, name)
        countries = () if name == "country_code" else self.countries
        return replace(self, parts=parts, asking="", asked=asked, faults=faults, countries=countries)

    def draft(self) -> Draft:
        """The progress as JSON."""
        parts = {name: getattr(self.parts, name) for name in part_names()}
        return {
            "parts": parts,
            "asking": self.asking,
            "asked": list(self.asked),
            "skipped": list(self.skipped),
            "faults": dict(self.faults),
            "countries": list(self.countries),
            "blamed": self.blamed,
        }

    def _lacks(self, name: str) -> bool:
        if getattr(self.parts, name) or name in self.skipped:
            return False
        if name == "state":
            return self.parts.country_code in EXAMPLE_STATES
        return name in NEEDED or name in self.parts.missing()


def read_progress(draft: Draft) -> Progress | None:
    """The progress of a draft, None if nothing was answered yet."""
    if not isinstance(value_at(draft, "parts"), dict):
        return None
    asking = text_at(draft, "asking")
    return Progress(
        read_parts(draft, "parts"),
        asking if asking in ORDER else "",
        _names(draft, "asked"),
        _names(draft, "skipped"),
        {name: code for name in ORDER if (code := text_at(draft, "faults", name))},
        tuple(code for code in items_at(draft, "countries") if code in country_codes()),
        text_at(draft, "blamed"),
    )


def say_parts(parts: Address, ctx: Context) -> tuple[tuple[str, str], ...]:
    """Names and values of what is known."""
    return tuple((say_label(name, ctx), say_part(parts, name, ctx)) for name in ORDER if getattr(parts, name))


def say_part(parts: Address, name: str, ctx: Context) -> str:
    """One part in the person's words."""
    value: str = getattr(parts, name)
    if name == "country_code" and value:
        return say_country(value, ctx.language)
    return say_state(value, parts.country_code) if name == "state" and value else value


def say_label(name: str, ctx: Context) -> str:
    """What a part is called."""
    return ctx.say(_LABELS[name])


def say_question(name: str, ctx: Context) -> str:
    """How a part is asked for."""
    return ctx.say(_QUESTIONS[name])


def address_form(progress: Progress, ctx: Context) -> Form:
    """The whole address as a form; what Connect found fault with is required and says why."""
    fields = tuple(
        Field(
            name,
            say_label(name, ctx),
            _KINDS.get(name, "text"),
            say_part(progress.parts, name, ctx),
            _hint(progress, name, ctx),
            name in NEEDED or name in progress.faults,
            explain_error(code, (), ctx) if (code := progress.faults.get(name, "")) else "",
        )
        for name in ORDER
        if name != "state" or progress.parts.country_code in (*EXAMPLE_STATES, "")
    )
    return Form("address", ctx.say("address-form-title"), fields)


def likely_countries(progress: Progress, ctx: Context) -> tuple[str, ...]:
    """Where the address probably is: by what was typed, by the region of the person's language, by the language."""
    tag = ctx.language.replace("_", "-").upper().split("-")
    usual = [code.strip() for code in ctx.say("address-likely-countries").split(",")]
    codes = [*progress.countries, *tag[1:], *usual]
    return tuple(dict.fromkeys(code for code in codes if code in country_codes()))


def _hint(progress: Progress, name: str, ctx: Context) -> str:
    if name == "country_code":
        return ctx.say("address-country-hint" if ctx.can.forms else "address-ask-country-hint")
    if name == "state":
        example = EXAMPLE_STATES.get(progress.parts.country_code, "TX")
        return ctx.say("address-ask-state-hint", example=example)
    return ""


def _names(draft: Draft, member: str) -> tuple[str, ...]:
    return tuple(name for name in items_at(draft, member) if name in ORDER)
