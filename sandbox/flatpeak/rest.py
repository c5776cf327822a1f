"""Customers, locations, tariffs and events over REST."""

from typing import Any

from sandbox.flatpeak.endpoint import Ask, list_page
from sandbox.flatpeak.errors import RefusedError, ThinError
from sandbox.flatpeak.objects import Customer, Json, Location, Tariff
from sandbox.flatpeak.places import ADDRESS_MEMBERS, NOWHERE, Place, empty_address, find_place
from sandbox.flatpeak.reading import read_object, read_text
from sandbox.flatpeak.telling import tell_listed, tell_location
from sandbox.flatpeak.views import view_customer, view_event, view_status, view_tariff
from sandbox.flatpeak.world import EVENT_LIFE, World

ACCEPTED: tuple[int, Json] = (202, {"message": "Accepted"})


def find_location(world: World, ask: Ask, location_id: str) -> Location:
    """A location of the account. Raises ThinError 404."""
    location = world.locations.get(location_id)
    if location is None or location.account != ask.account:
        raise ThinError(404)
    return location


def find_customer(world: World, ask: Ask, customer_id: str) -> Customer:
    """A customer of the account. Raises ThinError 404."""
    customer = world.customers.get(customer_id)
    if customer is None or customer.account != ask.account:
        raise ThinError(404)
    return customer


def list_locations(world: World, ask: Ask) -> tuple[int, Json]:
    wanted = {name: ask.query[name] for name in ("reference_id", "customer_id") if name in ask.query}
    found = [
        one
        for one in world.locations.values()
        if one.account == ask.account and all(getattr(one, name) == value for name, value in wanted.items())
    ]
    if ask.generation.name == "busbar":
        return list_page(found, ask, "/locations", lambda one: tell_listed(one, world.public_url))
    return list_page(found, ask, "/locations", lambda one: tell_location(one, ask.generation.name))


def get_location(world: World, ask: Ask) -> tuple[int, Json]:
    return 200, tell_location(find_location(world, ask, ask.path["id"]), ask.generation.name)


def get_status(world: World, ask: Ask) -> tuple[int, Json]:
    location = find_location(world, ask, ask.path["id"])
    return 200, view_status(location, world.public_url, pending=ask.generation.name != "zero")


def change_location(world: World, ask: Ask) -> tuple[int, Json]:
    location = find_location(world, ask, ask.path["id"])
    reference = read_text({"reference_id": location.reference_id, **ask.body}, "reference_id")
    owner = read_text({"customer_id": location.customer_id, **ask.body}, "customer_id")
    if owner != location.customer_id:
        find_customer(world, ask, owner).locations.append(location.id)
        if former := world.customers.get(location.customer_id):
            former.locations.remove(location.id)
    if "postal_address" in ask.body:
        location.address, location.place = _read_place(ask, location.address)
    location.reference_id, location.customer_id = reference, owner
    world.touch(location.id)
    return 200, tell_location(location, ask.generation.name)


def _read_place(ask: Ask, known: dict[str, str]) -> tuple[dict[str, str], Place]:
    """The address with what is sent of it, and where it lies; of a new location, that may be nowhere yet."""
    given = read_object(ask.body, "postal_address")
    address = {name: read_text({**known, **given}, name) for name in ADDRESS_MEMBERS}
    place = find_place(address)
    if place is None and (any(known.values()) or (address["city"] and address["country_code"])):
        raise RefusedError(ask.generation.place_code)
    return address, place or NOWHERE


