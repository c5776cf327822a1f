"""What a check comes to."""

from dataclasses import dataclass

PATIENCE_S = 15.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: whether it is well, and what to do if not."""

    about: str
    well: bool
    words: str
