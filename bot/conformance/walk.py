"""Walking: sessions opened, pages answered, each reply checked, and what is odd about it kept."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.conformance.checks import EXPECTED, Odd, check, check_page
from bot.conformance.contradictions import of_calls
from bot.conformance.findings import Finding, Journey, Kind, Walked
from bot.conformance.tap import Exchange, StoppedError, Tap
from bot.conformance.wrong import Wrong
from bot.connect.client import FlatPeak
from bot.connect.outcomes import Opened, name_only
from bot.connect.rest import Rest, Sleep
from bot.connect.wire import Reply, Wire
from bot.conversation.page import Page
from bot.conversation.situation import PageCame, Purpose, Refused, Send, Trouble

T = TypeVar("T")
NEVER = {"down": "FlatPeak cannot be reached", "slow": "FlatPeak does not reply in time"}
NEVER |= {"limited": "FlatPeak asks for fewer calls", "disabled": "FlatPeak does not accept the credentials any more"}


class EndedError(Exception):
    """A journey that cannot go on. What was odd is told already; the text says why, where nothing was."""


@dataclass(frozen=True, slots=True)
class Session:
    """One Connect session of a journey."""

    token: str = field(repr=False)
    purpose: Purpose
    location_reference: str
    location_id: str = ""  # that was made for it


class Walk:
    """One generation. `reference` names all that is made, so that it is found and deleted again."""

    def __init__(
        self, walked: Walked, client: FlatPeak, rest: Rest, wire: Wire, tap: Tap, sleep: Sleep, reference: str
    ) -> None:
        self.walked, self.client, self.rest, self.tap, self.sleep = walked, client, rest, tap, sleep
        self._wire = wire
        self.generation = walked.generation
        self.reference = reference
        self.references: list[str] = []  # of the locations that sessions may have made
        self.journey = Journey("")
        self._step = ""
        self._tried: set[str] = set()

    @property
    def locations_first(self) -> bool:
        """Whether a location is made before its session."""
        return self.generation == "busbar"

    async def take(self, name: str, go: Callable[["Walk"], Awaitable[None]]) -> None:
        """One journey, to its end or as far as it goes."""
        self.journey, self._step = Journey(name), ""
        self.walked.journeys.append(self.journey)
        try:
            await go(self)
            self.journey.outcome = "walked"
        except EndedError as end:
            self.journey.words = str(end)
            if end.args:
                self.journey.outcome = "not there"

    async def call(
        self, step: str, calling: Awaitable[T], *, open_: bool = False, wrong: bool = False
    ) -> tuple[T, list[Exchange]]:
        """The result of a call, and its exchanges, which are checked.

        `open_`: the reference leaves its reply open. `wrong`: it is to be refused.
        """
        self._step = step
        result = await calling
        exchanges = self.tap.take()
        for exchange in exchanges:
            for odd in check(self.generation, exchange):
                if not open_:
                    self.tell(odd)
                elif odd.expected != EXPECTED["code"]:  # which the caller tells
                    self.tell(replace(odd, kind="note"))
        for told in of_calls(self.generation, exchanges):
            self.tell(Odd("note", *told))
        may_fail = (open_ or wrong) and bool(exchanges)  # what it is refused with may be a fault
        if isinstance(result, Trouble) and result.kind in NEVER and not may_fail:
            raise StoppedError(f"{NEVER[result.kind]} ({self.journey.name}, {step})")
        return result, exchanges

    def tell(self, odd: Odd) -> None:
        """Keep what is odd about the present step."""
        self.walked.add(Finding(odd.kind, self.generation, self.journey.name, self._step, odd.expected, odd.came))

    def differs(self, expected: str, came: str) -> None:
        """Keep a difference."""
        self.tell(Odd("difference", expected, came))

    async def ask_as_nobody(self, path: str) -> Reply | Trouble:
        """A call with a bearer token that was never given."""
        return await self._wire.send("GET", self.tap.api_url + path, headers={"Authorization": "Bearer nobody"})

    async def open(self, purpose: Purpose) -> Session:
        """A session with a reference of its own for the home."""
        self.references.append(f"{self.reference}-{len(self.references) + 1}")
        reference = self.references[-1]
        opening = self.client.open(purpose, customer_reference=self.reference, location_reference=reference)
        opened, exchanges = await self.call("open a session", opening)
        if not isinstance(opened, Opened):
            self.differs("a session", say_failure(opened, exchanges))
            raise EndedError
        return Session(opened.token, purpose, reference, opened.location_id or purpose.location_id)

    async def start(self, purpose: Purpose, *kinds: str) -> tuple[Session, Page]:
        """A new session and its first page, which must be of one of these kinds."""
        session = await self.open(purpose)
        came, exchanges = await self.call("first page", self.client.start(session.token, purpose))
        return session, self._arrive(came, exchanges, kinds)

    async def resume(self, session: Session, *kinds: str) -> Page:
        """Where the session stands."""
        came, exchanges = await self.call("resume", self.client.resume(session.token, session.purpose))
        return self._arrive(came, exchanges, kinds)

    async def answer(self, session: Session, page: Page, send: Send, *kinds: str) -> Page:
        """The page after an answer, which must be of one of these kinds; any will do where none is named."""
        step = f"{name_only(page.route)} {send.action}".strip()
        came, exchanges = await self.call(step, self.client.answer(session.token, page, send))
        return self._arrive(came, exchanges, kinds)

    async def try_answer(self, session: Session, page: Page, send: Send) -> Page | None:
        """The page after an answer whose form is not published; None where it is refused, which is only noted."""
        step = f"{name_only(page.route)} {send.action}".strip()
        came, exchanges = await self.call(step, self.client.answer(session.token, page, send), open_=True)
        if isinstance(came, PageCame):
            return self._arrive(came, exchanges, ())
        self.tell(Odd("note", "an answer in the form that we take for likely", say_failure(came, exchanges)))
        return None

    async def provoke(self, session: Session, page: Page, wrongs: Sequence[Wrong]) -> None:
        """Wrong answers to a page, each once in a walk: each must be refused under its code and leave the page."""
        for wrong in wrongs:
            if (name := f"{page.kind}: {wrong.about}") in self._tried:
                continue
            self._tried.add(name)
            answering = self.client.answer(session.token, page, wrong.send)
            came, exchanges = await self.call(
                f"{name_only(page.route)}, {wrong.about}", answering, open_=wrong.inferred, wrong=True
            )
            codes = " or ".join(wrong.codes)
            if isinstance(came, Refused) and came.code in wrong.codes:
                self.provoke_known(came.code)
                continue
            kind: Kind = "note" if wrong.inferred else "difference"
            self.tell(Odd(kind, f"{codes} for {wrong.about}", say_failure(came, exchanges)))
            if isinstance(came, PageCame):
                raise EndedError

    def provoke_known(self, code: str) -> None:
        """Keep that an error came as it should."""
        if code not in self.walked.provoked:
            self.walked.provoked.append(code)

    def _arrive(self, came: object, exchanges: Sequence[Exchange], kinds: Sequence[str]) -> Page:
        wanted = " or ".join(kinds) or "page"
        if not isinstance(came, PageCame):
            self.differs(f"a page ({wanted})", say_failure(came, exchanges))
            raise EndedError
        self.journey.pages.append(came.page.kind)
        if (route := name_only(came.page.route)) not in self.walked.routes:
            self.walked.routes.append(route)
        for odd in check_page(came.page):
            self.tell(odd)
        if kinds and came.page.kind not in kinds:
            self.differs(f"a page ({wanted})", f"page {name_only(came.page.route)} ({came.page.kind})")
            raise EndedError
        return came.page


def say_failure(came: object, exchanges: Sequence[Exchange]) -> str:
    """What came instead of what was expected, without a value of it."""
    status = f"HTTP {exchanges[-1].status}, " if exchanges else ""
    match came:
        case PageCame():
            return f"accepted: page {name_only(came.page.route)}"
        case Refused():
            return f"{status}error {name_only(came.code)}"
        case Trouble():
            return f"{status}{came.kind}"
        case _:
            return f"{status}accepted"
