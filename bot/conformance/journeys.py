"""The journeys that all generations have in common, page by page."""

from dataclasses import dataclass, field

from bot.conformance.answers import HOME, ISLAND, Choices, first_id, right_answer
from bot.conformance.programmes import walk_programmes
from bot.conformance.reading import Home, is_disconnected, read_all, read_home
from bot.conformance.walk import EndedError, Session, Walk
from bot.conformance.wrong import Known, wrongs
from bot.connect.outcomes import name_only
from bot.conversation.page import Page, items_at, text_at
from bot.conversation.situation import Purpose, Send

TRIES = 10  # providers that are tried for a way in, spread over the list
ENDING = ("tariff_name?", "contract_term?", "summary", "complete")


@dataclass(slots=True)
class Journeys:
    """What one journey finds and another one needs."""

    known: Known = field(default_factory=Known)
    ways_in: dict[str, tuple[Session, Page]] = field(default_factory=dict)  # by the kind of the page that came
    homes: list[Home] = field(default_factory=list)

    async def fixed(self, walk: Walk) -> None:
        """A provider by its name, one price."""
        rate = "tod_rate" if walk.locations_first else "fixed_rate"
        await self._manual(walk, Choices("FIXED"), rate)

    async def time_of_day(self, walk: Walk) -> None:
        """A provider by its name, prices by the hour."""
        await self._manual(walk, Choices("TIME_OF_DAY"), "tod_rate")

    async def market(self, walk: Walk) -> None:
        """A price of the market with a surcharge, where the region has to be asked."""
        surcharge = () if walk.locations_first else ("surcharge",)
        await self._manual(walk, Choices("MARKET", ISLAND), "region?", *surcharge)

    async def back_and_forth(self, walk: Walk) -> None:
        """To the address and back to the providers; the page stays the same for who asks again; out."""
        session, page = await self._providers(walk, HOME)
        page = await walk.answer(session, page, Send(action="PROVIDER_MISSING"), "provider_name")
        page = await walk.resume(session, "provider_name")
        page = await walk.answer(session, page, Send(action="ADDRESS_CHANGE"), "address")
        await self._provoke(walk, session, page)
        page = await walk.answer(session, page, Send(data={"postal_address": HOME}), "provider")
        if "BACK" in page.actions:
            page = await walk.answer(session, page, Send(action="BACK"), "address")
        if "CLOSE" in page.actions:
            await walk.answer(session, page, Send(action="CLOSE"), "complete")

    async def out_by_back(self, walk: Walk) -> None:
        """Back from the first page ends the session."""
        session, page = await self._providers(walk, HOME)
        if "BACK" not in page.actions:
            raise EndedError("this generation has no BACK")
        await walk.answer(session, page, Send(action="BACK"), "complete")

    async def look_for_ways(self, walk: Walk) -> None:
        """Which providers have a library, a login, a price of the market: some of them are tried."""
        _, page = await self._providers(walk, HOME)
        ids = [text_at(one, "id") for one in items_at(page.data, "providers")]
        self.known.provider_id = ids[0] if ids else ""
        wanted = {"tariff", "redirect"}
        for id_ in ids[:: max(1, len(ids) // TRIES)][:TRIES]:
            session, page = await self._providers(walk, HOME)
            page = await walk.answer(session, page, Send(data={"provider": {"id": id_}}))
            if page.kind in self.ways_in and page.kind == "tariff":
                self.known.tariff_id = first_id(page, "tariffs")
            self.ways_in.setdefault(page.kind, (session, page))
            if wanted <= set(self.ways_in) and self.known.tariff_id:
                break

    async def library(self, walk: Walk) -> None:
        """A tariff out of the library."""
        session, page = self._way_in(walk, "tariff")
        await self._follow(walk, session, page, Choices(), ("tariff", *ENDING))

    async def login(self, walk: Walk) -> None:
        """As far as the way to the provider's own pages, which need a customer."""
        session, page = self._way_in(walk, "redirect")
        await walk.resume(session, page.kind)

    async def read(self, walk: Walk) -> None:
        """What REST tells of a home that was connected."""
        await read_all(walk, self._home())

    async def programmes(self, walk: Walk) -> None:
        """Those of the home that was connected."""
        await walk_programmes(walk, self._home().location_id)

    async def returning(self, walk: Walk) -> None:
        """A known home opens on its summary; editing leads to the providers."""
        home = self._home()
        session, page = await walk.start(Purpose(location_id=home.location_id), "summary")
        if "EDIT" in page.actions:
            page = await walk.answer(session, page, Send(action="EDIT"), "provider")
        if page.kind == "provider" and "BACK" in page.actions:
            page = await walk.answer(session, page, Send(action="BACK"), "summary")
        if "CLOSE" in page.actions:
            await walk.answer(session, page, Send(action="CLOSE"), "complete")

    async def disconnect(self, walk: Walk) -> None:
        """From the summary; afterwards nothing is connected, and there are no prices."""
        home = self._home()
        session, page = await walk.start(Purpose(location_id=home.location_id), "summary")
        if walk.locations_first:
            id_ = first_id(page, "tariffs")
            page = await walk.answer(session, page, Send(data={"tariff_id": id_}, action="DISCONNECT"))
            await walk.answer(session, page, Send(action="CLOSE"), "complete")
        else:
            await walk.answer(session, page, Send(action="DISCONNECT"), "complete")
        await is_disconnected(walk, home)

    async def disconnect_without_pages(self, walk: Walk) -> None:
        """Zero answers a page that it never saw; anode says it when the session is opened."""
        home = self._home(-1)
        purpose = Purpose(location_id=home.location_id, disconnect=True)
        session = await walk.open(purpose)
        if walk.generation == "zero":
            page = Page("summary", "summary_fixed_confirm")
            await walk.answer(session, page, Send(action="DISCONNECT"), "complete")
        await is_disconnected(walk, home)

    async def edit(self, walk: Walk) -> None:
        """A session that is opened to edit begins with the providers."""
        purpose = Purpose(location_id=self._home().location_id, edit=True)
        session, page = await walk.start(purpose, "provider")
        await walk.answer(session, page, Send(action="CLOSE"), "complete")

    async def _manual(self, walk: Walk, choices: Choices, *rates: str) -> None:
        """With the address on the way where the session can be opened without one."""
        purpose = Purpose(address=choices.home if walk.locations_first else {})
        session, page = await walk.start(purpose)
        first = () if walk.locations_first else ("address",)
        way = (*first, "provider", "provider_name", "structure", *rates, *ENDING)
        await self._follow(walk, session, page, choices, way)

    async def _follow(self, walk: Walk, session: Session, page: Page, choices: Choices, way: tuple[str, ...]) -> None:
        """Page after page; those with a question mark need not come. At the end the home is read."""
        for wanted in way:
            kind, may_miss = wanted.removesuffix("?"), wanted.endswith("?")
            if page.kind != kind and may_miss:
                continue
            if page.kind != kind:
                walk.differs(f"a page ({kind})", f"page {name_only(page.route)} ({page.kind})")
                raise EndedError
            if kind == way[-1]:
                break
            await self._provoke(walk, session, page)
            send = right_answer(page, choices)
            if send is None:
                raise EndedError(f"page {name_only(page.route)} does not offer what is wanted here ({choices.option})")
            page = await walk.answer(session, page, send)
        self.homes.append(await read_home(walk, session))

    async def _provoke(self, walk: Walk, session: Session, page: Page) -> None:
        await walk.provoke(session, page, wrongs(page, walk.generation, self.known, HOME))

    async def _providers(self, walk: Walk, home: dict[str, str]) -> tuple[Session, Page]:
        return await walk.start(Purpose(address=home), "provider")

    def _way_in(self, walk: Walk, kind: str) -> tuple[Session, Page]:
        if kind not in self.ways_in:
            raise EndedError(f"none of the {TRIES} providers that were tried leads there")
        walk.journey.pages += ["provider", kind]
        return self.ways_in[kind]

    def _home(self, place: int = 0) -> Home:
        """One of the homes that were connected."""
        if len(self.homes) < abs(place) + 1:
            raise EndedError("no home was connected for it")
        return self.homes[place]
