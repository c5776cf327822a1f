"""Generations of the FlatPeak API. All that differs between them is a dialect; the client knows only its protocol."""

import re

from bot.connect.dialects.anode import Anode
from bot.connect.dialects.dialect import Body, Call, Dialect, Opening

__all__ = ["Body", "Call", "Dialect", "Opening", "UnknownVersion", "dialect_for"]

GENERATIONS = ("zero", "anode", "busbar")


class UnknownVersion(ValueError):
    """A version that cannot be spoken; the text is a sentence for the operator."""


def dialect_for(version: str) -> Dialect:
    """The dialect of a generation ("anode") or of a full version ("2025-09-14.anode"). Raises UnknownVersion."""
    wanted = version.strip().lower()
    generation = re.sub(r"^\d{4}-\d{2}-\d{2}\.", "", wanted)
    if generation == "anode":
        return Anode() if wanted == generation else Anode(version=wanted)
    if generation in GENERATIONS:
        raise UnknownVersion(
            f"FLATPEAK_VERSION is {version!r}: the generation {generation} is not available yet; set it to anode."
        )
    raise UnknownVersion(
        f"FLATPEAK_VERSION is {version!r}, which is no generation that we know; "
        "set it to anode or to a full version such as 2025-09-14.anode."
    )
