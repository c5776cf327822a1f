"""The sandbox on a port, inside the running event loop."""

from types import TracebackType
from typing import Self

from sandbox.app import create_sandbox
from sandbox.calls import Calls
from sandbox.company import CompanyWorld
from sandbox.flatpeak.world import World
from sandbox.local import LocalServer
from sandbox.slack.platform import Platform
from sandbox.slack.team import create_team
from sandbox.telegram import TelegramWorld


class SandboxServer:
    """`async with SandboxServer() as sandbox`: FlatPeak, Telegram, Slack and the page at `sandbox.url`."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        flatpeak: World | None = None,
        telegram: TelegramWorld | None = None,
        slack: Platform | None = None,
        company: CompanyWorld | None = None,
        calls: Calls | None = None,
    ) -> None:
        self.flatpeak = flatpeak or World()
        self.telegram = telegram or TelegramWorld()
        self.slack = slack or create_team()
        self.company = company or CompanyWorld()
        self.calls = calls or Calls()
        self._server = LocalServer(host, port)

    @property
    def url(self) -> str:
        """Where the page is; FlatPeak is under /flatpeak, the Bot API under /telegram, Slack under /slack."""
        return self._server.url

    async def __aenter__(self) -> Self:
        self._server.bind()
        app = create_sandbox(self.flatpeak, self.telegram, self.slack, self.company, self.calls, url=self.url)
        await self._server.serve(app)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.flatpeak.webhook.aclose()
        await self.telegram.aclose()
        await self.slack.aclose()
        await self._server.close()
