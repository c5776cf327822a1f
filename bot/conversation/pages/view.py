"""What every page module offers, and what a reply to a page can come to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.conversation.cards import Action, Card
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.replies import Filled, Said

Draft = dict[str, Any]  # JSON; what is known so far of the answer to one page, and what is asked just now
Heard = Said | Action | Filled


@dataclass(frozen=True, slots=True)
class Stay:
    """Not an answer yet: keep the draft and show the page again, with a remark where there is one."""

    draft: Draft
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The page is answered. `done` is the line that is left of it; the draft is kept in case Connect refuses."""

    data: Mapping[str, Any]
    done: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class Do:
    """One of the page's actions was chosen ("BACK", "CLOSE", "PROVIDER_MISSING", …)."""

    action: str
    done: str = ""
    data: Mapping[str, Any] | None = None  # what it is about, where it needs to be told


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Ask Connect where the session stands, e.g. after a login in the browser."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Begin again at the choice of provider, with the address that is known, where Connect offers no way back."""


Move = Stay | Answer | Do | LookAgain | Restart


class View(Protocol):
    """One family of pages. Pure: the same arguments give the same result, and nothing is raised."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        """The card of the page as far as the draft has come. Back and Close are added by the frame."""

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        """What a reply comes to. An empty draft is the first time that the page is seen."""

    def back(self, page: Page, draft: Draft) -> Draft | None:
        """The draft one question earlier, None if the page itself is to be left."""

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        """Where Connect's validation error lands: on the field it is about, with everything else kept."""
