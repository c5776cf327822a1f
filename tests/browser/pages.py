"""What the browser's tests share: sizes of screens, hostile words, and a look at contrast."""

import os
from collections.abc import Sequence

from playwright.async_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
EVIL = "<img src=x onerror=document.title='owned'><b>&amp;"
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}

CONTRAST = """selectors => {
  const read = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const color = read(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] > 0.9) return color;
    }
  };
  return selectors.map(selector => {
    const element = document.querySelector(selector);
    if (!element) return [selector, 0];
    const [a, b] = [light(read(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    return [selector, (a + 0.05) / (b + 0.05)];
  });
}"""


async def open_page(
    browser: Browser, url: str, problems: list[str], size: dict[str, int] = DESKTOP, scheme: str = "light"
) -> Page:
    """A page in a browser context of its own; its errors and warnings are added to `problems`."""
    context = await browser.new_context(
        viewport=size,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = await context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda m: problems.append(m.text) if m.type in {"error", "warning"} else None)
    await page.goto(url)
    return page


async def find_faint(page: Page, selectors: Sequence[str]) -> list[tuple[str, float]]:
    """Parts of the page with less contrast than WCAG 2.2 AA asks of text (4.5), or that are not there at all (0)."""
    ratios = await page.evaluate(CONTRAST, list(selectors))
    return [(name, ratio) for name, ratio in ratios if ratio < 4.5]
