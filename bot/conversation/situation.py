"""What one conversation has come to: all that a turn needs, and all that it may change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, runtime_checkable

from pydantic import BaseModel, Field

from bot.conversation.alerts.model import Alert, Prefs
from bot.conversation.cards import Card
from bot.conversation.invitation import Invitation
from bot.conversation.link_model import Beside, Link
from bot.conversation.location_calls import LocationCall, LocationResult
from bot.conversation.page import Page
from bot.conversation.prices.model import PriceView, Schedule, Series, Told, Until, Watch
from bot.conversation.remembered import Calling, Home, Jotted, Kept, Panel, Step
from bot.conversation.replies import FileRef, Place
from bot.conversation.team import Entry
from bot.conversation.teams import FULL_RIGHTS, Rights, Rules

if TYPE_CHECKING:
    from bot.conversation.sites.job import Job, JobChange
    from bot.conversation.sites.table import Table


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a Connect session is opened for. Without a location: a new one."""

    direction: str = "IMPORT"
    type: str = "COMMODITY"
    location_id: str = ""
    tariff_id: str = ""
    edit: bool = False  # open on the choice of provider, the old tariff stays connected meanwhile
    address: Mapping[str, str] = field(default_factory=dict)
    customer_reference: str = ""  # the company's names for the customer and the home; "": we give ours
    location_reference: str = ""
    again: bool = False  # with `edit`: the same tariff once more, where that is something else than another one
    disconnect: bool = False  # end that tariff
    programme: bool = False  # about a flexibility programme, not about a tariff

    @property
    def errand(self) -> str:
        """The action to choose on the page of the tariff, should the session open there; "" for none."""
        return "DISCONNECT" if self.disconnect else "RECONNECT" if self.again else "EDIT" if self.edit else ""

    @property
    def slot(self) -> str:
        """The slot of the tariff, "commodity_import"."""
        return f"{self.type}_{self.direction}".lower()


@dataclass(frozen=True, slots=True)
class Open:
    """Open a session and ask for its first page."""

    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Send:
    """Answer the current page: with data, or with one of its actions."""

    data: Mapping[str, Any] | None = None
    action: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Ask Connect where the session stands."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Read the session back over REST, and the status of the location that it made."""


@dataclass(frozen=True, slots=True)
class Export:
    """Collect all that is kept about this person."""


@dataclass(frozen=True, slots=True)
class Erase:
    """End the open session, delete the customer at FlatPeak and all that is kept here."""


@dataclass(frozen=True, slots=True)
class ReadAudit:
    """What was done in the team, newest first: `leaf` counts from 0; `whole`: everything, as a file."""

    leaf: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """Get a document that the person sent."""

    file: FileRef


@dataclass(frozen=True, slots=True)
class Look:
    """Ask how things stand at a location."""

    location_id: str


@dataclass(frozen=True, slots=True)
class ReadPrices:
    """Read today's and tomorrow's prices of a location; `zone` (IANA) is where its days begin."""

    location_id: str
    direction: str  # "IMPORT", "EXPORT"
    zone: str
    why: Literal["prices", "changes", "watch"] = "prices"  # for a person who looks, or for what they want to hear of
    hours: int = 0  # the best of which are wanted too, with breaks between them
    until: Until = "morning"


Call = Open | Send | Resume | ReadBack | Export | Erase | ReadAudit | Fetch | Look | ReadPrices | LocationCall


@dataclass(frozen=True, slots=True)
class Slot:
    """One tariff of a location, as FlatPeak's status tells it; empty texts where nothing is connected."""

    name: str  # "commodity_import", "commodity_export", "non_commodity_import", …
    status: str  # "CONNECTED", "NOT_CONNECTED", "PENDING", "ERROR", …
    connection_type: str = ""
    provider: str = ""
    tariff: str = ""
    tariff_id: str = ""
    contract_end: str = ""  # ISO date
    structure: str = ""  # "FIXED", "TIME_OF_DAY", "MARKET", "DYNAMIC"; "": not told


@dataclass(frozen=True, slots=True)
class Location:
    """A property that this person connected."""

    id: str
    address: Mapping[str, str] = field(default_factory=dict)
    timezone: str = ""
    currency: str = ""
    slots: tuple[Slot, ...] = ()
    name: str = ""  # what the person calls it; FlatPeak knows nothing of it


@runtime_checkable
class Findable(Protocol):
    """Locations of which one can be read without the others."""

    def find(self, location_id: str) -> Location | None:
        """The location with this id."""


def find_location(locations: Sequence[Location], location_id: str) -> Location | None:
    """One of the locations; of many that are stored no other is read."""
    if isinstance(locations, Findable):
        return locations.find(location_id)
    return next((one for one in locations if one.id == location_id), None)


