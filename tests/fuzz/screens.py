"""A card on both channels as they really show it; what the platforms would refuse raises."""

import json

from adapters.slack.client import SlackChannel
from adapters.slack.forms import form_view, say_form_words
from adapters.slack.modal_state import ModalState
from adapters.slack.options import suggest_values
from adapters.slack.render import render as render_slack
from adapters.slack.render import render_line
from adapters.telegram.client import TelegramChannel
from adapters.telegram.limits import MESSAGE_CHARS
from adapters.telegram.parts import divide
from adapters.telegram.render import render as render_telegram
from bot.conversation.cards import Card, Keyed
from bot.conversation.pictures.draw import draw
from bot.texts import Catalogues
from sandbox.telegram.formatting import parse_html
from sandbox.telegram.keyboards import read_markup
from tests.slack.checker import check_message, check_modal, check_options

KEY = "k" * 16
CHANNELS = {"telegram": TelegramChannel.can, "slack": SlackChannel.can}
WORDS = say_form_words(Catalogues().words("en"))


def show(channel: str, card: Card, *, pictures: bool = False) -> str:
    """The words of a card on a channel."""
    return _telegram(card, pictures) if channel == "telegram" else _slack(card)


def _telegram(card: Card, pictures: bool) -> str:
    rendered = render_telegram(Keyed(card, KEY))
    words = [parse_html(part.text)[0] for part in divide(rendered)]
    assert words
    assert all(len(said.encode("utf-16-le", "surrogatepass")) // 2 <= MESSAGE_CHARS for said in words)
    if markup := rendered.markup():
        read_markup(json.loads(json.dumps(markup)), allow_local_urls=False)
    if rendered.picture and pictures:
        assert draw(rendered.picture.chart).startswith(b"\x89PNG")
    return "\n".join(words)


def _slack(card: Card) -> str:
    messages = render_slack(Keyed(card, KEY)).messages
    for message in messages:
        check_message(message.text, json.loads(json.dumps(message.blocks)))
    line = render_line(card.rest)
    check_message(line.text, json.loads(json.dumps(line.blocks)))
    if form := card.form():
        check_modal(form_view(form, ModalState(KEY, "T1"), WORDS))
        for one in form.fields:
            check_options(suggest_values(one, "a", "Nothing like it"))
    return "\n".join(message.text for message in messages)
