"""A session for a site that begins with what is known of it."""

from collections.abc import Mapping

from bot.conversation.commands import connect
from bot.conversation.context import Context
from bot.conversation.exact import dump
from bot.conversation.remembered import Kept
from bot.conversation.sites.checks import Site
from bot.conversation.sites.template import Template
from bot.conversation.situation import Open, Purpose, Reaction, Situation, State
from bot.conversation.understanding.address import part_names


def begin_site(state: State, site: Site, template: Template, ctx: Context, *, location_id: str = "") -> Reaction:
    """Open a session for a site and answer by itself what is known. It stops where a person has to answer.

    `location_id`: of a site whose tariff could not be read; another takes its place.
    """
    begun = connect(Situation(state), ctx)
    parts = {name: getattr(site.address, name) for name in part_names()}
    purpose = Purpose(location_id=location_id, edit=bool(location_id), address=parts)
    known = {**template.at(site.address), "address": _kept_address(parts)}
    told = {"opening": purpose, "address": parts, "known": known, "called": site.name}
    opened = begun.state.model_copy(update={**told, "replaying": True, "typed": ""})
    return begun._replace(state=opened, call=Open(purpose), end_session=True)


def _kept_address(parts: Mapping[str, str]) -> Kept:
    done = ", ".join(filter(None, (parts["address_line1"], parts["city"])))
    return Kept(data=dump({"postal_address": dict(parts)}).decode(), done=done)
