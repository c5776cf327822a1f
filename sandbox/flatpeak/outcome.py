"""The end of a dialogue: from what the customer said to a tariff in its slot."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from sandbox.flatpeak.objects import OUTCOMES, Draft, Json, Session, Status, Tariff, Term
from sandbox.flatpeak.places import Place, find_place
from sandbox.flatpeak.plans import Advanced, AdvancedMarket, Fixed, Market, Plan, TimeOfDay
from sandbox.flatpeak.providers import Provider
from sandbox.flatpeak.world import World

OUTCOME_STEPS = frozenset(OUTCOMES.values())


def chosen(session: Session) -> Provider:
    """The provider that the customer chose; the flow has one on every later page."""
    assert session.draft.provider is not None
    return session.draft.provider


def settle(world: World, session: Session) -> None:
    """Let an outcome page follow what became of the tariff meanwhile; the summary of all tariffs stays what it is."""
    if session.step not in OUTCOME_STEPS or (session.generation.entries and session.step == "summary"):
        return
    tariff = world.tariff_of(session)
    session.steps[-1] = OUTCOMES[tariff.status] if tariff else "provider"
    if tariff and tariff.was_read and session.generation.entries:
        session.steps[-1] = "summary"


def connect(world: World, session: Session, status: Status = "CONNECTED", term: Term | None = None) -> None:
    """Put the tariff of the draft in place, or propose it where it has to be saved, and show what became of it."""
    draft = session.draft
    tariff = Tariff(
        id=world.new_id("trf"),
        slot=session.slot,
        provider=chosen(session),
        name=draft.library.name if draft.library else draft.tariff_name or chosen(session).name,
        connection_type=draft.method,
        status=status,
        plan=_make_plan(draft),
        term=term or draft.term,
        created=world.now(),
        was_read=status == "CONNECTED",
    )
    if session.generation.saves:
        session.proposal = tariff
    else:
        world.put_tariff(session, tariff)
    session.steps.append(OUTCOMES[tariff.status])


def _make_plan(draft: Draft) -> Plan:
    if draft.library:
        return draft.library.plan
    if draft.structure == "FIXED":
        return Fixed(draft.cost)
    if draft.structure == "TIME_OF_DAY":
        return TimeOfDay(draft.hours)
    place = find_place(draft.address)
    assert place is not None
    region = draft.region or place.regions[0]
    if draft.structure == "ADVANCED" and draft.advanced:
        return _make_advanced(draft.advanced, region, place)
    return Market(region, place.currency, draft.surcharge_fixed, draft.surcharge_percentage, place.minutes)


def _make_advanced(tariff: Json, region: str, place: Place) -> Plan:
    """Fixed prices, or what is put on the market's."""
    if not tariff["market_rates"]:
        return Advanced(tariff)
    return AdvancedMarket(tariff, Market(region, place.currency, minutes=place.minutes))


def structure_of(world: World, session: Session) -> str:
    """FIXED, TIME_OF_DAY, MARKET or DYNAMIC once there is a tariff."""
    tariff = world.tariff_of(session)
    return tariff.plan.structure if tariff else ""


def list_hidden(world: World, session: Session) -> frozenset[str]:
    """The actions that the page cannot take as things are: a second report, rejoining what nobody has left."""
    tariff, participation = world.tariff_of(session), world.participations.get(session.location_id)
    hidden = {"WRONG_TARIFF"} if tariff and tariff.reported else set()
    if not participation or participation.subscription != "LEFT":
        hidden.add("REJOIN_PROGRAMME")
    return frozenset(hidden)


def list_options(session: Session) -> list[str]:
    """The structures that are offered."""
    offered = session.generation.options
    return [one for one in offered if session.offers_advanced or one != session.generation.advanced]


def login_address(world: World, session: Session) -> str:
    """Where the customer signs in at the provider."""
    query = f"?fp_cot={session.token}" if world.scenario.token_in_redirect else ""
    return f"{world.public_url}/provider/{chosen(session).slug}{query}"


def callback_address(session: Session) -> str:
    """`callback_url` with `fp_cot` added to its query."""
    parts = urlsplit(session.callback_url)
    query = "&".join(filter(None, (parts.query, urlencode({"fp_cot": session.token}))))
    return urlunsplit(parts._replace(query=query))
