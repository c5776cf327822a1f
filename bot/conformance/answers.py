"""The right answers of a journey, by the kind of the page. All that is said is invented."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.conversation.page import Page, items_at, text_at
from bot.conversation.situation import Send

HOME = {
    "address_line1": "1 Example Street",
    "address_line2": "",
    "city": "Bristol",
    "state": "",
    "post_code": "BS1 4DJ",
    "country_code": "GB",
}
# An island with a price region of its own, beside that of the country.
ISLAND = HOME | {"address_line1": "1 Rue de l'Exemple", "city": "Bastia", "post_code": "20200", "country_code": "FR"}
PRICE = Decimal("0.2467")
NIGHT, DAY = Decimal("0.1201"), Decimal("0.2899")
HOURS = (
    {"valid_from": "07:00:00", "valid_to": "00:00:00", "cost": DAY},
    {"valid_from": "00:00:00", "valid_to": "07:00:00", "cost": NIGHT},
)
TERM = {"contract_start_date": None, "contract_end_date": "2029-11-30T00:00:00Z"}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a journey wants: a structure, and the address it is for."""

    option: str = "FIXED"
    home: Mapping[str, str] = field(default_factory=lambda: HOME)


def right_answer(page: Page, choices: Choices) -> Send | None:
    """The answer that leads on towards the end; None where the page does not offer what the journey wants."""
    data: Mapping[str, Any] | None
    regions = items_at(page.data, "regions")
    match page.kind:
        case "address":
            data = {"postal_address": choices.home}
        case "provider":
            return Send(action="PROVIDER_MISSING")
        case "provider_name":
            data = {"provider": {"name": "Example Energy"}}
        case "tariff":
            id_ = first_id(page, "tariffs")
            data = {"tariff": {"id": id_}} if id_ else None
        case "structure":
            data = {"options": [choices.option]} if choices.option in items_at(page.data, "options") else None
        case "fixed_rate":
            data = {"cost": PRICE}
        case "tod_rate":
            data = {"cost": PRICE} if choices.option == "FIXED" else {"hours": HOURS}
        case "region":
            data = {"region": regions[0]} if regions else None
        case "surcharge":
            data = {"surcharge": {"fixed": Decimal("0.01"), "percentage": Decimal("18.5")}}
            data = data | {"region": regions[0]} if regions else data
        case "tariff_name":
            data = {"tariff": {"name": "Example tariff"}}
        case "contract_term":
            data = TERM
        case "summary":
            return Send(action="SAVE" if "SAVE" in page.actions else "CLOSE")
        case _:
            return Send(action="CLOSE") if "CLOSE" in page.actions else None
    return None if data is None else Send(data=data)


def first_id(page: Page, name: str) -> str:
    """The id of the first of some items, "" if there is none."""
    return next((text_at(one, "id") for one in items_at(page.data, name)), "")
