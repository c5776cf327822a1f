"""What the company's backend asks over HTTP, and the page of a link that opens a chat which cannot be told anything."""

import base64
import binascii
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.company.guard import NO_STORE, Gate, Refusal, read_body, read_query, refuse, refuse_unknown
from bot.company.links import PATH, PREFIX, Made, OtherBody, code_of, find_open, make_link
from bot.company.models import (
    Fault,
    LinkReply,
    LinkRequest,
    LocationPage,
    LocationReply,
    PageQuery,
    SessionPage,
    SessionReply,
    SlotStatus,
)
from bot.company.openapi import create_document
from bot.company.telling import session_id
from bot.conversation.channel import DeliveryError
from bot.conversation.invitation import Invitation
from bot.house import House
from bot.http import show_page
from storage import ledger
from storage.ledger import Kept, Record, References

log = logging.getLogger("tariffbot.company")

ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
SESSION = re.compile(r"ses_([1-9]\d{0,17})")
REQUEST_KEY = re.compile(r"[\x21-\x7e]{1,128}")

Handler = Callable[[Request], Awaitable[Response]]


class Api:
    """The company's own door. It is there only while there are keys to it."""

    def __init__(self, house: House, keys: tuple[str, ...], public_url: str) -> None:
        self._house, self._public_url = house, public_url
        self._gate = Gate(keys)

    def routes(self) -> list[BaseRoute]:
        """Everything below /api, and the page of a link."""
        asked = {
            "/links": ("POST", self._make_link),
            "/locations": ("GET", self._list_locations),
            "/locations/{id}": ("GET", self._get_location),
            "/sessions": ("GET", self._list_sessions),
            "/sessions/{id}": ("GET", self._get_session),
        }
        routes = [Route(path, self._guarded(act), methods=[method]) for path, (method, act) in asked.items()]
        document = Route("/openapi.json", _show_document, methods=["GET"])
        inside = Starlette(routes=[*routes, document], exception_handlers={HTTPException: refuse_unknown})
        inside.router.redirect_slashes = False
        mount = Mount("/api", app=inside)
        mount.path_regex = re.compile(r"^/api/(?P<path>.*)$", re.DOTALL)  # by itself it leaves out line breaks
        return [mount, Route(f"{PATH}{{token}}", self._show_link, methods=["GET"])]

    def _guarded(self, act: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            try:
                self._gate.admit(request.headers.get("authorization", ""))
                return await act(request)
            except Refusal as refusal:
                return refuse(refusal)
            except Exception:
                log.exception("a request of the company failed")
                return refuse(Refusal(500, "internal", "This is our fault. Try again later."))

        return answer

    async def _make_link(self, request: Request) -> Response:
        wanted, key = await read_body(request, LinkRequest), _request_key(request)
        house = self._house
        self._check_channel(wanted.channel)
        address = {name: value for name, value in wanted.address.model_dump().items() if value}
        invitation = Invitation(
            wanted.customer_reference, wanted.location_reference, wanted.slot, wanted.language, address
        )
        expires_at = house.now().replace(microsecond=0) + timedelta(seconds=wanted.expires_in)
        body = wanted.model_dump_json()
        try:
            made = await house.db.write(
                lambda conn: make_link(conn, house, wanted.channel, invitation, expires_at, key, body)
            )
        except OtherBody:
            words = "This Idempotency-Key came before with another request."
            raise Refusal(409, "idempotency_key_reused", words) from None
        return _reply(LinkReply(id=made.id, url=self._url_of(made), expires_at=made.expires_at), 201)

    def _check_channel(self, name: str) -> None:
        """Before anything is kept."""
        served = self._house.channels
        if name not in served:
            faults = [Fault(member="channel", message=f"served are: {', '.join(served)}")]
            raise Refusal(422, "channel_not_served", "The bot does not speak on this channel.", faults=faults)
        try:
            served[name].private_link(PREFIX)
        except DeliveryError:
            words = "The bot has not reached this channel yet."
            raise Refusal(503, "channel_starting", words, headers={"Retry-After": "5"}) from None

    def _url_of(self, made: Made) -> str:
        """A link into the chat, or where such links carry nothing to the page that tells what to type there."""
        channel = self._house.channels[made.channel]
        if channel.can.payloads:
            return channel.private_link(f"{PREFIX}{made.token}")
        return f"{self._public_url}{PATH}{made.token}"

    async def _list_locations(self, request: Request) -> Response:
        query, house = read_query(request, PageQuery), self._house
        wanted, after = _wanted(query), _read_cursor(query.cursor)
        found = await house.db.read(
            lambda conn: ledger.list_locations(conn, house.vault, wanted, after=after, most=query.limit + 1)
        )
        shown = found[: query.limit]
        more = _cursor(shown[-1].location.id) if len(found) > query.limit else None
        return _reply(LocationPage(data=[_show_location(one) for one in shown], next_cursor=more))

    async def _get_location(self, request: Request) -> Response:
        id_, house = request.path_params["id"], self._house
        read_query(request, NoQuery)
        if ID.fullmatch(id_):
            found = await house.db.read(
                lambda conn: ledger.list_locations(conn, house.vault, References(), only=id_, most=1)
            )
            if found:
                return _reply(_show_location(found[0]))
        raise Refusal(404, "not_found", "There is no such location.")

    async def _list_sessions(self, request: Request) -> Response:
        query, house = read_query(request, PageQuery), self._house
        wanted, cursor = _wanted(query), _read_cursor(query.cursor)
        if cursor and not SESSION.fullmatch(cursor):
            raise _no_cursor()
        before = int(cursor.removeprefix("ses_")) if cursor else None
        found = await house.db.read(
            lambda conn: ledger.list_sessions(conn, house.vault, wanted, before=before, most=query.limit + 1)
        )
        shown = found[: query.limit]
        more = _cursor(session_id(shown[-1].number)) if len(found) > query.limit else None
        return _reply(SessionPage(data=[_show_session(one) for one in shown], next_cursor=more))

    async def _get_session(self, request: Request) -> Response:
        house = self._house
        read_query(request, NoQuery)
        if match := SESSION.fullmatch(request.path_params["id"]):
            number = int(match[1])
            found = await house.db.read(lambda conn: ledger.get_session(conn, house.vault, number))
            if found:
                return _reply(_show_session(found))
        raise Refusal(404, "not_found", "There is no such session.")

    async def _show_link(self, request: Request) -> Response:
        """It is not used up by being looked at: programs that preview links do that, too."""
        token, house = request.path_params["token"], self._house
        words = house.catalogues.accepted(request.headers.get("accept-language", ""))
        link = await house.db.read(lambda conn: find_open(conn, house, token))
        if link is None or link.channel not in house.channels:
            return show_page(words, "web-invited-gone", known=False)
        if link.invitation.language:
            words = house.catalogues.words(link.invitation.language)
        channel = house.channels[link.channel]
        payload = f"{PREFIX}{token}"
        return show_page(
            words, "web-invited", channel.private_link(payload), button="web-invited-open", code=code_of(token)
        )


class NoQuery(BaseModel, extra="forbid"):
    """Nothing is to be asked further."""


async def _show_document(request: Request) -> Response:
    return JSONResponse(create_document())


def _show_location(kept: Kept) -> LocationReply:
    return LocationReply(
        id=kept.location.id,
        customer_reference=kept.references.customer or None,
        location_reference=kept.references.location or None,
        channel=kept.owner.partition(":")[0],
        connected_at=kept.connected_at,
        read_at=kept.read_at,
        slots=[SlotStatus(slot=slot.name, status=slot.status or "NOT_CONNECTED") for slot in kept.location.slots],
    )


def _show_session(record: Record) -> SessionReply:
    return SessionReply(
        id=session_id(record.number),
        state=record.outcome or "open",
        customer_reference=record.references.customer or None,
        location_reference=record.references.location or None,
        channel=record.conversation.partition(":")[0],
        slot=record.slot,
        location_id=record.location_id or None,
        opened_at=record.opened_at,
        expires_at=record.expires_at,
        settled_at=record.settled_at,
    )


def _reply(model: BaseModel, status: int = 200) -> Response:
    return Response(model.model_dump_json(), status, headers=NO_STORE, media_type="application/json")


def _request_key(request: Request) -> str:
    key = request.headers.get("idempotency-key")
    if key is not None and not REQUEST_KEY.fullmatch(key):
        words = "An Idempotency-Key is 1 to 128 printable characters without blanks."
        raise Refusal(400, "idempotency_key_invalid", words)
    return key or ""


def _wanted(query: PageQuery) -> References:
    return References(query.customer_reference or "", query.location_reference or "")


def _cursor(last: str) -> str:
    return base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> str:
    if not cursor:
        return ""
    try:
        last = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        raise _no_cursor() from None
    if not ID.fullmatch(last):
        raise _no_cursor()
    return last


def _no_cursor() -> Refusal:
    faults = [Fault(member="cursor", message="is none that we gave")]
    return Refusal(422, "invalid", "Some members do not fit.", faults=faults)
