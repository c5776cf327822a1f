"""What the first site answered, as far as others may answer the same."""

from pydantic import BaseModel, Field

from bot.conversation.remembered import Kept
from bot.conversation.sites.places import area_of
from bot.conversation.situation import State
from bot.conversation.understanding.address import Address
from bot.conversation.understanding.folding import fold

# Pages whose answers say nothing of one address. A price region does, but holds for those that are near.
_COMMON = (
    "provider",
    "provider_name",
    "tariff",
    "structure",
    "fixed_rate",
    "tod_rate",
    "surcharge",
    "contract_term",
    "tariff_name",
)
_NEAR = ("region",)
_TYPED = ("provider_name", "tariff_name")  # may hold whatever the person likes
_TELLING_CHARS = 4  # shorter words are in too many names
# Actions that were chosen instead of an answer, by the page and the one that it led to.
_MISSING = {("provider", "provider_name"): "PROVIDER_MISSING", ("tariff", "structure"): "TARIFF_MISSING"}


class Template(BaseModel):
    """Answers by the kind of page; `country` and `area` are where they were given."""

    answers: dict[str, Kept] = Field(default_factory=dict)
    country: str = ""
    area: str = ""

    @property
    def signs_in(self) -> bool:
        """Whether the provider wants a sign-in, which each site needs for itself."""
        return set(self.answers) == {"provider"}

    @property
    def provider(self) -> str:
        """The provider's name, "" if none is known."""
        named = self.answers.get("provider_name") or self.answers.get("provider")
        return named.done if named else ""

    def at(self, address: Address) -> dict[str, Kept]:
        """The answers that hold at an address; in another country there are none."""
        if not self.answers or address.country_code != self.country:
            return {}
        near = area_of(address) == self.area
        return {kind: kept for kind, kept in self.answers.items() if near or kind not in _NEAR}


def take_template(state: State, address: Address, name: str = "") -> Template:
    """What a finished session answered on the way that led to its end; never what names its own site."""
    kinds = [step.page for step in state.trail]
    answers: dict[str, Kept] = {}
    for kind, after in zip(kinds, [*kinds[1:], ""], strict=True):
        action = _MISSING.get((kind, after))
        kept = Kept(action=action) if action else state.known.get(kind)
        if kept and kind in (*_COMMON, *_NEAR) and not (kind in _TYPED and _tells(kept, address, name)):
            answers[kind] = kept
    return Template(answers=answers, country=address.country_code, area=area_of(address))


def _tells(kept: Kept, address: Address, name: str) -> bool:
    """Whether a typed name holds the street or the name of its site."""
    said = fold(kept.done)
    street = "".join(char for char in address.address_line1 if not char.isdigit())
    telling = (fold(text) for text in (name, street, address.address_line2))
    return any(len(text) >= _TELLING_CHARS and text in said for text in telling)
