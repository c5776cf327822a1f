"""`make pictures`: the README's pictures of the sandbox's page: a phone, a team in Slack, and both side by side."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from tests.browser.pages import CHROMIUM

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
PHONE = {"width": 430, "height": 1240}
DESKTOP = {"width": 1440, "height": 1000}
PACE_MS = 1200  # of a person: Telegram takes one message a second
DRAWN_MS = 800  # until pictures are there and lists have scrolled

LONDON = "1-3 Strand, London WC2N 5EH"
LEIPZIG = "Karl-Liebknecht-Str. 14, 04107 Leipzig"
CUSTOMER = (LONDON, "Yes, that’s right", "gannetwick", "Gannetwick Tracker", "1.2 p + 5 %")


async def main() -> None:
    """Start the service with its sandbox, hold the conversations once, keep what is seen in both themes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"PORT": str(port), "PUBLIC_URL": f"http://localhost:{port}"}
        service = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "serve", cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE
        )
        try:
            assert service.stdout
            while b"http://" not in (line := await service.stdout.readline()):
                assert line, "the service ended"
            await _take_pictures(line.decode().strip())
        finally:
            service.send_signal(signal.SIGTERM)
            await service.wait()


async def _take_pictures(url: str) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        desktop = await _open(browser, url, DESKTOP, "light")
        await _chat(desktop)
        slack = desktop.get_by_role("region", name="Slack")
        await _connect_by_hours(slack)
        await _connect_at_market(slack)
        for theme in ("light", "dark"):
            await _keep(await _open(browser, url, PHONE, theme), f"chat-{theme}")
            both = await _open(browser, url, DESKTOP, theme)
            await both.get_by_role("article").last.evaluate("e => e.scrollIntoView()")
            await _keep(both, f"sandbox-{theme}")
        await slack.get_by_role("tab", name="Home").click()
        await expect(slack.get_by_role("tabpanel")).to_contain_text("by Ben")
        await _keep(slack, "slack-home")
        await browser.close()


async def _open(browser: Browser, url: str, size: dict[str, int], theme: str) -> Page:
    page = await browser.new_page(
        viewport=size,  # type: ignore[arg-type]
        color_scheme=theme,  # type: ignore[arg-type]
        device_scale_factor=2,
        locale="en-GB",
    )
    await page.goto(url)
    return page


async def _keep(shown: Page | Locator, name: str) -> None:
    page = shown if isinstance(shown, Page) else shown.page
    await page.get_by_role("region", name="Slack").or_(page.get_by_role("log")).first.wait_for()
    await page.mouse.move(0, 0)
    await page.wait_for_timeout(DRAWN_MS)
    await shown.screenshot(path=FOLDER / f"{name}.png")


async def _chat(page: Page) -> None:
    """A customer on the phone connects a market tariff."""
    phone = page.get_by_role("region", name="Phone of")
    await phone.get_by_role("button", name="Start", exact=True).click()
    for number, step in enumerate(CUSTOMER):
        if number % 2:
            await phone.get_by_role("button", name=step).last.click()
        else:
            await page.wait_for_timeout(PACE_MS)
            await _say(phone, step)
    await phone.get_by_role("button", name="Done", exact=True).last.wait_for()


async def _connect_by_hours(slack: Locator) -> None:
    """Ben fills in a form with prices by the hour."""
    await slack.get_by_role("button", name="Ben").click()
    await _find_provider(slack, LEIPZIG, "Nebelquell Stadtstrom")
    await slack.get_by_role("button", name="time of day").click()
    await slack.get_by_role("article").last.locator(".act.primary").click()
    form = slack.get_by_role("dialog")
    await form.get_by_role("textbox").first.fill("31.5")
    await _fill_row(form, 0, "22:00", "06:00", "24.2")
    await form.get_by_role("button", name="Add").click()
    await _fill_row(form, 1, "17:00", "20:00", "38")
    await form.get_by_role("textbox").first.evaluate("e => (e.focus(), e.setSelectionRange(9, 9))")
    await form.locator(".scroll").evaluate("e => (e.scrollTop = 0)")
    await _keep(slack, "slack-modal")
    await form.locator("[type=submit]").click()
    await expect(slack.get_by_role("article").last).to_contain_text("connected")


async def _fill_row(form: Locator, row: int, begin: str, end: str, price: str) -> None:
    for label, value in (("From", begin), ("Until", end), ("Price per kWh", price)):
        await form.get_by_label(label).nth(row).fill(value)


async def _connect_at_market(slack: Locator) -> None:
    """Ada connects a market tariff."""
    await slack.get_by_role("button", name="Ada").click()
    await _find_provider(slack, LONDON, "Gannetwick Tracker")
    await slack.get_by_role("button", name="No fee").wait_for()
    await _say(slack, "1.2 p + 5 %")
    await expect(slack.get_by_role("article").last).to_contain_text("connected")


async def _find_provider(slack: Locator, address: str, name: str) -> None:
    await _say(slack, f"/tariff connect {address}")
    await slack.get_by_role("button", name="Yes, that’s right").click()
    await slack.get_by_role("combobox").last.press_sequentially(name)
    await slack.page.get_by_role("option", name=name, exact=True).click()


async def _say(place: Locator, words: str) -> None:
    box = place.get_by_role("textbox").last
    await box.fill(words)
    await box.press("Enter")


def _free_port() -> int:
    """A port with a free one behind it: the sandbox listens beside the service."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(main())