@dataclass(frozen=True, slots=True)
class PageCame:
    """Connect sent a page."""

    page: Page


@dataclass(frozen=True, slots=True)
class Refused:
    """Connect sent an error object about the answer. `gap`: the two clock times that some messages name."""

    code: str
    gap: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trouble:
    """No usable reply. The answer may or may not have been taken; it is kept."""

    kind: Literal["down", "slow", "nonsense", "limited", "refused", "disabled"]
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The session read back: its location, and whether prices can be asked already."""

    location: Location | None
    ready: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """FlatPeak no longer has this location."""

    location_id: str


@dataclass(frozen=True, slots=True)
class Exported:
    """All that is kept about the person, as JSON text."""

    content: str


@dataclass(frozen=True, slots=True)
class Erased:
    """Nothing is kept any more."""


@dataclass(frozen=True, slots=True)
class Audited:
    """A page of what was done in the team, or with `whole` all of it."""

    entries: tuple[Entry, ...]
    leaf: int
    more: bool
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document came, and was read as a table of sites; None: it could not be fetched, or is too large."""

    file: FileRef
    table: "Table | None"
    reached: bool = True  # False: the platform did not hand it out, whatever is in it


@dataclass(frozen=True, slots=True)
class Looked:
    """How things stand at a location; None: FlatPeak no longer has it."""

    location_id: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class Priced:
    """The prices of a location, or in the series why there are none."""

    location_id: str
    direction: str
    series: Series
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody else of the team is at this location just now."""

    who: str
    since: datetime


@dataclass(frozen=True, slots=True)
class LoginReturned:
    """The customer's browser came back from the provider's login."""


@dataclass(frozen=True, slots=True)
class StalePress:
    """A button of an earlier card was pressed. The person has been told; the open question is shown again."""


@dataclass(frozen=True, slots=True)
class Woken:
    """Something that was put off is due: "pending", "login" (look again), "retry" (the kept answer), "read" (back)."""

    what: str
    attempt: int = 1


# What FlatPeak tells of a location, as `Noticed.kind` names it.
NoticeKind = Literal[
    "session.complete",
    "tariff.expiring",
    "tariff.expired",
    "tariff.fetch.failed",
    "tariff.connection.upgrade",
    "location.update",
    "location.delete",
]


@dataclass(frozen=True, slots=True)
class Noticed:
    """FlatPeak told of something that concerns this conversation. A hint: how things stand, the location's status says.

    Events come late, twice and in any order. The location is "" where only the session is known; `session` is its
    token; `at` is when it happened.
    """

    kind: NoticeKind
    location_id: str
    tariff_id: str
    session: str = field(repr=False)
    event_id: str
    at: datetime


Result = (
    PageCame
    | Refused
    | Trouble
    | Known
    | Gone
    | Exported
    | Erased
    | Audited
    | Fetched
    | Looked
    | Priced
    | LocationResult
)


class State(BaseModel):
    """What a conversation remembers between turns. It is stored encrypted, as JSON."""

    language: str = ""  # chosen by the person; wins over `hint`
    hint: str = ""  # last language that the platform told
    panel: Panel = ""  # a card of ours that lies over the page, "" if the page itself is open
    about: str = ""  # what the panel is about, e.g. a location id
    draft: dict[str, Any] = Field(default_factory=dict)  # what is known of the answer to the current page
    trail: list[Step] = Field(default_factory=list)  # finished steps of this session
    above: int = 0  # how many of them earlier messages show; the live card shows the others above its question
    answers: int = 0  # steps answered in this session
    known: dict[str, Kept] = Field(default_factory=dict)  # page kind to the answer accepted, for a new session
    address: dict[str, str] = Field(default_factory=dict)  # the address of this session, as far as it is known
    replaying: bool = False  # a new session is being brought to where the expired one was
    unanswered: Kept | None = None  # the answer that is on its way, or kept for later
    opening: Purpose | None = None  # what the session is for, from the wish to its end
    typed: str = ""  # what was typed before the first page could be shown
    finished: bool = False  # the session came to its end
    ending: str = ""  # the action that was meant to end the session
    refused: int = 0  # how often the open page has taken no answer, whatever it was
    attempts: int = 0  # how often in a row Connect could not be asked
    waiting: bool = False  # a tariff is pending at FlatPeak and we look again by ourselves
    late: bool = False  # it is pending still, and we no longer look by ourselves
    unread: int = 0  # how often in a row it could not be read back what became of the session
    left: int = 0  # sessions that another took the place of are unread still: how often that was tried, plus one
    calling: Calling | None = None  # the call that is under way, for the next process if this one dies
    rest: str = ""  # what is left of the live card when another takes its place
    jotted: Jotted | None = None
    form: str = ""  # key of the form that was sent in last; where it is refused, it stays open to be sent in again
    name: str = ""  # what colleagues call the person
    admin: bool = False  # the person runs the team
    zone: str = ""  # where the person is (IANA), as far as the platform tells
    located: str = ""  # the location that the last session was about
    awaited: dict[str, int] = Field(default_factory=dict)  # see `awaited`: what is on its way, how often looked for
    made: dict[str, bool] = Field(default_factory=dict)  # homes made for sessions; True: only a tariff can be there
    called: str = ""  # what the location of the open session is to be called once it is there
    origin: Place | None = None  # the chat with others in which this began, and to which it may be told
    told: bool = False  # it was told there
    errand: str = ""  # the action of the summary that the session was opened for
    home: Home = Field(default_factory=Home)
    job: int = 0  # the newest job of many sites
    by_hand: int = 0  # the site of that job that the open session is for
    alerts: dict[str, Alert] = Field(default_factory=dict)  # what may need the person, by its name
    looking: str = ""  # the alert for which a location's status is asked
    prefs: Prefs = Field(default_factory=Prefs)
    prices: PriceView = Field(default_factory=PriceView)  # what was looked at last
    known_prices: dict[str, Told] = Field(default_factory=dict)  # by location and direction
    watches: list[Watch] = Field(default_factory=list)
    watched: int = 0  # how many were ever set
    customer: str = ""  # the company's name for the person, where it sent them
    known_as: list[str] = Field(default_factory=list)  # our own for them at FlatPeak, from before a key was replaced
    invited: Invitation | None = None  # what it sent along, until its session is open
    links: list[Link] = Field(default_factory=list)  # the person's other chats
    guesses: list[int] = Field(default_factory=list)  # when wrong codes were given: seconds since 1970
    on_behalf: str = ""  # the conversation in which the open session began, if that was another
    site: bool = False  # the conversation is that of one site among many: nothing is shown


class Session(NamedTuple):
    """One Connect session; its token stays in storage."""

    purpose: Purpose
    page: Page | None
    opened_at: datetime
    expires_at: datetime
    location_id: str = ""


class Situation(NamedTuple):
    """All that a turn can see."""

    state: State
    session: Session | None = None  # None: none is open
    locations: Sequence[Location] = ()
    rights: Rights = FULL_RIGHTS
    beside: Mapping[str, Beside] = MappingProxyType({})  # those of `locations` that are another chat's
    elsewhere: tuple[Link, ...] = ()  # other chats of the person in which a question is open
    away: frozenset[str] = frozenset()  # the person's chats where nothing can be written: their keys, "" for this one
    rules: Rules | None = None  # of the team, None where there is none
    job: "Job | None" = None


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a team may want to know who did it: "connected", "changed", "disconnected", "rules", …"""

    deed: str
    about: str = ""  # a location's id
    detail: str = ""
    found: bool = False  # at FlatPeak, where it was done by nobody of a chat


