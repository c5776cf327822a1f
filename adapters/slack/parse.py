"""From what Slack sends to an arrival. Pure, and it never raises: what it cannot read is None.

The shapes are those of docs.slack.dev/reference/events and …/reference/interaction-payloads.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from adapters.slack import tokens
from adapters.slack.answers import Asked
from adapters.slack.commands import read_command
from bot.conversation.replies import (
    Arrival,
    Commanded,
    Edited,
    FileRef,
    Left,
    MessageRef,
    Person,
    Place,
    Pressed,
    Reply,
    Said,
    Shared,
    SharedKind,
    Visited,
)

Json = Mapping[str, Any]

CHANNEL = "slack"
SHORTCUT = "connect_tariff"  # the callback id of the global shortcut
MESSAGE_SHORTCUT = "connect_tariff_here"  # and of the one on a message, which also works in threads

# All that is subscribed to; docker/slack-manifest.yaml says the same.
EVENTS = ("app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked", "user_change")

TEXT_SUBTYPES = frozenset({"", "file_share"})  # of messages that a person wrote
ACTIVE = re.compile(r"<(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
TO_US = re.compile(r"\s*<@[^<>]*>")  # the mention that begins a message to us


@dataclass(frozen=True, slots=True)
class Source:
    """Who sent something, and whose installation it came through. `home`: the team that the person is from."""

    team: str
    enterprise: str = ""
    user: str = ""
    home: str = ""

    @property
    def is_foreign(self) -> bool:
        """Whether the person belongs to neither the workspace nor its organisation, as in a shared channel."""
        return bool(self.home) and self.home not in (self.team, self.enterprise)

    @property
    def place(self) -> Place:
        """The person's private conversation with us."""
        return Place(CHANNEL, self.user, team=self.team)


def source_of(body: Json) -> Source:
    """The source of any payload; what it does not say is empty."""
    if body.get("type") == "event_callback":
        return _source_of_event(body)
    user, team, view = _object(body, "user"), _object(body, "team"), _object(body, "view")
    enterprise = _object(body, "enterprise")
    home = _text(user, "team_id")
    # Org-wide installations send no team with some payloads, and a view of theirs names the organisation instead.
    named = (_text(view, "app_installed_team_id"), _text(team, "id"), _text(body, "team_id"), _text(view, "team_id"))
    where = _workspace(*named, home)
    organisation = _text(enterprise, "id") or _text(team, "enterprise_id") or _text(body, "enterprise_id")
    return Source(where, organisation, _text(user, "id") or _text(body, "user_id"), home)


def _source_of_event(body: Json) -> Source:
    """In shared channels `team_id` may be another's; the authorization names the installation."""
    event = _object(body, "event")
    granted = next((one for one in _objects(body, "authorizations")), {})
    team = _workspace(_text(granted, "team_id"), _text(body, "team_id"), _text(event, "team"))
    enterprise = _text(granted, "enterprise_id") or _text(body, "enterprise_id")
    user = _object(event, "user") or _object(event, "message")
    name = _text(event, "user") or _text(user, "id") or _text(user, "user")
    home = _text(event, "user_team") or _text(user, "team_id") or _text(user, "user_team") or _text(event, "team")
    return Source(team, enterprise, name, home)


def _workspace(*named: str) -> str:
    """The first that is a workspace: where an organisation has the app, its own id can stand in a workspace's place."""
    return next((one for one in named if one.startswith("T")), "")


def parse_event(body: Json, source: Source, now: datetime) -> Arrival | None:
    """The arrival in one event, None where there is nothing for us. `now` dates what Slack does not."""
    event, event_id = _object(body, "event"), _text(body, "event_id")
    if not (event_id and source.team and source.user):
        return None
    match _text(event, "type"):
        case "message":
            reply = _message(event)
        case "app_mention":
            reply = _mention(event, source)
        case "app_home_opened":
            return _opened(event, event_id, source, _time(body, "event_time") or now)
        case "user_change":
            reply = Left() if _object(event, "user").get("deleted") is True else None
        case _:
            reply = None
    sent_at = _time(event, "ts") or _time(body, "event_time") or now
    return _arrival(f"event:{event_id}", source, reply, sent_at) if reply else None


def parse_command(body: Json, source: Source, now: datetime) -> Arrival | None:
    """The arrival in a slash command. Given where others may be, it names the place as its origin."""
    trigger, channel = _text(body, "trigger_id"), _text(body, "channel_id")
    if not (trigger and source.team and source.user):
        return None
    origin = Place(CHANNEL, channel, private=False, team=source.team) if channel and channel[0] != "D" else None
    command = read_command(plain(_text(body, "text")), origin)
    return _arrival(f"command:{source.team}:{trigger}", source, command, now)


def parse_shortcut(body: Json, source: Source, now: datetime) -> Arrival | None:
    """The arrival in a shortcut, global or on a message."""
    trigger, name = _text(body, "trigger_id"), _text(body, "callback_id")
    if not (trigger and source.team and source.user) or name not in (SHORTCUT, MESSAGE_SHORTCUT):
        return None
    channel, message = _text(_object(body, "channel"), "id"), _object(body, "message")
    origin = None
    if channel and channel[0] != "D":
        thread = _text(message, "thread_ts")
        origin = Place(CHANNEL, channel, thread, private=False, team=source.team)
    return _arrival(f"shortcut:{source.team}:{trigger}", source, Commanded("connect", origin=origin), now)