def create_location(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /locations`, all of whose members may be missing; zero has a reference only once."""
    texts = {name: read_text({name: "", **ask.body}, name) for name in ("reference_id", "customer_id")}
    owner = find_customer(world, ask, texts["customer_id"]) if texts["customer_id"] else None
    taken = {one.reference_id for one in world.locations.values() if one.account == ask.account}
    if ask.generation.saves and texts["reference_id"] and texts["reference_id"] in taken:
        raise ThinError(409)
    address, place = empty_address(), NOWHERE
    if "postal_address" in ask.body:
        address, place = _read_place(ask, address)
    location = Location(
        id=world.new_id("loc"),
        account=ask.account,
        customer_id=texts["customer_id"],
        reference_id=texts["reference_id"],
        address=address,
        place=place,
        created=world.now(),
        generation=ask.generation.name,
    )
    world.locations[location.id] = location
    if owner:
        owner.locations.append(location.id)
    world.touch(location.id, type_="location.create")
    return 201, tell_location(location, ask.generation.name)


def create_customer(world: World, ask: Ask) -> tuple[int, Json]:
    """`POST /customers`; zero and anode make theirs themselves."""
    reference = read_text({"reference_id": "", **ask.body}, "reference_id")
    customer = Customer(world.new_id("cus"), ask.account, reference, world.now(), generation=ask.generation.name)
    world.customers[customer.id] = customer
    world.emit(ask.account, "customer.create", view_customer(customer), ask.generation.name)
    return 201, view_customer(customer)


def delete_location(world: World, ask: Ask) -> tuple[int, Json]:
    world.delete_location(find_location(world, ask, ask.path["id"]))
    return ACCEPTED


def list_customers(world: World, ask: Ask) -> tuple[int, Json]:
    reference = ask.query.get("reference_id")
    found = [
        one for one in world.customers.values() if one.account == ask.account and reference in (None, one.reference_id)
    ]
    return list_page(found, ask, "/customers", view_customer)


def get_customer(world: World, ask: Ask) -> tuple[int, Json]:
    return 200, view_customer(find_customer(world, ask, ask.path["id"]))


def delete_customer(world: World, ask: Ask) -> tuple[int, Json]:
    world.delete_customer(find_customer(world, ask, ask.path["id"]))
    return ACCEPTED


# Tariffs and events


def list_tariffs(world: World, ask: Ask) -> tuple[int, Json]:
    if "location_id" not in ask.query:
        raise RefusedError("data_json_invalid")
    location = find_location(world, ask, ask.query["location_id"])
    found = [
        tariff
        for tariff in location.tariffs.values()
        if ask.query.get("direction") in (None, tariff.direction) and ask.query.get("type") in (None, tariff.type)
    ]
    return list_page(found, ask, "/tariffs", lambda tariff: view_tariff(tariff, location))


def find_tariff(world: World, ask: Ask) -> tuple[Location, Tariff]:
    """The tariff of the path, and where it is. Raises ThinError 404."""
    for location in world.locations.values():
        for tariff in location.tariffs.values():
            if tariff.id == ask.path["id"] and location.account == ask.account:
                return location, tariff
    raise ThinError(404)


def get_tariff(world: World, ask: Ask) -> tuple[int, Json]:
    location, tariff = find_tariff(world, ask)
    return 200, view_tariff(tariff, location)


def delete_tariff(world: World, ask: Ask) -> tuple[int, Json]:
    """With all that the provider gave."""
    location, tariff = find_tariff(world, ask)
    world.disconnect(location.id, tariff.slot)
    return ACCEPTED


def list_events(world: World, ask: Ask) -> tuple[int, Json]:
    oldest = world.now() - EVENT_LIFE
    wanted, about = ask.query.get("event_type"), ask.query.get("object_id")
    found = [
        event
        for event in world.events
        if event.account == ask.account and event.created >= oldest and wanted in (None, event.type)
        if about is None or about in _ids(event.data)
    ]
    return list_page(found, ask, "/events", view_event)


def _ids(data: Json) -> set[Any]:
    return {data.get(name) for name in ("id", "location_id", "tariff_id", "customer_id")}


def get_event(world: World, ask: Ask) -> tuple[int, Json]:
    for event in world.events:
        if event.id == ask.path["id"] and event.account == ask.account:
            return 200, view_event(event)
    raise ThinError(404)
