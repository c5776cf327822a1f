"""Generations of the FlatPeak API. All that differs between them is a dialect; the client knows only its protocol."""

import re

from bot.connect.dialects.anode import Anode
from bot.connect.dialects.busbar import Busbar
from bot.connect.dialects.dialect import Body, Call, Dialect, Opening
from bot.connect.dialects.zero import Zero

__all__ = ["Body", "Call", "Dialect", "Opening", "UnknownVersion", "dialect_for"]

_GENERATIONS: dict[str, type[Zero] | type[Anode] | type[Busbar]] = {"zero": Zero, "anode": Anode, "busbar": Busbar}
_FULL = re.compile(r"\d{4}-\d{2}-\d{2}\.([a-z]+)")
_OLDEST = "2024-08-24"  # zero had no name in its first version


class UnknownVersion(ValueError):
    """A version that cannot be spoken; the text is a sentence for the operator."""


def dialect_for(version: str) -> Dialect:
    """The dialect of a generation ("anode") or of a full version ("2025-09-14.anode"). Raises UnknownVersion."""
    wanted = version.strip().lower()
    full = _FULL.fullmatch(wanted)
    generation = _GENERATIONS.get("zero" if wanted == _OLDEST else full[1] if full else wanted)
    if generation is None:
        known = ", ".join(f"{name} ({dialect().version})" for name, dialect in _GENERATIONS.items())
        raise UnknownVersion(
            f"FLATPEAK_VERSION is {version!r}, which is no generation that we know; "
            f"set it to one of {known}, or to another full version of them."
        )
    return generation() if wanted in _GENERATIONS else generation(version=wanted)
