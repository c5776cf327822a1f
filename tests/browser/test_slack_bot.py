"""The bot itself in the Slack window: a team connects a tariff, sees it, changes its mind, and uploads a list."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from bot.app import App
from bot.settings import Settings
from sandbox.server import SandboxServer
from tests.browser.pages import DESKTOP, PHONE, open_page
from tests.databases import database_url
from tests.ports import free_port

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
LONDON = "1-3 Strand, London WC2N 5EH"
LEIPZIG = "Karl-Liebknecht-Str. 14, 04107 Leipzig"


@dataclass(slots=True)
class Office:
    """The service in the sandbox, and a browser."""

    sandbox: SandboxServer
    browser: Browser
    problems: list[str] = field(default_factory=list)

    async def open(self, name: str, locale: str = "en-GB", size: dict[str, int] = DESKTOP) -> tuple[Page, Locator]:
        """The page as somebody new sees it, and the Slack window in it."""
        platform = self.sandbox.slack
        team = next(iter(platform.world.workspaces.values()))
        person = platform.person(name, team, locale=locale)
        for channel in platform.world.channels.values():
            if channel.kind == "channel":
                person.join(channel)
        page = await open_page(self.browser, self.sandbox.url, self.problems, size)
        slack = page.get_by_role("region", name="Slack")
        if size is PHONE:
            await page.get_by_role("tab", name="Slack").click()
            await slack.get_by_role("button", name="Workspace").click()
        await slack.get_by_role("button", name=name).click()
        return page, slack


def _settings(folder: Path, sandbox: SandboxServer) -> Settings:
    port = free_port()
    slack = sandbox.slack.world
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # pydantic-settings' own
        flatpeak_account_id="acc_sandbox",
        flatpeak_api_key="sk_test_sandbox",
        flatpeak_api_url=f"{sandbox.url}/flatpeak",
        flatpeak_connect_url=f"{sandbox.url}/flatpeak/connect",
        slack_bot_token=slack.installations[0].token,
        slack_app_token=slack.app.app_token,
        slack_api_url=f"{sandbox.url}/slack/api",
        database_url=database_url(folder),
        secret_key=("k" * 43,),
        port=port,
        public_url=f"http://127.0.0.1:{port}",
    )


@pytest_asyncio.fixture(loop_scope="module")
async def office(tmp_path: Path, browser: Browser) -> AsyncIterator[Office]:
    async with SandboxServer() as sandbox, App(_settings(tmp_path, sandbox)):
        office = Office(sandbox, browser)
        yield office
        assert office.problems == []
        assert sandbox.slack.troubles == []
        for context in browser.contexts:
            await context.close()


def last_of(slack: Locator) -> Locator:
    """The newest message."""
    return slack.get_by_role("article").last


async def write(slack: Locator, words: str) -> None:
    """Send a message or a command."""
    box = slack.get_by_role("textbox", name="Message")
    await box.fill(words)
    await box.press("Enter")


async def choose_provider(slack: Locator, typed: str, name: str) -> None:
    """Find a provider in the menu."""
    menu = last_of(slack).get_by_role("combobox")
    await menu.click()
    await menu.press_sequentially(typed)
    await slack.page.get_by_role("option", name=name, exact=True).click()


async def test_a_tariff_is_connected_through_modal_and_menu(office: Office) -> None:
    page, slack = await office.open("Elif")
    await slack.get_by_role("button", name="Slash commands").click()
    await slack.get_by_role("menuitem", name="/tariff connect").click()
    await slack.get_by_role("button", name="Enter the address").click()
    address = slack.get_by_role("dialog", name="Your address")
    await address.get_by_label("Street and number").fill("1-3 Strand")
    await address.get_by_label("Town or city").fill("London")
    await address.get_by_label("Postcode").fill("WC2N 5EH")
    await address.get_by_label("Country").fill("Atlantis")
    await address.get_by_role("button", name="Send").click()
    await expect(address.get_by_label("Country")).to_have_attribute("aria-invalid", "true")
    await address.get_by_label("Country").fill("UK")
    await address.get_by_label("Country").press("Enter")
    await expect(slack.get_by_role("dialog")).to_have_count(0)
    await choose_provider(slack, "ganetwick", "Gannetwick Tracker")
    await slack.get_by_role("button", name="No fee").click()
    await slack.get_by_role("button", name="No percentage").click()
    await expect(last_of(slack)).to_contain_text("The tariff is connected")
    await expect(last_of(slack).get_by_role("img", name="Today")).not_to_have_js_property("naturalWidth", 0)
    await slack.get_by_role("tab", name="Home").click()
    home = slack.get_by_role("tabpanel")
    await expect(home).to_contain_text("by Elif")
    await expect(home).to_contain_text("Gannetwick Tracker (connected)")
    await slack.get_by_role("tab", name="Messages").click()
    for answer in (0, 1):
        await last_of(slack).get_by_role("button", name="Disconnect").click()
        await page.get_by_role("alertdialog", name="Disconnect this tariff?").get_by_role("button").nth(answer).click()
    await expect(slack.get_by_role("log")).to_contain_text("Disconnected.")


async def test_the_keyboard_alone_does(office: Office) -> None:
    page, slack = await office.open("Kai")
    await slack.get_by_label("Message Tariffbot").focus()
    for key in ("Tab", "Enter"):
        await page.keyboard.press(key)
    await expect(slack.get_by_role("menuitem", name="Upload a file")).to_be_focused()
    for key in ("ArrowDown", "Enter"):
        await page.keyboard.press(key)
    open_form = slack.get_by_role("button", name="Enter the address")
    await expect(open_form).to_be_visible()
    await open_form.focus()
    await page.keyboard.press("Enter")
    dialog = slack.get_by_role("dialog", name="Your address")
    await expect(dialog.get_by_label("Street and number")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(open_form).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_label("Street and number")).to_be_focused()
    for words in ("1-3 Strand", "", "London", "WC2N 5EH", "GB"):
        await page.keyboard.type(words)
        await page.keyboard.press("Tab")
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    menu = last_of(slack).get_by_role("combobox")
    await menu.focus()
    await page.keyboard.type("gannetwick tr")
    await expect(page.get_by_role("option").first).to_have_text("Gannetwick Tracker")
    await page.keyboard.press("Enter")
    await expect(last_of(slack)).to_contain_text("Is there a fee on top")
    await slack.get_by_role("tab", name="Messages").focus()
    await page.keyboard.press("ArrowLeft")
    await expect(slack.get_by_role("tab", name="Home")).to_be_focused()
    await expect(slack.get_by_role("tabpanel")).to_contain_text("Carry on")


async def test_started_in_a_channel_it_goes_on_in_private(office: Office) -> None:
    _, slack = await office.open("Mira")
    await slack.get_by_role("button", name="energy").click()
    await write(slack, "/tariff connect")
    receipt = last_of(slack)
    await expect(receipt).to_contain_text("Only visible to you")
    await receipt.get_by_role("link").click()
    await expect(slack.get_by_role("heading", name="Tariffbot", level=2)).to_be_visible()
    await expect(last_of(slack)).to_contain_text("Which address is this for?")
    await slack.get_by_role("button", name="Ada").click()
    await slack.get_by_role("button", name="energy").click()
    await expect(slack).to_contain_text("This is the beginning of #energy.")


async def test_rows_are_added_and_removed_in_german(office: Office) -> None:
    _, slack = await office.open("Jonas", "de-DE", PHONE)
    await write(slack, f"/tariff connect {LEIPZIG}")
    await slack.get_by_role("button", name="Ja, stimmt").click()
    await choose_provider(slack, "nebelquell", "Nebelquell Stadtstrom")
    await slack.get_by_role("button", name="Je nach Uhrzeit verschieden").click()
    await last_of(slack).locator(".act.primary").click()
    dialog = slack.get_by_role("dialog", name="Preise nach Uhrzeit")
    await dialog.get_by_label("Von").fill("22:00")
    await dialog.get_by_label("Bis").fill("06:00")
    await dialog.get_by_label("Preis pro kWh").fill("16")
    await dialog.get_by_role("button", name="Zeit hinzufügen").click()
    await expect(dialog.get_by_label("Von")).to_have_count(2)
    await dialog.get_by_label("Preis pro kWh").nth(1).fill("99")
    await dialog.get_by_role("button", name="entfernen").nth(1).click()
    await expect(dialog.get_by_label("Von")).to_have_count(1)
    await expect(dialog.get_by_label("Von")).to_have_value("22:00")
    await expect(dialog.get_by_label("Preis pro kWh")).to_have_value("16")
    await dialog.get_by_label("Normaler Preis").fill("26")
    assert await slack.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await dialog.get_by_role("button", name="Absenden").click()
    await expect(dialog).to_have_count(0)
    await expect(last_of(slack)).to_contain_text("22:00")


async def test_a_list_of_sites_is_taken(office: Office) -> None:
    page, slack = await office.open("Olga", "de-DE")
    await slack.get_by_role("button", name="Files and shortcuts").click()
    async with page.expect_file_chooser() as chooser:
        await slack.get_by_role("menuitem", name="Upload a file").click()
    lines = f'Adresse\n"{LEIPZIG}"\n"Nirgendwo"\n'
    await (await chooser.value).set_files({"name": "standorte.csv", "mimeType": "text/csv", "buffer": lines.encode()})
    await expect(last_of(slack)).to_contain_text("1 von 2 Zeilen ist bereit")
    await expect(slack.get_by_role("link", name="standorte.csv")).to_be_visible()
