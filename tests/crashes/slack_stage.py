"""The bot as processes of its own, in a workspace of the emulated Slack."""

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException

from sandbox.calls import Call
from sandbox.server import SandboxServer
from sandbox.slack.model import Channel, Message
from sandbox.slack.people import Person
from sandbox.slack.sockets import NoConnectionError, Sockets
from tests.crashes.chats import PATIENCE_S as LONGEST_S
from tests.crashes.fleet import open_bots
from tests.crashes.process import BotProcess, slack_settings
from tests.crashes.walk import Left, Point, Points, new_home, read_left, until

RETRY_AFTER_S = (0.3,) * 90  # Slack's own hour of patience with an event would be a long time to wait
PATIENCE_S = 20.0  # with an answer, where Slack has three: how soon we answer has tests of its own
SERVES = "serving Slack by"


@dataclass(slots=True)
class SlackStage:
    """Bots of one database in their world, with the people of a workspace and their channel."""

    world: SandboxServer
    bots: list[BotProcess]
    points: Points

    @property
    def bot(self) -> BotProcess:
        """The first of them, in most walks the only one."""
        return self.bots[0]

    @property
    def words(self) -> str:
        """All that they have logged."""
        return "".join(bot.words for bot in self.bots)

    def person(self, name: str) -> Person:
        """Somebody of the workspace, by the name that is shown."""
        users = self.world.slack.world.users.values()
        return self.world.slack.person(next(user for user in users if user.display_name == name))

    @property
    def ada(self) -> Person:
        return self.person("Ada")

    @property
    def energy(self) -> Channel:
        """The channel of the team."""
        return next(c for c in self.world.slack.world.channels.values() if c.name == "energy")

    @property
    def cards(self) -> list[Message]:
        """What the bot has written to Ada in private, oldest first; not the sign that it is at work."""
        return [message for message in self.ada.messages() if message.bot_id and message.blocks]

    @property
    def left(self) -> Left:
        """What lies in the database."""
        return read_left(self.bot.database)

    @property
    def is_up(self) -> bool:
        """Whether something arrives at it: by Socket Mode nothing does before there is a connection."""
        sockets, is_served = self.world.slack.sockets, all(SERVES in bot.new_words for bot in self.bots)
        return is_served and not self.points.is_killing and (not sockets.in_use or bool(sockets.ready))

    @property
    def is_quiet(self) -> bool:
        """Whether the bot is up, all events are taken, and all that followed from them is done."""
        return self.is_up and not self.world.slack.delivery.under_way and not self.left.is_busy

    @property
    def steps(self) -> tuple[int, int]:
        """How often it was killed, and what Connect has received; neither goes on for ever."""
        return self.points.kills, sum(len(one.accepted) for one in self.world.flatpeak.sessions.values())

    async def quiet(self) -> None:
        await self.until(lambda: self.is_quiet)

    async def until(self, done: Callable[[], bool], patience_s: float = LONGEST_S) -> None:
        """Wait for something. TimeoutError tells where everything stands."""
        try:
            await until(done, lambda: self.steps, patience_s)
        except TimeoutError:
            raise TimeoutError(f"{self.where}\n{self.ada.transcript()}\n{self.words}") from None

    @property
    def where(self) -> str:
        """What the bot is at, as far as it can be seen from outside."""
        under_way = self.world.slack.delivery.under_way
        modals = [modal.title for modal in self.ada.modals]
        left = self.left if self.is_up else "unknown"
        return f"chapter {self.points.chapter}, up: {self.is_up}, events: {under_way}, modals: {modals}, left: {left}"


@contextlib.asynccontextmanager
async def open_slack(
    deadly: Iterable[Point] = (),
    *,
    by_socket: bool = False,
    bots: int = 1,
    database: str = "",
    company: bool = False,
    first: int = 0,
    drain_delay_s: int = 0,
) -> AsyncIterator[SlackStage]:
    """The world, and the bots, which are started; what comes in over HTTP goes to each of them in turn.

    `first`: which of them is killed first.
    """
    with new_home() as home:
        async with SandboxServer() as world:
            slack = world.slack
            slack.world.rates.enabled = False
            slack.delivery.retry_after_s = RETRY_AFTER_S
            slack.delivery.patience_s = PATIENCE_S
            settings = slack_settings(world, by_socket=by_socket)
            async with open_bots(
                *(world, home, settings), bots=bots, company=company, database=database, drain_delay_s=drain_delay_s
            ) as (made, relay):
                if by_socket:
                    announce_envelopes(slack.sockets, world)
                else:
                    slack.delivery.request_url = f"{relay.url}/slack/events"
                turn = [*made[first:], *made[:first]]
                stage = SlackStage(world, made, Points(turn[0], set(deadly), others=turn[1:]))
                stage.energy.members.add(slack.world.installations[0].bot.id)
                world.calls.watchers.append(stage.points.watch)
                for bot in made:
                    await bot.start()
                yield stage


def announce_envelopes(sockets: Sockets, world: SandboxServer) -> None:
    """Let what goes through a socket be known, as what goes through the public address is."""
    send = sockets.send

    async def announced(kind: Any, payload: dict[str, Any], **how: Any) -> Any:
        said = payload.get("event") or payload
        call = Call("bot", f"envelope {said.get('type', 'command')}", payload, world.slack.world.now())
        try:
            await world.calls.announce(call, "before")
            answer = await send(kind, payload, **how)
            await world.calls.announce(call, "after")
        except HTTPException:
            raise NoConnectionError from None
        return answer

    sockets.send = announced  # type: ignore[method-assign]
