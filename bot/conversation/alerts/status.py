"""What a location's status says of an alert: FlatPeak's word now, not that of the event."""

from datetime import date

from bot.conversation.alerts.model import Alert
from bot.conversation.situation import Location, Purpose, Slot

SOON_DAYS = 35  # a contract that runs longer is not about to end
_SLOTS = ("commodity_import", "commodity_export", "non_commodity_import", "non_commodity_export", "local")


def slot_of(alert: Alert, location: Location) -> Slot | None:
    """The slot that an alert is about: the one of its tariff, else the one it was about before, else the first used,
    and of those rather one whose tariff tells no id, as one that was never read."""
    by_name = {slot.name: slot for slot in location.slots}
    of_tariff = [slot for slot in location.slots if alert.tariff and slot.tariff_id == alert.tariff]
    if of_tariff:
        return of_tariff[0]
    if alert.slot:
        return by_name.get(alert.slot)
    used = [by_name[name] for name in _SLOTS if name in by_name and _is_used(by_name[name])]
    unread = [slot for slot in used if alert.tariff and not slot.tariff_id]
    return next((slot for slot in (*unread, *used)), None)


def is_solved(alert: Alert, location: Location, today: date) -> bool:
    """Whether nobody need hear of it any more."""
    slot = slot_of(alert, location)
    if slot is None or not _is_used(slot):
        return True  # there is no such tariff any more
    if slot.status == "PENDING":
        return True  # it is being read anew
    if alert.tariff and slot.tariff_id and slot.tariff_id != alert.tariff:
        return slot.status == "CONNECTED"  # another took its place
    left = days_left(slot, today)
    match alert.kind:
        case "failed":
            return slot.status == "CONNECTED"
        case "expired":
            return slot.status == "CONNECTED" and left is not None and left > 0
        case "expiring":
            return alert.dated if left is None else left > SOON_DAYS or left < 0  # then it has ended
        case "upgrade":
            return slot.connection_type == "DIRECT"


def days_left(slot: Slot, today: date) -> int | None:
    """Until the contract ends; None where no end is known."""
    try:
        return (date.fromisoformat(slot.contract_end[:10]) - today).days if slot.contract_end else None
    except ValueError:
        return None


def repair_of(alert: Alert, slot: str) -> Purpose:
    """The session that mends it: for that very tariff, from the choice of provider on.

    Without `edit` it would open on what the alert has said already: that the tariff cannot be read, or that it can.
    """
    kind, _, direction = (slot or "commodity_import").rpartition("_")
    return Purpose(
        direction=direction.upper(),
        type=kind.upper(),
        location_id=alert.location,
        tariff_id=alert.tariff,
        edit=True,
        again=alert.kind in ("failed", "upgrade"),
    )


def _is_used(slot: Slot) -> bool:
    return slot.status not in ("NOT_CONNECTED", "NOT_SUPPORTED", "")
