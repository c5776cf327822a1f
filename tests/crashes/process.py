"""The bot as a process of its own, as an operator would run it."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.server import SandboxServer
from tests.databases import database_url

SECRET_KEY = "a-key-for-tests-that-is-long-enough-to-be-taken"
WEBHOOK_SECRET = "webhook-secret-of-the-tests"
ENDS_WITHIN_S = 60  # it gives itself 35 at most, and starts late on a busy machine


def telegram_settings(world: SandboxServer, *, webhook: bool = False) -> dict[str, str]:
    """The environment of a bot on Telegram."""
    return {
        "TELEGRAM_BOT_TOKEN": world.telegram.token,
        "TELEGRAM_API_URL": f"{world.url}/telegram",
        "TELEGRAM_WEBHOOK_SECRET": WEBHOOK_SECRET if webhook else "",
    }


def slack_settings(world: SandboxServer, *, by_socket: bool = False) -> dict[str, str]:
    """The environment of a bot in the one workspace of the emulated Slack."""
    slack = world.slack.world
    return {
        "SLACK_BOT_TOKEN": slack.installations[0].token,
        "SLACK_API_URL": f"{world.url}/slack/api",
        "SLACK_APP_TOKEN": slack.app.app_token if by_socket else "",
        "SLACK_SIGNING_SECRET": "" if by_socket else slack.app.signing_secret,
    }


def company_settings(world: SandboxServer) -> dict[str, str]:
    """The environment of a bot with a company behind it."""
    return {
        "API_KEYS": world.company.key,
        "WEBHOOK_URL": f"{world.url}/company/webhooks",
        "WEBHOOK_SECRET": world.company.secret,
    }


class BotProcess:
    """`tariffbot serve` on one database. What it logs goes into a file beside that."""

    def __init__(
        self,
        home: Path,
        world: SandboxServer,
        settings: Mapping[str, str],
        *,
        port: int,
        public_url: str,
        name: str = "bot",
        database: str = "",
        drain_delay_s: int = 0,
    ) -> None:
        """`settings`: those of its channel; `database`: its address, where it is not the one of this run."""
        self.home = home
        self.database = database or database_url(home)
        self.url = f"http://127.0.0.1:{port}"
        self.public_url = public_url
        self.log = home / f"{name}.log"
        self._logged = 0  # bytes, before this start
        self._process: asyncio.subprocess.Process | None = None
        self._is_over = False
        self._environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "PYTHONPATH")},
            "FLATPEAK_ACCOUNT_ID": "acc_sandbox",
            "FLATPEAK_API_KEY": "sk_test_crashes",
            "FLATPEAK_API_URL": f"{world.url}/flatpeak",
            "FLATPEAK_CONNECT_URL": f"{world.url}/flatpeak/connect",
            "FLATPEAK_JWKS_URL": f"{world.url}/flatpeak/jwks.json",
            **settings,
            "DATABASE_URL": self.database,
            "SECRET_KEY": SECRET_KEY,
            "PUBLIC_URL": public_url,
            "PORT": str(port),
            "DRAIN_DELAY": str(drain_delay_s),
        }

    @property
    def pid(self) -> int:
        """Its number, also when it has ended."""
        assert self._process is not None
        return self._process.pid

    @property
    def words(self) -> str:
        """All that it has logged."""
        return self.log.read_text("utf-8")

    @property
    def new_words(self) -> str:
        """What it has logged since it was started last."""
        return self.log.read_bytes()[self._logged :].decode("utf-8", "replace")

    async def start(self) -> None:
        """Start it; it serves some time later. Not once all is over: who was just replacing it may be late."""
        if self._is_over:
            return
        self._logged = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.cli", "serve"),
                cwd=self.home,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if self._is_over:
            await self.kill()

    async def kill(self) -> None:
        """End it as the kernel would: at once, with nothing told."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGKILL)
            await self._process.wait()

    async def close(self) -> None:
        """End it for good."""
        self._is_over = True
        await self.kill()

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    async def end(self) -> int:
        """Its exit code. TimeoutError if it goes on."""
        assert self._process is not None
        return await asyncio.wait_for(self._process.wait(), ENDS_WITHIN_S)

    def processor_s(self) -> float:
        """Processor time since it was started, in seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")  # proc(5): utime, stime
