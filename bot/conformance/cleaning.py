"""Deleting what a walk made, and nothing else: only what bears its own reference."""

from collections.abc import Mapping, Sequence

from bot.conformance.tap import StoppedError
from bot.conformance.walk import Walk
from bot.connect.dialects import Call
from bot.connect.errors import OF_THE_ACCOUNT
from bot.connect.wire import Reply
from bot.conversation.exact import parse
from bot.conversation.page import items_at, text_at


async def clean_up(walk: Walk) -> str:
    """A sentence about what is left, "" if nothing is. Customers take their locations along."""
    found = await _held(walk, "customers", [walk.reference])
    gone = [await walk.client.delete_customer(id_) for id_ in found]
    if not found:
        found = await _held(walk, "locations", walk.references)
        gone = [await walk.client.delete_location(id_) for id_ in found]
    walk.tap.take()
    left = sum(one is not None for one in gone)
    return f"{left} of {len(found)} could not be deleted: look for the reference {walk.reference}" if left else ""


async def walk_lists(walk: Walk) -> str:
    """The code under which every call is refused, "" if none is.

    Raises StoppedError where lists do not keep to the reference that is asked for: what is not ours could be touched.
    """
    for collection in ("customers", "locations"):
        _, exchanges = await walk.call(f"list {collection}", walk.rest.call(_listing(collection, walk.reference)))
        if exchanges[-1].code in OF_THE_ACCOUNT:
            return exchanges[-1].code
        if items_at(exchanges[-1].document, "data"):
            raise StoppedError(
                f"GET /{collection} does not keep to reference_id, so that nothing can be deleted safely"
            )
    return ""


async def _held(walk: Walk, collection: str, references: Sequence[str]) -> list[str]:
    """The ids of what bears one of the references, whatever else may be listed."""
    ids: list[str] = []
    for reference in references:
        reply = await walk.rest.call(_listing(collection, reference))
        listed = items_at(_document(reply), "data") if isinstance(reply, Reply) else ()
        ids += [text_at(one, "id") for one in listed if text_at(one, "reference_id") == reference]
    return list(filter(None, ids))


def _listing(collection: str, reference: str) -> Call:
    return Call("GET", f"/{collection}", {"reference_id": reference})


def _document(reply: Reply) -> Mapping[str, object]:
    try:
        found = parse(reply.body)
    except ValueError:
        return {}
    return found if isinstance(found, Mapping) else {}
