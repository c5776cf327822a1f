"""What a menu is answered that asks us while somebody types into it."""

import unicodedata
from collections.abc import Iterable

from adapters.slack import limits
from adapters.slack.blocks import Json, option
from bot.conversation.desk import Suggestion
from bot.conversation.forms import Field


def suggest(suggestions: Iterable[Suggestion]) -> Json:
    """The answer to a menu of a card, best first."""
    return {"options": [option(one.label, str(one.number)) for one in suggestions][: limits.OPTIONS]}


def suggest_values(field: Field, query: str) -> Json:
    """The answer to a menu of a form: entries that begin with what was typed, then those that have it in them."""
    wanted = _fold(query)
    ranked = sorted(
        (_rank(_fold(label), wanted), number, value, label) for number, (value, label) in enumerate(field.options)
    )
    found = [field_option(value, label) for rank, _, value, label in ranked if rank < _NOT_AT_ALL]
    return {"options": found[: limits.OPTIONS]}


def field_option(value: str, label: str) -> Json:
    """An entry of a menu of a form."""
    return option(label, value or EMPTY)


def read_field_option(value: str) -> str:
    """Which value was chosen."""
    return "" if value == EMPTY else value


EMPTY = "\u2205"  # stands for the empty value, which Slack refuses
_NOT_AT_ALL = 3


def _rank(label: str, wanted: str) -> int:
    if label.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in label else 2 if wanted in label else _NOT_AT_ALL


def _fold(text: str) -> str:
    """Without case, accents and spare blanks."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())
