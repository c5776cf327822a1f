"""The emulator as one ASGI application, to be mounted anywhere."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from sandbox.calls import Calls
from sandbox.flatpeak import rest, rest_prices, rest_slots, tokens
from sandbox.flatpeak.connect import Connect
from sandbox.flatpeak.controls import Controls
from sandbox.flatpeak.endpoint import Endpoint, Handler
from sandbox.flatpeak.generations import GENERATIONS
from sandbox.flatpeak.login_pages import STYLE_PATH
from sandbox.flatpeak.login_site import LoginSite
from sandbox.flatpeak.logos import draw_logo
from sandbox.flatpeak.providers import find_by_slug
from sandbox.flatpeak.world import World

# Generations by their first letters, method, path, context of its errors, handler (None: the login).
REST: tuple[tuple[str, str, str, str, Handler | None], ...] = (
    ("za", "GET", "/login", "login", None),
    ("z", "POST", "/connect/tariff/token", "connect_token_create", tokens.create_token_zero),
    ("a", "POST", "/connect/token", "connect_token_create", tokens.create_token),
    ("a", "POST", "/connect/tariff/token", "connect_token_create", tokens.create_token_old_names),
    ("a", "GET", "/connect/token", "connect_token_get", tokens.read_token),
    ("za", "GET", "/connect/tariff/token", "connect_token_get", tokens.read_token),
    ("za", "GET", "/locations", "location_list", rest.list_locations),
    ("za", "GET", "/locations/{id}", "location_get", rest.get_location),
    ("za", "PATCH", "/locations/{id}", "location_update", rest.change_location),
    ("za", "DELETE", "/locations/{id}", "location_delete", rest.delete_location),
    ("za", "GET", "/locations/{id}/status", "location_status", rest.get_status),
    ("z", "GET", "/tariffs/rates/{id}", "tariff_rates", rest_slots.read_rates),
    ("z", "GET", "/slots/time/{id}", "slots_time", rest_slots.find_time),
    ("z", "GET", "/slots/threshold/{id}", "slots_threshold", rest_slots.find_threshold),
    ("z", "POST", "/schedules", "schedule_create", rest_slots.plan_energy),
    ("a", "POST", "/prices/{id}", "tariff_rates", rest_prices.read_prices),
    ("a", "POST", "/schedules/duration/{id}", "schedule_duration", rest_prices.schedule_duration),
    ("a", "POST", "/schedules/limit/{id}", "schedule_limit", rest_prices.schedule_limit),
    ("za", "GET", "/customers", "customer_list", rest.list_customers),
    ("za", "GET", "/customers/{id}", "customer_get", rest.get_customer),
    ("za", "DELETE", "/customers/{id}", "customer_delete", rest.delete_customer),
    ("za", "GET", "/events", "event_list", rest.list_events),
    ("za", "GET", "/events/{id}", "event_get", rest.get_event),
    ("za", "GET", "/tariffs/elements", "tariff_list", rest.list_tariffs),
    ("z", "GET", "/tariffs/elements/{id}", "tariff_get", rest.get_tariff),
    ("za", "DELETE", "/tariffs/elements/{id}", "tariff_delete", rest.delete_tariff),
)
_STYLE = Path(__file__).with_name("login_site.css")


def create_flatpeak(world: World, calls: Calls, *, public_url: str) -> Starlette:
    """REST below `/`, Connect at `/connect`, the login site below `/provider`; `public_url` is the mount's address."""
    world.public_url = public_url.rstrip("/")
    jwks = Route("/jwks.json", world.keys.serve)
    return Starlette(routes=[jwks, *_rest(world, calls), *_connect(world, calls), *_site(world), *_controls(world)])


def _rest(world: World, calls: Calls) -> list[Route]:
    """One route a path and method, whatever generations have it."""
    found: dict[tuple[str, str], dict[str, tuple[str, Handler | None]]] = {}
    for letters, method, path, context, handler in REST:
        for generation in GENERATIONS:
            if generation.name[0] in letters:
                found.setdefault((method, path), {})[generation.name] = (context, handler)
    return [
        Route(path, Endpoint(world, calls, f"{method} {path}", handlers).serve, methods=[method])
        for (method, path), handlers in found.items()
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
