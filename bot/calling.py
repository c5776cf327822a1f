"""The call that is under way, as a conversation remembers it: another process can go on with it."""

from bot.conversation.location_calls import ReadLeft, Remove, Survey, Tidy
from bot.conversation.prices.flow import read_again
from bot.conversation.remembered import Calling
from bot.conversation.situation import (
    Call,
    Erase,
    Export,
    Fetch,
    Look,
    Open,
    ReadAudit,
    ReadBack,
    ReadPrices,
    Resume,
    Send,
    Situation,
)
from bot.conversation.turns import send_of

KINDS: dict[type[Call], str] = {
    Open: "open",
    Send: "send",
    Resume: "resume",
    ReadBack: "read_back",
    ReadLeft: "read_left",
    Export: "export",
    Erase: "erase",
    ReadAudit: "audit",
    Fetch: "fetch",
    Look: "look",
    ReadPrices: "prices",
    Survey: "survey",
    Remove: "remove",
    Tidy: "tidy",
}


def calling_of(row: int, call: Call | None) -> Calling | None:
    """How a call that was begun for a row of the inbox is remembered."""
    if call is None:
        return None
    told: dict[str, object] = {"row": row, "kind": KINDS[type(call)]}
    match call:
        case Fetch(file=file):
            told["file"] = file
        case Look(location_id=location) | Remove(location_id=location):
            told["location"] = location
        case Survey(locations=several):
            told["location"] = " ".join(several)
        case ReadPrices(location_id=location, direction=direction, why=why):
            told |= {"kind": why, "location": location, "direction": direction}
        case _:
            pass  # its kind says all
    return Calling.model_validate(told)


def call_again(now: Situation) -> tuple[Call, bool]:
    """The call that a process before us had begun, and whether what it gave may have been taken."""
    state, calling = now.state, now.state.calling
    match calling.kind if calling else "resume":
        case "send" if state.unanswered:
            return send_of(state.unanswered), True
        case "open" if state.opening:
            return Open(state.opening), False
        case "fetch" if calling and calling.file:
            return Fetch(calling.file), False
        case kind if kind in _SIMPLE:
            return _SIMPLE[kind], False
        case "prices" | "changes" | "watch" if calling:
            return read_again(now, calling), False
        case _:
            return _at_location(calling), False


_SIMPLE: dict[str, Call] = {
    "read_back": ReadBack(),
    "read_left": ReadLeft(),
    "export": Export(),
    "erase": Erase(),
    "audit": ReadAudit(),
    "tidy": Tidy(),
}


def _at_location(calling: Calling | None) -> Call:
    place = calling.location if calling else ""
    match calling.kind if calling and place else "":
        case "look":
            return Look(place)
        case "survey":
            return Survey(tuple(place.split()))
        case "remove":
            return Remove(place)
        case _:
            return Resume()
