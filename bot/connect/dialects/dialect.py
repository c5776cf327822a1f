"""What a generation of the API has to tell the client."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.conversation.page import Page
from bot.conversation.situation import Purpose, Send

Body = Mapping[str, Any]
ADDRESS = ("address_line1", "address_line2", "city", "state", "post_code", "country_code")


@dataclass(frozen=True, slots=True)
class Opening:
    """All that a new session may be told: what for, whose, where browsers return to, which extra pages to ask."""

    purpose: Purpose
    customer_reference: str
    location_reference: str
    connect_url: str  # back from a provider's login
    callback_url: str  # the end of the session
    asks_name: bool = False
    asks_term: bool = False
    asks_advanced: bool = False  # prices by season, weekday and consumption are offered


def whose_home(opening: Opening) -> dict[str, Any]:
    """What a create call says of the home. An existing location brings its customer, its reference and its address."""
    purpose = opening.purpose
    if purpose.location_id:
        told: dict[str, Any] = {"location_id": purpose.location_id}
    else:
        told = {
            "customer_reference_id": opening.customer_reference,
            "location_reference_id": opening.location_reference,
        }
        if purpose.address:
            told["postal_address"] = postal_address(purpose.address)
    return told | ({"tariff_id": purpose.tariff_id} if purpose.tariff_id else {})


def best_minutes(direction: str, start: datetime, end: datetime, minutes: int) -> dict[str, Any]:
    """What is asked of a schedule in every generation: the cheapest time to use energy, the best paid to feed it in."""
    return {
        "start_time": start.isoformat(),
        "end_time": end.isoformat(),
        "segment": "HIGH" if direction == "EXPORT" else "LOW",
        "duration": minutes,
    }


def postal_address(address: Mapping[str, str]) -> dict[str, str]:
    """An address as FlatPeak takes it: six texts, each of which may be empty."""
    return {name: address.get(name, "") for name in ADDRESS}


@dataclass(frozen=True, slots=True)
class Call:
    """A REST call: method, path below the API's address, query and JSON body."""

    method: str
    path: str
    query: Mapping[str, str] | None = None
    body: Body | None = None


class Dialect(Protocol):
    """One generation. Where several calls are given, the next one is for a generation's other revision."""

    @property
    def version(self) -> str:
        """The value of the header Flatpeak-Version."""

    @property
    def programmes(self) -> bool:
        """Whether it has flexibility programmes (VPP) beside tariffs."""

    @property
    def opens_slots(self) -> bool:
        """Whether a session can be opened for another tariff of a home, such as what it feeds in."""

    @property
    def locations_first(self) -> bool:
        """Whether a session needs a location that exists, so that the address is asked before it is opened."""

    def log_in(self) -> Call:
        """The call that takes the credentials for a bearer token."""

    def locate(self, opening: Opening) -> Call | None:
        """The call that makes a location for a session, None where a session makes its own."""

    def create(self, opening: Opening) -> tuple[Call, ...]:
        """The calls that create a session; the next one where the former is another revision's."""

    def read_back(self, token: str) -> tuple[Call, ...]:
        """The calls that read a session back; the next one where a path is not there (404)."""

    def status(self, location_id: str) -> Call | None:
        """The call that tells the slots of a location, None where the location itself does."""

    def prices(self, location_id: str, direction: str, start: datetime, end: datetime) -> tuple[Call, ...]:
        """The calls that read prices; the next one where a path is not there (404)."""

    def schedule(
        self, location_id: str, direction: str, start: datetime, end: datetime, minutes: int
    ) -> tuple[Call, ...]:
        """The calls that ask for the best so many minutes, in parts; the next one where a path is not there (404)."""

    def start(self, token: str, purpose: Purpose) -> Body:
        """The body of the first call to Connect."""

    def resume(self, token: str, purpose: Purpose) -> tuple[Body, ...]:
        """The bodies that ask where a session stands; the next one if the former is refused."""

    def answer(self, token: str, page: Page, send: Send) -> Body:
        """The body that answers a page."""

    def answer_otherwise(self, token: str, page: Page, send: Send, code: str) -> Body | None:
        """The other form of an answer that was refused with this code, None if there is none."""

    def read_page(self, envelope: Body, token: str, callback_url: str) -> Page | None:
        """The page in an envelope, None if there is none. `callback_url` is our own end of the session."""
