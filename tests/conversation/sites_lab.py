"""The service in a workspace of the emulated Slack, all in one process: for jobs of many sites."""

import contextlib
import csv
import io
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.house import utc_now
from bot.settings import Settings
from sandbox.server import SandboxServer
from sandbox.slack.model import File, Message
from sandbox.slack.people import Person, read_message
from sandbox.slack.widgets import widgets_of
from tests.crashes.walk import read_left, until
from tests.databases import database_url
from tests.ports import free_port

PATIENCE_S = 60.0  # on a machine that has other things to do
HEADER = "name,street,town,postcode,country"


def sites(count: int, *, street: str = "Dawnbeck Road") -> bytes:
    """A file of that many sites in one town."""
    rows = [f"Site {n},{n} {street},Bristol,BS1 {n % 9}AA,GB" for n in range(1, count + 1)]
    return "\n".join([HEADER, *rows]).encode()


class Clock:
    """The time as the bot knows it, which can be made to stand still."""

    def __init__(self) -> None:
        self._lost = timedelta(0)
        self._held: datetime | None = None

    def __call__(self) -> datetime:
        return self._held or utc_now() - self._lost

    def hold(self) -> None:
        """From now on nothing comes due."""
        self._held = self()

    def skip(self, seconds: float) -> None:
        """Let that much pass at once."""
        self._lost -= timedelta(seconds=seconds)

    def go_on(self) -> None:
        assert self._held is not None
        self._lost, self._held = utc_now() - self._held, None


@dataclass(slots=True)
class Lab:
    """A team and the bot."""

    sandbox: SandboxServer
    app: App
    clock: Clock
    database: str  # its address

    def person(self, name: str) -> "Member":
        users = self.sandbox.slack.world.users.values()
        found = next(user for user in users if user.display_name == name)
        return Member(self, self.sandbox.slack.person(found))

    @property
    def connected(self) -> Counter[str]:
        """How many connected locations there are of each address at FlatPeak, by its first line."""
        found = self.sandbox.flatpeak.locations.values()
        ready = [one for one in found if [t.status for t in one.tariffs.values()] == ["CONNECTED"]]
        return Counter(one.address["address_line1"] for one in ready)

    async def quiet(self) -> None:
        """Wait until nothing is under way; what is put off for later may still come."""
        delivery = self.sandbox.slack.delivery
        await until(lambda: not delivery.under_way and not read_left(self.database).is_busy)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team, in private with the bot."""

    lab: Lab
    person: Person

    @property
    def cards(self) -> list[Message]:
        return [message for message in self.person.messages() if message.bot_id and message.blocks]

    @property
    def words(self) -> str:
        """The newest card."""
        return read_message(self.cards[-1]) if self.cards else ""

    @property
    def labels(self) -> list[str]:
        return [widget.labels[0] for widget in widgets_of(self.cards[-1].blocks) if widget.labels]

    async def sees(self, words: str) -> None:
        await self.person.wait_until(lambda: words in self.words, PATIENCE_S)

    async def has_connected(self, count: int) -> None:
        """Wait until that many sites of the team are connected."""
        await until(lambda: self.lab.connected.total() >= count)

    async def press(self, label: str, *, confirm: bool | None = None) -> None:
        """Press what the newest card has; `confirm`: the answer to the dialog that asks first."""
        done = await self.person.press(self.cards[-1], label, confirm=confirm)
        assert not done.trouble

    async def choose(self, menu: str, entry: str) -> None:
        done = await self.person.choose(self.cards[-1], menu, entry)
        assert not done.trouble

    async def connect_page(self, *, tariff: str = "") -> None:
        """From the question for the provider to the end, at one price; `tariff`: its name, where that is asked for."""
        await self.sees("Who’s the energy provider?")
        await self.choose("Choose your provider", "Quillmoor Power")
        await self.sees("How does the price work?")
        await self.press("One price all day")
        await self.sees("What does a kWh cost?")
        self.person.say("24.5")
        if tariff:
            await self.sees("called?")
            self.person.say(tariff)
        await self.sees("The tariff is connected")
        await self.press("Done")

    async def begin_job(self, data: bytes, name: str = "sites.csv", *, tariff: str = "") -> None:
        """Send a file, and connect its first site, up to the question who follows."""
        self.person.upload(name, data)
        await self.sees("lines are ready")
        await self.press("Begin with")
        await self.connect_page(tariff=tariff)
        await self.sees("Which other sites have the same provider")

    async def report(self) -> list[dict[str, str]]:
        """The lines of the report."""
        before = len(self._files())
        await self.press("Report as a file")
        await self.person.wait_until(lambda: len(self._files()) > before, PATIENCE_S)
        return list(csv.DictReader(io.StringIO(self._files()[-1].data.decode("utf-8-sig"))))

    def _files(self) -> list[File]:
        return [file for message in self.person.messages() for file in message.files if file.name == "sites-report.csv"]


@contextlib.asynccontextmanager
async def open_lab(folder: Path) -> AsyncIterator[Lab]:
    """A sandbox, and the service of its workspace, by HTTP."""
    async with SandboxServer() as sandbox:
        slack, port, database = sandbox.slack.world, free_port(), database_url(folder)
        slack.rates.enabled = False
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # a switch of pydantic-settings
            flatpeak_account_id="acc_sandbox",
            flatpeak_api_key="sk_test_sites",
            flatpeak_api_url=f"{sandbox.url}/flatpeak",
            flatpeak_connect_url=f"{sandbox.url}/flatpeak/connect",
            slack_bot_token=slack.installations[0].token,
            slack_signing_secret=(slack.app.signing_secret,),
            slack_api_url=f"{sandbox.url}/slack/api",
            database_url=database,
            secret_key=("a-key-for-tests-that-is-long-enough-to-be-taken",),
            port=port,
            public_url=f"http://127.0.0.1:{port}",
        )
        sandbox.slack.delivery.request_url = f"http://127.0.0.1:{port}/slack/events"
        clock = Clock()
        async with App(settings, now=clock) as app:
            yield Lab(sandbox, app, clock, database)
