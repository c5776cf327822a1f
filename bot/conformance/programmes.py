"""The flexibility programmes of busbar, as far as they can be walked without joining one."""

from bot.conformance.answers import HOME
from bot.conformance.walk import EndedError, Session, Walk
from bot.conformance.wrong import Known, person, wrongs
from bot.connect.outcomes import name_only
from bot.conversation.page import Page, items_at, text_at
from bot.conversation.situation import Purpose, Send


async def walk_programmes(walk: Walk, location_id: str) -> None:
    """To the programmes, to the tariffs and back; towards one of them; consent is denied; out."""
    session, page = await walk.start(Purpose(location_id=location_id, programme=True), "vpp_landing")
    await _provoke(walk, session, page)
    if "CONNECT_TARIFF" in page.actions:
        page = await walk.answer(session, page, Send(action="CONNECT_TARIFF"), "summary", "provider")
        page = await walk.answer(session, page, Send(action="BACK"), "vpp_landing")
    page = await _approach(walk, session, page)
    await walk.answer(session, page, Send(action="CLOSE"), "complete")


async def _approach(walk: Walk, session: Session, page: Page) -> Page:
    """The page on which it ends. How a programme is chosen and how one introduces oneself is not published."""
    ids = [text_at(one, "programme_id") for one in items_at(page.data, "programmes")]
    if not ids or not ids[0]:
        return page
    came = await walk.try_answer(session, page, Send(data={"programme": {"id": ids[0]}}))
    page = came or page
    if page.kind == "personal_details":
        await _provoke(walk, session, page)
        came = await walk.try_answer(session, page, person())
        page = came or page
    if page.kind == "consent":
        await _provoke(walk, session, page)
        page = await walk.answer(session, page, Send(action="DENY"))
    if "CLOSE" not in page.actions:
        raise EndedError(f"page {name_only(page.route)} cannot be closed")
    return page


async def _provoke(walk: Walk, session: Session, page: Page) -> None:
    await walk.provoke(session, page, wrongs(page, walk.generation, Known(), HOME))
