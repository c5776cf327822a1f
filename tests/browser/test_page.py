"""The sandbox's page in a real browser, with a small bot that speaks through python-telegram-bot."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
import telegram
from PIL import Image
from playwright.async_api import Browser, Page, expect
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Markup

from sandbox.server import SandboxServer
from sandbox.telegram import Person
from tests.browser.pages import DESKTOP, EVIL, PHONE, find_faint, open_page

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@dataclass(slots=True)
class Desk:
    """The sandbox, a bot that answers as the test says, and a browser."""

    sandbox: SandboxServer
    bot: telegram.Bot
    browser: Browser
    problems: list[str] = field(default_factory=list)

    async def open(self, size: dict[str, int] = DESKTOP, scheme: str = "light") -> Page:
        return await open_page(self.browser, self.sandbox.url, self.problems, size, scheme)

    def customer(self, name: str = "Ada") -> Person:
        person = self.sandbox.telegram.person(first_name=name)
        person.start()
        return person

    async def answer(self) -> None:
        """Greet, toast and edit on a press, and repeat what is said."""
        offset = 0
        while True:
            for update in await self.bot.get_updates(offset=offset, timeout=20):
                offset = update.update_id + 1
                if update.message and update.message.text == "/start":
                    markup = Markup([[Button("Yes", callback_data="yes"), Button("No", callback_data="no")]])
                    await update.message.reply_text("Shall <b>we</b>?", "HTML", reply_markup=markup)
                elif update.message:
                    await update.message.reply_text(f"You said: {update.message.text}")
                elif update.callback_query:
                    await update.callback_query.answer("Noted", show_alert=update.callback_query.data == "no")
                    await update.callback_query.edit_message_text("✓ We shall")


@asynccontextmanager
async def _running(work: asyncio.Task[None]) -> AsyncIterator[None]:
    try:
        yield
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    async with SandboxServer() as sandbox:
        bot = telegram.Bot(sandbox.telegram.token, base_url=f"{sandbox.url}/telegram/bot")
        async with bot:
            desk = Desk(sandbox, bot, browser)
            async with _running(asyncio.create_task(desk.answer())):
                yield desk
            assert desk.problems == []
            for context in browser.contexts:
                await context.close()


async def test_a_customer_chats(desk: Desk) -> None:
    page = await desk.open()
    await page.get_by_role("button", name="Start", exact=True).click()
    log = page.locator(".phone").get_by_role("log")
    await expect(log).to_contain_text("Shall we?")
    await expect(log.locator("b")).to_have_text("we")
    await page.get_by_role("button", name="Yes").click()
    await expect(log).to_contain_text("✓ We shall")
    await expect(log).to_contain_text("edited")
    await expect(page.get_by_role("button", name="Yes")).to_have_count(0)
    await expect(page.locator(".toast")).to_have_text("Noted")
    await page.get_by_label("Message", exact=True).fill("24.5 p")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(log).to_contain_text("You said: 24.5 p")


async def test_an_alert_waits_for_the_customer(desk: Desk) -> None:
    desk.customer()
    page = await desk.open()
    await page.get_by_role("button", name="No", exact=True).click()
    alert = page.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Noted")
    await alert.get_by_role("button", name="OK").click()
    await expect(alert).to_be_hidden()


async def test_everything_works_with_the_keyboard_alone(desk: Desk) -> None:
    await desk.bot.set_my_commands([("connect", "Connect a tariff"), ("help", "How this works")])
    page = await desk.open(scheme="dark")
    start = page.get_by_role("button", name="Start", exact=True)
    await expect(start).to_be_visible()
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await start.evaluate("e => e === document.activeElement"):
            break
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await expect(page.locator(".phone").get_by_role("log")).to_contain_text("You said: hello")
    await page.get_by_role("button", name="Commands", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="/connect")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".phone").get_by_role("log")).to_contain_text("You said: /help")
    await expect(page.get_by_role("button", name="Commands", exact=True)).to_be_focused()
    await page.get_by_role("button", name="Yes").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".phone").get_by_role("log")).to_contain_text("✓ We shall")


async def test_nothing_that_is_written_is_read_as_html(desk: Desk) -> None:
    await desk.bot.set_my_commands([("x", EVIL)])
    await desk.bot.set_my_description(EVIL)
    await desk.bot.set_my_name(EVIL)
    person = desk.customer(EVIL)
    person.say(EVIL)
    person.send_document(EVIL)
    keys = telegram.ReplyKeyboardMarkup([[EVIL]])
    await desk.bot.send_message(person.id, EVIL, reply_markup=Markup([[Button(EVIL, callback_data="x")]]))
    await desk.bot.send_message(person.id, EVIL, reply_markup=keys)
    page = await desk.open()
    await expect(page.locator(".phone").get_by_role("log")).to_contain_text(f"You said: {EVIL}")
    await page.get_by_role("button", name="Commands", exact=True).click()
    await expect(page.get_by_role("menuitem")).to_contain_text(EVIL)
    await expect(page.get_by_role("heading", name="onerror")).to_have_text(EVIL)
    assert await page.locator("img[src=x]").count() == 0
    assert await page.title() == "Tariffbot sandbox"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_both_themes_can_be_read(desk: Desk, scheme: str) -> None:
    desk.customer()
    page = await desk.open(scheme=scheme)
    await expect(page.get_by_role("button", name="Yes")).to_be_visible()
    parts = (".theirs .text", ".theirs .meta", ".mine .text", ".mine .command", ".mine .meta", ".keyboard .key",
             ".status", ".hint", ".who h2", ".caption small", ".composer .icon", ".send")  # fmt: skip
    assert await find_faint(page, parts) == []
    luminance = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    first = int(re.findall(r"\d+", luminance)[0])
    assert first > 200 if scheme == "light" else first < 40
    for name in ("light", "dark", "automatic"):
        await page.get_by_role("button", name=re.compile("Theme")).click()
        await expect(page.get_by_role("button", name=f"Theme: {name}")).to_be_visible()


async def test_a_small_screen_shows_one_customer_at_a_time(desk: Desk) -> None:
    desk.customer("Ada")
    bob = desk.customer("Bob")
    page = await desk.open(PHONE)
    await expect(page.get_by_role("tab", name="Ada")).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_role("log")).to_have_count(1)
    await desk.bot.send_message(bob.id, "Only for Bob")
    await expect(page.locator(".tabs .news")).to_contain_text("Bob")
    await page.get_by_role("tab", name="Bob").click()
    await expect(page.locator(".phone").get_by_role("log")).to_contain_text("Only for Bob")
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_customers_side_by_side_who_block_and_attach(desk: Desk) -> None:
    desk.customer("Ada")
    page = await desk.open()
    await page.get_by_role("button", name="Customer").click()
    await page.get_by_role("dialog").get_by_label("Name").fill("Jana")
    await page.get_by_label("Language of the phone").select_option("de")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.locator(".phone").get_by_role("log")).to_have_count(2)
    jana = next(p for p in desk.sandbox.telegram.people.values() if p.user.first_name == "Jana")
    assert jana.user.language_code == "de"
    phone = page.get_by_role("region", name="Phone of Jana")
    await phone.get_by_role("button", name="Start", exact=True).click()
    await phone.get_by_role("button", name="Attach").click()
    await phone.get_by_role("menuitem", name="Location").click()
    await expect(phone.get_by_role("log")).to_contain_text("51.5079")
    await phone.get_by_role("button", name="Chat menu").click()
    await phone.get_by_role("menuitem", name="Block the bot").click()
    await phone.get_by_role("button", name="Unblock").click()
    await expect(phone.get_by_label("Message", exact=True)).to_be_visible()
    assert not jana.blocked


async def test_pictures_links_and_typing(desk: Desk) -> None:
    ada = desk.customer()
    page = await desk.open()
    await expect(page.locator(".phone").get_by_role("log")).to_contain_text("Shall we?")
    await desk.bot.send_chat_action(ada.id, "typing")
    await expect(page.locator(".status")).to_have_text("typing")
    out = io.BytesIO()
    Image.new("RGB", (600, 300), "green").save(out, "PNG")
    link = Markup([[Button("Log in", url=f"{desk.sandbox.url}/static/icon.svg")]])
    await desk.bot.send_photo(ada.id, out.getvalue(), "Prices", reply_markup=link)
    await expect(page.locator(".status")).to_have_text("bot")
    await page.get_by_role("button", name="Photo: Prices").click()
    await expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
    await page.keyboard.press("Escape")
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="Log in").click()
    assert (await opened.value).url.endswith("/static/icon.svg")


async def test_the_switches_of_flatpeak(desk: Desk) -> None:
    page = await desk.open()
    await page.get_by_role("button", name="FlatPeak").click()
    await page.get_by_role("button", name="Down", exact=True).click()
    await expect(page.get_by_role("dialog")).to_contain_text("Waiting: Down")
    await page.get_by_role("switch", name="No providers").check()
    await expect(page.get_by_role("switch", name="No providers")).to_be_checked()
    scenario = desk.sandbox.flatpeak.scenario
    assert (scenario.no_providers, [fault.kind for fault in scenario.faults]) == (True, ["down"])
    await page.get_by_role("button", name="Clear").click()
    await expect(page.get_by_role("dialog")).to_contain_text("All is well")
    assert scenario.faults == []


async def test_what_flatpeak_speaks_is_chosen(desk: Desk) -> None:
    page = await desk.open()
    await page.get_by_role("button", name="FlatPeak").click()
    await expect(page.get_by_role("button", name="anode", pressed=True)).to_be_visible()
    await page.get_by_role("button", name="busbar", exact=True).click()
    await expect(page.get_by_role("button", name="busbar", pressed=True)).to_be_visible()
    assert desk.sandbox.flatpeak.generation.name == "busbar"


async def test_other_sites_cannot_act(desk: Desk) -> None:
    ada = desk.customer()
    page = await desk.open()
    url = f"{desk.sandbox.url}/page/people/{ada.id}/say"
    foreign = await page.request.post(url, data={"text": "x"}, headers={"Origin": "http://evil.example"})
    assert foreign.status == 403
    plain = await page.request.post(url, data="{}", headers={"Content-Type": "text/plain"})
    assert plain.status == 403
    assert (await page.request.post(url, data={"text": "mine"})).ok
    assert ada.chat.messages[-1].text == "mine" or ada.chat.messages[-2].text == "mine"
