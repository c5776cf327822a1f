"""REST objects that we read, tolerantly: unknown members are kept out of the way, missing ones are empty.

Numbers may come as text and texts as numbers. Source: docs.flatpeak.com/api-reference.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bot.conversation.pages.days import day_at
from bot.conversation.situation import Location, Slot

READY_FLAGS = ("tariff_available", "is_tariff_processed", "data_available", "price_available")


def to_text(value: Any) -> str:
    """Trimmed text; numbers as their digits; anything else is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    return str(value).strip()


def to_seconds(value: Any) -> int:
    """Whole seconds from a number or its text, 0 where it is neither."""
    text = to_text(value).partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def to_flag(value: Any) -> bool:
    """A truth value, also where it is written as text."""
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def to_members(value: Any) -> Mapping[str, Any]:
    """An object, empty where there is something else."""
    return value if isinstance(value, Mapping) else {}


def to_items(value: Any) -> Sequence[Any]:
    """A list, empty where there is something else."""
    return value if isinstance(value, list) else ()


def seconds_between(start: str, end: str) -> int:
    """Whole seconds from one moment to another, 0 where one of them cannot be read."""
    try:
        return max(0, int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()))
    except (ValueError, TypeError, OverflowError):
        return 0


AnyText = Annotated[str, BeforeValidator(to_text)]
Seconds = Annotated[int, BeforeValidator(to_seconds)]
Flag = Annotated[bool, BeforeValidator(to_flag)]
Members = Annotated[Mapping[str, Any], BeforeValidator(to_members)]


Items = Annotated[Sequence[Any], BeforeValidator(to_items)]


class Model(BaseModel):
    """A REST object; its members never show up in an error text."""

    model_config = ConfigDict(extra="allow", hide_input_in_errors=True, frozen=True)

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        return []


class LoginReply(Model):
    """`GET /login`. Lifetime in seconds, 0 where it is not told."""

    bearer_token: AnyText = ""
    expires_in: Seconds = 0
    live_mode: Flag = False


class SessionReply(Model):
    """The reply to the call that creates a session: the token with its lifetime in seconds, or the session itself."""

    connect_token: AnyText = ""
    id: AnyText = ""
    expires_in: Seconds = 0
    time_created: AnyText = ""
    time_expiry: AnyText = ""
    live_mode: Flag = False

    @property
    def token(self) -> str:
        """What is posted to Connect."""
        return self.connect_token or self.id

    @property
    def life_s(self) -> int:
        """Seconds, 0 where they are not told."""
        return self.expires_in or seconds_between(self.time_created, self.time_expiry)


class SessionObject(Model):
    """A session read back. Its flag for prices has another name in each generation."""

    location_id: AnyText = ""
    customer_id: AnyText = ""
    live_mode: Flag = False

    @property
    def ready(self) -> bool:
        """The first flag that is there decides."""
        told = self.__pydantic_extra__ or {}
        return next((to_flag(told[name]) for name in READY_FLAGS if name in told), False)


class Named(Model):
    """A provider or a tariff within a slot."""

    id: AnyText = ""
    display_name: AnyText = ""
    contract_end_date: AnyText = ""
    structure_type: AnyText = ""


NamedMember = Annotated[Named, BeforeValidator(to_members)]


class SlotObject(Model):
    """One slot of a location's status. A slot without tariff has a status only."""

    status: AnyText = ""
    connection_type: AnyText = ""
    provider: NamedMember = Field(default_factory=Named)
    tariff: NamedMember = Field(default_factory=Named)


class TariffObject(Model):
    """One tariff of a location, as a location lists it or by itself; what one layout has the other may lack."""

    type: AnyText = ""
    direction: AnyText = ""
    status: AnyText = ""
    tariff_id: AnyText = ""
    connection_type: AnyText = ""
    display_name: AnyText = ""
    contract_end_date: AnyText = ""
    market_rates: Flag = False
    provider: NamedMember = Field(default_factory=Named)
    id: AnyText = ""

    @property
    def own_id(self) -> str:
        """Its id, by the name that the layout has for it."""
        return self.tariff_id or self.id


class LocationObject(Model):
    """`GET /locations/{id}`. Here a slot is its status alone."""

    id: AnyText = ""
    customer_id: AnyText = ""
    reference_id: AnyText = ""
    timezone: AnyText = ""
    currency_code: AnyText = ""
    postal_address: Members = Field(default_factory=dict)
    tariff_status: Members = Field(default_factory=dict)
    tariff_elements: Items = Field(default_factory=tuple)
    tariffs: Items = Field(default_factory=tuple)

    @property
    def held(self) -> tuple[TariffObject, ...]:
        """The tariffs, where the location itself tells of them. In older generations its elements are ids alone."""
        told = (*self.tariff_elements, *self.tariffs)
        return tuple(TariffObject.model_validate(one) for one in told if isinstance(one, Mapping))


class StatusObject(Model):
    """`GET /locations/{id}/status`."""

    tariff_status: Members = Field(default_factory=dict)


def slots_of(tariff_status: Mapping[str, Any]) -> tuple[Slot, ...]:
    """The slots of either form of `tariff_status`, in its order."""
    return tuple(_slot_of(name, told) for name, told in tariff_status.items())


def slots_of_tariffs(tariffs: Sequence[TariffObject], known: Sequence[TariffObject]) -> tuple[Slot, ...]:
    """The slots of a location that tells its tariffs; `known`: what was told of them elsewhere."""
    return tuple(_slot_of_tariff([one, *(more for more in known if more.own_id == one.own_id)]) for one in tariffs)


def location_of(found: LocationObject, slots: tuple[Slot, ...]) -> Location:
    """A location as the conversation knows it."""
    address = {name: to_text(value) for name, value in found.postal_address.items()}
    return Location(found.id, address, found.timezone, found.currency_code, slots)


def _slot_of_tariff(told: Sequence[TariffObject]) -> Slot:
    """A slot from all that was told of its tariff; what the location itself tells comes first."""
    one, status = told[0], told[0].status.upper()
    return Slot(
        name=f"{one.type or 'COMMODITY'}_{one.direction or 'IMPORT'}".lower(),
        status="CONNECTED" if status == "ERROR_REPORTED" else status,
        connection_type=next((t.connection_type for t in told if t.connection_type), ""),
        provider=next((t.provider.display_name for t in told if t.provider.display_name), ""),
        tariff=next((t.display_name for t in told if t.display_name), ""),
        tariff_id=one.own_id,
        contract_end=next((day for t in told if (day := _end_day(t.contract_end_date))), ""),
        structure="MARKET" if any(t.market_rates for t in told) else "",
    )


def _slot_of(name: str, told: Any) -> Slot:
    slot = SlotObject.model_validate(told if isinstance(told, Mapping) else {"status": told})
    return Slot(
        name=name,
        status=slot.status.upper(),
        connection_type=slot.connection_type,
        provider=slot.provider.display_name,
        tariff=slot.tariff.display_name,
        tariff_id=slot.tariff.id,
        contract_end=_end_day(slot.tariff.contract_end_date),
        structure=slot.tariff.structure_type.strip().upper(),
    )


def _end_day(text: str) -> str:
    """The day of an end as the pages read it, "" for none."""
    day = day_at({"end": text}, "end")
    return day.isoformat() if day else ""
