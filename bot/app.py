"""The wiring: settings in, a running service out."""

import asyncio
import json
import logging
import socket
from collections.abc import Mapping
from functools import partial
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.routing import Route

from adapters.telegram import TelegramChannel
from adapters.telegram.errors import TokenRefused
from adapters.telegram.polling import poll
from adapters.telegram.setup import Profile, Webhook, register
from adapters.telegram.webhook import PATH as WEBHOOK_PATH
from adapters.telegram.webhook import webhook_route
from bot.calls import Caller
from bot.connect.client import FlatPeak
from bot.connect.dialects import UnknownVersion, dialect_for
from bot.conversation import commands
from bot.conversation.channel import DeliveryError
from bot.conversation.context import Brand
from bot.conversation.replies import Arrival
from bot.conversation.understanding.countries import find_country
from bot.house import Clock, House, is_dead, utc_now
from bot.http import Doors, create_http
from bot.leader import lead
from bot.pipeline import Pipeline
from bot.scheduler import Scheduler
from bot.settings import DEFAULT_DATABASE, VAR, Settings, SettingsError
from bot.tasks import Tasks
from bot.texts import Catalogues
from storage import privacy
from storage.database import Database
from storage.vault import Vault

log = logging.getLogger("tariffbot")

DRAIN_S = 20.0  # what is under way at the end has so long to finish
KEEP_ALIVE_S = 75
BACKLOG = 2048
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
GROUP_COMMANDS = ("connect", "help")


