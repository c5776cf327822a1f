"""A workspace whose app says what a test says, beside a browser, and the parts of Block Kit to say it with."""

import io
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from playwright.async_api import Browser, Locator, Page

from sandbox.server import SandboxServer
from sandbox.slack import Channel, File, Message, Person, View
from sandbox.slack.blocks import complete_blocks
from sandbox.slack.model import Json
from sandbox.slack.views import add_modal
from tests.browser.pages import DESKTOP, open_page


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def button(text: str, action: str = "a", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action, **more}


def field_of(label: str, block: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block, "label": plain(label), "element": {"action_id": "v", **element}, **more}


def modal(*blocks: Json, title: str = "A form") -> Json:
    return {
        "type": "modal",
        "title": plain(title),
        "submit": plain("Save"),
        "close": plain("Leave"),
        "blocks": [*blocks],
    }


TEXT = {"type": "plain_text_input"}
CONFIRM = {"title": plain("Sure?"), "text": marked("It goes *away*"), "confirm": plain("Yes"), "deny": plain("No")}


@dataclass(slots=True)
class Desk:
    """A workspace whose app says what the test says, and a browser."""

    sandbox: SandboxServer
    browser: Browser
    problems: list[str] = field(default_factory=list)

    @property
    def ada(self) -> Person:
        return self.person("Ada Lindqvist")

    def person(self, name: str) -> Person:
        users = self.sandbox.slack.world.users.values()
        return self.sandbox.slack.person(next(user for user in users if user.name == name))

    @property
    def energy(self) -> Channel:
        return next(c for c in self.sandbox.slack.world.channels.values() if c.name == "energy")

    async def open(self, size: dict[str, int] = DESKTOP, scheme: str = "light") -> tuple[Page, Locator]:
        """The page, and the Slack window in it."""
        page = await open_page(self.browser, self.sandbox.url, self.problems, size, scheme)
        return page, page.get_by_role("region", name="Slack")

    def post(self, *blocks: Json, text: str = "", channel: Channel | None = None, **more: Any) -> Message:
        """A message of the app, to Ada if no channel is named."""
        world, installed = self.sandbox.slack.world, self.ada.installation
        done = complete_blocks([*blocks], lambda: world.next_id("b"))
        bot = installed.bot
        return world.post(channel or self.ada.dm, bot.id, text, blocks=done, bot_id=bot.bot_id, **more)

    def show(self, view: Json) -> View:
        """A modal for Ada."""
        ada = self.ada
        return add_modal(ada.world, ada.installation, ada.user, ada.user.team, view)

    def add_picture(self) -> File:
        out = io.BytesIO()
        Image.new("RGB", (320, 120), "teal").save(out, "PNG")
        ada = self.ada
        return ada.world.add_file(ada.user.team, ada.installation.bot, "chart.png", out.getvalue(), "image/png")

    @property
    def asked(self) -> list[Json]:
        """What the app was asked, as nobody answers it here."""
        return [attempt.payload for attempt in self.sandbox.slack.delivery.attempts if attempt.kind == "interactive"]
