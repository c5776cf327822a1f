"""Any page that has no module of its own: its texts are shown, its lists and empty values asked, its actions buttons.

A draft holds {"given": {question: text}}, "" for what was passed over; beside it what a long list remembers.
"""

import re
from collections.abc import Iterator

from bot.conversation.cards import Action, Block, Button, Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.asking import SKIP
from bot.conversation.pages.buttons import LOOK, YES, chosen_action, do_button, look_button, press_typed, rows
from bot.conversation.pages.confirming import Closing, Sure, ask_button, asked_action, hear_sure, sure_card
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import ask_words, blame, keep_form, read_typed, show_form
from bot.conversation.pages.lists import hear_list, show_list
from bot.conversation.pages.places import page_address
from bot.conversation.pages.unknown_answers import (
    GIVEN,
    Unread,
    example_of,
    is_kept,
    make_form,
    read_given,
    read_value,
    say_value,
    send_value,
)
from bot.conversation.pages.unknown_answers import NO as SAYS_NO
from bot.conversation.pages.unknown_answers import YES as SAYS_YES
from bot.conversation.pages.unknown_questions import Question, find_questions, make_answer, read_texts, readable
from bot.conversation.pages.view import Answer, Draft, Heard, LookAgain, Move, Stay
from bot.conversation.replies import Filled, Said
from bot.conversation.understanding.words import Word, read_word

FLAG = "flag"
CHANGE = "change"
SHOWN_TEXTS = 8
_FRAME = frozenset({"BACK", "CLOSE"})  # the frame has buttons for these
_ASKED_TWICE = frozenset(
    {"DISCONNECT", "DENY", "DELETE", "LEAVE", "REMOVE", "UNENROL", "UNENROLL"}
)  # words of an action
_SUFFIX = re.compile(r"_(capture|select|input|confirm)$")
_AHEAD = frozenset({Word.SKIP, Word.UNKNOWN})


class UnknownView(Closing):
    """A step that this chat does not know yet can be answered as far as it explains itself, and has ways on."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        if asked := asked_action(draft):
            return sure_card(ask_action(asked, ctx))
        questions = find_questions(page.data)
        title = step_of(page) or ctx.say("unknown-title")
        text = ctx.say("unknown-text" if questions else "unknown-nothing")
        address = page_address(page, ctx)
        facts = (*([(ctx.say("page-address"), address)] if address else []), *_some(read_texts(page.data, questions)))
        blocks: list[Block] = [Title(title), Text(text), *([Facts(facts)] if facts else [])]
        actions = [action_button(one, ctx) for one in dict.fromkeys(page.actions) if one and one not in _FRAME]
        if questions:
            blocks += _ask(title, questions, draft, ctx)
        else:
            actions.append(look_button(ctx))
        if actions:
            blocks.append(rows(*actions))
        return Card(tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if move := hear_sure(draft, heard, ctx):
            return move
        if chosen := chosen_action(page, heard):
            return chosen
        if heard == LOOK:
            return LookAgain()
        questions = find_questions(page.data)
        if not questions:
            return Stay(draft, ctx.say("unknown-unread"))
        if isinstance(heard, Filled):
            return _hear_form(step_of(page), questions, draft, heard, ctx)
        given = read_given(questions, draft)
        if isinstance(heard, Action) and heard.verb == CHANGE:
            return Stay(_keep({name: text for name, text in given.items() if name != heard.value}))
        asked = _asked(questions, given)
        if asked is None:
            agreed = heard == YES or (isinstance(heard, Said) and read_word(heard.text, ctx.language) is Word.YES)
            return _answer(questions, draft, ctx) if agreed else Stay(draft, ctx.say("page-choose"))
        move = _hear_one(asked, given, draft, heard, ctx)
        if len(questions) == 1 and any(read_given(questions, move.draft).values()):
            return _answer(questions, move.draft, ctx)  # there is nothing beside it to look at
        return move

    def back(self, page: Page, draft: Draft) -> Draft | None:
        if asked_action(draft):
            return {}
        given = read_given(find_questions(page.data), draft)
        return _keep(dict(list(given.items())[:-1])) if given else None

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        problem, questions = explain_error(code, gap, ctx), find_questions(page.data)
        if not questions:
            return Stay(draft, problem)
        # A single answer is asked anew; of several the person knows best which one to change.
        after = {**draft, GIVEN: {}} if len(questions) == 1 else draft
        return Stay(blame(after, draft, {questions[0].name: problem}), problem)


def step_of(page: Page) -> str:
    """What a page is called, from its route."""
    return readable(_SUFFIX.sub("", page.route)) or readable(page.route)


def say_action(action: str, ctx: Context) -> str:
    """What one of Connect's actions does (message `action-CODE`); its code in plain letters where we have no words."""
    message = "action-" + action.lower().replace("_", "-")
    return ctx.say(message) if ctx.say.has(message) else readable(action)


