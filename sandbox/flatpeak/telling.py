"""What an event tells in its data: one happening, in every shape that the documents show."""

from typing import Literal, get_args

from sandbox.flatpeak.objects import Json, Location, Session, Tariff
from sandbox.flatpeak.views import is_temporary, stamp, status_of, view_location, view_provider, view_session

LifecycleShape = Literal["anode", "zero", "early", "oldest"]
SessionShape = Literal["anode", "zero", "busbar", "minimal", "token"]
LocationShape = Literal["anode", "zero", "busbar", "ids"]


def tell_tariff(location: Location, tariff: Tariff, shape: LifecycleShape | None = None) -> Json:
    """The data of `tariff.expiring`, `.expired`, `.fetch.failed` and `.connection.upgrade`.

    Without a shape, as the generation of the location has it.
    """
    if shape is None and location.generation == "zero":
        shape = "zero"
    ids = {"tariff_id": tariff.id, "location_id": location.id}
    account = {"account_id": location.account}
    if shape == "zero":
        return {**ids, "customer_id": location.customer_id}
    if shape == "oldest":
        named = {"object": "tariff", "id": tariff.id, **account, "customer_id": location.customer_id}
        return {"live_mode": False, **named, "location_id": location.id}
    if shape == "early":
        return {"live_mode": False, **ids, **account}
    return {"live_mode": False, "location_id": location.id, "tariff_id": tariff.id, **account}


def tell_session(session: Session, *, ready: bool, shape: str | None = None) -> Json:
    """A session read back, as its generation has it or in another shape: the object, or less of it."""
    shape = shape or session.generation.name
    whole = view_session(session, ready=ready)
    if shape == "zero":
        done = {"is_tariff_processed": whole.pop("tariff_available"), "complete_action": session.complete_action}
        return {**whole, "object": "connect_token", **done}
    if shape == "minimal":
        return {"live_mode": False, "location_id": session.location_id, "account_id": session.account}
    if shape == "token":
        return {"live_mode": False, "connect_token": session.token}
    if shape == "busbar":
        kept = ("id", "object", "live_mode", "location_id", "time_created", "time_expiry")
        urls = {"connect_url": session.connect_url, "callback_url": session.callback_url}
        about = {"device_id": session.device_id, "provider_id": session.provider_id}
        return {**{name: whole[name] for name in kept}, "data_available": ready, **about, **urls}
    return whole


def tell_location(location: Location, shape: str | None = None) -> Json:
    """A location, over REST and in events, as its generation has it or in another shape."""
    shape = shape or location.generation
    whole = view_location(location)
    if shape == "ids":
        return {"id": location.id, "object": "location"}
    if shape == "zero":
        return {name: value for name, value in whole.items() if name not in ("flex_allowed", "market_sources")}
    return _tell_busbar(whole, location) if shape == "busbar" else whole


def _tell_busbar(whole: Json, location: Location) -> Json:
    """Each tariff with its state; what the customer allowed follows from it."""
    rest = {name: value for name, value in whole.items() if name not in ("tariff_status", "flex_allowed")}
    return {
        **rest,
        "postal_address_verified": True,
        "market_sources": {"import": whole["market_sources"]["import"]},
        "tariff_elements": [_tell_element(location, tariff) for tariff in location.tariffs.values()],
        "devices": list(location.devices),
    }


def _tell_element(location: Location, tariff: Tariff) -> Json:
    return {
        "status": status_of(tariff),
        "provider_id": tariff.provider.id,
        "tariff_id": tariff.id,
        "devices": list(location.devices),
        "type": tariff.type,
        "direction": tariff.direction,
        "connect_token": tariff.session,
        "temporary": is_temporary(tariff),
        "consents": tell_consents(location, tariff),
    }


def tell_consents(location: Location, tariff: Tariff | None) -> Json:
    """What a customer has allowed: a login shares the tariff, a programme the devices."""
    shares = bool(tariff and tariff.connection_type == "DIRECT")
    told = {"provider_tariff": shares, "provider_bills": False, "provider_postal_address": shares}
    devices = {"provider_grid_meter": False, "device_telemetry": bool(location.devices), "device_control": False}
    return {**told, **devices, "time_created": stamp((tariff or location).created)}


def tell_listed(location: Location, public_url: str) -> Json:
    """A location of busbar's list, whose layout is not that of the single one."""
    tariffs = list(location.tariffs.values())
    whole = _tell_busbar(view_location(location), location)
    dropped = ("postal_address_verified", "market_sources", "tariff_elements")
    return {
        **{name: value for name, value in whole.items() if name not in dropped},
        "consents": tell_consents(location, tariffs[0] if tariffs else None),
        "tariffs": [
            {
                "tariff_id": tariff.id,
                "location_id": location.id,
                "type": tariff.type,
                "direction": tariff.direction,
                "status": status_of(tariff),
                "connection_type": tariff.connection_type,
                "display_name": tariff.name,
                "is_temporary": is_temporary(tariff),
                "provider": view_provider(tariff.provider, public_url),
            }
            for tariff in tariffs
        ],
    }


LIFECYCLE_SHAPES: tuple[LifecycleShape, ...] = get_args(LifecycleShape)
SESSION_SHAPES: tuple[SessionShape, ...] = get_args(SessionShape)
LOCATION_SHAPES: tuple[LocationShape, ...] = get_args(LocationShape)
