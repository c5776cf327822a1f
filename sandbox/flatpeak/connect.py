"""The Connect endpoint: one page in, one answer out."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.calls import Call, Calls
from sandbox.flatpeak import flow, outcome
from sandbox.flatpeak.endpoint import Endpoint
from sandbox.flatpeak.errors import RefusedError, ThinError, say_error
from sandbox.flatpeak.generation import Generation
from sandbox.flatpeak.objects import Json, Session
from sandbox.flatpeak.pages import route_of, show_page
from sandbox.flatpeak.scenario import Fault
from sandbox.flatpeak.start import take_start
from sandbox.flatpeak.wire import UNKNOWN_ROUTE, read_json, read_plain, refuse_by, reply
from sandbox.flatpeak.world import World

# Browser clients call from other origins.
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "POST, OPTIONS",
    "Access-Control-Allow-Headers": "*",
}


class Connect:
    """Answers posts of a client; the content type does not matter, as browser clients send text/plain."""

    def __init__(self, world: World, calls: Calls, opening: Endpoint) -> None:
        self.world, self.calls, self.opening = world, calls, opening

    async def preflight(self, _: Request) -> Response:
        """The browser's question whether it may post."""
        return Response(status_code=204, headers=CORS)

    async def post(self, request: Request) -> Response:
        """Announce the call, act, announce again, reply."""
        raw = await request.body()
        plain = read_plain(raw)
        if self._is_opening(request, plain):
            return await self.opening.serve(request)
        call = Call("connect", _route_of(plain), plain, self.world.now())
        await self.calls.announce(call, "before")
        fault = self.world.scenario.take("connect")
        if fault and fault.kind == "slow":
            await self.world.sleep(fault.delay_s)
        status, body = self._act(raw, fault)
        await self.calls.announce(call, "after")
        return reply(status, body, fault, CORS)

    def _is_opening(self, request: Request, plain: Any) -> bool:
        """Busbar opens a session by the same path: with a bearer token, and without what every answer has."""
        answers = isinstance(plain, dict) and bool({"connect_token", "route"} & set(plain))
        speaks = self.opening.speaks(request).name
        return speaks in self.opening.handlers and bool(request.headers.get("authorization")) and not answers

    def _act(self, raw: bytes, fault: Fault | None) -> tuple[int, Json]:
        """Status and body; a page comes with 200."""
        sent = read_plain(raw)
        token = str(sent.get("connect_token", "")) if isinstance(sent, dict) else ""
        context = f"connect.{_route_of(sent)}"
        try:
            refuse_by(fault)
            body = _decode(raw)
            session = self._find_session(body)
            context = f"connect.{self._context(session, body)}"
            return 200, self._turn(session, body, raw, fault)
        except ThinError as error:
            return error.status, error.body
        except RefusedError as error:
            status = error.status or self._speaks(token).validation_status
            return status, say_error(error, context, self.world.now(), token)

    def _speaks(self, token: str) -> Generation:
        """The generation of a session, of an unknown one that of the account."""
        session = self.world.sessions.get(token)
        return session.generation if session else self.world.generation

    def _find_session(self, body: Json) -> Session:
        """The reference does not say what an unknown token gives; here it is 404 with a code of our own."""
        token = body.get("connect_token")
        if not isinstance(token, str):
            raise RefusedError("data_json_invalid")
        if token not in self.world.sessions:
            raise RefusedError("connect_token_not_found", status=404)
        session = self.world.session(token)
        if self.world.is_expired(session):
            raise RefusedError("token_expired")
        return session

    def _context(self, session: Session, body: Json) -> str:
        """Errors speak of the page that is current."""
        outcome.settle(self.world, session)
        if _route_of(body) in session.generation.start_routes:
            return _route_of(body)
        return route_of(self.world, session)

    def _turn(self, session: Session, body: Json, raw: bytes, fault: Fault | None) -> Json:
        """A start or resume call shows the current page; an answer moves on first."""
        if _route_of(body) in session.generation.start_routes:
            take_start(self.world, session, body)
        else:
            flow.take_answer(self.world, session, body)
            session.accepted.append(read_plain(raw))
            session.accepted_raw.append(raw)
            session.mask = None
        page = show_page(self.world, session)
        if fault and fault.kind == "unknown_route":
            session.mask = UNKNOWN_ROUTE
        return page


def _route_of(body: Any) -> str:
    route = body.get("route") if isinstance(body, dict) else None
    return route if isinstance(route, str) else ""


def _decode(raw: bytes) -> Json:
    try:
        body = read_json(raw)
    except ValueError:
        raise RefusedError("data_json_invalid") from None
    if not isinstance(body, dict):
        raise RefusedError("data_json_invalid")
    return body
