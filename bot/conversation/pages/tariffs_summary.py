"""All tariffs of a home on one page, each with what can be done to it. One alone is shown at once.

A draft holds {"tariff": id} once one was chosen, {"report": action} while words for a report are asked,
{"sure": action} while the second question is open, and {"refused": true} after Connect did not take what was sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.cards import Action, Block, Button, Card, Facts, Link, Note, Text, Title
from bot.conversation.context import Context
from bot.conversation.forms import Field, Form
from bot.conversation.page import Json, Page, items_at, number_at, text_at, value_at
from bot.conversation.pages.buttons import LOOK, PICK, agrees, chosen_action, do_button, look_button, press_typed, rows
from bot.conversation.pages.confirming import STOP, Closing, ask_button, ask_stop, asked_action, hear_sure, sure_card
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import ask_words, read_typed, show_form
from bot.conversation.pages.summary import list_facts, say_title, show_prices
from bot.conversation.pages.view import Do, Draft, Heard, LookAgain, Move, Stay
from bot.conversation.replies import Filled
from bot.conversation.understanding.amounts import say_percent

LATER = "CLOSE"
ALL, REPORT = Action("all"), "report"
MOST_TARIFFS = 12  # a home has five slots
MOST_CHARS = 1000  # of a report
CREATE = ("CREATE_ISSUE_REPORT", "ERROR_REPORT")  # the later name first
UPDATE, CANCEL = ("UPDATE_ISSUE_REPORT",), ("CANCEL_ISSUE_REPORT",)
ISSUES = (*CREATE, *UPDATE, *CANCEL)
AGAIN = ("RECONNECT", "RETRY")
OTHER = ("CHANGE",)  # only the second form of the page tells them apart
_TEXT = "text"


@dataclass(frozen=True, slots=True)
class Held:
    """One tariff: its id, its page as the summary of a single one, and what is special about it."""

    id: str
    page: Page
    temporary: bool
    reported: bool

    @property
    def broken(self) -> bool:
        """Whether it cannot be read, so that another try is what helps."""
        return self.temporary or text_at(self.page.data, "tariff", "status") == "ERROR"


class TariffsView(Closing):
    """A list, and a card for each."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        tariffs = read_tariffs(page)
        held = _chosen(tariffs, draft)
        if held is None:
            return _list_card(tariffs, ctx)
        if asked_action(draft):
            return sure_card(ask_stop("summary", ctx))
        if text_at(draft, REPORT):
            return _report_card(held, draft, ctx)
        return _card(held, len(tariffs) > 1, draft, ctx)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        tariffs = read_tariffs(page)
        held = _chosen(tariffs, draft)
        if isinstance(heard, Action) and heard.verb == PICK:
            known = any(one.id == heard.value for one in tariffs)
            return Stay({"tariff": heard.value}) if known else Stay({}, ctx.say("page-gone"))
        if heard == LOOK:
            return LookAgain()
        if chosen := chosen_action(page, heard, LATER):
            return _act(chosen.action, held, ctx)
        if held is None:
            return self.leave(page, ctx) if agrees(heard, ctx) else Stay({}, hint=ctx.say("tariffs-choose"))
        return _hear_about(held, page, draft, heard, ctx)

    def back(self, page: Page, draft: Draft) -> Draft | None:
        if asked_action(draft) or text_at(draft, REPORT):
            return _kept(draft)
        return {} if text_at(draft, "tariff") and len(read_tariffs(page)) > 1 else None

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        return Stay(_kept(draft) | {"refused": True}, explain_error(code, gap, ctx))

    def leave(self, page: Page, ctx: Context) -> Do:
        return Do(LATER, " · ".join(name for held in read_tariffs(page)[:3] if (name := _name(held.page))))


def read_tariffs(page: Page) -> tuple[Held, ...]:
    """The tariffs of a page, each once."""
    found = {held.id: held for item in items_at(page.data, "tariffs") if (held := _read(item, page)) is not None}
    return tuple(found.values())[:MOST_TARIFFS]


