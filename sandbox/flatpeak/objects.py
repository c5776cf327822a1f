"""What the world consists of: customers, locations, tariffs, sessions, events."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sandbox.flatpeak.places import Place, empty_address
from sandbox.flatpeak.plans import Period, Plan
from sandbox.flatpeak.programmes import Programme
from sandbox.flatpeak.providers import LibraryTariff, Method, Provider

if TYPE_CHECKING:
    from sandbox.flatpeak.generation import Generation

Json = dict[str, Any]
Slot = Literal["commodity_import", "commodity_export", "non_commodity_import"]
SLOTS: tuple[Slot, ...] = ("commodity_import", "commodity_export", "non_commodity_import")
UNSUPPORTED_SLOTS = ("non_commodity_export", "local")
Status = Literal["CONNECTED", "PENDING", "ERROR"]

# The places of the dialogue, whatever a generation calls their pages.
Step = Literal[
    "address", "provider", "provider_name", "login", "library", "structure", "fixed", "time_of_day", "advanced",
    "region", "surcharge", "name", "term", "summary", "pending", "failed", "end", "start", "consent", "vpp_landing",
    "vpp_summary", "details", "participation", "payments", "payment",
]  # fmt: skip
LoginStep = Literal["login", "otp", "address", "consent", "missing"]
OUTCOMES: dict[Status, Step] = {"CONNECTED": "summary", "PENDING": "pending", "ERROR": "failed"}


@dataclass(frozen=True, slots=True)
class Term:
    """How long a contract runs; days as the customer said them."""

    start: date | None = None
    end: date | None = None
    kind: str = ""


@dataclass(slots=True)
class Tariff:
    """A tariff on a location; without a plan while it was never read."""

    id: str
    slot: Slot
    provider: Provider
    name: str
    connection_type: Method
    status: Status
    plan: Plan
    term: Term
    created: datetime
    was_read: bool = True
    reported: bool = False
    reports: list[str] = field(default_factory=list)  # what an open issue report says
    session: str = ""

    @property
    def direction(self) -> str:
        return "EXPORT" if self.slot == "commodity_export" else "IMPORT"

    @property
    def type(self) -> str:
        return "NON_COMMODITY" if self.slot == "non_commodity_import" else "COMMODITY"


@dataclass(slots=True)
class Location:
    """A supply address with at most one tariff a slot."""

    id: str
    account: str
    customer_id: str
    reference_id: str
    address: dict[str, str]
    place: Place
    created: datetime
    tariffs: dict[Slot, Tariff] = field(default_factory=dict)
    devices: list[str] = field(default_factory=list)
    generation: str = "anode"  # the one under which it was made: its events speak that


@dataclass(slots=True)
class Customer:
    """Who owns locations."""

    id: str
    account: str
    reference_id: str
    created: datetime
    locations: list[str] = field(default_factory=list)
    generation: str = "anode"


@dataclass(slots=True)
class Draft:
    """What the customer has said so far."""

    address: dict[str, str] = field(default_factory=empty_address)
    provider: Provider | None = None
    provider_name: str = ""
    method: Method = "MANUAL"
    structure: str = ""
    cost: Decimal = Decimal(0)
    hours: tuple[Period, ...] = ()
    advanced: Json | None = None
    region: str | None = None
    surcharge_fixed: Decimal = Decimal(0)
    surcharge_percentage: Decimal = Decimal(0)
    tariff_name: str = ""
    term: Term = Term()
    library: LibraryTariff | None = None

    def of_provider(self, provider: Provider) -> "Draft":
        """The start of a tariff of that provider."""
        return Draft(address=self.address, provider=provider, provider_name=self.provider_name)


@dataclass(slots=True)
class Login:
    """Where the customer stands on the provider's site; the password is never kept."""

    step: LoginStep = "login"
    user: str = ""


@dataclass(slots=True)
class Session:
    """One Connect dialogue. `accepted` holds the answers that moved it, `accepted_raw` their very bytes.

    `proposal`: the tariff of a dialogue in which nothing counts before it is saved.
    """

    token: str
    account: str
    created: datetime
    expires: datetime
    connect_url: str
    callback_url: str
    slot: Slot
    generation: "Generation"
    customer_id: str = ""
    customer_reference_id: str = ""
    location_id: str = ""
    location_reference_id: str = ""
    asks_name: bool = False
    asks_term: bool = False
    offers_advanced: bool = False
    draft: Draft = field(default_factory=Draft)
    steps: list[Step] = field(default_factory=list)
    login: Login = field(default_factory=Login)
    expired: bool = False
    told_complete: bool = False
    proposal: Tariff | None = None
    complete_action: str = ""
    entry: str = ""  # what it was started for, where that is said
    device_id: str = ""
    provider_id: str = ""
    period: tuple[str, date] | None = None  # which part of the performance is shown
    details: dict[str, str] = field(default_factory=dict)  # who is about to join a programme
    programme: Programme | None = None  # the one that the customer is about to join
    dismissed: set[str] = field(default_factory=set)  # the providers whose login was dismissed
    mask: str | None = None  # the made-up route under which the current page was shown
    accepted: list[Json] = field(default_factory=list)
    accepted_raw: list[bytes] = field(default_factory=list)

    @property
    def step(self) -> Step:
        return self.steps[-1]

    @property
    def ended(self) -> bool:
        return self.step == "end"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, as `GET /events` tells it."""

    id: str
    account: str
    type: str
    data: Json
    created: datetime
    generation: str = "anode"
