"""The Bolt app: one listener for each kind of thing that Slack sends. None of them returns before it is stored.

Bolt acknowledges an event before its listener runs, unless it is told to process before it responds.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from adapters.slack import parse, tokens
from adapters.slack.client import SlackChannel
from adapters.slack.errands import Errands
from adapters.slack.escape import escape
from adapters.slack.gate import Gate
from adapters.slack.installations import Installations
from adapters.slack.loops import Loops
from adapters.slack.modals import Modals
from adapters.slack.parse import Source
from adapters.slack.selects import Selects
from adapters.slack.speech import Speech
from bot.conversation.desk import Desk
from bot.conversation.replies import Arrival, Commanded, Edited, Left, Place, Said, Shared

log = logging.getLogger(__name__)

BOLT = "adapters.slack.bolt"
ANYTHING = re.compile(".*", re.DOTALL)
DM_S = 0.5  # to find out whether a command was given in our own chat; else a receipt more does no harm
GREETED = 20_000  # people of whom we know that they have talked with us

# What people do with what we have shown. We are there, then, and a form has no time to wait for storage to say so.
ON_OURS = frozenset({"block_actions", "block_suggestion", "view_submission", "view_closed"})

Body = Mapping[str, Any]


def create_app(entrance: "Entrance") -> AsyncApp:
    """The app with all of its listeners. Requests are verified before they come here."""

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        source: Source = context["source"]
        entrance.learn_app(context["app"])
        if context["kind"] in ON_OURS:
            return AuthorizeResult(enterprise_id=source.enterprise, team_id=source.team)
        return await entrance.authorize(source)

    async def fail(error: Exception) -> BoltResponse:
        # Neither the text of the error nor the payload: both can hold what a person wrote.
        log.error("something from Slack could not be taken: %s", type(error).__name__)
        return BoltResponse(status=500)

    app = AsyncApp(
        name=BOLT,  # of loggers that it makes as silent as this one
        logger=silent_logger(),
        signing_secret="",
        process_before_response=True,
        authorize=authorize,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    app.error(fail)
    app.action(ANYTHING)(entrance.action)  # the most frequent first: each that does not match takes 0.02 ms
    app.event(ANYTHING)(entrance.event)
    app.command(ANYTHING)(entrance.command)
    app.shortcut(ANYTHING)(entrance.shortcut)
    app.options(ANYTHING)(entrance.options)
    app.view_submission(ANYTHING)(entrance.submission)
    app.view_closed(ANYTHING)(entrance.closing)
    return app


def silent_logger() -> logging.Logger:
    """For Bolt, whose warnings and errors quote payloads. What matters of them is said by `fail`."""
    logger = logging.getLogger(BOLT)
    logger.setLevel(logging.CRITICAL + 1)
    return logger


class Entrance:
    """The listeners."""

    def __init__(
        self,
        channel: SlackChannel,
        installations: Installations,
        desk: Desk,
        speech: Speech,
        errands: Errands,
        loops: Loops | None = None,
    ) -> None:
        self._channel, self._installations, self._desk = channel, installations, desk
        self._speech, self._errands = speech, errands
        self._loops = loops or Loops()
        self._gate = Gate(channel, installations)
        self._modals = Modals(channel, desk, speech, errands)
        self._selects = Selects(desk, speech)
        self._met: dict[tuple[str, str], None] = {}

    async def finish(self) -> None:
        """Hand in what is only remembered so far."""
        await self._modals.finish()

    async def close(self) -> None:
        """Break off what is under way."""
        await self._modals.close()

    def learn_app(self, app_id: str) -> None:
        """Our own id, which links into the private chat need."""
        self._channel.app_id = self._channel.app_id or app_id

    async def authorize(self, source: Source) -> AuthorizeResult:
        """Who we are in this workspace, so that Bolt can leave out what we did ourselves."""
        found = await self._installations.find(source.team, source.enterprise)
        return AuthorizeResult(
            enterprise_id=source.enterprise,
            team_id=source.team,
            bot_id=found.bot_id if found else None,
            bot_user_id=found.bot_user if found else None,
            bot_token=found.token if found else None,
        )

    async def event(self, body: dict[str, Any], context: AsyncBoltContext) -> None:
        source: Source = context["source"]
        event = body.get("event") or {}
        kind = event.get("type")
        if kind in ("app_uninstalled", "tokens_revoked"):
            await self._gate.removed(body, source)
            return
        if kind == "user_change" and isinstance(event.get("user"), dict) and not source.is_foreign:
            self._channel.people.learn(source.team, event["user"])
        elif kind == "message" and event.get("channel_type") == "im" and source.user and not parse.is_from_bot(event):
            self._channel.dms.learn(source.team, source.user, str(event.get("channel") or ""))
        arrival = parse.parse_event(body, source, datetime.now(UTC))
        if arrival is None or context.bot_token is None or self._is_needless(arrival):
            return
        if isinstance(arrival.reply, Left):
            if not source.is_foreign:
                await self._desk.receive(arrival)
        elif await self._gate.is_stranger(source):
            self._refuse_in(str(event.get("channel") or ""), source)
        else:
            arrival = await self._take(arrival)
            if isinstance(arrival.reply, Commanded) and arrival.reply.origin is not None:
                self._errands.start("a receipt", self._whisper_receipt(arrival, arrival.reply.origin))

    async def command(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        source: Source = context["source"]
        arrival = parse.parse_command(body, source, datetime.now(UTC))
        if refusal := await self._refusal(source, context):
            await ack(refusal)
            return
        if arrival is not None:
            arrival = await self._take(arrival)
            receipt = await self._receipt(arrival) if await self._is_elsewhere(body, source) else ""
            await ack(receipt)
            return
        await ack()

    async def shortcut(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        source: Source = context["source"]
        arrival = parse.parse_shortcut(body, source, datetime.now(UTC))
        url = str(body.get("response_url") or "")
        if refusal := await self._refusal(source, context):
            self._respond(url, refusal)
        elif arrival is not None:
            arrival = await self._take(arrival)
            if isinstance(arrival.reply, Commanded) and arrival.reply.origin is not None:
                self._respond(url, await self._receipt(arrival))
        await ack()

    async def action(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        source: Source = context["source"]
        # Otherwise it is the key that tells whose card it is, and nothing may hold up the opening of a form.
        if source.is_foreign and await self._gate.is_stranger(source):
            words = await self._speech.at_once(source.team, source.user)
            self._respond(str(body.get("response_url") or ""), escape(words("slack-foreign")))
            await ack()
            return
        for action in body.get("actions") or ():
            await self._act(body, action, source)
        await ack()

    async def options(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        source: Source = context["source"]
        stranger = source.is_foreign and await self._gate.is_stranger(source)
        await ack({"options": []} if stranger else await self._selects.answer(body, source))

    async def submission(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        shown = await self._modals.submit(body, context["source"])
        await (ack(shown) if shown else ack())

    async def closing(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        await self._modals.closed(body, context["source"])
        await ack()

    async def _act(self, body: Body, action: Body, source: Source) -> None:
        view = body.get("view") or {}
        token = tokens.read_token(action.get("action_id"))
        if view.get("type") == "modal":
            await self._modals.press(body, action, source)
        elif isinstance(token, tokens.OpenForm):
            # Not waited for: the trigger lives three seconds, and so does Slack's patience with us.
            self._errands.start("opening a form", self._modals.open(body, token.key, source))
        elif arrival := parse.parse_press(body, action, source, datetime.now(UTC)):
            await self._take(arrival, None)

    async def _take(self, arrival: Arrival, patience_s: float | None = 0.0) -> Arrival:
        """Store it, with what is known of the person; who came through the gate was asked about there."""
        person = await self._channel.people.person(arrival.person.team, arrival.person.id, patience_s)
        arrival = replace(arrival, person=person)
        await self._desk.receive(arrival)
        if len(self._met) >= GREETED:
            self._met = dict.fromkeys(list(self._met)[GREETED // 2 :])
        self._met[person.team, person.id] = None
        return arrival

    def _is_needless(self, arrival: Arrival) -> bool:
        """A greeting for somebody whom we are talking with already, or the noise of a bot."""
        person, reply = arrival.person, arrival.reply
        if isinstance(reply, Commanded) and reply.name == "start":
            return (person.team, person.id) in self._met
        said = reply.text if isinstance(reply, Said | Edited) else reply.caption if isinstance(reply, Shared) else None
        if said is None or not self._loops.is_loop(person.team, person.id, said):
            return False
        log.warning("somebody in %s repeats the same words again and again; they are left for a while", person.team)
        return True

    async def _refusal(self, source: Source, context: AsyncBoltContext) -> str:
        """Why somebody is not served, as mrkdwn in their language; "" for everybody else."""
        reason = "slack-not-installed" if context.bot_token is None else ""
        if not reason and await self._gate.is_stranger(source):
            reason = "slack-foreign"
        return escape((await self._speech.at_once(source.team, source.user))(reason)) if reason else ""

    async def _is_elsewhere(self, body: Body, source: Source) -> bool:
        """Whether a command was given anywhere but in our own chat, where the answer is in sight."""
        given_in = str(body.get("channel_id") or "")
        if not given_in.startswith("D"):
            return True
        try:
            async with asyncio.timeout(DM_S):
                return given_in != await self._channel.dms.channel(source.team, source.user)
        except Exception:
            return True

    async def _receipt(self, arrival: Arrival) -> str:
        words = await self._speech.with_person(arrival.person)
        link = self._channel.private_link("", arrival.person.team)
        return f"{escape(words('slack-receipt'))} <{link}|{escape(words('button-open-chat'))}>"

    async def _whisper_receipt(self, arrival: Arrival, origin: Place) -> None:
        """Beside a mention, seen by nobody else."""
        receipt = await self._receipt(arrival)
        await self._whisper(origin.team, origin.chat, arrival.person.id, receipt, origin.topic)

    def _refuse_in(self, chat: str, source: Source) -> None:
        if chat:
            self._errands.start("a refusal", self._whisper_refusal(chat, source))

    async def _whisper_refusal(self, chat: str, source: Source) -> None:
        words = await self._speech.at_once(source.team, source.user)
        await self._whisper(source.team, chat, source.user, escape(words("slack-foreign")))

    async def _whisper(self, team: str, chat: str, user: str, text: str, thread: str = "") -> None:
        fields = {"channel": chat, "user": user, "text": text, "thread_ts": thread or None}
        await self._channel.ask(team, "chat.postEphemeral", fields)

    def _respond(self, url: str, text: str) -> None:
        if url:
            message = {"response_type": "ephemeral", "replace_original": False, "text": text}
            self._errands.start("an answer to a press", self._channel.api.respond(url, message))
