"""The company's own names for its customers and their homes, on the way into a session."""

from dataclasses import replace

from bot.conversation.invitation import Invitation
from bot.conversation.panel_parts import is_used
from bot.conversation.situation import Location, Purpose, State


def known_as(state: State, purpose: Purpose) -> Purpose:
    """What a session is opened for, by the names that the company has; a location that is there has its own."""
    if purpose.location_id or purpose.location_reference:
        return purpose
    if state.invited is None:
        return replace(purpose, customer_reference=state.customer)
    given = state.invited
    return replace(
        purpose_of(given), customer_reference=given.customer_reference, location_reference=given.location_reference
    )


def purpose_of(given: Invitation) -> Purpose:
    """What a customer was sent for."""
    type_, _, direction = given.slot.upper().rpartition("_")
    return Purpose(direction=direction, type=type_)


def has_led_to(given: Invitation, location: Location) -> bool:
    """Whether what a customer was sent for is there already."""
    return any(slot.name == given.slot and is_used(slot) for slot in location.slots)
