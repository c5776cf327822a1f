"""What is typed into a menu: answered from what is stored, well inside Slack's three seconds."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from adapters.slack import limits, tokens
from adapters.slack.blocks import Json
from adapters.slack.modal_state import read_modal, split_name
from adapters.slack.options import suggest, suggest_values
from adapters.slack.parse import Source
from adapters.slack.speech import Speech
from bot.conversation.desk import Desk
from bot.conversation.forms import Field, Form
from bot.conversation.replies import Person

log = logging.getLogger(__name__)

PATIENCE_S = 1.9  # after that a hint is better than an answer that comes too late and is seen as "no results"

Body = Mapping[str, Any]


class Selects:
    """A card's key belongs to one person of one workspace, so nobody is shown what is another's."""

    def __init__(self, desk: Desk, speech: Speech) -> None:
        self._desk, self._speech = desk, speech

    async def answer(self, body: Body, source: Source) -> Json:
        """The entries that are meant, best first; a hint where there are none, or where they took too long."""
        person = Person(source.user, source.team)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._find(body, person)
        except TimeoutError:
            log.warning("a menu could not be answered in time")
        words = await self._speech.at_once(person.team, person.id)
        return suggest((), words("slack-menu-slow"))

    async def _find(self, body: Body, person: Person) -> Json:
        query = str(body.get("value") or "").strip()
        words = await self._speech.with_person(person)
        hint = words("slack-form-nothing")
        token = tokens.read_token(body.get("action_id"))
        if isinstance(token, tokens.Menu):
            return suggest(await self._desk.suggest(token.key, person, query, limits.OPTIONS), hint)
        entered = read_modal(body.get("view") or {})
        form = await self._desk.form(entered.state.key, person) if entered else None
        field = _field(form, entered.state.name_of(str(body.get("block_id")))) if form and entered else None
        return suggest_values(field, query, hint) if field else suggest((), hint)


def _field(form: Form, name: str) -> Field | None:
    fields = form.fields
    group, number, inner = split_name(name)
    if form.rows and group == form.rows.name and number >= 0:
        fields, name = form.rows.fields, inner
    return next((one for one in fields if one.name == name), None)
