"""Where a customer of a virtual power plant says how to be paid: one page, no real money."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from sandbox.flatpeak.login_pages import say_closed, say_unknown, show_payment
from sandbox.flatpeak.login_site import way_back
from sandbox.flatpeak.objects import Session
from sandbox.flatpeak.world import World

CARD = "4242"


class PaymentSite:
    """Opened with the token of a session that stands at this step."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def show(self, request: Request) -> Response:
        found = self._find(request)
        return show_payment(way_back(request, found)) if isinstance(found, Session) else found

    async def take(self, request: Request) -> Response:
        """The card is saved, and the customer goes back to where it was asked for."""
        found = self._find(request)
        if not isinstance(found, Session):
            return found
        self.world.participations[found.location_id].card = CARD
        found.steps.pop()
        return RedirectResponse(way_back(request, found), status_code=303)

    def _find(self, request: Request) -> Session | Response:
        """The session, or the page that says why not."""
        session = self.world.sessions.get(request.query_params.get("fp_cot", ""))
        if session is None or self.world.is_expired(session):
            return say_unknown()
        return session if session.step == "payment" else say_closed(way_back(request, session))