def is_broken(page: Page) -> bool:
    """Whether a tariff on it cannot be read, on the page of one or of all."""
    return any(one.broken for one in read_tariffs(page)) or text_at(page.data, "tariff", "status") == "ERROR"


def about(held: Held, description: str = "") -> Mapping[str, Any] | None:
    """What an action is about, as Connect is told."""
    told = {"tariff_id": held.id, "description": description}
    return {name: text for name, text in told.items() if text} or None


def _read(item: Json, page: Page) -> Held | None:
    if not isinstance(item, Mapping):
        return None
    direction, kind = text_at(item, "direction"), text_at(item, "type")
    own = Page("summary", page.route, page.actions, item, direction, kind)
    temporary, reported = value_at(item, "temporary") is True, value_at(item, "reported") is True
    return Held(text_at(item, "id") or f"{kind}_{direction}", own, temporary, reported)


def _chosen(tariffs: tuple[Held, ...], draft: Draft) -> Held | None:
    if len(tariffs) == 1:
        return tariffs[0]
    return next((one for one in tariffs if one.id == text_at(draft, "tariff")), None)


def _kept(draft: Draft) -> Draft:
    chosen = text_at(draft, "tariff")
    return {"tariff": chosen} if chosen else {}


def _list_card(tariffs: tuple[Held, ...], ctx: Context) -> Card:
    title = ctx.say("tariffs-title-here" if tariffs else "tariffs-empty")
    facts = tuple((_slot(one, ctx), f"{_name(one.page)} ({_say_state(one, ctx)})") for one in tariffs)
    picks = (Button(_name(one.page) or _slot(one, ctx), Action(PICK, one.id)) for one in tariffs)
    blocks: list[Block] = [Title(title), *([Facts(facts)] if facts else [])]
    done = do_button(ctx.say("summary-done"), LATER, primary=True)
    return Card((*blocks, rows(*picks, None if tariffs else look_button(ctx), done)), rest=title)


def _card(held: Held, several: bool, draft: Draft, ctx: Context) -> Card:
    title = ctx.say("tariffs-title-temporary") if held.temporary else say_title(held.page, ctx)
    facts = (*list_facts(held.page, ctx), *_more_facts(held, ctx))
    blocks: list[Block] = [Title(title), *([Facts(facts)] if facts else [])]
    if held.temporary:
        blocks.append(Text(ctx.say("tariffs-temporary")))
    blocks += show_prices(held.page, ctx)
    if value_at(held.page.data, "tariff", "tiered") is True:
        blocks.append(Text(ctx.say("summary-tiered")))
    if held.reported:
        blocks.append(Note(ctx.say("tariffs-reported")))
    support = draft.get("refused") is True and ctx.brand.support_url
    controls = rows(
        *_buttons(held, ctx),
        Link(ctx.say("button-support"), ctx.brand.support_url) if support else None,
        Button(ctx.say("tariffs-all"), ALL) if several else None,
    )
    return Card((*blocks, controls), rest=title)


def _buttons(held: Held, ctx: Context) -> list[Button | None]:
    page = held.page
    again, create = _listed(page, AGAIN), _listed(page, CREATE)
    done = do_button(ctx.say("summary-done"), LATER, primary=not held.broken)
    reconnect = do_button(ctx.say("action-reconnect"), again, primary=held.broken) if again else None
    change = do_button(ctx.say("summary-edit"), other) if (other := _listed(page, OTHER)) else None
    reports = [do_button(ctx.say("summary-wrong"), create)] if create and not held.reported else []
    if held.reported:
        named = ((UPDATE, "tariffs-report-more"), (CANCEL, "tariffs-report-withdraw"))
        reports = [do_button(ctx.say(label), action) for names, label in named if (action := _listed(page, names))]
    stop = ask_button(ctx.say("summary-stop"), ask_stop("summary", ctx), ctx) if STOP in page.actions else None
    if held.broken:
        return [reconnect, change, done, *reports, stop]
    return [done, *reports, change, reconnect, stop]