def parse_press(body: Json, action: Json, source: Source, now: datetime) -> Arrival | None:
    """The arrival in a button or a menu, in a message or on the home page."""
    if not (source.team and source.user):
        return None
    query = Asked(source.team, source.user, _text(body, "response_url")).pack()
    match tokens.read_token(action.get("action_id")):
        case tokens.Press(key, number):
            pressed = Pressed(key, number, query, _reference(body))
        case tokens.Menu(key):
            chosen = tokens.read_option(_object(action, "selected_option").get("value"))
            if chosen is None:  # nothing was chosen, or the line that only says how to search
                return None
            pressed = Pressed(key, chosen, query, _reference(body))
        case _:
            return None
    stamp = _text(action, "action_ts") or _text(body, "trigger_id")
    return _arrival(f"press:{source.team}:{source.user}:{stamp}:{action['action_id']}", source, pressed, now)


def is_from_bot(event: Json) -> bool:
    """Whether a message event comes from a bot, ours or another's, or from no one."""
    message = _object(event, "message") or event
    return any(one.get("bot_id") or one.get("bot_profile") for one in (event, message)) or (
        _text(event, "type") == "message" and _text(message, "user") in ("", "USLACKBOT")
    )


def plain(text: str) -> str:
    """A message's text as the person saw it: links as their words, mentions as names, nothing escaped."""
    shown = ACTIVE.sub(_shown, text) if "<" in text else text
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()


def _shown(found: re.Match[str]) -> str:
    target, label = found["target"], found["label"]
    if target.startswith(("@", "#")):
        return f"{target[0]}{label}" if label else ""
    if target.startswith("!"):  # <!date^…|words>, <!subteam^…|@name>, <!here>
        return label or ""
    return label or target.removeprefix("mailto:").removeprefix("tel:")


def _message(event: Json) -> Reply | None:
    """What a person wrote to us in private; None for anything else."""
    if _text(event, "channel_type") != "im" or is_from_bot(event):
        return None
    subtype = _text(event, "subtype")
    if subtype == "message_changed":
        return _edit(event)
    if subtype not in TEXT_SUBTYPES:
        return None
    text = plain(_text(event, "text"))
    files = list(_objects(event, "files"))
    if files:
        return _shared(files, text)
    return Said(text) if text else Shared("other")


def _edit(event: Json) -> Reply | None:
    """Slack also reports as a change that it has added a preview of a link."""
    text, before = (plain(_text(_object(event, name), "text")) for name in ("message", "previous_message"))
    return Edited(text) if text and text != before else None


def _shared(files: list[Json], caption: str) -> Shared:
    """Of several files the first that can be a table, else the first."""
    file = next((one for one in files if _kind(one) == "document"), files[0])
    size = file.get("size")
    found = FileRef(_text(file, "id"), _text(file, "name"), size if isinstance(size, int) else 0)
    return Shared(_kind(file), caption, found if found.id else None)


def _kind(file: Json) -> SharedKind:
    kinds: dict[str, SharedKind] = {"image": "photo", "video": "video", "audio": "voice"}
    return kinds.get(_text(file, "mimetype").partition("/")[0], "document")


def _mention(event: Json, source: Source) -> Reply | None:
    if is_from_bot(event) or _text(event, "subtype") or _text(event, "channel")[:1] == "D":
        return None  # in the private chat the message itself comes as well
    thread = _text(event, "thread_ts")
    origin = Place(CHANNEL, _text(event, "channel"), thread, private=False, team=source.team)
    words = TO_US.sub("", _text(event, "text"), count=1)
    return read_command(plain(words), origin, empty="connect")


def _opened(event: Json, event_id: str, source: Source, sent_at: datetime) -> Arrival | None:
    """Slack tells of each opening; a person is greeted once, so that all greetings have one id."""
    match _text(event, "tab"):
        case "home":
            return _arrival(f"event:{event_id}", source, Visited(), sent_at)
        case "messages":
            return _arrival(f"greeting:{source.team}:{source.user}", source, Commanded("start"), sent_at)
        case _:
            return None


def _arrival(identity: str, source: Source, reply: Reply, sent_at: datetime) -> Arrival:
    return Arrival(identity, source.place, Person(source.user, source.team), reply, sent_at)


def _reference(body: Json) -> MessageRef | None:
    """The message that was pressed on; None on the home page."""
    container = _object(body, "container")
    channel, ts = _text(container, "channel_id"), _text(container, "message_ts")
    return MessageRef(f"{channel}/{ts}") if channel and ts else None


def _time(source: Json, name: str) -> datetime | None:
    """Seconds since 1970, as a number or as the start of a "ts"."""
    seconds = str(source.get(name, "")).partition(".")[0]
    if not seconds.isdecimal() or not 0 < int(seconds) < 1 << 35:
        return None
    return datetime.fromtimestamp(int(seconds), UTC)


def _text(source: Json, name: str) -> str:
    value = source.get(name)
    if not isinstance(value, str):
        return ""
    # JSON can hold half a surrogate pair; no encoding and nobody after us can.
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


def _object(source: Json, name: str) -> Json:
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def _objects(source: Json, name: str) -> Iterable[Json]:
    value = source.get(name)
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()
