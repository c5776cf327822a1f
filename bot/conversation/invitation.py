"""A customer whom the company sent with a link: who they are to it, and what it knows of their home already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link carries. References are the company's own names for its customer and for the home."""

    customer_reference: str = field(repr=False)
    location_reference: str = field(repr=False)
    slot: str = "commodity_import"
    language: str = ""  # BCP 47
    address: Mapping[str, str] = field(default_factory=dict, repr=False)  # as far as it is known


@dataclass(frozen=True, slots=True)
class Invited:
    """A link was opened, or its code typed. Without an invitation: why it is of no use."""

    invitation: Invitation | None = None
    why: Literal["", "used", "expired", "unknown"] = ""
    location_id: str = ""  # that it has led to already
