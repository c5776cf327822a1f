"""What the bot answers over HTTP: the browser's return from a login, webhooks, and how we are."""

import html
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.conversation.context import Words

log = logging.getLogger("tariffbot.http")


@dataclass(frozen=True, slots=True)
class Doors:
    """What the routes need from the rest of the house."""

    returned: Callable[[str], Awaitable[str | None]]  # connect token to a link into the chat; None: unknown token
    words: Callable[[str], Words]  # Accept-Language to texts
    unwell: Callable[[], Awaitable[list[str]]]  # what is wrong, in words; empty: ready
    warnings: Callable[[], Awaitable[list[str]]]  # what an operator should know although we are ready


def create_http(doors: Doors, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The application with all routes; `more` are those of FlatPeak and of the channels: much comes there."""

    async def come_back(request: Request) -> Response:
        words = doors.words(request.headers.get("accept-language", ""))
        token = request.query_params.get("fp_cot", "")
        link = await doors.returned(token) if token else None
        return show_page(
            words, "web-returned" if link is not None else "web-unknown", link or "", known=link is not None
        )

    async def ready(request: Request) -> Response:
        problems, warnings = await doors.unwell(), await doors.warnings()
        body: dict[str, object] = {"status": "unwell", "problems": problems} if problems else {"status": "ready"}
        body |= {"warnings": warnings} if warnings else {}
        return JSONResponse(body, 503 if problems else 200, headers={"Cache-Control": "no-store"})

    app = Starlette(
        routes=[
            *more,
            Route("/connect/return", come_back, methods=["GET"]),
            Route("/connect/complete", come_back, methods=["GET"]),
            Route("/health/live", _live, methods=["GET"]),
            Route("/health/ready", ready, methods=["GET"]),
        ]
    )
    app.router.redirect_slashes = False  # it would lead to whatever host a request names
    return app


async def _live(request: Request) -> Response:
    return PlainTextResponse("alive", headers={"Cache-Control": "no-store"})


def show_page(
    words: Words, topic: str, link: str = "", *, button: str = "web-open-chat", code: str = "", known: bool = True
) -> HTMLResponse:
    """A page that tells one thing, with a link and something to be copied where there is such."""
    pressed = f'<a href="{html.escape(link)}">{html.escape(words(button))}</a>' if link else ""
    shown = f"<code>{html.escape(code)}</code>" if code else ""
    page = PAGE.format(
        language=html.escape(words.language),
        title=html.escape(words(f"{topic}-title")),
        text=html.escape(words(f"{topic}-text")),
        mark="✓" if known else "?",
        button=pressed,
        code=shown,
    )
    return HTMLResponse(page, 200 if known else 404)


PAGE = """<!doctype html>
<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; --ink: #14201b; --paper: #f4f7f5; --card: #fff; --accent: #0b7a54; --on: #fff }}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e8f0ec; --paper: #0e1512; --card: #17211c; --accent: #5fd3a4; --on: #07130e }}
}}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 18px/1.5 system-ui, sans-serif }}
main {{ background: var(--card); border-radius: 20px; padding: 40px 32px; max-width: 22rem; margin: 16px;
  text-align: center; box-shadow: 0 8px 30px #0002 }}
.mark {{ width: 64px; height: 64px; line-height: 64px; border-radius: 50%; margin: 0 auto 20px; font-size: 32px;
  background: var(--accent); color: var(--on) }}
h1 {{ font-size: 1.4rem; margin: 0 0 8px }}
p {{ margin: 0 }}
code {{ display: block; margin-top: 24px; font: 600 28px ui-monospace, monospace; user-select: all }}
a {{ display: block; margin-top: 28px; padding: 14px; border-radius: 12px; background: var(--accent); color: var(--on);
  text-decoration: none; font-weight: 600 }}
</style>
<main><div class="mark" aria-hidden="true">{mark}</div><h1>{title}</h1><p>{text}</p>{code}{button}</main>
</html>
"""
