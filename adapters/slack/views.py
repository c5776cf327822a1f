"""Changing a modal that is open: one change at a time, the newest wins, and never over one that we do not know of."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from adapters.slack.blocks import Json
from adapters.slack.calls import Ask
from adapters.slack.errors import ViewConflict, ViewGone
from adapters.slack.flights import Flights
from adapters.slack.modal_state import ModalState
from bot.conversation.channel import DeliveryError

KNOWN = 5000  # modals that are remembered

Draw = Callable[[], Awaitable[Json]]  # the view as it shall be now


@dataclass(slots=True)
class Known:
    """What we know of one modal: its newest hash, and what was drawn over which earlier ones."""

    hash: str = ""
    state: ModalState | None = None
    earlier: set[str] = field(default_factory=set)
    next: tuple[Draw, bool] | None = None
    pressed: set[str] = field(default_factory=set)


class Views:
    """The modals that this process has drawn in."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._flights: Flights[str, None] = Flights()

    def meet(self, view_id: str, hash_: str) -> Known:
        """A modal as Slack tells it; an older state of it than ours teaches nothing.

        One that is new to us while we have more to draw is what we are drawing: its answer is still on its way.
        """
        known = self._known.setdefault(view_id, Known())
        self._known.move_to_end(view_id)
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)
        if hash_ and hash_ != known.hash and hash_ not in known.earlier:
            known.hash = hash_
            if known.next:
                known.earlier.add(hash_)
            else:
                known.state = None
        return known

    def is_new(self, view_id: str, stamp: str) -> bool:
        """Whether this is the first time that we hear of a press; Slack may tell it twice."""
        pressed = self.meet(view_id, "").pressed
        known = stamp in pressed
        pressed.add(stamp)
        return not known

    def drawn_over(self, view_id: str, hash_: str) -> ModalState | None:
        """What we have put in the place of this state of a modal; None: nothing yet."""
        known = self.meet(view_id, hash_)
        return known.state if hash_ in known.earlier else None

    def update(
        self, view_id: str, draw: Draw, state: ModalState, *, blindly: bool = False
    ) -> Coroutine[Any, Any, None]:
        """Show what `draw` makes, or something newer; `blindly`: whatever is there now. A closed modal is left.

        From this very moment `drawn_over` tells of it; what is returned waits until it is seen.
        """
        known = self.meet(view_id, "")
        known.next, known.state = (draw, blindly), state
        if known.hash:
            known.earlier.add(known.hash)
        return self._flush(state.team, view_id, known)

    async def _flush(self, team: str, view_id: str, known: Known) -> None:
        try:
            while known.next:
                await self._flights.join(view_id, lambda: self._run(team, view_id, known))
        except DeliveryError:
            known.hash, known.state = "", None  # it looks as Slack tells it next
            known.earlier.clear()
            raise

    async def close(self) -> None:
        """Break off what is under way."""
        await self._flights.close()

    async def _run(self, team: str, view_id: str, known: Known) -> None:
        while known.next:
            (draw, blindly), known.next = known.next, None
            try:
                await self._send(team, view_id, known, draw, "" if blindly else known.hash)
            except ViewConflict:  # Slack tells nobody what is there now: what we know counts, as of this moment
                await self._send(team, view_id, known, draw, "")
            except ViewGone:
                known.next = None

    async def _send(self, team: str, view_id: str, known: Known, draw: Draw, hash_: str) -> None:
        view = await draw()
        answer = await self._ask(team, "views.update", {"view_id": view_id, "view": view, "hash": hash_ or None})
        if known.hash:
            known.earlier.add(known.hash)
        known.hash = str((answer.get("view") or {}).get("hash") or "")