class App:
    """`async with App(settings) as app`: serves until the block ends, then finishes what is under way."""

    def __init__(
        self,
        settings: Settings,
        *,
        telegram: TelegramChannel | None = None,
        now: Clock = utc_now,
        chat_url: str = "",
    ) -> None:
        """Raises SettingsError for what the settings cannot tell by themselves. `chat_url`: where the chat is."""
        self.settings, self._chat_url = settings, chat_url
        self.telegram = telegram or TelegramChannel(settings.telegram_bot_token, settings.telegram_api_url)
        self.flatpeak = create_flatpeak(settings)
        self.house = House(
            db=open_database(settings.database_url),
            vault=Vault(settings.keys),
            catalogues=Catalogues(settings.default_language),
            brand=Brand(settings.brand_name, settings.support_url, settings.privacy_url),
            channels={self.telegram.name: self.telegram},
            now=now,
        )
        self.tasks = Tasks()
        caller = Caller(self.flatpeak, export=self._export, erase=self._erase)
        self.pipeline = Pipeline(self.house, caller, self.tasks)
        self.scheduler = Scheduler(self.house, self.pipeline, partial(is_dead, ours=self.house.owner))
        self._stop = asyncio.Event()
        self._starting = "starting"
        self._server: uvicorn.Server | None = None
        self._main: list[asyncio.Task[Any]] = []
        self.port = settings.port

    async def __aenter__(self) -> Self:
        await self.house.db.migrate()
        await self._listen()
        self._main.append(asyncio.create_task(self._run()))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self.scheduler.stop()
        if self._server:
            self._server.should_exit = True
            await self._server.shutdown()
        await asyncio.gather(*self._main, return_exceptions=True)
        await self.tasks.finish(DRAIN_S)
        await self.telegram.close()
        await self.flatpeak.close()
        await self.house.db.close()

    async def wait(self) -> None:
        """Return when the service cannot go on; raises why."""
        await asyncio.gather(*self._main)

    async def _run(self) -> None:
        """Meet Telegram, take up what is left over, then take what comes."""
        if not await self._meet_telegram():
            return
        await self.scheduler.recover()
        self.scheduler.start()
        self._starting = ""
        self.tasks.spawn(self._settle_in())
        if self.settings.telegram_webhook_secret:
            await self._stop.wait()
            return
        name = f"telegram updates of {self.telegram.id}"
        own_webhook = self.settings.public_url + WEBHOOK_PATH
        work = partial(poll, self.telegram, self._store, own_webhook=own_webhook)
        await lead(self.house, name, self._stop, work)

    async def _meet_telegram(self) -> bool:
        """Learn who we are; wait for Telegram if it cannot be reached. False: told to stop meanwhile."""
        pause_s = FIRST_PAUSE_S
        while not self._stop.is_set():
            try:
                await self.telegram.start()
            except TokenRefused:
                raise SettingsError("TELEGRAM_BOT_TOKEN: Telegram does not know this token; ask @BotFather") from None
            except DeliveryError as error:
                self._starting = f"Telegram cannot be reached: {error}"
                log.warning("%s", self._starting)
                await _sleep_unless(self._stop, pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            else:
                log.info("serving @%s on Telegram", self.telegram.username)
                return True
        return False

    async def _settle_in(self) -> None:
        """What may come after the first replies: introduce ourselves, and read the names of all countries."""
        pause_s = FIRST_PAUSE_S
        while not self._stop.is_set():
            try:
                await self._introduce()
                break
            except DeliveryError as error:
                log.warning("Telegram has not taken our address for updates yet: %s", error)
                await _sleep_unless(self._stop, pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        # Half a second of work, for which the first address would have to wait.
        await asyncio.to_thread(find_country, "warm", "en")

    async def _introduce(self) -> None:
        """Tell Telegram our commands and texts in each language, and where updates go; without that we are deaf."""
        pause_s = FIRST_PAUSE_S
        while not self._stop.is_set():
            try:
                await self._register()
            except DeliveryError as error:
                self.telegram.problem = f"the webhook could not be set: {error}"
                log.warning("%s", self.telegram.problem)
                await _sleep_unless(self._stop, pause_s)
                pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
            else:
                return

    async def _register(self) -> None:
        house = self.house
        profiles = {}
        for code, _ in house.catalogues.languages:
            say = house.catalogues.words(code)
            listed = [(name, say(f"command-{name}")) for name in commands.NAMES]
            profiles[code] = Profile(
                commands=listed,
                group_commands=[entry for entry in listed if entry[0] in GROUP_COMMANDS],
                about=say("bot-about"),
                description=say("bot-description", brand=house.brand.name),
            )
        secret = self.settings.telegram_webhook_secret
        webhook = Webhook(self.settings.public_url + WEBHOOK_PATH, secret) if secret else None
        await register(self.telegram, profiles, house.catalogues.default, webhook)
        if webhook:
            self.telegram.problem = ""

    async def _store(self, update: Mapping[str, Any], arrival: Arrival | None) -> None:
        if arrival is not None:
            await self.pipeline.receive(arrival)

    async def _listen(self) -> None:
        """Answer HTTP from now on."""
        doors = Doors(returned=self._returned, words=self.house.catalogues.accepted, unwell=self._unwell)
        secret = self.settings.telegram_webhook_secret
        more = []
        if secret:
            more.append(Route(WEBHOOK_PATH, webhook_route(self.telegram, secret, self._store), methods=["POST"]))
        listener = _bind(self.settings.host, self.settings.port)
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            create_http(doors, more),
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=5,
            server_header=False,
        )
        config.load()
        self._server = uvicorn.Server(config)
        self._server.lifespan = config.lifespan_class(config)
        await self._server.startup(sockets=[listener])
        self._main.append(asyncio.create_task(self._server.main_loop()))

    async def _returned(self, token: str) -> str | None:
        link = await self.pipeline.returned(token)
        return self._chat_url or link if link is not None else None

    async def _unwell(self) -> list[str]:
        problems = [p for p in (self._starting, self.telegram.problem) if p]
        try:
            await asyncio.wait_for(self.house.db.read(lambda conn: conn.exec_driver_sql("SELECT 1").scalar()), 5)
        except Exception as error:
            problems.append(f"the database does not answer: {type(error).__name__}")
        return problems

    async def _export(self, key: str) -> str:
        house = self.house
        found = await house.db.read(lambda conn: privacy.collect(conn, house.vault, key))
        return json.dumps(found, ensure_ascii=False, indent=2, default=str)

    async def _erase(self, key: str) -> None:
        await self.house.db.write(lambda conn: privacy.erase(conn, key))
        await self.house.db.scrub()


def create_flatpeak(settings: Settings) -> FlatPeak:
    """The client of these settings. Raises SettingsError for a generation that we do not speak."""
    try:
        dialect = dialect_for(settings.flatpeak_version)
    except UnknownVersion as error:
        raise SettingsError(str(error)) from None
    return FlatPeak(
        api_url=settings.flatpeak_api_url,
        connect_url=settings.flatpeak_connect_url,
        account_id=settings.flatpeak_account_id,
        api_key=settings.flatpeak_api_key,
        public_url=settings.public_url,
        dialect=dialect,
        asks_name=settings.ask_tariff_name,
        asks_term=settings.ask_contract_term,
    )


def open_database(url: str) -> Database:
    """The database at an address; not connected yet. Raises SettingsError for one that cannot be."""
    if url == DEFAULT_DATABASE:
        VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return Database(url)
    except Exception as error:
        text = str(error) if isinstance(error, ValueError) else "not an address that SQLAlchemy understands"
        raise SettingsError(text if text.startswith("DATABASE_URL") else f"DATABASE_URL: {text}") from None


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SettingsError(f"HOST and PORT: cannot listen on {host}:{port} ({error.strerror})") from None
    # Made from its number it knows its protocol. Without, asyncio leaves Nagle's algorithm on, and each answer waits
    # 40 ms for the other side's acknowledgement.
    return socket.socket(fileno=listener.detach())


async def _sleep_unless(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
