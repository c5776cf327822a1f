"""Who takes part in a programme: names, e-mail address and phone number, asked one by one or in a form.

A draft holds what was given under the names of the members, and {"asked": name} for one that has to be given again.
"""

import re

from bot.conversation.cards import Action, Block, Button, Card, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.forms import Field, Form
from bot.conversation.page import Page, text_at, value_at
from bot.conversation.pages.asking import find_field
from bot.conversation.pages.buttons import KEEP, YES, agrees, chosen_action, press_typed, rows
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import ask_words, blame, keep_form, read_typed, show_form
from bot.conversation.pages.places import change_address, page_address
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled, Said
from bot.conversation.understanding.folding import clean

NAMES = ("first_name", "last_name", "email", "phone")
CHANGE = "change"
MOST_CHARS = 120
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d\s()/.-]{6,30}")
_FAULTS = {"email_invalid": "email", "phone_invalid": "phone"}


class DetailsView:
    """What Connect holds already is offered; what was given is shown before it is sent."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        asked = _asked(page, draft)
        form = show_form(_form(page, draft, ctx), draft, ctx.say("details-open"), ctx)
        other = change_address(page, ctx)
        if not asked:
            return _confirm(page, draft, ctx)
        field = find_field(_form(page, draft, ctx), asked)
        assert field is not None
        title = ctx.say(f"details-ask-{asked.replace('_', '-')}")
        blocks: list[Block] = [Title(title), Text(ask_words(ctx.say("details-text"), ctx)), *form]
        held = _held(page, asked)
        keep = Button(ctx.say("details-keep", value=held), KEEP, "primary") if held else None
        if keep or other:
            blocks.append(rows(keep, other))
        return Card(tuple(blocks), rest=title)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        if isinstance(heard, Filled):
            return _hear_form(page, draft, heard, ctx)
        asked = _asked(page, draft)
        if isinstance(heard, Action) and heard.verb == CHANGE and heard.value in NAMES:
            return Stay({**_given(draft), "asked": heard.value})
        if not asked:
            said_yes = heard == YES or agrees(heard, ctx)
            return _answer(page, draft) if said_yes else Stay(draft, hint=ctx.say("details-unread"))
        held = _held(page, asked)
        if held and (heard == KEEP or agrees(heard, ctx)):
            return Stay({**_given(draft), asked: held})
        if not isinstance(heard, Said):
            return Stay(draft, ctx.say("page-gone"))
        text = " ".join(clean(heard.text).split())
        problem = _check(asked, text, ctx)
        return Stay(draft, problem) if problem else Stay({**_given(draft), asked: text})

    def back(self, page: Page, draft: Draft) -> Draft | None:
        given = _given(draft)
        last = next((name for name in reversed(NAMES) if name in given), "")
        return {name: text for name, text in given.items() if name != last} if last else None

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        name, problem = _FAULTS.get(code, ""), explain_error(code, gap, ctx)
        after: Draft = {**_given(draft), **({"asked": name} if name else {})}
        return Stay(blame(after, draft, {name or NAMES[0]: problem}), problem)


def _held(page: Page, name: str) -> str:
    return text_at(page.data, "personal_details", name)[:MOST_CHARS]


def _given(draft: Draft) -> Draft:
    return {name: text for name in NAMES if (text := text_at(draft, name)[:MOST_CHARS])}


def _asked(page: Page, draft: Draft) -> str:
    """The next that is not given yet, "" if all are."""
    again = text_at(draft, "asked")
    return again if again in NAMES else next((name for name in NAMES if name not in _given(draft)), "")


def _check(name: str, text: str, ctx: Context) -> str:
    """What is wrong with a text, "" if nothing."""
    if len(text) > MOST_CHARS:
        return ctx.say("page-brief", max=MOST_CHARS)
    if name == "email":
        return "" if _EMAIL.fullmatch(text) else ctx.say("error-email-invalid")
    if name == "phone":
        return "" if _PHONE.fullmatch(text) else ctx.say("error-phone-invalid")
    return "" if any(letter.isalpha() for letter in text) else ctx.say("details-name-empty")


def _hear_form(page: Page, draft: Draft, heard: Filled, ctx: Context) -> Move:
    typed = read_typed(_form(page, draft, ctx), heard.values)
    texts = {name: typed.get(name, "") for name in NAMES}
    problems = {name: problem for name, text in texts.items() if (problem := _check(name, text, ctx))}
    if problems:
        return Stay(keep_form(draft, typed, problems), next(iter(problems.values())))
    return _answer(page, keep_form(texts, typed))


def _answer(page: Page, draft: Draft) -> Answer:
    """The address goes back as it came; it has a page of its own."""
    given = _given(draft)
    address = value_at(page.data, "postal_address")
    data = {"postal_address": address} if isinstance(address, dict) else {}
    name = " ".join(given[part] for part in NAMES[:2] if part in given)
    return Answer(data | {"personal_details": given}, name, draft)


def _confirm(page: Page, draft: Draft, ctx: Context) -> Card:
    title = ctx.say("details-confirm")
    address = page_address(page, ctx)
    facts = [(ctx.say(f"details-{name.replace('_', '-')}"), text) for name, text in _given(draft).items()]
    facts += [(ctx.say("page-address"), address)] if address else []
    changes = (
        Button(ctx.say("details-change", what=ctx.say(f"details-{name.replace('_', '-')}")), Action(CHANGE, name))
        for name in NAMES
    )
    controls = rows(Button(ctx.say("details-send"), YES, "primary"), *changes, change_address(page, ctx))
    return Card((Title(title), Facts(tuple(facts)), controls), rest=title)


def _form(page: Page, draft: Draft, ctx: Context) -> Form:
    given = _given(draft)
    return Form(
        "personal_details",
        ctx.say("details-form-title"),
        tuple(
            Field(name, ctx.say(f"details-{name.replace('_', '-')}"), value=given.get(name) or _held(page, name))
            for name in NAMES
        ),
    )


VIEW = DetailsView()
