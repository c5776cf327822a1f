"""What an event tells in its data: one happening, in every shape that the documents show."""

from typing import Literal, get_args

from sandbox.flatpeak.objects import Json, Location, Session, Tariff
from sandbox.flatpeak.views import view_location, view_session

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
        return {**{name: whole[name] for name in kept}, "data_available": ready, **urls}
    return whole


def tell_location(location: Location, shape: str | None = None) -> Json:
    """A location, over REST and in events, as its generation has it or in another shape."""
    shape = shape or location.generation
    whole = view_location(location)
    if shape == "ids":
        return {"id": location.id, "object": "location"}
    if shape == "zero":
        return {name: value for name, value in whole.items() if name not in ("flex_allowed", "market_sources")}
    if shape == "busbar":
        elements = [
            {
                "status": tariff.status,
                "provider_id": tariff.provider.id,
                "tariff_id": tariff.id,
                "type": tariff.type,
                "direction": tariff.direction,
                "connect_token": tariff.session,
                "temporary": False,
            }
            for tariff in location.tariffs.values()
        ]
        rest = {name: value for name, value in whole.items() if name not in ("tariff_status", "flex_allowed")}
        return {**rest, "tariff_elements": elements, "postal_address_verified": True, "devices": []}
    return whole


LIFECYCLE_SHAPES: tuple[LifecycleShape, ...] = get_args(LifecycleShape)
SESSION_SHAPES: tuple[SessionShape, ...] = get_args(SessionShape)
LOCATION_SHAPES: tuple[LocationShape, ...] = get_args(LocationShape)
