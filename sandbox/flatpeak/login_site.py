"""The provider's login site: plain HTML forms, where a customer signs in and consents.

The password is checked and forgotten: it is neither stored nor announced as a call.
"""

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.flatpeak import outcome
from sandbox.flatpeak.login_pages import say_closed, say_unknown, show_step
from sandbox.flatpeak.methods import try_methods
from sandbox.flatpeak.objects import Login, LoginStep, Session, Status, Term
from sandbox.flatpeak.providers import METHODS, Provider, find_by_slug
from sandbox.flatpeak.world import World

PASSWORD = "demo"
ONE_TIME_CODE = "123456"
FLATS = ("Flat 1", "Flat 2", "Flat 3")
Form = dict[str, str]
_AFTER_PASSWORD: dict[str, LoginStep] = {"otp": "otp", "flats": "address"}


class LoginSite:
    """One page an address; the customer's step is kept with the session, so that Back and reload do no harm."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def show(self, request: Request) -> Response:
        """Opening the address starts at the login form."""
        provider, session, refusal = self._find(request)
        if refusal or not provider or not session:
            return refusal or say_unknown()
        session.login = Login()
        return self._page(request, provider, session)

    async def take(self, request: Request) -> Response:
        """One form that was sent; a form of another step shows the current one again."""
        provider, session, refusal = self._find(request)
        if refusal or not provider or not session:
            return refusal or say_unknown()
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        step, choice = session.login.step, form.get("choice", "")
        if form.get("step") != step:
            return self._page(request, provider, session)
        if (step, choice) == ("consent", "allow"):
            return self._consented(request, provider, session)
        if (step, choice) in _LEAVING:
            return self._leave(request, session, _LEAVING[step, choice])
        return self._page(request, provider, session, _STEPS[step](session, form))

    def _find(self, request: Request) -> tuple[Provider | None, Session | None, Response | None]:
        """The provider and the session, or the page that says why not."""
        provider = find_by_slug(request.path_params["slug"])
        session = self.world.sessions.get(request.query_params.get("fp_cot", ""))
        if provider is None or session is None or self.world.is_expired(session):
            return provider, session, say_unknown()
        if session.step != "login" or outcome.chosen(session) != provider:
            return provider, session, say_closed(way_back(request, session))
        return provider, session, None

    def _page(self, request: Request, provider: Provider, session: Session, problem: str = "") -> Response:
        places = [_flat(session, flat) for flat in FLATS]
        return show_step(provider.name, session.login, way_back(request, session), problem, places)

    def _consented(self, request: Request, provider: Provider, session: Session) -> Response:
        """Reading the tariff starts; what comes of it depends on who signed in."""
        user = session.login.user
        if user == "notariff":
            session.login.step = "missing"
            return self._page(request, provider, session)
        status: Status = "CONNECTED"
        if user == "slow" or self.world.scenario.pending:
            status = "PENDING"
        elif user == "broken":
            status = "ERROR"
        return self._leave(request, session, lambda world, one: _connect(world, one, status))

    def _leave(self, request: Request, session: Session, act: Callable[[World, Session], None]) -> Response:
        session.steps.pop()
        act(self.world, session)
        return RedirectResponse(way_back(request, session), status_code=303)


def way_back(request: Request, session: Session) -> str:
    """`connect_url` with the query members that the site was opened with."""
    parts = urlsplit(session.connect_url)
    own = parse_qsl(parts.query, keep_blank_values=True)
    came = parse_qsl(request.url.query, keep_blank_values=True)
    return urlunsplit(parts._replace(query=urlencode([*own, *came])))


def _flat(session: Session, flat: str) -> str:
    address = session.draft.address
    street = address["address_line1"] or "1 Sample Street"
    return ", ".join(filter(None, (flat, street, address["city"])))


def _sign_in(session: Session, form: Form) -> str:
    user = form.get("user", "").strip()
    if not user or form.get("password") != PASSWORD:
        return "That user name or password is not right. Please try again."
    session.login.user = user
    session.login.step = _AFTER_PASSWORD.get(user, "consent")
    return ""


def _check_code(session: Session, form: Form) -> str:
    if form.get("code", "").strip() != ONE_TIME_CODE:
        return "That code is not right. Please try again."
    session.login.step = "consent"
    return ""


def _choose_address(session: Session, form: Form) -> str:
    chosen = form.get("address", "")
    if chosen not in FLATS:
        return "Please choose an address."
    session.draft.address = session.draft.address | {"address_line2": chosen}
    session.login.step = "consent"
    return ""


def _insist(_: Session, __: Form) -> str:
    return "Please choose."


def _connect(world: World, session: Session, status: Status) -> None:
    """A login knows the contract: from the start of this year to the end of the next.

    Where a session is about all tariffs, one who feeds in has two.
    """
    year, provider = world.now().year, outcome.chosen(session)
    term = Term(date(year, 1, 1), date(year + 1, 12, 31), "FIXED")
    if session.login.user == "solar" and session.generation.entries:
        session.slot, session.draft.library = "commodity_export", provider.tariffs[-1]
        outcome.connect(world, session, status, term)
        session.slot = "commodity_import"
        session.steps.pop()
    session.draft.library = provider.tariffs[0]
    outcome.connect(world, session, status, term)


def _dismiss(world: World, session: Session) -> None:
    """Consent denied or "enter by hand": the next method of this provider."""
    try_methods(world, session, METHODS[1:])


def _other_provider(_: World, __: Session) -> None:
    """Nothing to do: the list of providers is the page before the login."""


_LEAVING: dict[tuple[str, str], Callable[[World, Session], None]] = {
    ("consent", "deny"): _dismiss,
    ("missing", "by_hand"): _dismiss,
    ("missing", "other_provider"): _other_provider,
}
_STEPS: dict[LoginStep, Callable[[Session, Form], str]] = {
    "login": _sign_in,
    "otp": _check_code,
    "address": _choose_address,
    "consent": _insist,
    "missing": _insist,
}
