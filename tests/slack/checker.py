"""What Slack refuses, written down from its reference and not from our builders. Raises `Refused` with the place."""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.slack.blocks import check_blocks, count_chars
from sandbox.slack.checks import Findings

ACTIVE = re.compile(r"<[^>]*>|&(?!amp;|lt;|gt;)")
NAMED = re.compile(r"<[@#][A-Z0-9]+>")  # somebody whom a card names, and nothing beside
EMOJI = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)
INPUTS = {
    "plain_text_input",
    "datepicker",
    "timepicker",
    "static_select",
    "external_select",
    "multi_users_select",
    "conversations_select",
}


class Refused(AssertionError):
    """Slack would say invalid_blocks or invalid_arguments."""


def check_message(text: str, blocks: list[Any]) -> None:
    """A message: up to 50 blocks, up to 13,000 characters in all, with a text that says something and does nothing."""
    require(bool(text.strip()), "text is empty")
    require(len(text) <= 4000, "text is too long for an update")
    inert(text)
    require(1 <= len(blocks) <= 50, f"{len(blocks)} blocks")
    require(count_chars(blocks) <= 13_000, "msg_blocks_too_long")
    check_all(blocks, {"section", "header", "context", "image", "actions"})
    check_with_sandbox(blocks, "message")
    pressed = [one["action_id"] for block in blocks for one in block.get("elements", ()) if "action_id" in one]
    require(len(set(pressed)) == len(pressed), "an action id is there twice")


def check_home(view: Any) -> None:
    """A Home: up to 100 blocks."""
    require(view["type"] == "home", "no home")
    require(1 <= len(view["blocks"]) <= 100, f"{len(view['blocks'])} blocks")
    check_all(view["blocks"], {"section", "header", "context", "image", "actions"})
    check_with_sandbox(view["blocks"], "home")


def check_modal(view: Any) -> None:
    """A modal: its words, its metadata, and inputs that can be told apart."""
    require(view["type"] == "modal", "no modal")
    for name in ("title", "close", "submit"):
        if name in view:
            plain(view[name], 24)
    require(len(view["private_metadata"]) <= 3000, "metadata is too long")
    require(len(view["callback_id"]) <= 255, "callback id is too long")
    require(1 <= len(view["blocks"]) <= 100, f"{len(view['blocks'])} blocks")
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    require("submit" in view or not inputs, "inputs need a submit")
    check_all(view["blocks"], {"section", "header", "context", "actions", "input"})
    check_with_sandbox(view["blocks"], "modal")


def check_all(blocks: list[Any], allowed: set[str]) -> None:
    """Each block, and that no block id is there twice."""
    json.dumps(blocks).encode()
    json.dumps(blocks, ensure_ascii=False).encode()
    for block in blocks:
        require(block["type"] in allowed, f"{block['type']} is not allowed here")
        CHECKS[block["type"]](block)
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    require(len(set(ids)) == len(ids), "a block id is there twice")
    require(all(0 < len(one) <= 255 for one in ids), "a block id has a wrong length")


def check_options(answer: Any) -> None:
    """What a menu is answered."""
    require(len(answer["options"]) <= 100, "too many options")
    for one in answer["options"]:
        option(one)


def check_with_sandbox(blocks: list[Any], surface: Any) -> None:
    found = Findings(knows_file=lambda _: True)
    check_blocks(found, blocks, "/blocks", surface, set())
    require(not found.messages, "; ".join(found.messages))


def inert(text: str) -> None:
    """Mrkdwn in which nothing works: no mention, no link, no emoji."""
    require(not ACTIVE.search(text), f"active: {text!r}")
    require(not EMOJI.search(text), f"emoji: {text!r}")


def require(right: bool, reason: str) -> None:
    if not right:
        raise Refused(reason)


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def plain(made: Any, most: int) -> None:
    require(made["type"] == "plain_text" and made["emoji"] is False, "not literal")
    require(made["text"].strip() != "" and length(made["text"]) <= most, f"{length(made['text'])} characters of {most}")


def words(made: Any, most: int) -> None:
    if made["type"] == "mrkdwn":
        for one in made["text"].split(", "):
            if not NAMED.fullmatch(one):
                inert(one)
        require(made["verbatim"] is True and made["text"].strip() != "" and length(made["text"]) <= most, "mrkdwn")
    else:
        plain(made, most)


def _section(block: Any) -> None:
    require("text" in block or bool(block["fields"]), "an empty section")
    if "text" in block:
        words(block["text"], 3000)
    require(len(block.get("fields", ())) <= 10, "too many fields")
    for one in block.get("fields", ()):
        words(one, 2000)
    if "accessory" in block:
        element(block["accessory"])


def _context(block: Any) -> None:
    require(1 <= len(block["elements"]) <= 10, "elements of a context")
    for one in block["elements"]:
        words(one, 3000)


def _image(block: Any) -> None:
    require(0 < length(block["alt_text"]) <= 2000 and bool(block["slack_file"]["id"]), "image")


def _actions(block: Any) -> None:
    require(1 <= len(block["elements"]) <= 25, "elements of actions")
    for one in block["elements"]:
        element(one)


def _input(block: Any) -> None:
    plain(block["label"], 2000)
    if "hint" in block:
        plain(block["hint"], 2000)
    require(block["element"]["type"] in INPUTS, "not an input")
    element(block["element"])


CHECKS: dict[str, Any] = {
    "section": _section,
    "header": lambda block: plain(block["text"], 150),
    "context": _context,
    "image": _image,
    "actions": _actions,
    "input": _input,
}


def element(made: Any) -> None:
    """A button or an input."""
    require(0 < len(made["action_id"]) <= 255, "action id")
    if "confirm" in made:
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            plain(made["confirm"][name], most)
    if "placeholder" in made:
        plain(made["placeholder"], 150)
    match made["type"]:
        case "button":
            plain(made["text"], 75)
            require(made.get("style", "primary") in ("primary", "danger"), "style")
            if "url" in made:
                address = urlsplit(made["url"])
                require(address.scheme in ("http", "https") and bool(address.hostname), "url")
                require(length(made["url"]) <= 3000, "url is too long")
        case "static_select":
            require(1 <= len(made["options"]) <= 100, "options")
            for one in made["options"]:
                option(one)
            require(made.get("initial_option", made["options"][0]) in made["options"], "initial option")
        case "external_select":
            if "initial_option" in made:
                option(made["initial_option"])
        case "plain_text_input":
            require(length(made.get("initial_value", "")) <= made["max_length"] <= 3000, "initial value")
        case "timepicker":
            require(bool(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", made.get("initial_time", "00:00"))), "time")
        case _:
            pass  # pickers of dates, people and channels: ids that Slack itself has told


def option(made: Any) -> None:
    plain(made["text"], 75)
    require(0 < len(made["value"]) <= 150, "option value")
    if "description" in made:
        plain(made["description"], 75)
