"""What an operator sees of a running process: its metrics, and what to look at although it works."""

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from time import monotonic

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.conversation.situation import Trouble
from bot.house import House
from bot.metrics import Gauges
from bot.settings import SettingsError
from storage.levels import Levels, read_levels

log = logging.getLogger("tariffbot.seeing")

READ_EVERY_S = 5.0  # the database is asked, however often we are
READ_S = 2.0
STUCK_S = 300.0  # so long nothing that is due waits while all is well
SHUT_OUT = {
    "disabled": "FlatPeak refuses our login: look at FLATPEAK_ACCOUNT_ID and FLATPEAK_API_KEY",
    "limited": "FlatPeak wants fewer logins from us",
}


class Seeing:
    """`unwell`: why we cannot work; `warnings`: what others know of; `polled`: channels by the lease that polls them;
    `shut_out`: why FlatPeak let us not in."""

    def __init__(
        self,
        house: House,
        *,
        flatpeak_version: str,
        unwell: Callable[[], Awaitable[list[str]]],
        warnings: Callable[[], list[str]],
        shut_out: Callable[[], Trouble | None],
        polled: Callable[[], Mapping[str, str]],
    ) -> None:
        self._house, self._unwell, self._others, self._shut_out = house, unwell, warnings, shut_out
        self._polled = polled
        self._gauges = Gauges(house.meters.registry, _versions(house, flatpeak_version))
        self._levels: Levels | None = None
        self._read_at = -READ_EVERY_S
        self._reading = asyncio.Lock()

    def routes(self, token: str) -> list[Route]:
        """Where the metrics are, for whoever has the token; nowhere, where there is none."""
        expected = f"Bearer {token}".encode()

        async def show(request: Request) -> Response:
            if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected):
                return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
            return Response(await self.scrape(), headers={"Content-Type": CONTENT_TYPE_LATEST})

        return [Route("/metrics", show, methods=["GET"])] if token else []

    async def scrape(self) -> bytes:
        """All metrics as they are now."""
        problems, warnings = await self._unwell(), await self.warnings()
        self._gauges.set_health(ready=not problems, warnings=len(warnings))
        self._gauges.set_levels(await self._look(), self._polled())
        return generate_latest(self._house.meters.registry)

    async def warnings(self) -> list[str]:
        """What an operator should look at although we work, in words."""
        found = [*self._others()]
        if (trouble := self._shut_out()) is not None:
            found.append(SHUT_OUT.get(trouble.kind, f"the last login at FlatPeak was in vain: {trouble.kind}"))
        levels = await self._look()
        if levels is None:
            return found
        found += [f"no process polls {channel}" for channel, lease in self._polled().items() if lease not in levels.led]
        for name, level in (("outbox", levels.outbox), ("inbox", levels.inbox), ("events", levels.events)):
            if level.oldest_s > STUCK_S:
                oldest = f"the oldest for {level.oldest_s / 60:.0f} minutes"
                found.append(f"the {name} is stuck: {level.rows} wait, {oldest}")
        return found

    async def _look(self) -> Levels | None:
        """What the database says, at most as old as READ_EVERY_S; None while it does not answer."""
        async with self._reading:
            if monotonic() - self._read_at < READ_EVERY_S:
                return self._levels
            house = self._house
            try:
                reading = house.db.read(lambda conn: read_levels(conn, house.now()))
                self._levels = await asyncio.wait_for(reading, READ_S)
            except Exception as error:
                log.warning("the database does not say how long the queues are: %s", type(error).__name__)
                self._levels = None
            self._read_at = monotonic()
            return self._levels


@asynccontextmanager
async def traces(house: House, endpoint: str) -> AsyncIterator[None]:
    """Send traces to an endpoint meanwhile, if there is one. Raises SettingsError where their libraries are missing."""
    if not endpoint:
        yield
        return
    try:
        from bot.spans import Spans  # a tenth of a second at the start, and packages that not everybody wants
    except ImportError:
        raise SettingsError("OTEL_EXPORTER_OTLP_ENDPOINT needs the packages of requirements/otel.txt") from None
    spans = Spans(endpoint, _own_version())
    house.meters.watch = spans.note
    try:
        yield
    finally:
        house.meters.watch = None
        await asyncio.to_thread(spans.close)


def _versions(house: House, flatpeak_version: str) -> dict[str, str]:
    database = house.db.url.get_backend_name()
    return {"version": _own_version(), "flatpeak_version": flatpeak_version, "database": database}


def _own_version() -> str:
    try:
        return version("tariffbot")
    except PackageNotFoundError:  # run from its sources
        return "unknown"
