"""The emulator as one ASGI application, to be mounted anywhere."""

from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from sandbox.calls import Calls
from sandbox.flatpeak import rest, rest_body, rest_prices, rest_slots, sessions, tokens
from sandbox.flatpeak.connect import Connect
from sandbox.flatpeak.controls import Controls
from sandbox.flatpeak.endpoint import Endpoint, Handler
from sandbox.flatpeak.generations import GENERATIONS
from sandbox.flatpeak.login_pages import STYLE_PATH
from sandbox.flatpeak.login_site import LoginSite
from sandbox.flatpeak.logos import draw_logo
from sandbox.flatpeak.payment_site import PaymentSite
from sandbox.flatpeak.providers import find_by_slug
from sandbox.flatpeak.world import World

# Generations by their first letters, method, path, context of its errors, handler (None: the login).
REST: tuple[tuple[str, str, str, str, Handler | None], ...] = (
    ("za", "GET", "/login", "login", None),
    ("b", "POST", "/auth/tokens", "auth_token_create", None),
    ("z", "POST", "/connect/tariff/token", "connect_token_create", tokens.create_token_zero),
    ("a", "POST", "/connect/token", "connect_token_create", tokens.create_token),
    ("a", "POST", "/connect/tariff/token", "connect_token_create", tokens.create_token_old_names),
    ("a", "GET", "/connect/token", "connect_token_get", tokens.read_token),
    ("za", "GET", "/connect/tariff/token", "connect_token_get", tokens.read_token),
    ("b", "POST", "/connect", "connect_session_create", sessions.create_session),
    ("b", "POST", "/connect/sessions", "connect_session_create", sessions.create_session_earlier),
    ("b", "GET", "/connect/sessions", "connect_session_get", sessions.read_session_earlier),
    ("b", "GET", "/connect/{token}", "connect_session_get", sessions.read_session),
    ("zab", "POST", "/locations", "location_create", rest.create_location),
    ("zab", "GET", "/locations", "location_list", rest.list_locations),
    ("zab", "GET", "/locations/{id}", "location_get", rest.get_location),
    ("zab", "PATCH", "/locations/{id}", "location_update", rest.change_location),
    ("zab", "DELETE", "/locations/{id}", "location_delete", rest.delete_location),
    ("za", "GET", "/locations/{id}/status", "location_status", rest.get_status),
    ("z", "GET", "/tariffs/rates/{id}", "tariff_rates", rest_slots.read_rates),
    ("z", "GET", "/slots/time/{id}", "slots_time", rest_slots.find_time),
    ("z", "GET", "/slots/threshold/{id}", "slots_threshold", rest_slots.find_threshold),
    ("z", "POST", "/schedules", "schedule_create", rest_slots.plan_energy),
    ("a", "POST", "/prices/{id}", "tariff_rates", rest_prices.read_prices),
    ("a", "POST", "/schedules/duration/{id}", "schedule_duration", rest_prices.schedule_duration),
    ("a", "POST", "/schedules/limit/{id}", "schedule_limit", rest_prices.schedule_limit),
    ("b", "POST", "/prices", "price_create", rest_body.read_prices),
    ("b", "POST", "/prices/{id}", "price_create", rest_body.read_prices_earlier),
    ("b", "POST", "/schedules/duration", "schedule_duration", rest_body.schedule_duration),
    ("b", "POST", "/schedules/limit", "schedule_limit", rest_body.schedule_limit),
    ("za", "GET", "/tariffs/elements", "tariff_list", rest.list_tariffs),
    ("z", "GET", "/tariffs/elements/{id}", "tariff_get", rest.get_tariff),
    ("za", "DELETE", "/tariffs/elements/{id}", "tariff_delete", rest.delete_tariff),
    ("b", "GET", "/tariffs", "tariff_list", rest_body.list_tariffs),
    ("b", "GET", "/tariffs/{id}", "tariff_get", rest_body.get_tariff),
    ("b", "GET", "/vpp-participations", "vpp_participation_list", rest_body.list_participations),
    ("b", "GET", "/vpp-participations/{id}", "vpp_participation_get", rest_body.get_participation),
    ("b", "POST", "/customers", "customer_create", rest.create_customer),
    ("zab", "GET", "/customers", "customer_list", rest.list_customers),
    ("zab", "GET", "/customers/{id}", "customer_get", rest.get_customer),
    ("zab", "DELETE", "/customers/{id}", "customer_delete", rest.delete_customer),
    ("zab", "GET", "/events", "event_list", rest.list_events),
    ("zab", "GET", "/events/{id}", "event_get", rest.get_event),
)
_STYLE = Path(__file__).with_name("login_site.css")


def create_flatpeak(world: World, calls: Calls, *, public_url: str) -> Starlette:
    """REST below `/`, Connect at `/connect`, the login site below `/provider`; `public_url` is the mount's address."""
    world.public_url = public_url.rstrip("/")
    jwks = Route("/jwks.json", world.keys.serve)
    return Starlette(routes=[jwks, *_rest(world, calls), *_site(world), *_controls(world)])


def _list_endpoints(world: World, calls: Calls) -> dict[tuple[str, str], Endpoint]:
    """One for each method and path, whatever generations have it."""
    found: dict[tuple[str, str], dict[str, tuple[str, Handler | None]]] = {}
    for letters, method, path, context, handler in REST:
        for generation in GENERATIONS:
            if generation.name[0] in letters:
                found.setdefault((method, path), {})[generation.name] = (context, handler)
    return {
        (method, path): Endpoint(world, calls, f"{method} {path}", handlers)
        for (method, path), handlers in found.items()
    }


def _rest(world: World, calls: Calls) -> list[Route]:
    """The real Connect has a host of its own; here it shares its one path with a call of REST."""
    endpoints = _list_endpoints(world, calls)
    connect = Connect(world, calls, endpoints.pop(("POST", "/connect")))
    return [
        *(Route(path, endpoint.serve, methods=[method]) for (method, path), endpoint in endpoints.items()),
        Route("/connect", connect.post, methods=["POST"]),
        Route("/connect", connect.preflight, methods=["OPTIONS"]),
    ]


def _site(world: World) -> list[Route]:
    site, payment = LoginSite(world), PaymentSite(world)
    return [
        Route(f"/provider/{STYLE_PATH}", _send_style),
        Route("/provider/payment", payment.show, methods=["GET"]),
        Route("/provider/payment", payment.take, methods=["POST"]),
        Route("/provider/{slug}", site.show, methods=["GET"]),
        Route("/provider/{slug}", site.take, methods=["POST"]),
        Route("/logos/{slug}.png", _send_logo),
    ]


def _controls(world: World) -> list[Route]:
    controls = Controls(world)
    return [
        Route("/_sandbox/scenario", controls.show, methods=["GET"]),
        Route("/_sandbox/scenario", controls.change, methods=["POST"]),
        Route("/_sandbox/generation", controls.generation, methods=["GET", "POST"]),
        Route("/_sandbox/vpp", controls.vpp, methods=["POST"]),
        Route("/_sandbox/finish_pending", controls.finish_pending, methods=["POST"]),
        Route("/_sandbox/expire", controls.expire, methods=["POST"]),
        Route("/_sandbox/event", controls.event, methods=["POST"]),
        Route("/_sandbox/prices", controls.prices, methods=["POST"]),
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
