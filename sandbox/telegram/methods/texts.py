"""Texts and captions of outgoing messages: parsed, trimmed, and measured."""

from sandbox.telegram import limits
from sandbox.telegram.detection import finish, read_entities
from sandbox.telegram.errors import bad_request
from sandbox.telegram.formatting import Entity, parse_html
from sandbox.telegram.params import Params

Formatted = tuple[str, tuple[Entity, ...]]


def read_text(params: Params) -> Formatted:
    """The text of a message: 1 to 4096 units."""
    if not params.text("text"):
        raise bad_request("message text is empty")
    text, entities = _read(params, "text", "entities", params.text("parse_mode"))
    if not text:
        raise bad_request("text must be non-empty")
    if limits.count_units(text) > limits.TEXT_UNITS:
        raise bad_request("message is too long")
    return text, entities


def read_caption(params: Params) -> Formatted:
    """The caption of a photo or a document: up to 1024 units, may be empty."""
    text, entities = _read(params, "caption", "caption_entities", params.text("parse_mode"))
    if limits.count_units(text) > limits.CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return text, entities


def _read(params: Params, name: str, entities_name: str, mode: str) -> Formatted:
    raw = params.text(name)
    if mode and mode.lower() != "html":
        raise bad_request("unsupported parse_mode")  # this world reads HTML only
    if mode:
        return finish(*parse_html(raw))
    given = params.values.get(entities_name)
    return finish(raw, read_entities(given, raw) if given else ())
