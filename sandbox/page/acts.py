"""What a customer can do on the page, and what can be done to FlatPeak's sessions."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.flatpeak import vpp
from sandbox.flatpeak.world import World
from sandbox.telegram import Person
from sandbox.telegram.limits import CALLBACK_ANSWER_SECONDS

Json = dict[str, Any]
Act = Callable[[Person, Json], Awaitable[Json]]


async def say(person: Person, body: Json) -> Json:
    """{"text", "reply_to"?}"""
    text = str(body["text"]).strip()
    if not text:
        raise ValueError("nothing to say")
    return {"message_id": person.say(text, reply_to=body.get("reply_to")).id}


async def start(person: Person, body: Json) -> Json:
    """{"payload"?}: the Start button, or a deep link."""
    return {"message_id": person.start(body.get("payload")).id}


async def press(person: Person, body: Json) -> Json:
    """{"message_id", "index"}: answers once the bot did, or when it took too long, with what a phone shows."""
    pressed = person.press(int(body["message_id"]), int(body["index"]))
    loop = asyncio.get_running_loop()
    deadline = loop.time() + CALLBACK_ANSWER_SECONDS
    while not pressed.answered:
        count = person.world.changes.count
        if not await person.world.changes.wait(count, max(deadline - loop.time(), 0)):
            return {"answered": False}
    answer = pressed.answer
    shown = {"text": answer.text, "alert": answer.alert, "url": answer.url} if answer else {}
    return {"answered": True, **shown}


async def edit(person: Person, body: Json) -> Json:
    """{"message_id", "text"}"""
    return {"message_id": person.edit(int(body["message_id"]), str(body["text"])).id}


async def delete(person: Person, body: Json) -> Json:
    """{"message_id", "for_both"}"""
    person.delete_message(int(body["message_id"]), for_both=bool(body.get("for_both", True)))
    return {}


async def block(person: Person, body: Json) -> Json:
    """Stop the bot."""
    person.block()
    return {}


async def unblock(person: Person, body: Json) -> Json:
    """Let the bot write again."""
    person.unblock()
    return {}


async def send(person: Person, body: Json) -> Json:
    """{"kind"}: a sample of something that is not text."""
    samples: dict[str, Callable[[], Any]] = {
        "photo": person.send_photo,
        "album": lambda: person.send_album(3),
        "document": person.send_document,
        "voice": person.send_voice,
        "sticker": person.send_sticker,
        "location": person.send_location,
        "contact": person.send_contact,
    }
    samples[str(body["kind"])]()
    return {}


ACTS: dict[str, Act] = {
    "say": say,
    "start": start,
    "press": press,
    "edit": edit,
    "delete": delete,
    "block": block,
    "unblock": unblock,
    "send": send,
}


def change_flatpeak(world: World, act: str) -> Json:
    """Expire every open session, end every pending reading well or badly, or let everyone who takes part in a
    virtual power plant go on or give notice; how many were concerned.
    """
    if act == "expire":
        tokens = list(world.sessions)
        for token in tokens:
            world.expire(token)
        return {"changed": len(tokens)}
    if act in ("vpp_next", "vpp_leave"):
        for place in world.participations:
            vpp.advance(world, place) if act == "vpp_next" else vpp.move(world, place, "UNENROLMENT_REQUESTED")
        return {"changed": len(world.participations)}
    ok = {"connect_pending": True, "fail_pending": False}[act]
    saved = sum(len(world.finish_pending(location, ok)) for location in list(world.locations))
    return {"changed": saved + world.finish_unsaved(ok)}
