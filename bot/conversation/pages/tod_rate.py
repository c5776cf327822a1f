"""Prices by time of day: one message, or question by question, and one confirmation."""

from bot.conversation.cards import Action, Card
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.buttons import agrees, chosen_action, press_typed
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.hours_cards import show_progress
from bot.conversation.pages.hours_progress import Progress, held_hours, read_progress, read_time
from bot.conversation.pages.hours_steps import YES, hear_doubt, hear_form, hear_text, press
from bot.conversation.pages.hours_words import say_day
from bot.conversation.pages.price_words import page_currency
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled
from bot.conversation.understanding.hours import Period, sort_hours


class TodRateView:
    """Any number of periods, also across midnight. Hours that Connect holds already are offered, not asked."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        return show_progress(_progress(page, draft), page_currency(page), ctx)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        progress = _progress(page, draft)
        if _agrees(progress, heard, ctx):
            return _answer(progress, page, draft, ctx)
        after = _hear(progress, heard, page_currency(page), ctx)
        if isinstance(after, str):
            return Stay(draft, after)
        return Stay(after.draft(draft), next(iter(after.problems.values()), ""))

    def back(self, page: Page, draft: Draft) -> Draft | None:
        before = draft.get("before")
        return before if isinstance(before, dict) else None

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
        return Stay(asked.draft(draft), problem)


def _progress(page: Page, draft: Draft) -> Progress:
    return read_progress(draft) or held_hours(page) or Progress()


def _agrees(progress: Progress, heard: Heard, ctx: Context) -> bool:
    """Whether the day is whole and the person says that it is right."""
    whole = Progress(progress.periods).question() == "confirm"
    if heard == YES:
        return whole and progress.question() in ("confirm", "edit")
    said_yes = agrees(heard, ctx)
    return said_yes and progress.question() == "confirm"


def _hear(progress: Progress, heard: Heard, currency: str, ctx: Context) -> Progress | str:
    if isinstance(heard, Filled):
        return hear_form(heard, currency, ctx)
    if progress.doubt and (meant := hear_doubt(progress, heard, ctx)):
        return meant
    return press(progress, heard, ctx) if isinstance(heard, Action) else hear_text(progress, heard.text, currency, ctx)


def _answer(progress: Progress, page: Page, draft: Draft, ctx: Context) -> Answer:
    periods = sort_hours(progress.periods)
    hours = [_hour(period) for period in periods]
    kept = draft if draft else progress.draft(draft)
    return Answer({"hours": hours}, say_day(periods, page_currency(page), ctx), kept)


def _hour(period: Period) -> dict[str, object]:
    return {"cost": period.cost, "valid_from": f"{period.start:%H:%M:%S}", "valid_to": f"{period.end:%H:%M:%S}"}


VIEW = TodRateView()