def _report_card(held: Held, draft: Draft, ctx: Context) -> Card:
    title = ctx.say("tariffs-report-more" if text_at(draft, REPORT) in UPDATE else "tariffs-report-title")
    ask = Text(ask_words(ctx.say("tariffs-report-ask"), ctx))
    form = show_form(_form(ctx), draft, ctx.say("tariffs-report-open"), ctx)
    never_mind = Button(ctx.say("tariffs-report-not"), Action("keep"))
    return Card(
        (Title(title), Facts(((_slot(held, ctx), _name(held.page)),)), ask, *form, rows(never_mind)), rest=title
    )


def _form(ctx: Context) -> Form:
    return Form("issue_report", ctx.say("tariffs-report-title"), (Field(_TEXT, ctx.say("tariffs-report-label")),))


def _hear_about(held: Held, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
    if text_at(draft, REPORT):
        return _hear_report(held, draft, heard, ctx)
    match hear_sure(draft, heard, ctx):
        case Stay(draft=after, problem=problem):
            return Stay(_kept(draft) | {name: value for name, value in after.items() if name == "sure"}, problem)
        case Do(action=action):
            return Do(action, data=about(held))
        case _ if heard == ALL:
            return Stay({})
        case _ if agrees(heard, ctx):
            return TariffsView().leave(page, ctx)
        case _:
            return Stay(_kept(draft), hint=ctx.say("summary-unread", done=ctx.say("summary-done")))


def _hear_report(held: Held, draft: Draft, heard: Heard, ctx: Context) -> Move:
    if isinstance(heard, Action):
        return Stay(_kept(draft))
    given = read_typed(_form(ctx), heard.values).get(_TEXT, "") if isinstance(heard, Filled) else heard.text
    words = " ".join(given.split())[:MOST_CHARS]
    if not any(letter.isalnum() for letter in words):
        return Stay(draft, ctx.say("tariffs-report-empty"))
    return Do(text_at(draft, REPORT), ctx.say("summary-reported"), about(held, words))


def _act(action: str, held: Held | None, ctx: Context) -> Move:
    """What a button of Connect's comes to: reports are asked for words, and all but leaving is about one tariff."""
    if action in ("CLOSE", "BACK"):
        return Do(action, _name(held.page) if held else "")
    if held is None:
        return Stay({}, hint=ctx.say("tariffs-choose"))
    if action in (*CREATE, *UPDATE):
        return Stay({"tariff": held.id, REPORT: action})
    return Do(action, ctx.say("tariffs-withdrawn") if action in CANCEL else "", about(held))


def _listed(page: Page, names: tuple[str, ...]) -> str:
    return next((name for name in names if name in page.actions), "")


def _name(page: Page) -> str:
    parts = (text_at(page.data, "provider", "display_name"), text_at(page.data, "tariff", "name"))
    return " · ".join(part for part in parts if part)[:MOST_CHARS]


def _slot(held: Held, ctx: Context) -> str:
    message = f"slot-{held.page.type}-{held.page.direction}".lower().replace("_", "-")
    return ctx.say(message) if ctx.say.has(message) else ctx.say("summary-tariff")


def _say_state(held: Held, ctx: Context) -> str:
    if held.temporary:
        return ctx.say("tariffs-is-estimate")
    message = f"slot-is-{(text_at(held.page.data, 'tariff', 'status') or 'CONNECTED').lower().replace('_', '-')}"
    return ctx.say(message) if ctx.say.has(message) else text_at(held.page.data, "tariff", "status")


def _more_facts(held: Held, ctx: Context) -> tuple[tuple[str, str], ...]:
    vat = number_at(held.page.data, "vat")
    return ((ctx.say("tariffs-vat"), say_percent(vat * 100, ctx.language)),) if vat and 0 < vat < 1 else ()


VIEW = TariffsView()
