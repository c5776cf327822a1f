"""The emulator as one ASGI application, to be mounted anywhere."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from sandbox.calls import Calls
from sandbox.flatpeak import rest, rest_prices, tokens
from sandbox.flatpeak.connect import Connect
from sandbox.flatpeak.controls import Controls
from sandbox.flatpeak.endpoint import Endpoint, Handler
from sandbox.flatpeak.login_pages import STYLE_PATH
from sandbox.flatpeak.login_site import LoginSite
from sandbox.flatpeak.logos import draw_logo
from sandbox.flatpeak.providers import find_by_slug
from sandbox.flatpeak.world import World

# Method, path, context of its errors, handler (None: the login).
REST: tuple[tuple[str, str, str, Handler | None], ...] = (
    ("GET", "/login", "login", None),
    ("POST", "/connect/token", "connect_token_create", tokens.create_token),
    ("POST", "/connect/tariff/token", "connect_token_create", tokens.create_token_old_names),
    ("GET", "/connect/token", "connect_token_get", tokens.read_token),
    ("GET", "/connect/tariff/token", "connect_token_get", tokens.read_token),
    ("GET", "/locations", "location_list", rest.list_locations),
    ("GET", "/locations/{id}", "location_get", rest.get_location),
    ("PATCH", "/locations/{id}", "location_update", rest.change_location),
    ("DELETE", "/locations/{id}", "location_delete", rest.delete_location),
    ("GET", "/locations/{id}/status", "location_status", rest.get_status),
    ("POST", "/prices/{id}", "tariff_rates", rest_prices.read_prices),
    ("POST", "/schedules/duration/{id}", "schedule_duration", rest_prices.schedule_duration),
    ("POST", "/schedules/limit/{id}", "schedule_limit", rest_prices.schedule_limit),
    ("GET", "/customers", "customer_list", rest.list_customers),
    ("GET", "/customers/{id}", "customer_get", rest.get_customer),
    ("DELETE", "/customers/{id}", "customer_delete", rest.delete_customer),
    ("GET", "/events", "event_list", rest.list_events),
    ("GET", "/events/{id}", "event_get", rest.get_event),
    ("GET", "/tariffs/elements", "tariff_list", rest.list_tariffs),
)
_STYLE = Path(__file__).with_name("login_site.css")


def create_flatpeak(world: World, calls: Calls, *, public_url: str) -> Starlette:
    """REST below `/`, Connect at `/connect`, the login site below `/provider`; `public_url` is the mount's address."""
    world.public_url = public_url.rstrip("/")
    jwks = Route("/jwks.json", world.keys.serve)
    return Starlette(routes=[jwks, *_rest(world, calls), *_connect(world, calls), *_site(world), *_controls(world)])


def _rest(world: World, calls: Calls) -> list[Route]:
    return [
        Route(path, Endpoint(world, calls, f"{method} {path}", context, handler).serve, methods=[method])
        for method, path, context, handler in REST
    ]


def _connect(world: World, calls: Calls) -> list[Route]:
    connect = Connect(world, calls)
    return [
        Route("/connect", connect.post, methods=["POST"]),
        Route("/connect", connect.preflight, methods=["OPTIONS"]),
    ]


def _site(world: World) -> list[Route]:
    site = LoginSite(world)
    return [
        Route(f"/provider/{STYLE_PATH}", _send_style),
        Route("/provider/{slug}", site.show, methods=["GET"]),
        Route("/provider/{slug}", site.take, methods=["POST"]),
        Route("/logos/{slug}.png", _send_logo),
    ]


def _controls(world: World) -> list[Route]:
    controls = Controls(world)
    return [
        Route("/_sandbox/scenario", controls.show, methods=["GET"]),
        Route("/_sandbox/scenario", controls.change, methods=["POST"]),
        Route("/_sandbox/finish_pending", controls.finish_pending, methods=["POST"]),
        Route("/_sandbox/expire", controls.expire, methods=["POST"]),
        Route("/_sandbox/event", controls.event, methods=["POST"]),
        Route("/_sandbox/webhook", controls.webhook, methods=["POST"]),
        Route("/_sandbox/rotate", controls.rotate, methods=["POST"]),
    ]


async def _send_style(_: Request) -> Response:
    return FileResponse(_STYLE, media_type="text/css")


async def _send_logo(request: Request) -> Response:
    provider = find_by_slug(request.path_params["slug"])
    if provider is None:
        return Response(status_code=404)
    return Response(draw_logo(provider.name), media_type="image/png")
