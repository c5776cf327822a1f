"""What is being typed into modals: Slack tells of every letter, and of none of them when a modal is closed.

So the newest is remembered here, and handed in when somebody pauses or closes the modal; a letter costs nothing.
"""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from adapters.slack.errands import Errands
from adapters.slack.modal_state import Entered
from adapters.slack.parse import Source

PAUSE_S = 3.0  # without a letter; so much typing at most is lost with this process
MOST = 5000  # modals in which somebody types at this moment; of more, the oldest is handed in early


@dataclass(frozen=True, slots=True)
class Draft:
    """What stands in a modal; `stamp` is Slack's time of the letter, a "ts"."""

    view_id: str
    stamp: str
    entered: Entered
    source: Source


class Drafts:
    """The newest draft of each modal, in memory. `keep` hands one in."""

    def __init__(self, keep: Callable[[Draft], Coroutine[Any, Any, None]], errands: Errands) -> None:
        self._keep, self._errands = keep, errands
        self._typed: dict[str, tuple[Draft, asyncio.TimerHandle]] = {}

    def note(self, draft: Draft) -> None:
        """Remember it, unless a newer one came before it."""
        if draft.view_id in self._typed and self._typed[draft.view_id][0].stamp > draft.stamp:
            return
        self.take(draft.view_id)
        timer = asyncio.get_running_loop().call_later(PAUSE_S, self._hand_in, draft.view_id)
        self._typed[draft.view_id] = draft, timer
        if len(self._typed) > MOST:
            self._hand_in(next(iter(self._typed)))

    def take(self, view_id: str) -> Draft | None:
        """What was typed there and is not handed in; from now on the caller answers for it."""
        draft, timer = self._typed.pop(view_id, (None, None))
        if timer:
            timer.cancel()
        return draft

    async def hand_in_all(self) -> None:
        """Nobody waits for a pause any more."""
        await asyncio.gather(*(self._hand_in(view_id) for view_id in list(self._typed)))

    def _hand_in(self, view_id: str) -> asyncio.Task[None]:
        draft, timer = self._typed.pop(view_id)
        timer.cancel()
        return self._errands.start("keeping what was typed", self._keep(draft))
