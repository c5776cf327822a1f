"""The generations of the API, oldest first. What differs between them is data; all else is common to them."""

from sandbox.flatpeak.anode import ANODE
from sandbox.flatpeak.busbar import BUSBAR
from sandbox.flatpeak.generation import Generation
from sandbox.flatpeak.zero import ZERO

GENERATIONS = (ZERO, ANODE, BUSBAR)


def find_generation(version: str) -> Generation | None:
    """The generation of a version string."""
    return next((one for one in GENERATIONS if version in one.versions), None)


def choose_generation(wanted: str) -> Generation | None:
    """The generation of its name or of a version string, as an operator writes it."""
    said = wanted.strip().lower()
    return next((one for one in GENERATIONS if one.name == said), None) or find_generation(said)


def is_older(one: Generation, other: Generation) -> bool:
    """Whether one came before the other."""
    return GENERATIONS.index(one) < GENERATIONS.index(other)
