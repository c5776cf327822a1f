"""The first site is connected by hand; the others follow it through the pages of the sandbox, or say why not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

import httpx
import pytest

from bot.calling import calling_of
from bot.calls import Caller, Made, Subject
from bot.connect.client import FlatPeak
from bot.connect.dialects import dialect_for
from bot.conversation.conversation import Event, react
from bot.conversation.location_calls import LeftRead, ReadLeft
from bot.conversation.page import Page, text_at
from bot.conversation.prices.due import CHANGES
from bot.conversation.remembered import Kept
from bot.conversation.replies import Said
from bot.conversation.results import QUICK_RETRY_ATTEMPTS
from bot.conversation.sites.begin import begin_site
from bot.conversation.sites.checks import Site
from bot.conversation.sites.plan import Standing, Verdict
from bot.conversation.sites.reasons import say_reason
from bot.conversation.sites.silent import react_site
from bot.conversation.sites.template import Template, take_template
from bot.conversation.situation import (
    Call,
    Location,
    LoginReturned,
    Open,
    PageCame,
    Purpose,
    Reaction,
    Session,
    Situation,
    Slot,
    State,
    Trouble,
    Woken,
)
from bot.conversation.understanding.address import Address
from sandbox.calls import Calls
from sandbox.flatpeak.outcome import connect
from sandbox.flatpeak.world import World
from tests.conversation.page_chat import context
from tests.sandbox.flatpeak_lab import NOW, mount

CTX = context()
URL = "https://flatpeak.test/flatpeak"
FIRST = Address("14 Quillmoor Lane", "Flat 2", "Bristol", "", "BS1 9ZZ", "GB")
SECOND = Address("3 Dawnbeck Road", "", "Leeds", "", "LS1 4AP", "GB")
MOST_CALLS = 11  # of one turn; the pipeline makes no more
FIXED = ("Quillmoor Power", "one price", "24.5", "Steady", "no end")
HOURS = ("Quillmoor Power", "by time of day", "23:30-5:30 12p, otherwise 30p", "yes", "Nights", "no end")


@dataclass(slots=True)
class Lane:
    """A conversation as the pipeline keeps it; `site`: nobody looks at it."""

    world: World
    caller: Caller
    site: bool = True
    now: Situation = field(default_factory=lambda: Situation(State(hint="en-GB")))
    token: str = ""
    verdict: Verdict = field(default_factory=lambda: Verdict("running"))
    reactions: list[Reaction] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)

    async def begin(self, address: Address, template: Template, location_id: str = "") -> Verdict:
        reaction = begin_site(self.now.state, Site(1, address), template, CTX, location_id=location_id)
        return await self._follow(reaction)

    async def hear(self, event: Event) -> Verdict:
        return await self._follow(self._react(event))

    async def say(self, *texts: str) -> Verdict:
        for text in texts:
            await self.hear(Said(text))
        return self.verdict

    def _react(self, event: Event) -> Reaction:
        if not self.site:
            return react(self.now, event, CTX)
        reaction, self.verdict = react_site(self.now, event, CTX)
        self.reactions.append(reaction)
        return reaction

    async def _follow(self, reaction: Reaction) -> Verdict:
        made = 0
        while self._take(reaction):
            assert reaction.call is not None
            made += 1
            assert made <= MOST_CALLS, "the turn makes too many calls"
            self.calls.append(reaction.call)
            reaction = await self._make(reaction.call)
        return self.verdict

    async def _make(self, call: Call) -> Reaction:
        session = self.now.session
        where = session.location_id if session else ""
        if not where and self.now.state.waiting and self.now.locations:
            where = self.now.locations[-1].id
        page = session.page if session else None
        subject = Subject(
            ("person",), token=self.token, page=page, locations=tuple(self.now.locations), location_id=where
        )
        made = await self.caller.make(call, subject, "")
        return self._keep(call, made)

    def _keep(self, call: Call, made: Made) -> Reaction:
        if made.opened and isinstance(call, Open):
            self.token = made.opened.token
            self.now = self.now._replace(session=Session(call.purpose, None, NOW, NOW + timedelta(days=1)))
        if made.location_id and self.now.session:
            self.now = self.now._replace(session=self.now.session._replace(location_id=made.location_id))
        reaction = self._react(made.result)
        if isinstance(made.result, PageCame) and self.now.session:
            self.now = self.now._replace(session=self.now.session._replace(page=made.result.page))
        return reaction

    def _take(self, reaction: Reaction) -> bool:
        calling = calling_of(1, reaction.call)
        state = State.model_validate_json(reaction.state.model_copy(update={"calling": calling}).model_dump_json())
        kept: dict[str, Location] = {one.id: one for one in (*self.now.locations, *reaction.locations)}
        self.now = self.now._replace(state=state, locations=tuple(kept.values()))
        if reaction.end_session:
            self.now, self.token = self.now._replace(session=None), ""
        return reaction.call is not None


@dataclass(slots=True)
class Lab:
    """A sandbox, and conversations in it."""

    world: World
    caller: Caller

    def lane(self, *, site: bool = True) -> Lane:
        return Lane(self.world, self.caller, site)

    async def connect_by_hand(self, *texts: str, address: Address = FIRST) -> Lane:
        """A person connects the first site of a job."""
        lane = self.lane(site=False)
        await lane.begin(address, Template())
        await lane.say(*texts)
        assert lane.now.state.panel == "ended" or lane.now.session, lane.now.state
        return lane

    async def template(self, *texts: str, address: Address = FIRST, name: str = "") -> Template:
        lane = await self.connect_by_hand(*texts, address=address)
        taken = take_template(lane.now.state, address, name)
        return Template.model_validate_json(taken.model_dump_json())


@asynccontextmanager
async def open_lab(*, asks: bool) -> AsyncIterator[Lab]:
    world = World(lambda: NOW)
    flatpeak = FlatPeak(
        api_url=URL,
        connect_url=f"{URL}/connect",
        account_id="acc_sandbox",
        api_key="sk_test_lab",
        public_url="https://bot.test",
        dialect=dialect_for("anode"),
        asks_name=asks,
        asks_term=asks,
        transport=httpx.ASGITransport(app=mount(world, Calls(), URL)),
    )
    try:
        yield Lab(world, Caller(flatpeak, None))  # type: ignore[arg-type]  # nothing here asks our own house
    finally:
        await flatpeak.close()


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab(asks=True) as found:
        yield found


async def sign_in(lane: Lane, user: str) -> None:
    """What a person does in the browser."""
    assert lane.now.session
    assert lane.now.session.page
    url = text_at(lane.now.session.page.data, "redirect_url")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=mount(lane.world, Calls(), URL))) as http:
        await http.post(url, data={"step": "login", "user": user, "password": "demo"})
        await http.post(url, data={"step": "consent", "choice": "allow"})
    await lane.hear(LoginReturned())


WALKS = {
    "one price": FIXED,
    "time of day": HOURS,
    "library": ("Brackenwatt", "Brackenwatt Fix v3"),
    "market": ("Gannetwick Tracker", "2p", "0", "Tracker", "no end"),
    "typed provider": ("not listed", "Dorfwerk", "one price", "24.5", "Steady", "no end"),
    "tariff not in the library": ("Brackenwatt", "not listed", "one price", "24.5", "Steady", "no end"),
    "a way back": ("Brackenwatt", "back", *FIXED),
}


@pytest.mark.parametrize("way", WALKS)
async def test_another_site_follows_the_first(lab: Lab, way: str) -> None:
    template = await lab.template(*WALKS[way], "done")
    lane = lab.lane()
    verdict = await lane.begin(SECOND, template)
    assert verdict == Verdict("connected", location_id=verdict.location_id)
    assert lane.now.state.finished
    first, second = lab.world.locations.values()
    assert second.id == verdict.location_id
    assert (second.address["city"], second.address["post_code"]) == ("Leeds", "LS1 4AP")
    (given,), (followed,) = first.tariffs.values(), second.tariffs.values()
    assert (followed.plan, followed.name, followed.provider) == (given.plan, given.name, given.provider)
    assert followed.term == given.term


async def test_nothing_is_shown_of_a_silent_site(lab: Lab) -> None:
    template = await lab.template(*FIXED, "done")
    lane = lab.lane()
    await lane.begin(SECOND, template)
    assert lane.reactions
    assert all(one.quiet and one.card is None and not one.notices and not one.fresh for one in lane.reactions)


async def test_a_template_names_no_site(lab: Lab) -> None:
    texts = ("not listed", "Quillmoor Lane Power", "one price", "24.5", "Tower East", "no end")
    template = await lab.template(*texts, "done", name="Tower East")
    assert set(template.answers) == {"provider", "structure", "fixed_rate", "contract_term"}
    kept = template.model_dump_json()
    assert all(word not in kept for word in ("Quillmoor Lane", "Tower East", "BS1 9ZZ", "Flat 2"))


async def test_the_address_is_refused(lab: Lab) -> None:
    template = await lab.template(*FIXED, "done")
    verdict = await lab.lane().begin(replace(SECOND, city="Atlantis"), template)
    assert verdict == Verdict("needs_you", "error-unknown", {"code": "timezone_not_found"})
    assert say_reason(Standing(reason=verdict.reason, args=dict(verdict.args)), CTX).startswith("I couldn’t place")


async def test_a_list_without_the_provider(lab: Lab) -> None:
    template = await lab.template(*FIXED, "done")
    strange = template.model_copy(update={"country": "IE"})  # as if the same provider served there
    lane = lab.lane()
    verdict = await lane.begin(Address("3 Row", "", "Galway", "", "H91 E2K3", "IE"), strange)
    assert verdict == Verdict("needs_you", "sites-needs-other-provider", {"name": "Quillmoor Power"})
    assert lane.now.session is None
    assert [type(call) for call in lane.calls] == [Open]


async def test_connect_refuses_the_provider_all_the_same(lab: Lab) -> None:
    template = await lab.template(*FIXED, "done")
    kept = template.answers["structure"]
    template.answers["structure"] = kept.model_copy(update={"data": kept.data.replace("FIXED", "STRANGE")})
    lane = lab.lane()
    verdict = await lane.begin(SECOND, template)
    assert verdict == Verdict("needs_you", "error-unknown", {"code": "option_not_supported"})
    assert lane.now.session is None
    assert len(lane.calls) == 3


async def test_another_country_is_asked_for_its_provider(lab: Lab) -> None:
    template = await lab.template(*FIXED, "done")
    verdict = await lab.lane().begin(Address("Funkental 5", "", "Leipzig", "", "04109", "DE"), template)
    assert (verdict.status, verdict.reason) == ("needs_you", "sites-needs-provider")


async def test_each_site_signs_in_for_itself(lab: Lab) -> None:
    lane = lab.lane(site=False)
    await lane.begin(FIRST, Template())
    await lane.say("Tidehollow Energy")
    await sign_in(lane, "demo")
    await lane.say("done")
    assert lane.now.state.finished
    template = take_template(lane.now.state, FIRST)
    assert template.signs_in
    assert template.provider == "Tidehollow Energy"
    verdict = await lab.lane().begin(SECOND, template)
    assert (verdict.status, verdict.reason) == ("needs_you", "sites-needs-login")
    by_hand = lab.lane(site=False)
    await by_hand.begin(SECOND, template)
    await sign_in(by_hand, "demo")
    assert len(lab.world.locations) == 2


async def test_a_price_region_holds_for_those_that_are_near(lab: Lab) -> None:
    embrun = Address("1 rue Haute", "", "Embrun", "", "05200", "FR")
    template = await lab.template("Embrun Élec", "FR", "2ct", "0", "Spot", "no end", "done", address=embrun)
    assert "region" in template.answers
    near = await lab.lane().begin(replace(embrun, city="Gap", post_code="05000"), template)
    far = await lab.lane().begin(replace(embrun, city="Ajaccio", post_code="20000"), template)
    assert (near.status, far.status, far.reason) == ("connected", "needs_you", "sites-needs-region")


@pytest.mark.parametrize(("ok", "after"), [(True, "connected"), (False, "needs_you")])
async def test_a_tariff_that_is_on_its_way(lab: Lab, monkeypatch: pytest.MonkeyPatch, ok: bool, after: str) -> None:
    template = await lab.template(*FIXED, "done")
    with monkeypatch.context() as patch:
        patch.setattr("sandbox.flatpeak.flow.connect", partial(connect, status="PENDING"))
        lane = lab.lane()
        verdict = await lane.begin(SECOND, template)
    assert verdict == Verdict("waiting", location_id=verdict.location_id)
    assert verdict.location_id
    dues = [due.what for due in lane.reactions[-1].wake + lane.reactions[-2].wake]
    assert [what for what in dues if not what.startswith(CHANGES)] == ["pending"]
    assert (await lane.hear(Woken("pending"))).status == "waiting"
    lab.world.finish_pending(verdict.location_id, ok=ok)
    settled = await lane.hear(Woken("pending", 2))
    assert (settled.status, settled.location_id) == (after, verdict.location_id)


async def test_a_tariff_that_could_not_be_read_is_replaced_where_it_is(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = await lab.template(*FIXED, "done")
    with monkeypatch.context() as patch:
        patch.setattr("sandbox.flatpeak.flow.connect", partial(connect, status="ERROR"))
        verdict = await lab.lane().begin(SECOND, template)
    assert (verdict.status, verdict.reason) == ("needs_you", "sites-needs-failed")
    again = await lab.lane().begin(SECOND, template, location_id=verdict.location_id)
    assert again == Verdict("connected", location_id=verdict.location_id)
    assert len(lab.world.locations) == 2


async def test_what_was_given_is_tried_again_by_itself(lab: Lab) -> None:
    template = await lab.template(*FIXED, "done")
    lane = lab.lane()
    lab.world.scenario.fail("down", calls=9)
    assert (await lane.begin(SECOND, template)).status == "running"
    assert [due.what for due in lane.reactions[-1].wake] == ["retry"]
    lab.world.scenario.clear()
    assert (await lane.hear(Woken("retry", 1))).status == "connected"
    assert len(lab.world.locations) == 2


async def test_after_too_many_attempts_somebody_is_needed(lab: Lab) -> None:
    template = await lab.template(*FIXED, "done")
    lane = lab.lane()
    lab.world.scenario.fail("down", calls=None)
    await lane.begin(SECOND, template)
    for attempt in range(1, QUICK_RETRY_ATTEMPTS):
        assert (await lane.hear(Woken("retry", attempt))).status == "running"
    verdict = await lane.hear(Woken("retry", QUICK_RETRY_ATTEMPTS))
    assert (verdict.status, verdict.reason, verdict.halts) == ("needs_you", "trouble-down", False)


def test_what_an_outage_has_left_unknown_is_read_before_another_attempt() -> None:
    state = State(site=True, hint="en-GB", unanswered=Kept(data="{}"), attempts=QUICK_RETRY_ATTEMPTS)
    page = Page("fixed_rate", "rate_fixed_capture", (), {})
    session = Session(Purpose(), page, NOW, NOW + timedelta(days=1))
    given_up, verdict = react_site(Situation(state, session), Trouble("down"), CTX)
    assert (verdict.status, verdict.reason) == ("needs_you", "trouble-down")
    assert (given_up.leave_session, given_up.state.left) == (True, 1)
    begun = Situation(begin_site(State(site=True, hint="en-GB", left=1), Site(1, SECOND), Template(), CTX).state)
    assert react_site(begun, Woken("site"), CTX)[0].call == ReadLeft()
    there = Location("loc_1", slots=(Slot("commodity_import", "CONNECTED"),))
    reaction, verdict = react_site(begun, LeftRead(1, "commodity_import", there), CTX)
    assert (reaction.call, reaction.locations) == (None, (there,))
    assert verdict == Verdict("connected", location_id="loc_1")
    assert isinstance(react_site(begun, LeftRead(), CTX)[0].call, Open)


async def test_an_account_that_is_switched_off_halts_the_job(lab: Lab) -> None:
    template = await lab.template(*FIXED, "done")
    lab.world.scenario.account_disabled = True
    verdict = await lab.lane().begin(SECOND, template)
    assert (verdict.status, verdict.reason, verdict.halts) == ("needs_you", "trouble-disabled", True)


@pytest.mark.parametrize("route", ["structure", "fixed_rate", "tariff_name"])
async def test_a_page_without_an_answer_needs_somebody(lab: Lab, route: str) -> None:
    template = await lab.template(*FIXED, "done")
    del template.answers[route]
    lane = lab.lane()
    verdict = await lane.begin(SECOND, template)
    assert verdict.status == "needs_you"
    assert verdict.reason in ("sites-needs-price", "sites-needs-details")
    assert lane.now.session is None
    assert len(lab.world.locations) == 1
    by_hand = lab.lane(site=False)  # the person takes it over, and everything that is known is given
    await by_hand.begin(SECOND, template)
    assert by_hand.now.session
    assert by_hand.now.session.page
    assert by_hand.now.session.page.kind == route
