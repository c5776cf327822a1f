"""When the contract ends."""

from datetime import date, timedelta

from bot.conversation.cards import Action, Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.forms import Field, Form
from bot.conversation.page import Page, items_at, text_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import chosen_action, press_typed, rows
from bot.conversation.pages.days import day_at, midnight_utc
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import blame, keep_form, read_typed, show_form
from bot.conversation.pages.price_words import explain_unread
from bot.conversation.pages.view import Answer, Do, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled, Said
from bot.conversation.understanding.date_reading import read_date
from bot.conversation.understanding.dates import say_date
from bot.conversation.understanding.results import Doubtful, Unreadable
from bot.conversation.understanding.words import Word, read_word

DAY, END = "day", "end"
NO_END, UNKNOWN = Action("no_end"), Action("unknown")
MONTHS_AHEAD = (12, 24)
LONGEST = timedelta(days=30 * 366)  # feed-in contracts run for twenty years
_MEANINGS = {
    Word.NO_END: NO_END,
    Word.NONE: NO_END,
    Word.NO: NO_END,
    Word.UNKNOWN: UNKNOWN,
    Word.SKIP: UNKNOWN,
}


class ContractTermView(OneQuestion):
    """A day, no end, or not known. The draft holds {"days": readings of a doubtful date} and {"plain": True}
    once Connect refused our way to say "no end"."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        title = ctx.say("term-title")
        if days := _read_days(draft):
            doubt = ctx.say("term-doubt")
            buttons = (Button(say_date(day, ctx.language), Action(DAY, day.isoformat())) for day in days)
            return Card((Title(doubt), Text(ctx.say("term-doubt-type")), rows(*buttons)), rest=doubt)
        held, example = _held(page, ctx), _example(ctx)
        controls = rows(
            _day_button(ctx.say("term-keep", day=say_date(held, ctx.language)), held, primary=True) if held else None,
            *(_ahead_button(months, ctx) for months in MONTHS_AHEAD),
            Button(ctx.say("term-no-end"), NO_END),
            Button(ctx.say("term-unknown"), UNKNOWN),
        )
        form = show_form(_form(page, ctx), draft, ctx.say("term-form-open"), ctx)
        ask = ctx.say("term-ask-form" if ctx.can.forms else "term-ask", example=example)
        return Card((Title(title), Text(ask), *form, controls), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        if isinstance(heard, Filled):
            return _hear_form(read_typed(_form(page, ctx), heard.values), page, draft, ctx)
        if isinstance(heard, Said):
            heard = _meant(heard.text, page, draft, ctx) or heard
        if isinstance(heard, Said):
            return _hear_day(heard.text, page, draft, ctx)
        day = _read_day(heard.value) if heard.verb == DAY else None
        if day:
            return _answer(day, page, ctx)
        if heard in (NO_END, UNKNOWN):
            return _answer_without_day(heard == NO_END, page, draft, ctx)
        return Stay(draft, ctx.say("page-gone"))

    def back(self, page: Page, draft: Draft) -> Draft | None:
        kept = {name: value for name, value in draft.items() if name != "days"}
        return kept if _read_days(draft) else None

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        # The official client ends this page with neither data nor action; that is what is left to try.
        after: Draft = {"plain": True} if code == "data_json_invalid" else {}
        problem = explain_error(code, gap, ctx)
        return Stay(blame(after, draft, {END: problem}), problem)


def _hear_form(typed: dict[str, str], page: Page, draft: Draft, ctx: Context) -> Move:
    """A day that was picked or typed; an empty form says that it is not known."""
    text = typed.get(END, "")
    word = read_word(text, ctx.language)
    meant = _MEANINGS.get(word) if word else None if text else UNKNOWN
    move = _answer_without_day(meant == NO_END, page, draft, ctx) if meant else _hear_day(text, page, draft, ctx)
    match move:
        case Answer(data=data, done=done):
            return Answer(data, done, keep_form({}, typed))
        case Stay(problem=problem) if problem:
            return Stay(keep_form(draft, typed, {END: problem}), problem)
        case _:
            return move


def _meant(text: str, page: Page, draft: Draft, ctx: Context) -> Action | None:
    """The button that a word stands for."""
    word = read_word(text, ctx.language)
    days = _read_days(draft)
    offered = days[0] if len(days) == 1 else None if days else _held(page, ctx)
    if word is Word.YES and offered:
        return Action(DAY, offered.isoformat())
    return _MEANINGS.get(word) if word else None


def _hear_day(text: str, page: Page, draft: Draft, ctx: Context) -> Move:
    today = ctx.today
    reading = read_date(text, ctx.language, today, earliest=today, latest=today + LONGEST)
    if isinstance(reading, Doubtful):
        return Stay({**draft, "days": [day.isoformat() for day in reading.candidates]})
    if isinstance(reading, Unreadable):
        refused = _read_day(reading.detail)
        detail = say_date(refused, ctx.language) if refused else reading.detail
        return Stay(draft, explain_unread(Unreadable(reading.why, detail), ctx, _example(ctx)))
    return _answer(reading, page, ctx)


def _answer(day: date, page: Page, ctx: Context) -> Answer:
    data = {"contract_start_date": _held_start(page), "contract_end_date": midnight_utc(day)}
    return Answer(data, ctx.say("term-done", day=say_date(day, ctx.language)), {})


def _answer_without_day(no_end: bool, page: Page, draft: Draft, ctx: Context) -> Answer | Do:
    done = ctx.say("term-done-no-end" if no_end else "term-done-unknown")
    if draft.get("plain") is True:
        return Do("", done)
    if no_end:
        data = {
            "contract_start_date": _held_start(page),
            "contract_end_date": None,
            "contract_term_type": "UNTIL_TERMINATED",
        }
        return Answer(data, done, {})
    return Answer({"contract_start_date": None, "contract_end_date": None}, done, {})


def _held_start(page: Page) -> str | None:
    start = day_at(page.data, "contract_start_date")
    return midnight_utc(start) if start else None


def _held(page: Page, ctx: Context) -> date | None:
    """The end that Connect knows already, unless it has passed."""
    end = day_at(page.data, "contract_end_date")
    return end if end and end >= ctx.today else None


def _day_button(label: str, day: date, *, primary: bool = False) -> Button:
    return Button(label, Action(DAY, day.isoformat()), "primary" if primary else "plain")


def _ahead_button(months: int, ctx: Context) -> Button | None:
    today = ctx.today
    day = read_date(f"in {months} months", "en", today)
    if not isinstance(day, date):
        return None
    return _day_button(ctx.say("term-in-months", months=months, day=say_date(day, ctx.language)), day)


def _example(ctx: Context) -> str:
    return say_date(ctx.today.replace(month=12, day=31), ctx.language)


def _form(page: Page, ctx: Context) -> Form:
    held = _held(page, ctx)
    hint = ctx.say("term-form-hint", example=_example(ctx))
    end = Field(END, ctx.say("term-label-end"), "date", held.isoformat() if held else "", hint, required=False)
    return Form("contract_term", ctx.say("term-label-end"), (end,))


def _read_days(draft: Draft) -> tuple[date, ...]:
    found = (_read_day(text_at({"": item}, "")) for item in items_at(draft, "days"))
    return tuple(day for day in found if day)


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


VIEW = ContractTermView()
