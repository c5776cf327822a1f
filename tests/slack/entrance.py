"""The ways in, between an emulated Slack and a desk that only takes notes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette

from adapters.slack.client import SlackChannel
from adapters.slack.installations import Installation
from adapters.slack.pacing import Pacing
from adapters.slack.service import SlackService
from adapters.slack.teams import Client
from bot.conversation.context import Words
from bot.conversation.desk import Suggestion
from bot.conversation.forms import Field, Form, Rows
from bot.conversation.replies import Arrival, Filled, Person, Reply
from bot.texts import Catalogues
from sandbox.local import LocalServer
from sandbox.slack import model
from sandbox.slack.blocks import texts_of
from sandbox.slack.people import Person as Hands
from sandbox.slack.platform import Platform
from sandbox.slack.site import create_site
from sandbox.slack.world import SlackWorld
from tests.slack.conftest import KEY, Shelf, hurry, installation_of

WORDS = Catalogues()
EVENTS = "/slack/events"

PERIODS = Rows(
    name="periods",
    label="Period",
    fields=(Field("from", "From", "time"), Field("price", "Price")),
    rows=({"from": "00:00", "price": "0.20"},),
    add="Add a period",
    remove="Remove",
)
FORM = Form("tariff", "Your prices", (Field("name", "Name"), Field("country", "Country", "choice")), PERIODS, "Send it")


def form_of(countries: int = 3, **values: str) -> Form:
    """The form with so many countries to choose from."""
    names = tuple((f"C{number}", f"Country {number}") for number in range(countries))
    name, country = FORM.fields
    fields = (Field(**{**_dict(name), "value": values.get("name", "")}), Field(**{**_dict(country), "options": names}))
    return Form(FORM.name, FORM.title, fields, FORM.rows, FORM.send)


def _dict(one: Field) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


@dataclass
class Desk:
    """Keeps what it is given, by its id; asserts that nothing comes in that the port does not promise."""

    kept: dict[str, Arrival] = field(default_factory=dict)
    attempts: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)  # something was handed in, if not stored
    broken: bool = False
    slow: asyncio.Event | None = None  # what is stored waits for it
    shown: Form | None = field(default_factory=form_of)
    wrong: dict[str, str] = field(default_factory=dict)  # what `check` says
    refused: Form | None = None  # what `settle` says …
    settling: asyncio.Event | None = None  # … once this is set
    turns: list[Filled] = field(default_factory=list)
    entries: tuple[str, ...] = ()
    asked: asyncio.Event | None = None  # `suggest` waits for it

    @property
    def replies(self) -> list[Reply]:
        return [arrival.reply for arrival in self.kept.values()]

    async def receive(self, arrival: Arrival) -> None:
        self.attempts += 1
        self.arrived.set()
        assert arrival.id
        assert arrival.place.channel == "slack"
        assert arrival.sent_at.tzinfo
        if self.slow:
            await self.slow.wait()
        if self.broken:
            raise OSError("disk full of private words")
        self.kept.setdefault(arrival.id, arrival)

    async def form(self, key: str, person: Person) -> Form | None:
        assert key == KEY
        return self.shown

    async def check(self, filled: Filled, person: Person) -> Mapping[str, str]:
        assert filled.done
        return self.wrong

    async def settle(self, arrival: Arrival) -> Form | None:
        await self.receive(arrival)
        assert isinstance(arrival.reply, Filled)
        self.turns.append(arrival.reply)
        if self.settling:
            await self.settling.wait()
        return self.refused

    async def suggest(self, key: str, person: Person, query: str, limit: int) -> tuple[Suggestion, ...]:
        assert key == KEY
        if self.asked:
            await self.asked.wait()
        found = [Suggestion(n, label) for n, label in enumerate(self.entries) if query.casefold() in label.casefold()]
        return tuple(found[:limit])

    async def words(self, person: Person) -> Words:
        return WORDS.words(person.language)


@dataclass
class States(Shelf):
    """Installations in memory, with the states of those that are under way."""

    states: dict[tuple[str, str], datetime] = field(default_factory=dict)
    own: Installation | None = None

    async def find(self, team: str, enterprise: str = "") -> Installation | None:
        """Without a workspace: the one that there is, where it is a setting."""
        return self.own if not team and self.own else await super().find(team, enterprise)

    async def save(self, installation: Installation) -> None:
        self.own = self.own and installation
        await super().save(installation)

    async def put_state(self, state: str, browser: str, until: datetime) -> None:
        self.states[state, browser] = until

    async def take_state(self, state: str, browser: str) -> bool:
        return self.states.pop((state, browser), datetime.min.replace(tzinfo=UTC)) > datetime.now(UTC)


@dataclass
class House:
    """Slack on one side, our addresses on the other."""

    world: SlackWorld
    platform: Platform
    slack: LocalServer
    ours: LocalServer
    shelf: States
    channel: SlackChannel
    service: SlackService
    desk: Desk
    team: model.Workspace
    app: model.Installation
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    receiving: asyncio.Task[None] = field(init=False)

    def person(self, name: str = "Ada", team: model.Workspace | None = None, **traits: Any) -> Hands:
        return self.platform.person(name, team or self.team, **traits)

    def room(self, *members: Hands, name: str = "energy", app: bool = True, **traits: Any) -> model.Channel:
        """A channel with these people, and the app unless it was not invited."""
        users = [one.user for one in members] + ([self.app.bot] if app else [])
        return self.world.add_channel(self.team, name, members=users, **traits)

    def show(self, person: Hands, *blocks: dict[str, Any]) -> model.Message:
        """A message of the app's in somebody's private chat."""
        return self.world.post(
            person.dm,
            self.app.bot.id,
            "card",
            blocks=list(blocks),
            bot_id=self.app.bot.bot_id,
            app_id=self.world.app.id,
        )

    async def stop(self) -> None:
        """As at the end of our process: nothing is received any more."""
        self.stopping.set()
        await self.receiving

    async def settle(self) -> None:
        """Until nothing is on its way any more."""
        await self.platform.delivery.settle()
        await self.service._errands.finish()

    def whispers(self, person: Hands, channel: model.Channel | None = None) -> list[str]:
        """What only this person sees there."""
        place = channel or person.dm
        return [_read(m) for m in place.ephemerals if m.ephemeral_to == person.id]


def _read(message: model.Message) -> str:
    return " ".join(list(texts_of(message.blocks)) or [message.text])


def button(label: str, action_id: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action_id, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "block_id": "b1", "elements": list(elements)}


@asynccontextmanager
async def open_house(
    *, socket: bool = False, consent: bool = True, bot_token: str | None = None, **settings: Any
) -> AsyncIterator[House]:
    """By HTTP, or with the token for Socket Mode. With a bot token: one workspace; "" stands for the right one."""
    world, slack, ours = SlackWorld(seed=1), LocalServer(), LocalServer()
    slack.bind()
    ours.bind()
    world.url = slack.url
    world.rates.enabled = False
    platform = Platform(world, request_url="" if socket else ours.url + EVENTS)
    await slack.serve(create_site(platform))
    shelf, desk = States(), Desk()
    client = Client(world.app.client_id, world.app.client_secret)
    channel = SlackChannel(shelf, f"{slack.url}/api", client, pacing=Pacing(sleep=hurry), sleep=hurry)
    given: dict[str, Any] = {"signing_secrets": tuple(world.app.signing_secrets)} if not socket else {}
    given |= {"app_token": world.app.app_token} if socket else {}
    given |= {"client_id": client.id, "client_secret": client.secret} if consent else {}
    given |= {"public_url": ours.url, "words": WORDS.accepted, "api_url": f"{slack.url}/api"}
    service = SlackService(channel, shelf, **{**given, **settings})
    team = world.add_workspace()
    app = world.install(team)
    if bot_token is None:
        await shelf.save(installation_of(app))
    else:
        shelf.own = Installation("", bot_token or app.token)
    house = House(world, platform, slack, ours, shelf, channel, service, desk, team, app)
    try:
        await service.meet()
        await ours.serve(Starlette(routes=list(service.routes(desk))))
        house.receiving = asyncio.create_task(service.receive(desk, house.stopping))
        yield house
        await house.stop()
    finally:
        await service.close()
        await platform.aclose()
        await ours.close()
        await slack.close()
