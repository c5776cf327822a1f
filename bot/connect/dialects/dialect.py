"""What a generation of the API has to tell the client."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.conversation.page import Page
from bot.conversation.situation import Purpose, Send

Body = Mapping[str, Any]


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

    def log_in(self) -> Call:
        """The call that takes the credentials for a bearer token."""

    def create(self, opening: Opening) -> tuple[Call, ...]:
        """The calls that create a session; the next one where a path is not there (404)."""

    def read_back(self, token: str) -> tuple[Call, ...]:
        """The calls that read a session back; the next one where a path is not there (404)."""

    def prices(self, location_id: str, direction: str, start: datetime, end: datetime) -> tuple[Call, ...]:
        """The calls that read prices; the next one where a path is not there (404)."""

    def start(self, token: str) -> Body:
        """The body of the first call to Connect."""

    def resume(self, token: str) -> tuple[Body, ...]:
        """The bodies that ask where a session stands; the next one if the former is refused."""

    def answer(self, token: str, page: Page, send: Send) -> Body:
        """The body that answers a page."""

    def read_page(self, envelope: Body, token: str, callback_url: str) -> Page | None:
        """The page in an envelope, None if there is none. `callback_url` is our own end of the session."""
