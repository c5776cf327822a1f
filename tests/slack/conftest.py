"""One emulated Slack on a port, a workspace in it that has the app, and the channel that talks to it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from adapters.slack.client import SlackChannel
from adapters.slack.installations import Installation, Renewal
from adapters.slack.pacing import Pacing
from adapters.slack.teams import Client
from bot.conversation.cards import Action, Button, Card, Choices, Controls, Keyed, Text, Title
from bot.conversation.replies import Place
from sandbox.calls import Call, Moment
from sandbox.local import LocalServer
from sandbox.slack import model
from sandbox.slack.platform import Platform
from sandbox.slack.site import create_site
from sandbox.slack.world import SlackWorld

KEY = "k3y-_ABCdef01234"


@dataclass(slots=True)
class Shelf:
    """Installations in memory, as the port asks for them."""

    kept: dict[str, Installation] = field(default_factory=dict)  # by workspace, else by organisation
    gone: list[tuple[str, str]] = field(default_factory=list)  # what was reported broken, and why
    organisations: dict[str, str] = field(default_factory=dict)  # of the workspaces
    found: int = 0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, team: str, enterprise: str = "") -> Installation | None:
        self.found += 1
        return self.kept.get(team) or self.kept.get(enterprise or self.organisations.get(team, ""))

    async def save(self, installation: Installation) -> None:
        self.kept[installation.team or installation.enterprise] = installation

    async def remove(self, team: str, enterprise: str = "") -> None:
        self.kept.pop(team or enterprise, None)

    async def renew(self, team: str, enterprise: str, ask: Renewal) -> Installation | None:
        async with self._lock:
            current = await self.find(team, enterprise)
            if current is None:
                return None
            renewed = await ask(current) or current
            await self.save(renewed)
            return renewed

    async def broken(self, team: str, why: str) -> None:
        self.gone.append((team, why))
        self.kept.pop(team if team in self.kept else self.organisations.get(team, ""), None)

    async def put_state(self, state: str, browser: str, until: datetime) -> None:
        raise NotImplementedError

    async def take_state(self, state: str, browser: str) -> bool:
        raise NotImplementedError

    async def close(self) -> None:
        """Nothing is under way."""


@dataclass(slots=True)
class Lab:
    world: SlackWorld
    platform: Platform
    server: LocalServer
    shelf: Shelf
    channel: SlackChannel
    team: model.Workspace
    app: model.Installation

    def person(self, name: str = "Ada", **traits: Any) -> model.User:
        return self.world.add_user(self.team, name, **traits)

    def dm(self, user: model.User) -> model.Channel:
        return self.world.dm(user, self.app)

    def messages(self, user: model.User) -> list[model.Message]:
        """What stands in the private conversation with a person."""
        return list(self.dm(user).messages.values())

    def calls(self, method: str) -> list[dict[str, object]]:
        return [call.body for call in self.world.calls.to("slack", method)]

    def response_url(self, user: model.User) -> str:
        """The address that comes with a press of this person in our private conversation."""
        return self.platform.response_urls.make("actions", user, self.dm(user), self.app)

    def whispers(self, user: model.User) -> list[str]:
        """What only this person sees, in our private conversation."""
        return [message.text for message in self.dm(user).ephemerals]

    def expect(self, method: str) -> asyncio.Event:
        """Set when the next call of a method has arrived."""
        arrived = asyncio.Event()

        async def watch(call: Call, _: Moment) -> None:
            if call.method == method:
                arrived.set()

        self.world.calls.watchers.append(watch)
        return arrived

    async def install(self, team: model.Workspace) -> model.Installation:
        """Put the app into a workspace, for Slack and for us."""
        made = self.world.install(team)
        await self.shelf.save(installation_of(made))
        self.channel.teams.forget()
        return made


def installation_of(made: model.Installation) -> Installation:
    """What is kept of an installation once it came through OAuth."""
    token = made.tokens[-1]
    team = made.team.id if made.team else ""
    kept = Installation(team, token.value, app_id=made.app.id, bot_id=made.bot.bot_id, bot_user=made.bot.id)
    organisation = made.enterprise.id if made.enterprise else ""
    return replace(
        kept,
        enterprise=organisation,
        refresh_token=token.refresh,
        expires_at=token.expires_at,
        org_wide=made.org_wide,
        scopes=made.scopes,
    )


def place(user: model.User) -> Place:
    """A person's private conversation with us."""
    return Place("slack", user.id, team=user.team.id)


def channel_place(channel: model.Channel, thread: str = "") -> Place:
    return Place("slack", channel.id, thread, private=False, team=channel.team.id)


def question(title: str = "Who supplies you?", *labels: str) -> Keyed:
    """A card with a few choices and a way back."""
    options = tuple(Button(label, Action("choose", str(n))) for n, label in enumerate(labels or ("Octopus", "EDF")))
    controls = Controls(((Button("Back", Action("back")),),))
    return Keyed(Card((Title(title), Text("Choose yours."), Choices(options, len(options)), controls)), KEY)


def text_card(text: str) -> Keyed:
    return Keyed(Card((Text(text),)))


def labels(message: model.Message) -> list[str]:
    """What can be pressed in a message, in reading order."""
    rows = (block["elements"] for block in message.blocks if block["type"] == "actions")
    return [element["text"]["text"] for row in rows for element in row if element["type"] == "button"]


def words(message: model.Message) -> list[str]:
    """What a person reads in its blocks, without the buttons."""
    found: list[str] = []
    for block in message.blocks:
        texts = [block.get("text"), *block.get("fields", ())]
        texts += block["elements"] if block["type"] == "context" else []
        found += [text["text"] for text in texts if text]
    return found


async def hurry(_: float) -> None:
    """Tests do not wait for our own pace; those of the pace have a clock of their own."""
    await asyncio.sleep(0)


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    world, server, shelf = SlackWorld(seed=1), LocalServer(), Shelf()
    platform = Platform(world)
    await server.serve(create_site(platform))
    world.url = server.url
    world.rates.enabled = False
    team = world.add_workspace()
    client = Client(world.app.client_id, world.app.client_secret)
    channel = SlackChannel(shelf, f"{server.url}/api", client, pacing=Pacing(sleep=hurry), sleep=hurry)
    await channel.start()
    made = Lab(world, platform, server, shelf, channel, team, world.install(team))
    await shelf.save(installation_of(made.app))
    yield made
    await channel.close()
    await platform.aclose()
    await server.close()
