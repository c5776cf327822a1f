"""One emulated Slack on a port, with a real Bolt app beside it: over HTTP, or over Socket Mode."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.local import LocalServer
from sandbox.slack.model import Channel, Workspace
from sandbox.slack.people import Person
from sandbox.slack.platform import Platform
from sandbox.slack.site import create_site
from sandbox.slack.world import SANDBOX_SLACK_TOKEN, SlackWorld

SCOPES = (
    "app_mentions:read", "channels:history", "channels:join", "channels:read", "chat:write", "commands", "files:read",
    "files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write", "team:read", "users:read",
)  # fmt: skip


@dataclass(slots=True)
class Lab:
    """`bodies` are all the requests that Bolt let through, `ada` a person in the workspace `team`."""

    world: SlackWorld
    platform: Platform
    team: Workspace
    ada: Person
    app: AsyncApp
    client: AsyncWebClient
    url: str
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)

    def person(self, name: str, **traits: Any) -> Person:
        return self.platform.person(name, self.team, **traits)

    def channel(self, *people: Person, name: str = "energy", with_app: bool = True) -> Channel:
        members = [person.user for person in people]
        if with_app:
            members.append(self.ada.installation.bot)
        return self.world.add_channel(self.team, name, members=members)

    def events(self, kind: str) -> list[dict[str, Any]]:
        """The events of this type that arrived."""
        return [b["event"] for b in self.bodies if b.get("type") == "event_callback" and b["event"]["type"] == kind]

    async def heard(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """Wait until so many events of this type were taken."""
        return await self.ada.wait_until(lambda: found if len(found := self.events(kind)) >= count else None)


@asynccontextmanager
async def open_lab(*, sockets: bool = False) -> AsyncIterator[Lab]:
    world, server, own = SlackWorld(seed=1), LocalServer(), LocalServer()
    world.app.scopes = SCOPES
    server.bind()
    own.bind()
    world.url = server.url
    platform = Platform(world, request_url=f"{own.url}/slack/events")
    team = world.add_workspace()
    world.install(team, token=SANDBOX_SLACK_TOKEN)
    await server.serve(create_site(platform))
    client = AsyncWebClient(SANDBOX_SLACK_TOKEN, base_url=f"{server.url}/api/")
    app = AsyncApp(signing_secret=world.app.signing_secret, client=client)
    lab = Lab(world, platform, team, platform.person("Ada", team), app, client, server.url)

    @app.middleware
    async def record(body: dict[str, Any], request: Any, next: Any) -> None:
        lab.bodies.append(body)
        lab.headers.append(request.headers)
        world.changes.touch()
        await next()

    handler = AsyncSlackRequestHandler(app)

    async def take(request: Request) -> Response:
        return await handler.handle(request)

    await own.serve(Starlette(routes=[Route("/slack/events", take, methods=["POST"])]))
    socket_handler = None
    if sockets:
        socket_handler = AsyncSocketModeHandler(app, world.app.app_token, ping_interval=0.2)
        await socket_handler.connect_async()
    yield lab
    if socket_handler:
        await socket_handler.close_async()
    await platform.aclose()
    await own.close()
    await server.close()
