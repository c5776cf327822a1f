"""Opening Connect sessions and reading them back."""

from typing import Any

from sandbox.flatpeak.endpoint import Ask
from sandbox.flatpeak.errors import RefusedError, ThinError
from sandbox.flatpeak.objects import Json, Session, Slot
from sandbox.flatpeak.places import ADDRESS_MEMBERS, ISO_COUNTRIES, empty_address
from sandbox.flatpeak.reading import read_text
from sandbox.flatpeak.rest import find_customer, find_location
from sandbox.flatpeak.start import open_dialogue
from sandbox.flatpeak.telling import tell_session
from sandbox.flatpeak.world import TOKEN_LIFE, World

TOKEN_SECONDS = int(TOKEN_LIFE.total_seconds())
# What zero calls the fields.
ZERO_NAMES = {
    "callback_uri": "callback_url",
    "connect_web_uri": "connect_url",
    "direction": "tariff_direction",
    "type": "tariff_type",
    "customer_id": "customer_id",
    "customer_reference_id": "customer_reference_id",
    "location_id": "location_id",
    "location_reference_id": "location_reference_id",
    "tariff_id": "tariff_id",
    "postal_address": "postal_address",
}


def create_token(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /connect/token`."""
    if world.scenario.old_create_path:
        raise ThinError(404)
    return _create(world, ask, ask.body)


def create_token_old_names(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /connect/tariff/token` of the earlier revision: `direction` and `type`."""
    names = {"direction": "tariff_direction", "type": "tariff_type"}
    return _create(world, ask, {names.get(name, name): value for name, value in ask.body.items()})


def create_token_zero(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /connect/tariff/token` of zero, which asks for name and term of each tariff."""
    body = {ours: ask.body[name] for name, ours in ZERO_NAMES.items() if name in ask.body}
    asks = ("tariff_name_capture", "contract_term_capture")
    options = dict.fromkeys(asks, True) | {"advanced_tariff_capture": world.scenario.advanced_preview}
    callback = read_text(body, "callback_url")
    return _create(world, ask, {"connect_url": callback, **body, "route_options": options})


def _create(world: World, ask: Ask, body: Json) -> tuple[int, Json]:
    actions, options = _read_flags(body, "actions"), _read_flags(body, "route_options")
    session = Session(
        token=world.new_id("cot"),
        account=ask.account,
        created=world.now(),
        expires=world.now() + TOKEN_LIFE,
        connect_url=read_text(body, "connect_url"),
        callback_url=read_text(body, "callback_url"),
        slot=_read_slot(body),
        generation=ask.generation,
        customer_id=_optional(body, "customer_id"),
        customer_reference_id=_optional(body, "customer_reference_id"),
        location_id=_optional(body, "location_id"),
        location_reference_id=_optional(body, "location_reference_id"),
        asks_name=options.get("tariff_name_capture", False),
        asks_term=options.get("contract_term_capture", False),
        offers_advanced=options.get("advanced_tariff_capture", False),
    )
    session.draft.address = _read_address(body)
    _check(world, ask, session, body)
    open_dialogue(world, session, edit=actions.get("edit_tariff", False))
    if actions.get("disconnect_tariff"):
        world.disconnect(session.location_id, session.slot)
        session.steps = ["end"]
    world.sessions[session.token] = session
    return 200, {"connect_token": session.token, "expires_in": TOKEN_SECONDS, "live_mode": False}


def _check(world: World, ask: Ask, session: Session, body: Json) -> None:
    """Objects that are named must exist; a location brings its address, customer and reference along."""
    if session.customer_id:
        find_customer(world, ask, session.customer_id)
    check_addresses(session)
    if _optional(body, "postal_address_type") not in ("", "RESIDENTIAL", "COMMERCIAL"):
        raise RefusedError("data_json_invalid")
    if not session.location_id:
        if _optional(body, "tariff_id") or _read_flags(body, "actions").get("disconnect_tariff"):
            raise RefusedError("data_json_invalid")
        return
    if session.location_reference_id:
        raise RefusedError("data_json_invalid")
    location = find_location(world, ask, session.location_id)
    session.draft.address = dict(location.address)
    session.customer_id, session.location_reference_id = location.customer_id, location.reference_id
    owner = world.customers.get(location.customer_id)
    session.customer_reference_id = owner.reference_id if owner else ""
    if tariff_id := _optional(body, "tariff_id"):
        found = next((t for t in location.tariffs.values() if t.id == tariff_id), None)
        if found is None:
            raise ThinError(404)
        session.slot = found.slot


def check_addresses(session: Session) -> None:
    """Where a session returns to is an address, a deep link perhaps."""
    if not all(url.partition("://")[2] for url in (session.connect_url, session.callback_url)):
        raise RefusedError("data_json_invalid")


def _read_slot(body: Json) -> Slot:
    """LOCAL needs a beta, and there is no export of anything but energy."""
    direction, type_ = body.get("tariff_direction", "IMPORT"), body.get("tariff_type", "COMMODITY")
    if direction not in ("IMPORT", "EXPORT", "LOCAL"):
        raise RefusedError("tariff_direction_invalid")
    if type_ not in ("COMMODITY", "NON_COMMODITY"):
        raise RefusedError("tariff_type_invalid")
    slots: dict[tuple[Any, Any], Slot] = {
        ("IMPORT", "COMMODITY"): "commodity_import",
        ("EXPORT", "COMMODITY"): "commodity_export",
        ("IMPORT", "NON_COMMODITY"): "non_commodity_import",
    }
    if (direction, type_) not in slots:
        raise RefusedError("tariff_direction_not_supported")
    return slots[direction, type_]


def _read_address(body: Json) -> dict[str, str]:
    given = body.get("postal_address", {})
    if not isinstance(given, dict):
        raise RefusedError("data_json_invalid")
    address = {name: read_text({**empty_address(), **given}, name) for name in ADDRESS_MEMBERS}
    if address["country_code"] and address["country_code"] not in ISO_COUNTRIES:
        raise RefusedError("country_code_invalid")
    return address


def _read_flags(body: Json, name: str) -> dict[str, bool]:
    flags = body.get(name, {})
    if not isinstance(flags, dict) or not all(isinstance(flag, bool) for flag in flags.values()):
        raise RefusedError("data_json_invalid")
    return flags


def _optional(body: Json, name: str) -> str:
    return read_text({name: "", **body}, name)


def find_session(world: World, ask: Ask, token: str) -> Session:
    """A session of the account that can still be read. Raises ThinError 404."""
    session = world.sessions.get(token)
    if session is None or session.account != ask.account or world.is_expired(session):
        raise ThinError(404)
    return session


def read_token(world: World, ask: Ask) -> tuple[int, Json]:
    """`GET /connect/token?connect_token=`: 422 until there is a location, 404 once the token is expired."""
    session = find_session(world, ask, ask.query.get("connect_token", ""))
    if not session.location_id:
        raise ThinError(422)
    return 200, tell_session(session, ready=world.is_ready(session))
