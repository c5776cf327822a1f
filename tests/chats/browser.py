"""A customer's browser on the provider's login site: reads the page, sends its form, comes back."""

import html
import re

import httpx

CLOSED, SAVE_CARD = "close the window", "save the card"
_CHOICES = {
    "allow": "allow",
    "deny": "deny",
    "enter by hand": "by_hand",
    "another provider": "other_provider",
}


async def log_in(url: str, acts: list[str]) -> list[str]:
    """Follow a login link and do one act a page; what each page said. `CLOSED` at the end: never come back."""
    seen: list[str] = []
    async with httpx.AsyncClient(timeout=60) as browser:
        page = await browser.get(url)
        seen += _read(page.text)
        for act in acts:
            if act == CLOSED:
                break
            page = await browser.post(url, data=_fill(page.text, act))
            if page.is_redirect and CLOSED not in acts:
                page = await browser.get(page.headers["location"])
            seen += [] if page.is_redirect else _read(page.text)
    return seen


async def visit(url: str) -> list[str]:
    """Open any address, such as the way back of a login that was cancelled."""
    async with httpx.AsyncClient(timeout=60) as browser:
        return _read((await browser.get(url)).text)


def _read(page: str) -> list[str]:
    """Heading and problem of a page."""
    said = re.findall(r"<h1>(.*?)</h1>|<p class=\"problem\"[^>]*>(.*?)</p>", page)
    return [html.unescape(heading or problem) for heading, problem in sorted(said, key=lambda one: not one[0])]


def _fill(page: str, act: str) -> dict[str, str]:
    """The form of the page that is open, filled with what the customer does."""
    found = re.search(r'name="step" value="(\w+)"', page)
    if act == SAVE_CARD:
        return {}
    assert found, f"there is nothing to do here: {_read(page)}"
    step = {"step": found[1]}
    if "/" in act:
        user, _, password = act.partition("/")
        return step | {"user": user, "password": password}
    if act in _CHOICES:
        return step | {"choice": _CHOICES[act]}
    return step | ({"code": act} if act.isdigit() else {"address": act})
