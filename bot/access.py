"""A line of the log for each request, at DEBUG: by the route and never by its address, which may hold a token."""

import contextlib
import logging
from time import perf_counter

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.trace import traced, traces_begun

log = logging.getLogger("tariffbot.access")

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))  # others are anybody's words


class AccessLog:
    """Around everything else. A line has the id of what came in by the request, if it led to a turn."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not log.isEnabledFor(logging.DEBUG):
            await self._app(scope, receive, send)
            return
        began, status = perf_counter(), 0

        async def send_and_see(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        with traces_begun() as traces:
            try:
                await self._app(scope, receive, send_and_see)
            finally:
                took_ms = (perf_counter() - began) * 1000
                method = scope["method"] if scope["method"] in METHODS else "another method"
                with traced(traces[0]) if traces else contextlib.nullcontext():
                    log.debug("%s %s answered %d in %.0f ms", method, _route_of(scope), status, took_ms)


def _route_of(scope: Scope) -> str:
    """As it was written in the code, such as /l/{token}."""
    route = scope.get("route")
    return f"{scope.get('root_path', '')}{route.path}" if isinstance(route, Route) else "no route"
