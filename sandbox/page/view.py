"""What the page shows, as JSON: only what changed since a revision of the world."""

from typing import Any

from sandbox.telegram import Message, Person, TelegramWorld

Json = dict[str, Any]


def show_world(world: TelegramWorld, since: int) -> Json:
    """Everyone, and the messages that changed after `since` (-1: all; then the page starts anew)."""
    return {
        "reset": since < 0,
        "bot": {"name": world.bot.first_name, "username": world.bot.username},
        "people": [_show_person(world, person) for person in world.people.values()],
        "messages": [
            _show_message(person, message)
            for person in world.people.values()
            for message in person.chat.log
            if message.revision > since
        ],
    }


def _show_person(world: TelegramWorld, person: Person) -> Json:
    language = person.user.language_code
    short = (language or "").partition("-")[0]
    until = person.chat.action_until
    acting = person.chat.action if until and until > world.now() else None
    markup = person.chat.reply_markup or {}
    return {
        "id": person.id,
        "name": person.user.first_name,
        "language": language,
        "started": person.started,
        "blocked": person.blocked,
        "bot": world.profile.names.get(short) or world.profile.names.get("") or world.bot.first_name,
        "description": world.profile.description_in(language),
        "commands": world.profile.commands_in(person.id, language),
        "action": acting,
        "action_ms": int((until - world.now()).total_seconds() * 1000) if acting and until else 0,
        "keyboard": [[_show_reply_button(button) for button in row] for row in markup.get("keyboard", [])],
    }


def _show_reply_button(button: Any) -> Json:
    if isinstance(button, str):
        return {"text": button, "asks": None}
    asks = next((name for name in ("request_location", "request_contact") if button.get(name)), None)
    return {"text": button["text"], "asks": asks}


def _show_message(person: Person, message: Message) -> Json:
    gone = message.deleted or message.hidden
    body: Json = {"chat": person.id, "id": message.id, "gone": gone}
    if gone:
        return body
    file = message.content.file
    return body | {
        "mine": not message.from_bot,
        "kind": message.content.kind,
        "text": message.text,
        "entities": [entity.to_json() for entity in message.entities],
        "file": file and {"url": f"page/files/{file.id}", "name": file.name, "size": len(file.data),
                          "width": file.width, "height": file.height},
        "extra": message.content.extra.get(message.content.kind),
        "buttons": [[_show_button(button) for button in row] for row in message.keyboard],
        "reply": message.reply_to and {"id": message.reply_to.id, "text": message.reply_to.text[:120]},
        "edited": message.edited,
        "at": message.date.isoformat(),
    }  # fmt: skip


def _show_button(button: Any) -> Json:
    copied = button.value["text"] if button.kind == "copy_text" else None
    return {"text": button.text, "kind": button.kind, "url": button.url, "copy": copied}
