"""What somebody in a workspace can do in the Slack window. Elements are named "block id/action id"."""

import re
from base64 import b64decode
from collections.abc import Awaitable, Callable
from contextlib import suppress
from mimetypes import guess_type
from typing import Any

from sandbox.page.slack.manifest import COMMAND
from sandbox.slack.hands import Done
from sandbox.slack.modals import Modal
from sandbox.slack.model import Channel, Json, Message, User, Workspace
from sandbox.slack.people import Person
from sandbox.slack.platform import Platform
from sandbox.slack.surfaces import View

Act = Callable[[Person, Json], Awaitable[Json]]


async def say(person: Person, body: Json) -> Json:
    """{"channel", "text", "thread"?}: a message, or the slash command."""
    channel, text = _find_channel(person, body), str(body["text"]).strip()
    if not text:
        raise ValueError("nothing to say")
    if text.startswith("/"):
        command, _, rest = text.partition(" ")
        if command != COMMAND:
            raise ValueError(f"{command} is not a valid command")
        return _tell(await person.command(rest.strip(), channel))
    message = person.say(_mark_mentions(person, text), channel, thread_ts=str(body.get("thread") or ""))
    return {"ts": message.ts}


def _mark_mentions(person: Person, text: str) -> str:
    """What the list of names would do that Slack offers behind an @."""
    installed = person.world.installation_in(person.user.team)
    if installed is None:
        return text
    return re.sub(rf"@{re.escape(person.world.app.name)}\b", f"<@{installed.bot.id}>", text, flags=re.IGNORECASE)


async def upload(person: Person, body: Json) -> Json:
    """{"channel", "name", "data" in base64, "text"?}"""
    name = str(body["name"]) or "file"
    data = b64decode(str(body["data"]), validate=True)
    mime = guess_type(name)[0] or "text/plain"
    message = person.upload(name, data, str(body.get("text", "")), _find_channel(person, body), mime=mime)
    return {"ts": message.ts}


async def delete(person: Person, body: Json) -> Json:
    """{"channel", "ts"}: an own message."""
    person.delete(_find_message(person, body))
    return {}


async def press(person: Person, body: Json) -> Json:
    """{where, "which", "confirm"?, "typed"?}: a button."""
    shown = await _find_filled(person, body)
    return _tell(await person.press(shown, body["which"], confirm=body.get("confirm")))


async def choose(person: Person, body: Json) -> Json:
    """{where, "which", "wanted", "confirm"?, "typed"?}: an entry, several of them, or none."""
    shown = await _find_filled(person, body)
    return _tell(await person.choose(shown, body["which"], body["wanted"], confirm=body.get("confirm")))


async def look_up(person: Person, body: Json) -> Json:
    """{where, "which", "words"}: what a menu offers that asks the app."""
    done = await person.look_up(_find_shown(person, body), body["which"], str(body["words"]))
    return {**_tell(done), "options": done.options}


async def fill(person: Person, body: Json) -> Json:
    """{where, "typed"}: fields that were typed into."""
    await _find_filled(person, body)
    return {}


async def send(person: Person, body: Json) -> Json:
    """{"view", "typed"}: the modal's own button."""
    return _tell(await _as_modal(person, await _find_filled(person, body)).send())


async def close(person: Person, body: Json) -> Json:
    """{"view", "whole", "typed"}: this modal, or all that are open."""
    modal = _as_modal(person, await _find_filled(person, body))
    return _tell(await modal.close(whole_stack=bool(body.get("whole"))))


async def shortcut(person: Person, body: Json) -> Json:
    """{"name", "channel"? and "ts"? of a message}"""
    if "ts" not in body:
        return _tell(await person.shortcut(str(body["name"])))
    return _tell(await person.message_shortcut(str(body["name"]), _find_message(person, body)))


async def open_tab(person: Person, body: Json) -> Json:
    """{"tab"}: "home" or "messages"."""
    if body["tab"] == "home":
        person.open_home()
    else:
        person.open_messages()
    return {}


async def invite(person: Person, body: Json) -> Json:
    """{"channel"}: bring the app in."""
    person.invite_app(_find_channel(person, body))
    return {}


ACTS: dict[str, Act] = {
    "say": say,
    "upload": upload,
    "delete": delete,
    "press": press,
    "choose": choose,
    "look_up": look_up,
    "fill": fill,
    "send": send,
    "close": close,
    "shortcut": shortcut,
    "open_tab": open_tab,
    "invite": invite,
}


def add_person(platform: Platform, body: Json) -> User:
    """{"name", "locale", "admin", "like"}: somebody new in the workspace of the one with the id `like`."""
    world = platform.world
    asked = world.users.get(str(body.get("like")))
    team: Workspace = asked.team if asked else next(iter(world.workspaces.values()))
    name = str(body.get("name", "")).strip()[:64] or "Colleague"
    locale = str(body.get("locale", "")).strip()[:12] or "en-US"
    person = platform.person(name, team, locale=locale, is_admin=bool(body.get("admin")))
    for channel in world.channels.values():
        if channel.kind == "channel" and channel.team is team and not channel.archived:
            person.join(channel)
    world.changes.touch()
    return person.user


def _tell(done: Done) -> Json:
    return {"trouble": done.trouble.shown if done.trouble else ""}


def _find_channel(person: Person, body: Json) -> Channel:
    return person.world.channels[body["channel"]]


def _find_shown(person: Person, body: Json) -> Message | View:
    """{"view"}, or {"channel", "ts"}. KeyError when it is not there any more."""
    return person.world.views[body["view"]] if "view" in body else _find_message(person, body)


def _find_message(person: Person, body: Json) -> Message:
    for message in person.messages(_find_channel(person, body)):
        if message.ts == body["ts"]:
            return message
    raise KeyError("this message is gone")


async def _find_filled(person: Person, body: Json) -> Message | View:
    """As `_find_shown`, after what was typed into it before; fields that are gone take their words with them."""
    shown = _find_shown(person, body)
    typed: dict[str, Any] = body.get("typed") or {}
    for which, wanted in typed.items():
        with suppress(KeyError):
            if isinstance(shown, View):
                await Modal(person, shown).fill(which, wanted or None)
            else:
                await person.choose(shown, which, wanted or None)
    return shown


def _as_modal(person: Person, shown: Message | View) -> Modal:
    if not isinstance(shown, View):
        raise KeyError("this is no modal")
    return Modal(person, shown)
