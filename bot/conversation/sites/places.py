"""Which sites are near each other."""

from bot.conversation.understanding.address import Address
from bot.conversation.understanding.folding import fold_loose

_AREA_CHARS = 2  # where postcodes are digits, their first two name a part of the country


def area_of(address: Address) -> str:
    """The part of the country that the postcode names ("BS" of BS1 9ZZ, "10" of 10827), "" without one."""
    code = address.post_code.upper()
    letters = code[: next((place for place, char in enumerate(code) if not char.isalpha()), 0)]
    return letters or code[:_AREA_CHARS]


def town_of(address: Address) -> str:
    """The town in whatever spelling; the numbers of its districts are left out."""
    return " ".join(word for word in fold_loose(address.city).split() if not word.isdigit())