def _some(found: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The first few of what may be thousands."""
    for _, row in zip(range(SHOWN_TEXTS), found, strict=False):
        yield row


def _asked(questions: tuple[Question, ...], given: dict[str, str]) -> Question | None:
    """The next that is open, None once all are done."""
    return next((one for one in questions if one.name not in given), None)


def _ask(title: str, questions: tuple[Question, ...], draft: Draft, ctx: Context) -> list[Block]:
    given = read_given(questions, draft)
    form = show_form(make_form(title, questions, given, ctx), draft, ctx.say("unknown-fill"), ctx)
    asked = _asked(questions, given)
    if asked is None:
        return _check(questions, given, ctx)
    words = Text(ask_words(ctx.say(f"unknown-ask-{asked.kind}", what=asked.label, example=example_of(ctx)), ctx))
    controls: list[Button] = []
    if asked.kind == "flag":
        controls += [Button(ctx.say(f"unknown-{one}"), Action(FLAG, one)) for one in (SAYS_YES, SAYS_NO)]
    elif asked.held:
        controls.append(Button(say_value(asked, asked.held, ctx), Action(FLAG, asked.held)))
    controls.append(Button(ctx.say("page-skip"), SKIP))
    entries = show_list(asked.entries, draft, ctx.say("unknown-prompt"), ctx) if asked.entries else ()
    return [words, *entries, *form, rows(*controls)]


def _check(questions: tuple[Question, ...], given: dict[str, str], ctx: Context) -> list[Block]:
    """All that was given, before it is sent."""
    told = [(one, text) for one in questions if (text := given.get(one.name))]
    facts = tuple((one.label, say_value(one, text, ctx)) for one, text in told)
    changes = [Button(ctx.say("unknown-change", what=one.label), Action(CHANGE, one.name)) for one in questions]
    send = Button(ctx.say("unknown-send"), YES, "primary") if told else None
    words = Text(ctx.say("unknown-check" if told else "unknown-none"))
    return [words, *([Facts(facts)] if facts else []), rows(send, *changes)]


def _hear_one(asked: Question, given: dict[str, str], draft: Draft, heard: Said | Action, ctx: Context) -> Stay:
    """An answer to the question that is open."""
    if heard == SKIP or (isinstance(heard, Said) and read_word(heard.text, ctx.language) in _AHEAD):
        return Stay(_keep({**given, asked.name: ""}))
    if isinstance(heard, Action) and heard.verb == FLAG and is_kept(asked, heard.value):
        return Stay(_keep({**given, asked.name: heard.value}))
    if asked.kind == "choice":
        found = hear_list(asked.entries, draft, heard, ctx, "")
        if isinstance(found, Stay):
            return Stay({**found.draft, **_keep(given)}, found.problem)
        return Stay(_keep({**given, asked.name: found.id}))
    if isinstance(heard, Action):
        return Stay(draft, ctx.say("page-gone"))
    try:
        return Stay(_keep({**given, asked.name: read_value(asked, heard.text, ctx)}))
    except Unread as error:
        return Stay(draft, str(error))


def _hear_form(title: str, questions: tuple[Question, ...], draft: Draft, heard: Filled, ctx: Context) -> Move:
    form = make_form(title, questions, {}, ctx)
    typed = read_typed(form, heard.values)
    given, problems = {}, {}
    for one in questions:
        text = typed.get(one.name, "")
        try:
            given[one.name] = read_value(one, text, ctx) if text else ""
        except Unread as error:
            problems[one.name] = str(error)
    if not problems and not any(given.values()):
        problems = {questions[0].name: ctx.say("unknown-empty")}
    if problems:
        return Stay(keep_form(draft, typed, problems), next(iter(problems.values())))
    return _answer(questions, keep_form(_keep(given), typed), ctx)


def _answer(questions: tuple[Question, ...], draft: Draft, ctx: Context) -> Move:
    given = {name: text for name, text in read_given(questions, draft).items() if text}
    told = [one for one in questions if one.name in given and is_kept(one, given[one.name])]
    if not told:
        return Stay({}, ctx.say("unknown-empty"))
    data = make_answer(told, {one.name: send_value(one, given[one.name]) for one in told})
    return Answer(data, ", ".join(say_value(one, given[one.name], ctx) for one in told[:3]), draft)


def _keep(given: dict[str, str]) -> Draft:
    return {GIVEN: given}


def action_button(action: str, ctx: Context) -> Button:
    """A button for one of Connect's actions that a page has no words of its own for; what is final is asked twice."""
    label, final = say_action(action, ctx), not _ASKED_TWICE.isdisjoint(action.upper().split("_"))
    return ask_button(label, ask_action(action, ctx), ctx) if final else do_button(label, action)


def ask_action(action: str, ctx: Context) -> Sure:
    """The second question before it."""
    label = say_action(action, ctx)
    title = ctx.say("action-sure-title", action=label)
    return Sure(action, title, ctx.say("action-sure-text"), label, ctx.say("action-sure-no"))


VIEW = UnknownView()
