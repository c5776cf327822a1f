"""The life of a modal: opened at once, filled, sent in, answered. It is always one view, which is changed in place."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any

from adapters.slack import errors, tokens
from adapters.slack.blocks import Json, actions, button, section
from adapters.slack.client import SlackChannel
from adapters.slack.drafts import Draft, Drafts
from adapters.slack.errands import Errands
from adapters.slack.escape import escape
from adapters.slack.filling import add_row, answer, complete, redraw, remove_row, unplaced, values_of
from adapters.slack.filling import errors as errors_of
from adapters.slack.forms import (
    answered_view,
    checking_view,
    done_view,
    failed_view,
    form_view,
    loading_view,
    say_form_words,
)
from adapters.slack.modal_state import Entered, ModalState, read_modal
from adapters.slack.parse import Source
from adapters.slack.speech import Speech
from adapters.slack.transport import TransportError
from adapters.slack.views import Views
from bot.conversation.channel import DeliveryError
from bot.conversation.desk import Desk
from bot.conversation.forms import Form
from bot.conversation.replies import Arrival, Filled, Person

log = logging.getLogger(__name__)

SETTLE_S = 1.8  # of Slack's three seconds; the way to us and back takes some, and so does storing
# Slack shows our answer to a submission some time after it has it, and would show it over what comes earlier.
APPLIED_S = 1.0

TYPED = "plain_text_input"

Body = Mapping[str, Any]


class Modals:
    """All modals of the app. What a modal is about travels in it, so that any process can answer it."""

    def __init__(
        self,
        channel: SlackChannel,
        desk: Desk,
        speech: Speech,
        errands: Errands,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._channel, self._desk, self._speech, self._errands = channel, desk, speech, errands
        self._views = Views(channel.ask)
        self._drafts = Drafts(self._keep_draft, errands)
        self._clock = clock
        self._settling: dict[str, asyncio.Task[Form | None]] = {}

    async def finish(self) -> None:
        """Hand in what was typed."""
        await self._drafts.hand_in_all()

    async def close(self) -> None:
        """Break off what is under way; a turn goes on where it is stored."""
        await self._views.close()
        waiting = list(self._settling.values())
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async def open(self, body: Body, key: str, source: Source) -> None:
        """Show a modal before anything is known, since the trigger lives three seconds, and then the form in it."""
        state = ModalState(key, source.team)
        view = loading_view(state, say_form_words(await self._speech.at_once(source.team, source.user)))
        wanted = {"trigger_id": str(body.get("trigger_id") or ""), "view": view}
        try:
            opened = await self._channel.ask(source.team, "views.open", wanted, repeatable=False)
        except errors.TeamBroken:
            raise
        except errors.TriggerUsed:
            return  # a copy of this press has opened it
        except DeliveryError as error:
            log.info("a form could not be opened: %s", error)
            await self._offer_again(str(body.get("response_url") or ""), key, source)
            return
        shown = opened["view"]
        person = await self._channel.people.person(source.team, source.user)
        try:
            await self._draw(str(shown["id"]), state, person, blindly=True)
        except Exception:  # whatever it is: else the person would look at "one moment" for ever
            sorry = failed_view(state, say_form_words(await self._speech.at_once(source.team, source.user)))
            await self._views.update(str(shown["id"]), _ready(sorry), state, blindly=True)
            raise

    async def press(self, body: Body, action: Body, source: Source) -> None:
        """A button or a choice inside a modal: rows come and go, and what was typed until then is kept.

        A letter is only remembered.
        """
        view = body.get("view") or {}
        view_id, stamp = str(view.get("id")), str(action.get("action_ts") or body.get("trigger_id"))
        entered = self._read(view)
        if entered is None:
            return
        if action.get("type") == TYPED:
            self._drafts.note(Draft(view_id, stamp, entered, source))
            return
        self._drafts.take(view_id)  # what is here is newer
        person = await self._channel.people.person(source.team, source.user)
        token = tokens.read_token(action.get("action_id"))
        if isinstance(token, tokens.AddRow | tokens.RemoveRow) and self._views.is_new(view_id, stamp):
            form = await self._desk.form(entered.state.key, person)
            entered = self._read(view) or entered  # another press may have been drawn meanwhile
            if form is not None:
                form, state = (
                    add_row(form, entered) if isinstance(token, tokens.AddRow) else remove_row(form, entered, token.row)
                )
                entered = Entered(state, values_of(form))
            self._errands.start("changing a form", self._draw(view_id, entered.state, person, entered))
        await self._keep(f"change:{source.team}:{view_id}:{stamp}", entered, person, source)

    async def closed(self, body: Body, source: Source) -> None:
        """What was typed is kept for the next time; the closing itself does not tell it."""
        view = body.get("view") or {}
        if draft := self._drafts.take(str(view.get("id"))):
            await self._keep_draft(draft)

    async def submit(self, body: Body, source: Source) -> Json | None:
        """What Slack shows for a form that was sent in; None: the modal goes."""
        began, view = self._clock(), body.get("view") or {}
        entered = self._read(view)
        if entered is None:
            return None
        view_id = str(view.get("id"))
        person = await self._channel.people.person(source.team, source.user)
        entered = await self._whole(entered, person)
        task = self._settling.get(view_id)
        if task is None:
            filled = Filled(entered.state.form, entered.values, entered.state.key)
            if problems := await self._desk.check(filled, person):
                return await self._refuse(view, entered, problems, person)
            self._drafts.take(view_id)  # it is handed in herewith
            stamp = str(body.get("trigger_id") or view.get("hash"))
            # Looked for again: who pressed twice may have come this far meanwhile.
            task = self._settling.get(view_id) or self._settle(view_id, stamp, filled, person, source)
        await asyncio.wait({task}, timeout=max(0.0, SETTLE_S - (self._clock() - began)))
        if not task.done():
            self._errands.start("showing what came of a form", self._follow(view_id, view, task, entered, person))
            words = say_form_words(await self._speech.with_person(person))
            return {"response_action": "update", "view": checking_view(entered.state, words, _title(view))}
        form = task.result()
        problems = form.problems() if form else {}
        return {"response_action": "clear"} if form is None else await self._refuse(view, entered, problems, person)

    def _settle(
        self, view_id: str, stamp: str, filled: Filled, person: Person, source: Source
    ) -> asyncio.Task[Form | None]:
        """One turn for one modal at a time: who sends it in twice waits for the first."""
        arrival = Arrival(f"form:{source.team}:{view_id}:{stamp}", source.place, person, filled, datetime.now(UTC))
        task = asyncio.ensure_future(self._run(arrival))
        self._settling[view_id] = task
        task.add_done_callback(lambda _: self._settling.pop(view_id, None))
        return task

    async def _run(self, arrival: Arrival) -> Form | None:
        return await self._desk.settle(arrival)

    async def _refuse(self, view: Body, entered: Entered, problems: Mapping[str, str], person: Person) -> Json:
        """Problems at their fields, with all that was typed left as it is; above the form where there are no fields."""
        if said := errors_of(view, problems):
            return {"response_action": "errors", "errors": said}
        return {"response_action": "update", "view": await self._view(entered.state, person, entered, problems)}

    async def _follow(
        self, view_id: str, view: Body, task: asyncio.Task[Form | None], entered: Entered, person: Person
    ) -> None:
        """What came of it, in place of the view that says that we are at it."""
        await asyncio.sleep(APPLIED_S)
        form = await asyncio.shield(task)
        words, state = say_form_words(await self._speech.with_person(person)), entered.state
        if form is None:
            shown = done_view(state, words, _title(view))
        else:
            form, state = answer(form, entered)
            shown = form_view(form, state, words, unplaced(form, state, form.problems()))
        await self._views.update(view_id, _ready(shown), state, blindly=True)

    async def _keep_draft(self, draft: Draft) -> None:
        source = draft.source
        person = await self._channel.people.person(source.team, source.user)
        await self._keep(f"typed:{source.team}:{draft.view_id}:{draft.stamp}", draft.entered, person, source)

    async def _keep(self, identity: str, entered: Entered, person: Person, source: Source) -> None:
        entered = await self._whole(entered, person)
        filled = Filled(entered.state.form, entered.values, entered.state.key, done=False)
        await self._desk.receive(Arrival(identity, source.place, person, filled, datetime.now(UTC)))

    def _draw(
        self, view_id: str, state: ModalState, person: Person, entered: Entered | None = None, *, blindly: bool = False
    ) -> Coroutine[Any, Any, None]:
        async def draw() -> Json:
            return await self._view(state, person, entered)

        return self._views.update(view_id, draw, state, blindly=blindly)

    async def _view(
        self,
        state: ModalState,
        person: Person,
        entered: Entered | None,
        problems: Mapping[str, str] | None = None,
    ) -> Json:
        """The form as it stands now, with what was entered; that it is answered where that is so."""
        form = await self._desk.form(state.key, person)
        words = say_form_words(await self._speech.with_person(person))
        if form is None:
            return answered_view(state, words)
        form, state = redraw(form, entered) if entered else (form, state.for_form(form))
        return form_view(form, state, words, unplaced(form, state, problems or {}))

    async def _whole(self, entered: Entered, person: Person) -> Entered:
        """With the rows for which the modal has no room."""
        form = await self._desk.form(entered.state.key, person) if entered.state.kept else None
        return complete(form, entered) if form else entered

    def _read(self, view: Body) -> Entered | None:
        """What stands in a modal; in one that was pressed before it showed our last change, the rows of that change."""
        drawn = self._views.drawn_over(str(view.get("id")), str(view.get("hash") or ""))
        return read_modal({**view, "private_metadata": drawn.write()} if drawn else view)

    async def _offer_again(self, response_url: str, key: str, source: Source) -> None:
        """A button with a fresh trigger, where the person has just pressed, else in the private chat."""
        words = await self._speech.at_once(source.team, source.user)
        text = words("slack-form-again")
        again = actions([button(words("slack-form-again-button"), tokens.open_form(key), style="primary")])
        shown: Json = {"text": escape(text), "blocks": [section(text), again]}
        if response_url:
            try:
                await self._channel.api.respond(
                    response_url, {**shown, "response_type": "ephemeral", "replace_original": False}
                )
                return
            except TransportError as error:
                log.info("the address of a press takes no answer: %s", error)
        chat = await self._channel.dms.channel(source.team, source.user)
        await self._channel.ask(source.team, "chat.postEphemeral", {**shown, "channel": chat, "user": source.user})


def _title(view: Body) -> str:
    title = view.get("title")
    return str(title.get("text") or "") if isinstance(title, dict) else ""


def _ready(view: Json) -> Callable[[], Awaitable[Json]]:
    async def draw() -> Json:
        return view

    return draw
