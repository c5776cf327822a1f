"""Prices by season, weekday, time of day and consumption: one message, a table, or step by step, and a bill."""

from dataclasses import replace

from bot.conversation.cards import Action, Card, Text
from bot.conversation.context import Context
from bot.conversation.page import Page, value_at
from bot.conversation.pages.advanced_body import has_prices, write_schedule
from bot.conversation.pages.advanced_cards import hours_form_of, show_year
from bot.conversation.pages.advanced_hearing import hear_text
from bot.conversation.pages.advanced_progress import Progress, held_year, read_year
from bot.conversation.pages.advanced_steps import press, with_periods
from bot.conversation.pages.advanced_words import say_done
from bot.conversation.pages.buttons import SIMPLER, YES, agrees, chosen_action, press_typed, step_back
from bot.conversation.pages.days import midnight_utc
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import keep_form, read_typed
from bot.conversation.pages.hours_form import hours_form, read_day
from bot.conversation.pages.hours_progress import Progress as HoursProgress
from bot.conversation.pages.price_words import page_currency, speak_of
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled, Said
from bot.conversation.understanding.schedules import find_missing

FORM_STEPS = ("price", "hours")


class AdvancedView:
    """A year of prices. Those that Connect holds already are offered, not asked."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        known, ctx = read_year(draft) or held_year(page), speak_of(page, ctx)
        card = show_year(known or Progress(), draft, page_currency(page), ctx)
        if known or not has_prices(value_at(page.data, "tariff")):
            return card
        title, *blocks = card.blocks
        return replace(card, blocks=(title, Text(ctx.say("advanced-held")), *blocks))

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        ctx = speak_of(page, ctx)
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        if heard == SIMPLER:
            return step_back(page)
        progress = _progress(page, draft)
        if isinstance(heard, Filled):
            return _hear_form(progress, heard, page, draft, ctx)
        if _agrees(progress, heard, ctx):
            return _answer(progress, page, draft, ctx)
        after = _hear(progress, heard, page_currency(page), ctx)
        if isinstance(after, str):
            return Stay(draft, after)
        return Stay(after.draft(draft))

    def back(self, page: Page, draft: Draft) -> Draft | None:
        del page  # what it holds is offered again
        before = draft.get("before")
        return before if isinstance(before, dict) else None

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        """Connect does not say what it is about, so that all of it is shown, with a way to something simpler."""
        known = _progress(page, draft)
        if not known.blocks:
            return Stay(draft, explain_error(code, gap, ctx))
        asked = Progress(known.market, known.blocks, step="edit", term=known.term)
        refused = code == "data_json_invalid"
        return Stay(asked.draft(draft), ctx.say("advanced-refused") if refused else explain_error(code, gap, ctx))


def _progress(page: Page, draft: Draft) -> Progress:
    return read_year(draft) or held_year(page) or Progress()


def _agrees(progress: Progress, heard: Said | Action, ctx: Context) -> bool:
    """Whether the year is whole and the person says that it is right."""
    if not progress.blocks or find_missing(progress.blocks) or progress.step not in ("confirm", "edit"):
        return False
    said_yes = agrees(heard, ctx)
    return heard == YES or (said_yes and progress.step == "confirm")


def _hear(progress: Progress, heard: Said | Action, currency: str, ctx: Context) -> Progress | str:
    return press(progress, heard, ctx) if isinstance(heard, Action) else hear_text(progress, heard.text, currency, ctx)


def _hear_form(progress: Progress, filled: Filled, page: Page, draft: Draft, ctx: Context) -> Stay:
    """The prices of one part of the year by time of day."""
    if progress.step not in FORM_STEPS or progress.market:
        return Stay(draft, ctx.say("page-gone"))
    currency = page_currency(page)
    shown = progress.hours if progress.step == "hours" else hours_form_of(progress, currency, ctx)[0]
    form = hours_form(shown, currency, ctx)
    typed = read_typed(form, filled.values)
    read = read_day(form, typed, currency, ctx)
    if read.problems:
        return Stay(keep_form(draft, typed, read.problems), next(iter(read.problems.values())))
    day = HoursProgress(days=read.days, why=read.why) if read.why else HoursProgress(read.days[0])
    return Stay(with_periods(progress, day).draft(draft))


def _answer(progress: Progress, page: Page, draft: Draft, ctx: Context) -> Answer:
    market = progress.market is True
    tariff: dict[str, object] = {"market_rates": market}
    if progress.term.start:
        tariff["contract_start_date"] = midnight_utc(progress.term.start)
    if progress.term.end:
        tariff["contract_end_date"] = midnight_utc(progress.term.end)
    tariff["schedule"] = write_schedule(progress.blocks, market=market)
    done = say_done(progress.blocks, page_currency(page), market, ctx)
    return Answer({"tariff": tariff}, done, draft or progress.draft(draft))


VIEW = AdvancedView()
