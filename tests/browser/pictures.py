"""`make pictures`: the README's pictures of a chat, taken from the sandbox's page in light and in dark."""

import asyncio
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.async_api import Page, async_playwright

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PHONE = {"width": 430, "height": 1240}
STEPS = ("1-3 Strand, London WC2N 5EH", "Yes, that’s right", "gannetwick", "Gannetwick Tracker", "1.2 p + 5 %")


async def main() -> None:
    """Start the service with its sandbox, hold the chat once for each theme, keep what is seen."""
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
        for theme in ("light", "dark"):
            await _take_picture(await browser.new_page(**_looks(theme)), url, theme)
        await browser.close()


def _looks(theme: Literal["light", "dark"] | str) -> dict[str, object]:
    return {"viewport": PHONE, "color_scheme": theme, "device_scale_factor": 2}


async def _take_picture(page: Page, url: str, theme: str) -> None:
    await page.goto(url)
    if theme == "light":
        await page.get_by_role("button", name="Start", exact=True).click()
        for number, step in enumerate(STEPS):
            button = page.get_by_role("button", name=step).last
            if number % 2:
                await button.wait_for()
                await button.click()
            else:
                await page.wait_for_timeout(1200)  # the pace of a person: Telegram takes one message a second
                box = page.get_by_role("textbox").last
                await box.fill(step)
                await box.press("Enter")
    await page.get_by_role("button", name="Done", exact=True).last.wait_for()
    await page.wait_for_timeout(800)  # until the picture is drawn and the list has scrolled
    await page.screenshot(path=FOLDER / f"chat-{theme}.png")


def _free_port() -> int:
    """A port with a free one behind it: the sandbox listens beside the service."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(main())
