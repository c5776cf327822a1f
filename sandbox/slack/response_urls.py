"""The response_url of commands and interactions: five messages within half an hour, private unless said otherwise.

Source: docs.slack.dev/interactivity/handling-user-interaction#message_responses. That a command's own address replaces
nothing is told in slackapi/bolt-js#2287.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.slack.errors import RefusedError
from sandbox.slack.messages import change_message, check_thread, read_content
from sandbox.slack.model import Channel, Installation, Json, Message, User
from sandbox.slack.params import Params
from sandbox.slack.surfaces import values_of
from sandbox.slack.world import SlackWorld

USES = 5
MINUTES = 30


@dataclass(slots=True, eq=False)
class Ticket:
    """One address: who acted where, and on which message (None for a command)."""

    path: str
    installation: Installation
    user: User
    channel: Channel
    message: Message | None
    thread_ts: str
    ends: datetime
    uses: int = 0


class ResponseUrls:
    """All addresses that were handed out, by path."""

    def __init__(self, world: SlackWorld) -> None:
        self.world = world
        self.tickets: dict[str, Ticket] = {}

    def make(
        self, kind: str, user: User, channel: Channel, installation: Installation, message: Message | None = None
    ) -> str:
        """A new address; `kind` is the first part of its path: "commands", "actions" or "app"."""
        noise = self.world.random.getrandbits(96)
        path = f"/{kind}/{channel.team.id}/{len(self.tickets) + 1}/{noise:024x}"
        ends = self.world.now() + timedelta(minutes=MINUTES)
        thread = message.thread_ts if message else ""
        original = message if message and message.bot_id == installation.bot.bot_id else None
        self.tickets[path] = Ticket(path, installation, user, channel, original, thread, ends)
        return f"{self.world.url}{path}"

    def post(self, path: str, body: Json) -> Json:
        """What the app posts to an address. RefusedError, with status 404 for a used-up or old one."""
        ticket = self.tickets.get(path)
        if ticket is None or ticket.installation.removed:
            raise RefusedError("no_service", status=404)
        if self.world.now() > ticket.ends:
            raise RefusedError("expired_url", status=404)
        if ticket.uses >= USES:
            raise RefusedError("used_url", status=404)
        self.act(ticket, body)
        ticket.uses += 1
        return {"ok": True}

    def answer(self, url: str, body: Json) -> None:
        """A message in the answer to the request itself; it does not count as a use. RefusedError if it is wrong."""
        self.act(self.tickets[url.removeprefix(self.world.url)], body)

    def act(self, ticket: Ticket, body: Json) -> None:
        """Post, replace or delete."""
        if body.get("delete_original"):
            if ticket.message and not ticket.message.deleted:
                self.world.remove(ticket.message)
            return
        params = Params(dict(body), is_json=True)
        content = read_content(self.world, ticket.channel.team, params)
        if body.get("replace_original") and ticket.message and not ticket.message.deleted:
            change_message(self.world, ticket.message, content, said=set(body))
            return
        private = body.get("response_type", "ephemeral") != "in_channel"
        thread = check_thread(ticket.channel, params.text("thread_ts")) or ticket.thread_ts
        content |= {"values": values_of(content["blocks"]), "thread_ts": thread, "subtype": "bot_message"}
        content |= {"bot_id": ticket.installation.bot.bot_id, "app_id": self.world.app.id}
        # No user: Bolt's own filter against answering oneself does not see these (slackapi/bolt-python#683).
        self.world.post(ticket.channel, "", ephemeral_to=ticket.user.id if private else "", **content)
