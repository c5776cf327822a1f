"""What the company sends, gets and is told, in the shapes of its API. The OpenAPI document is made from these."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SlotName = Literal["commodity_import", "commodity_export", "non_commodity_import"]
SessionState = Literal["open", "pending", "connected", "abandoned", "failed", "closed"]
EventType = Literal[
    "tariff.connected", "tariff.changed", "tariff.disconnected", "session.abandoned", "customer.forgotten"
]

# Printable ASCII without spaces: it stands in addresses and logs of several systems.
Reference = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,64}$", examples=["customer-4711"])]
Line = Annotated[str, Field(max_length=200)]
MINUTE_S, WEEK_S, MONTH_S = 60, 604_800, 2_592_000


class Taken(BaseModel):
    """Something that is sent to us: a member that we do not know is refused, for it may be a slip of the pen."""

    model_config = ConfigDict(extra="forbid", strict=True)


class LinkAddress(Taken):
    """The address as far as it is known. The customer confirms and completes it."""

    address_line1: Line = Field(default="", description="Street and number", examples=["1-3 Strand"])
    address_line2: Line = Field(default="", description="Flat or floor")
    city: Line = Field(default="", examples=["London"])
    state: Line = Field(default="", description="Where addresses have one: a code such as TX")
    post_code: Line = Field(default="", examples=["WC2N 5EH"])
    country_code: str = Field(default="", pattern=r"^([A-Z]{2})?$", description="ISO 3166-1 alpha-2", examples=["GB"])


class LinkRequest(Taken):
    """A link into a chat for one customer and one home."""

    channel: str = Field(pattern=r"^[a-z]{1,20}$", description="telegram or slack", examples=["telegram"])
    customer_reference: Reference = Field(description="Your name for the customer, the same for all their homes")
    location_reference: Reference = Field(description="Your name for the home")
    address: LinkAddress = Field(default_factory=LinkAddress)
    slot: SlotName = Field(default="commodity_import", description="The tariff that is asked for")
    language: str = Field(
        "",
        pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?$",
        description="BCP 47; without it, the language of the customer's device",
        examples=["de"],
    )
    expires_in: int = Field(default=WEEK_S, ge=MINUTE_S, le=MONTH_S, description="Seconds until the link is of no use")


class PageQuery(BaseModel, extra="forbid"):
    """Which of them, and how many at once."""

    customer_reference: Reference | None = Field(default=None, description="Only what this customer connected")
    location_reference: Reference | None = Field(default=None, description="Only this home")
    limit: int = Field(default=20, ge=1, le=100)
    cursor: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_-]{1,200}$", description="`next_cursor` of the page before"
    )


class LinkReply(BaseModel):
    """A link that works once."""

    id: str
    url: str = Field(description="To be opened by the customer")
    expires_at: datetime


class SlotStatus(BaseModel):
    """One tariff of a location."""

    slot: str = Field(examples=["commodity_import"])
    status: str = Field(description="As FlatPeak tells it", examples=["CONNECTED", "PENDING", "ERROR", "NOT_CONNECTED"])


class LocationReply(BaseModel):
    """A home with its tariffs as they were last read. What else there is to know of it FlatPeak tells by its id."""

    id: str = Field(description="FlatPeak's")
    customer_reference: str | None
    location_reference: str | None
    channel: str
    connected_at: datetime
    read_at: datetime = Field(description="When the status was read")
    slots: list[SlotStatus]


class SessionReply(BaseModel):
    """One Connect session."""

    id: str
    state: SessionState
    customer_reference: str | None
    location_reference: str | None
    channel: str
    slot: str
    location_id: str | None
    opened_at: datetime
    expires_at: datetime
    settled_at: datetime | None


class LocationPage(BaseModel):
    """Some locations, in the order of their ids."""

    data: list[LocationReply]
    next_cursor: str | None = Field(description="For the next page; null: there is none")


class SessionPage(BaseModel):
    """Some sessions, newest first."""

    data: list[SessionReply]
    next_cursor: str | None = Field(description="For the next page; null: there is none")


class Fault(BaseModel):
    """A member that does not fit."""

    member: str
    message: str


class Problem(BaseModel):
    """Why a request was not followed (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    code: str = Field(description="The same for the same problem, for your code to look at")
    detail: str
    faults: list[Fault] = []


class TariffData(BaseModel):
    """A tariff was connected, replaced or ended."""

    location_id: str
    customer_reference: str | None
    location_reference: str | None
    channel: str
    slot: str


class AbandonedData(BaseModel):
    """A customer began and did not come to the end. `stopped`: of their own will; `expired`: they never came back."""

    session_id: str
    customer_reference: str | None
    location_reference: str | None
    channel: str
    slot: str
    reason: Literal["stopped", "expired"]


class ForgottenData(BaseModel):
    """A customer had all erased. These locations are gone at FlatPeak; with the last one, the customer is."""

    customer_reference: str | None
    location_ids: list[str]


class Told(BaseModel):
    """What every event has."""

    timestamp: datetime = Field(description="When it happened")


class TariffEvent(Told):
    type: Literal["tariff.connected", "tariff.changed", "tariff.disconnected"]
    data: TariffData


class AbandonedEvent(Told):
    type: Literal["session.abandoned"]
    data: AbandonedData


class ForgottenEvent(Told):
    type: Literal["customer.forgotten"]
    data: ForgottenData


Event = TariffEvent | AbandonedEvent | ForgottenEvent
