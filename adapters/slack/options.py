"""What a menu is answered that asks us while somebody types into it."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from adapters.slack import limits
from adapters.slack.blocks import Json, option
from bot.conversation.desk import Suggestion
from bot.conversation.forms import Field

HINT = "\u2014"  # the value of the line that is no entry
EMPTY = "\u2205"  # stands for the empty value, which Slack refuses


def suggest(suggestions: Iterable[Suggestion], hint: str = "") -> Json:
    """The answer to a menu of a card, best first; `hint` is what it says where nothing is found, and no entry."""
    return _answer([option(one.label, str(one.number)) for one in suggestions], hint)


def suggest_values(field: Field, query: str, hint: str = "") -> Json:
    """The answer to a menu of a form: what begins with what was typed, then what has it in it, else what is near."""
    wanted = _fold(query)
    ranked = sorted(
        (_rank(_fold(label), wanted), number, value, label) for number, (value, label) in enumerate(field.options)
    )
    found = [field_option(value, label) for rank, _, value, label in ranked if rank < _NOT_AT_ALL]
    return _answer(found or _misspelt(field, wanted), hint)


def _misspelt(field: Field, wanted: str) -> list[Json]:
    meant = {_fold(label): field_option(value, label) for value, label in field.options}
    return [meant[one] for one in get_close_matches(wanted, meant, limits.FEW)]


def _answer(options: list[Json], hint: str) -> Json:
    return {"options": options[: limits.OPTIONS] or ([option(hint, HINT)] if hint.strip() else [])}


def field_option(value: str, label: str) -> Json:
    """An entry of a menu of a form."""
    return option(label, value or EMPTY)


def read_field_option(value: str) -> str:
    """Which value was chosen."""
    return "" if value in (EMPTY, HINT) else value


_NOT_AT_ALL = 3


def _rank(label: str, wanted: str) -> int:
    if label.startswith(wanted):
        return 0
    return 1 if f" {wanted}" in label else 2 if wanted in label else _NOT_AT_ALL


def _fold(text: str) -> str:
    """Without case, accents and spare blanks."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())
