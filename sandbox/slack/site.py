"""Everything of Slack that has an address: the Web API, the consent page, and the addresses to respond to."""

import json
from html import escape
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from sandbox.calls import Call
from sandbox.slack.app import create_slack
from sandbox.slack.errors import RefusedError
from sandbox.slack.model import Enterprise, User, Workspace
from sandbox.slack.platform import Platform


def create_site(platform: Platform) -> Starlette:
    """Slack under one root; `platform.world.url` has to be where it is reached."""

    async def show_consent(request: Request) -> Response:
        return _show_consent(platform, request)

    async def take_consent(request: Request) -> Response:
        return await _take_consent(platform, request)

    async def take_message(request: Request) -> Response:
        return await _take_message(platform, request)

    return Starlette(
        routes=[
            Route("/oauth/v2/authorize", show_consent, methods=["GET"]),
            Route("/oauth/v2/authorize", take_consent, methods=["POST"]),
            *(
                Route(f"/{kind}/{{team}}/{{number}}/{{key}}", take_message, methods=["POST"])
                for kind in ("commands", "actions", "app")
            ),
            Mount("/", create_slack(platform.world)),
        ]
    )


async def _take_message(platform: Platform, request: Request) -> Response:
    """A post to a response_url."""
    parts = request.path_params
    path = f"/{request.url.path.split('/')[-4]}/{parts['team']}/{parts['number']}/{parts['key']}"
    try:
        body = json.loads(await request.body())
    except ValueError:
        return JSONResponse({"ok": False, "error": "invalid_payload"}, status_code=400)
    call = Call("slack", "(response_url)", body, platform.world.now())
    await platform.world.calls.announce(call, "before")
    try:
        answer = JSONResponse(platform.response_urls.post(path, body))
    except RefusedError as refusal:
        answer = JSONResponse(refusal.to_json(), status_code=refusal.status if refusal.status != 200 else 400)
    await platform.world.calls.announce(call, "after")
    return answer


def _show_consent(platform: Platform, request: Request) -> Response:
    world = platform.world
    try:
        world.oauth.check(request.query_params)
    except RefusedError as refusal:
        return _draw("This does not work", f"<p>Something went wrong: <code>{escape(refusal.code)}</code></p>", 400)
    places: list[Workspace | Enterprise] = [*world.workspaces.values(), *world.enterprises.values()]
    options = "".join(f'<option value="{place.id}">{escape(place.name)}</option>' for place in places)
    scopes = "".join(f"<li>{escape(scope)}</li>" for scope in request.query_params["scope"].split(","))
    form = (
        f'<p>It asks for:</p><ul>{scopes}</ul><form method="post">'
        f'<label>Where <select name="place">{options}</select></label>'
        '<p><button name="choice" value="allow">Allow</button> <button name="choice" value="deny">Cancel</button>'
        "</p></form>"
    )
    return _draw(f"{world.app.name} wants to join", form)


async def _take_consent(platform: Platform, request: Request) -> Response:
    """Allow or cancel; who allows is `user`, or the first admin of the place."""
    world = platform.world
    form = dict(parse_qsl((await request.body()).decode()))
    try:
        if form.get("choice") != "allow":
            return RedirectResponse(world.oauth.deny(request.query_params), status_code=302)
        place = world.workspaces.get(form.get("place", "")) or world.enterprises[form.get("place", "")]
        user = world.users.get(form.get("user", "")) or _find_admin(platform, place)
        return RedirectResponse(world.oauth.allow(request.query_params, place, user), status_code=302)
    except RefusedError as refusal:
        return _draw("This does not work", f"<p><code>{escape(refusal.code)}</code></p>", 400)


def _find_admin(platform: Platform, place: Workspace | Enterprise) -> User:
    people = [u for u in platform.world.users.values() if not u.is_bot and place in (u.team, u.team.enterprise)]
    return next((u for u in people if u.is_admin or u.is_owner), people[0])


def _draw(title: str, body: str, status: int = 200) -> HTMLResponse:
    page = f'<!DOCTYPE html><html lang="en"><title>{escape(title)}</title><h1>{escape(title)}</h1>{body}</html>'
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})
