"""Prices by time of day: one message, or question by question, and one confirmation."""

from collections.abc import Sequence

from bot.conversation.cards import Action, Card
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.buttons import YES, agrees, chosen_action, press_typed
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import blame, carry_form, keep_form, read_typed
from bot.conversation.pages.hours_cards import show_progress
from bot.conversation.pages.hours_form import blame_rows, hours_form, read_day
from bot.conversation.pages.hours_progress import Progress, held_hours, read_progress, read_time
from bot.conversation.pages.hours_steps import hear_doubt, hear_text, press
from bot.conversation.pages.hours_words import say_day
from bot.conversation.pages.price_words import page_currency, speak_of
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled, Said
from bot.conversation.understanding.hours import Period, sort_hours


class TodRateView:
    """Any number of periods, also across midnight. Hours that Connect holds already are offered, not asked."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        return show_progress(_progress(page, draft), draft, page_currency(page), speak_of(page, ctx))

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        ctx = speak_of(page, ctx)
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        progress = _progress(page, draft)
        if isinstance(heard, Filled):
            return _hear_form(progress, heard, page, draft, ctx)
        if _agrees(progress, heard, ctx):
            return _answer(progress.periods, page, draft or progress.draft(draft), ctx)
        after = _hear(progress, heard, page_currency(page), ctx)
        if isinstance(after, str):
            return Stay(draft, after)
        return Stay(after.draft(draft))

    def back(self, page: Page, draft: Draft) -> Draft | None:
        before = draft.get("before")
        if not isinstance(before, dict):
            return None
        return carry_form(before, draft) if _progress(page, draft).days else before

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        known = _progress(page, draft)
        problem = explain_error(code, gap, ctx)
        ends = [read_time({"": clock}, "") for clock in gap]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            asked = Progress(known.periods, step="cost", start=ends[0], end=ends[1])
        elif len(known.periods) == 1 and code.startswith("cost_"):
            asked = Progress(known.periods, step="cost", start=known.periods[0].start, end=known.periods[0].end)
        else:
            asked = Progress(known.periods, step="edit" if known.periods else "")
        form = hours_form(known, page_currency(page), speak_of(page, ctx))
        faults = blame_rows(form, draft, code, [end for end in ends if end is not None], problem)
        return Stay(blame(asked.draft(draft), draft, faults), problem)


def _progress(page: Page, draft: Draft) -> Progress:
    return read_progress(draft) or held_hours(page) or Progress()


def _agrees(progress: Progress, heard: Heard, ctx: Context) -> bool:
    """Whether the day is whole and the person says that it is right."""
    whole = Progress(progress.periods).question() == "confirm"
    if heard == YES:
        return whole and progress.question() in ("confirm", "edit")
    said_yes = agrees(heard, ctx)
    return said_yes and progress.question() == "confirm"


def _hear_form(progress: Progress, filled: Filled, page: Page, draft: Draft, ctx: Context) -> Stay | Answer:
    """A whole day is sent as it is: every time and price of it was seen."""
    form = hours_form(progress, page_currency(page), ctx)
    typed = read_typed(form, filled.values)
    read = read_day(form, typed, page_currency(page), ctx)
    if read.problems:
        return Stay(keep_form(draft, typed, read.problems), next(iter(read.problems.values())))
    if read.why:
        return Stay(keep_form(Progress(days=read.days, why=read.why).draft(draft), typed))
    return _answer(read.days[0], page, keep_form(Progress(read.days[0]).draft(draft), typed), ctx)


def _hear(progress: Progress, heard: Said | Action, currency: str, ctx: Context) -> Progress | str:
    if progress.doubt and (meant := hear_doubt(progress, heard, ctx)):
        return meant
    return press(progress, heard, ctx) if isinstance(heard, Action) else hear_text(progress, heard.text, currency, ctx)


def _answer(known: Sequence[Period], page: Page, draft: Draft, ctx: Context) -> Answer:
    periods = sort_hours(known)
    hours = [_hour(period) for period in periods]
    return Answer({"hours": hours}, say_day(periods, page_currency(page), ctx), draft)


def _hour(period: Period) -> dict[str, object]:
    return {"cost": period.cost, "valid_from": f"{period.start:%H:%M:%S}", "valid_to": f"{period.end:%H:%M:%S}"}


VIEW = TodRateView()
