"""The surcharge page that asks for the price region, too; a generation has them on one page or on two."""

from bot.conversation.cards import Card
from bot.conversation.context import Context
from bot.conversation.page import Page, text_at, value_at
from bot.conversation.pages import region, surcharge
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay

REGION, AMOUNTS = "region", "amounts"


class RegionalSurchargeView:
    """The region first, where there are several, then the surcharge.

    A draft holds {"region": its code, "amounts": the draft of the surcharge}, or that of the list of regions.
    """

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        codes = _codes(page, ctx)
        if codes and not _chosen(codes, draft):
            return region.VIEW.show(page, draft, ctx)
        return surcharge.VIEW.show(page, _amounts(codes, draft), ctx)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        codes = _codes(page, ctx)
        chosen = _chosen(codes, draft)
        if codes and not chosen:
            move = region.VIEW.hear(page, draft, heard, ctx)
            return Stay({REGION: text_at(move.data, "region")}) if isinstance(move, Answer) else move
        move = surcharge.VIEW.hear(page, _amounts(codes, draft), heard, ctx)
        match move:
            case Stay(draft=after, problem=problem, hint=hint) if chosen:
                return Stay(_wrap(chosen, after), problem, hint)
            case Answer(data=data, done=done, draft=after) if chosen:
                return Answer({**data, REGION: chosen}, done, _wrap(chosen, after))
            case _:
                return move

    def back(self, page: Page, draft: Draft) -> Draft | None:
        if not text_at(draft, REGION):
            return surcharge.VIEW.back(page, draft) if AMOUNTS not in draft else None
        earlier = surcharge.VIEW.back(page, _inner(draft))
        return {} if earlier is None else _wrap(text_at(draft, REGION), earlier)

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        codes = _codes(page, ctx)
        if code == "market_region_invalid" and len(codes) > 1:
            return Stay({}, explain_error(code, gap, ctx))
        stay = surcharge.VIEW.refuse(page, _amounts(codes, draft), code, gap, ctx)
        chosen = _chosen(codes, draft)
        return Stay(_wrap(chosen, stay.draft), stay.problem, stay.hint) if chosen else stay


def _codes(page: Page, ctx: Context) -> tuple[str, ...]:
    return tuple(entry.id for entry in region.VIEW.entries(page, ctx))


def _chosen(codes: tuple[str, ...], draft: Draft) -> str:
    """The region that goes along, "" if it is still to be chosen, or if none is asked."""
    if len(codes) == 1:
        return codes[0]
    return code if (code := text_at(draft, REGION)) in codes else ""


def _amounts(codes: tuple[str, ...], draft: Draft) -> Draft:
    return _inner(draft) if codes else draft


def _inner(draft: Draft) -> Draft:
    found = value_at(draft, AMOUNTS)
    return found if isinstance(found, dict) else {}


def _wrap(chosen: str, amounts: Draft) -> Draft:
    return {REGION: chosen, AMOUNTS: amounts}


VIEW = RegionalSurchargeView()
