"""The wiring: settings in, a running service out."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable, Mapping
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import uvicorn

from adapters.telegram import TelegramChannel, TelegramService
from adapters.telegram.pacing import Pacing
from bot.access import AccessLog
from bot.calls import Caller
from bot.catch_up import CatchUp
from bot.company.company import api_of, create_company
from bot.connect.client import FlatPeak
from bot.connect.dialects import Dialect, UnknownVersion, dialect_for
from bot.connect.heeding import Heed
from bot.connect.jwks import KeySet, Published
from bot.connect.timing import Called, nobody
from bot.conversation import commands
from bot.conversation.channel import Channel, CredentialRefused, Introduction
from bot.conversation.context import Brand, Words
from bot.conversation.understanding.countries import find_country
from bot.deliveries import Deliveries
from bot.desk import FrontDesk
from bot.drift import Drift
from bot.events import Events
from bot.house import Clock, House, is_dead, utc_now
from bot.http import Doors, create_http
from bot.leader import lead
from bot.metrics import Meters
from bot.opening import open_database, prepare
from bot.ours import Ours
from bot.outage import Outage
from bot.paces import Presence, SharedPaces
from bot.pipeline import Pipeline
from bot.scheduler import Scheduler
from bot.seeing import Seeing, traces
from bot.service import Service
from bot.settings import Settings, SettingsError
from bot.tasks import Tasks, keep_trying
from bot.texts import Catalogues
from bot.threshold import Threshold
from storage import leases
from storage.canary import check_key
from storage.vault import Tampered, UnknownKey, Vault

if TYPE_CHECKING:
    from adapters.slack.client import SlackChannel
    from adapters.slack.installations import Installations

log = logging.getLogger("tariffbot")

DRAIN_S = 20.0  # what is under way at the end has so long to finish
HAND_IN_S = 5.0  # and what comes in meanwhile so long to be handed in
KEEP_ALIVE_S = 75
BACKLOG = 2048


class App:
    """`async with App(settings) as app`: serves until the block ends, then finishes what is under way."""

    def __init__(
        self,
        settings: Settings,
        *,
        telegram: TelegramChannel | None = None,
        slack: "Callable[[Installations], SlackChannel] | None" = None,
        now: Clock = utc_now,
        chat_url: str = "",
    ) -> None:
        """Raises SettingsError for what the settings cannot tell by themselves. `chat_url`: where the chat is."""
        self.settings, self._chat_url = settings, chat_url
        channels: dict[str, Channel] = {}
        self.house = create_house(settings, channels, now)
        self.tasks = Tasks()
        self._drift = Drift(self.house.db, self.tasks, now)
        outage = Outage(self.house)
        self.flatpeak = create_flatpeak(settings, self._drift.heed, outage.called)
        self._presence = Presence()
        self.services = create_services(settings, self.house, self._presence, telegram, slack)
        channels.update((service.channel.name, service.channel) for service in self.services)
        self.pipeline = Pipeline(self.house, Caller(self.flatpeak, Ours(self.house)), self.tasks)
        self.events = Events(self.house, self.flatpeak, self.tasks, self.pipeline.enqueue)
        self._published = Published(settings.flatpeak_jwks_url)
        self._keys = KeySet(self._published)
        self.deliveries = Deliveries(
            self._keys,
            self.events.take,
            window_s=settings.flatpeak_replay_window,
            unsigned=settings.flatpeak_unsigned_events,
            now_s=lambda: now().timestamp(),
            count=self.house.meters.event,
        )
        self.seeing = self._create_seeing()
        catch_up = CatchUp(self.house, self.flatpeak, self.events.work)
        dead = partial(is_dead, ours=self.house.owner)
        self.scheduler = Scheduler(self.house, self.pipeline, self.events, catch_up, outage, dead, self._presence)
        self._stop = asyncio.Event()
        self._leaving = False
        self._starting = {service.channel.name: f"{service.channel.name} is starting" for service in self.services}
        self._begun = False
        self._open = contextlib.AsyncExitStack()
        self._server: uvicorn.Server | None = None
        self._main: list[asyncio.Task[Any]] = []
        self.port = settings.port

    async def __aenter__(self) -> Self:
        await prepare(self.house.db)
        await self._check_key()
        await self._presence.beat(self.house)
        await self._open.enter_async_context(traces(self.house, self.settings.otel_exporter_otlp_endpoint))
        await self._listen()
        self._main += [asyncio.create_task(self._run(service)) for service in self.services]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        await self.scheduler.stop()
        if self._server:
            self._server.should_exit = True
            await self._server.shutdown()
        await self._finish_main()
        await self.tasks.finish(DRAIN_S)
        await self._drift.finish()
        for service in self.services:
            await service.close()
        with contextlib.suppress(Exception):  # they run out by themselves
            await self.house.db.write(lambda conn: leases.give_back(conn, self.house.owner))
        if self.house.company:
            await self.house.company.close()
        await self._keys.close()
        await self._published.close()
        await self.flatpeak.close()
        await self._open.aclose()
        await self.house.db.close()

    async def _check_key(self) -> None:
        house = self.house
        try:
            await house.db.write(lambda conn: check_key(conn, house.vault, house.owner, house.now()))
        except (UnknownKey, Tampered):
            raise SettingsError(
                "SECRET_KEY: the database was written with another key; give that one too, after the new one"
            ) from None

    async def wait(self) -> None:
        """Return when the service cannot go on; raises why. Who no longer waits ends nothing of it."""
        done, _ = await asyncio.wait(self._main, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    def leave(self) -> None:
        """Say that we are about to end, so that nobody sends anything new; what comes all the same is taken."""
        self._leaving = True

    async def _finish_main(self) -> None:
        """They have been told to stop. One that waits for a platform that does not answer is broken off."""
        _, late = await asyncio.wait(self._main, timeout=HAND_IN_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*self._main, return_exceptions=True)

    async def _run(self, service: Service) -> None:
        """Meet the platform, then take what comes."""
        met = partial(self._tried, service, "cannot be reached")
        try:
            if not await keep_trying(service.meet, self._stop, met):
                return
        except CredentialRefused as error:
            raise SettingsError(str(error)) from None
        await self._begin()
        self._starting.pop(service.channel.name, None)
        self.tasks.spawn(self._introduce(service))
        work = partial(service.receive, self._desk_of(service))
        await (lead(self.house, service.alone, self._stop, work) if service.alone else work(self._stop))

    async def _begin(self) -> None:
        """Take up what is left over, once, as soon as one platform can be written to."""
        if not self._begun:
            self._begun = True
            await self.scheduler.recover()
            self.scheduler.start()

    async def _introduce(self, service: Service) -> None:
        """What may come after the first replies."""
        catalogues, brand = self.house.catalogues, self.house.brand
        texts = [_introduction(code, catalogues.words(code), brand) for code, _ in catalogues.languages]
        name = service.channel.name
        told = partial(log.warning, "%s has not taken our introduction yet: %s", name)
        await keep_trying(partial(service.introduce, texts), self._stop, told)
        # The names of all countries: half a second of work, for which the first address would have to wait.
        await asyncio.to_thread(find_country, "warm", "en")

    def _tried(self, service: Service, what: str, error: Exception) -> None:
        self._starting[service.channel.name] = f"{service.channel.name} {what}: {error}"
        log.warning("%s", self._starting[service.channel.name])

    async def _listen(self) -> None:
        """Answer HTTP from now on."""
        for warning in self.deliveries.warnings():
            log.warning("%s", warning)
        doors = Doors(self._returned, self.house.catalogues.accepted, self._unwell, self.seeing.warnings)
        more = self.seeing.routes(self.settings.metrics_token)
        more += [route for service in self.services for route in service.routes(self._desk_of(service))]
        listener = _bind(self.settings.host, self.settings.port)
        self.port = listener.getsockname()[1]
        routes = [*self.deliveries.routes(), *api_of(self.house, self.settings.public_url), *more]
        https = self.settings.public_url.startswith("https://")
        config = uvicorn.Config(
            AccessLog(Threshold(create_http(doors, routes), https=https, leaving=lambda: self._leaving)),
            http="h11",
            ws="none",
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
        if self._leaving:
            return ["this process is about to end"]
        problems = [*self._starting.values(), *(service.problem for service in self.services if service.problem)]
        try:
            await asyncio.wait_for(self.house.db.read(lambda conn: conn.exec_driver_sql("SELECT 1").scalar()), 5)
        except Exception as error:
            problems.append(f"the database does not answer: {type(error).__name__}")
        return problems

    def _create_seeing(self) -> Seeing:
        return Seeing(
            self.house,
            flatpeak_version=self.settings.flatpeak_version,
            unwell=self._unwell,
            warnings=self.deliveries.warnings,
            shut_out=lambda: self.flatpeak.shut_out,
            polled=self._polled,
        )

    def _polled(self) -> dict[str, str]:
        """The platforms that we have met and that one process polls, with the name of its lease."""
        met = [service for service in self.services if service.channel.name not in self._starting]
        return {service.channel.name: service.alone for service in met if service.alone}

    def _desk_of(self, service: Service) -> FrontDesk:
        return FrontDesk(self.pipeline, self.house, service.channel.name)


def create_house(settings: Settings, channels: Mapping[str, Channel], now: Clock = utc_now) -> House:
    """The parts that work together. Raises SettingsError for what the settings cannot tell by themselves."""
    meters, database = Meters(), open_database(settings.database_url)
    database.timed = meters.database
    return House(
        db=database,
        meters=meters,
        vault=Vault(settings.keys),
        catalogues=_catalogues(settings.default_language),
        brand=Brand(
            settings.brand_name,
            settings.support_url,
            settings.privacy_url,
            slots=find_dialect(settings).opens_slots,
            programmes=find_dialect(settings).programmes,
        ),
        channels=channels,
        now=now,
        company=create_company(settings, now),
    )


def create_services(
    settings: Settings,
    house: House,
    presence: Presence,
    telegram: TelegramChannel | None = None,
    slack: "Callable[[Installations], SlackChannel] | None" = None,
) -> tuple[Service, ...]:
    """The channels that have credentials. One that is given is used in place of a new one."""
    services: list[Service] = []
    if settings.telegram_bot_token:
        pacing = Pacing(shared=SharedPaces(house, TelegramChannel.name, presence))
        channel = telegram or TelegramChannel(settings.telegram_bot_token, settings.telegram_api_url, pacing)
        secret = settings.telegram_webhook_secret
        services.append(TelegramService(channel, public_url=settings.public_url, webhook_secret=secret))
    if settings.slack:
        from bot.slack import create_slack  # Slack's libraries are an eighth of a start and 12 MB

        services.append(create_slack(settings, house, presence, slack))
    return tuple(services)


def find_dialect(settings: Settings) -> Dialect:
    """The generation that these settings name. Raises SettingsError for one that we do not speak."""
    try:
        return dialect_for(settings.flatpeak_version)
    except UnknownVersion as error:
        raise SettingsError(str(error)) from None


def create_flatpeak(settings: Settings, heed: Heed | None = None, called: Called = nobody) -> FlatPeak:
    """The client of these settings; `heed` is told what is new about replies, `called` of each call. Raises
    SettingsError for a generation that we do not speak."""
    return FlatPeak(
        api_url=settings.flatpeak_api_url,
        connect_url=settings.flatpeak_connect_url,
        account_id=settings.flatpeak_account_id,
        api_key=settings.flatpeak_api_key,
        public_url=settings.public_url,
        dialect=find_dialect(settings),
        asks_name=settings.ask_tariff_name,
        asks_term=settings.ask_contract_term,
        asks_advanced=settings.ask_advanced_rates,
        heed=heed,
        called=called,
        web_url=settings.connect_web_url,
    )


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SettingsError(f"HOST and PORT: cannot listen on {host}:{port} ({error.strerror})") from None
    # Made from its number it knows its protocol. Without, asyncio leaves Nagle's algorithm on, and each answer waits
    # 40 ms for the other side's acknowledgement.
    return socket.socket(fileno=listener.detach())


def _catalogues(default: str) -> Catalogues:
    try:
        return Catalogues(default)
    except ValueError as error:
        raise SettingsError(f"DEFAULT_LANGUAGE: {error}") from None


def _introduction(code: str, say: Words, brand: Brand) -> Introduction:
    return Introduction(
        language=code,
        commands=tuple((name, say(f"command-{name}")) for name in commands.NAMES),
        about=say("bot-about"),
        description=say("bot-description", brand=brand.name),
    )
