"""Busbar's Connect sessions over REST: each is about a location that exists already."""

from sandbox.flatpeak.endpoint import Ask
from sandbox.flatpeak.errors import RefusedError, ThinError
from sandbox.flatpeak.objects import Json, Session
from sandbox.flatpeak.providers import all_providers
from sandbox.flatpeak.reading import read_text
from sandbox.flatpeak.rest import find_location
from sandbox.flatpeak.start import open_dialogue
from sandbox.flatpeak.telling import tell_session
from sandbox.flatpeak.tokens import TOKEN_SECONDS, check_addresses, find_session
from sandbox.flatpeak.world import TOKEN_LIFE, World

_OPTIONS = ("advanced_tariff_capture", "tariff_name_capture", "contract_term_capture")


def create_session(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /connect`."""
    if world.scenario.old_create_path:
        raise ThinError(404)
    session = _create(world, ask, read_text({"provider_id": "", **ask.body}, "provider_id"))
    return 200, _view(world, session)


def create_session_earlier(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /connect/sessions` of the earlier revision, which knows no provider and replies with a token."""
    session = _create(world, ask, "")
    return 200, {"connect_token": session.token, "expires_in": TOKEN_SECONDS, "live_mode": False}


def _create(world: World, ask: Ask, provider_id: str) -> Session:
    location = find_location(world, ask, read_text(ask.body, "location_id"))
    if provider_id and provider_id not in all_providers():
        raise RefusedError("provider_not_found", f"No provider {provider_id}.")
    session = Session(
        token=world.new_id("cot"),
        account=ask.account,
        created=world.now(),
        expires=world.now() + TOKEN_LIFE,
        connect_url=read_text(ask.body, "connect_url"),
        callback_url=read_text(ask.body, "callback_url"),
        slot="commodity_import",
        generation=ask.generation,
        customer_id=location.customer_id,
        location_id=location.id,
        location_reference_id=location.reference_id,
        asks_name=True,
        offers_advanced=True,
        device_id=read_text({"device_id": "", **ask.body}, "device_id"),
        provider_id=provider_id,
    )
    check_addresses(session)
    session.draft.address = dict(location.address)
    if session.device_id and session.device_id not in location.devices:
        location.devices.append(session.device_id)
    open_dialogue(world, session)
    world.sessions[session.token] = session
    return session


def read_session(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /connect/{connect_token}`."""
    return 200, _view(world, find_session(world, ask, ask.path["token"]))


def read_session_earlier(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /connect/sessions?connect_token=`: another name for the flag, and options instead of a provider."""
    body = _view(world, find_session(world, ask, ask.query.get("connect_token", "")))
    del body["provider_id"]
    return 200, body | {"price_available": body.pop("data_available"), "route_options": dict.fromkeys(_OPTIONS, False)}


def _view(world: World, session: Session) -> Json:
    return tell_session(session, ready=world.is_ready(session))