@dataclass(frozen=True, slots=True)
class Due:
    """Something to wake this conversation for, after a time."""

    what: str
    after_s: float
    attempt: int = 1
    postpones: bool = True  # False: where it is woken for the same earlier anyway, that stays


class Reaction(NamedTuple):
    """What a turn has come to. It is written in one commit; then the call, if any, is made."""

    state: State
    card: Card | None = None  # the new live card; None and not `quiet`: show the state anew, in its language
    notices: tuple[Card, ...] = ()  # messages that stand by themselves, shown before the live card
    fresh: bool = False  # show the live card as a new message even where an edit would do
    refresh: bool = False  # the live card is only brought up to date: what was shown of it can be pressed still
    call: Call | None = None
    wake: tuple[Due, ...] = ()
    wake_others: tuple[Due, ...] = ()  # the person's other chats
    locations: tuple[Location, ...] = ()  # to be kept, or brought up to date
    forget_locations: tuple[str, ...] = ()  # FlatPeak no longer has them
    end_session: bool = False
    leave_session: bool = False  # it is over, and read back later
    quiet: bool = False  # nothing to show: what is shown already still holds
    home: bool = False  # the page beside the chat shows something else now
    shared: tuple[Card, ...] = ()  # for the chat in which this began
    to_team: bool = False  # `shared` is for the chat that the team has named for alerts
    rules: Rules | None = None  # the team's new ones
    deeds: tuple[Deed, ...] = ()
    job: "JobChange | None" = None
