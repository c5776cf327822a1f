"""One Slack world on a port, with the real client library beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.local import LocalServer
from sandbox.slack.app import create_slack
from sandbox.slack.model import Channel, Installation, User, Workspace
from sandbox.slack.world import SANDBOX_SLACK_TOKEN, SlackWorld

Json = dict[str, Any]


@dataclass(slots=True)
class Lab:
    """A workspace with the app in it; `web` speaks through slack_sdk, `call` sends raw JSON."""

    world: SlackWorld
    url: str
    session: aiohttp.ClientSession
    server: LocalServer
    team: Workspace
    installation: Installation
    ada: User
    dm: Channel
    web: AsyncWebClient

    def client(self, token: str | None) -> AsyncWebClient:
        """The client library with another token."""
        return AsyncWebClient(token, base_url=f"{self.url}/api/", session=self.session, retry_handlers=[])

    async def refusal(self, method: str, *, token: str | None = None, **arguments: Any) -> Json:
        """The answer to a call that has to be refused with HTTP 200."""
        try:
            answer = await self.client(token or self.installation.token).api_call(method, json=arguments)
        except SlackApiError as error:
            refused: Any = error.response
            assert refused.status_code == 200
            return dict(refused.data)
        raise AssertionError(f"{method} was not refused: {answer.data}")

    async def error(self, method: str, *, token: str | None = None, **arguments: Any) -> str:
        """The code of a call that has to be refused."""
        code = (await self.refusal(method, token=token, **arguments))["error"]
        assert isinstance(code, str)
        return code

    async def reasons(self, method: str, **arguments: Any) -> list[str]:
        """Slack's reasons for refusing blocks or a view."""
        body = await self.refusal(method, **arguments)
        assert body["error"] in {"invalid_blocks", "invalid_arguments"}, body
        reasons = body["response_metadata"]["messages"]
        assert isinstance(reasons, list)
        return reasons

    async def post(self, *blocks: Json, text: str = "x") -> Any:
        """Blocks in Ada's direct message, through the client library."""
        return await self.web.chat_postMessage(channel=self.dm.id, text=text, blocks=list(blocks))

    def trigger(self) -> str:
        """The trigger id of something that Ada has just done."""
        return self.world.issue_trigger(self.ada, self.team)


@asynccontextmanager
async def open_lab() -> AsyncIterator[Lab]:
    world, server = SlackWorld(seed=1), LocalServer()
    world.rates.enabled = False
    await server.serve(create_slack(world))
    world.url = server.url
    team = world.add_workspace()
    ada = world.add_user(team, "Ada Lovelace", display_name="ada", is_admin=True)
    installation = world.install(team, installer=ada, token=SANDBOX_SLACK_TOKEN)
    async with aiohttp.ClientSession() as session:
        web = AsyncWebClient(installation.token, base_url=f"{server.url}/api/", session=session, retry_handlers=[])
        dm = world.dm(ada, installation)
        yield Lab(world, server.url, session, server, team, installation, ada, dm, web)
    await world.aclose()
    await server.close()
    assert world.history_reads == [], "somebody read a channel's history"
