"""The address: one message, one confirmation, and questions only for what is missing."""

from dataclasses import replace

from bot.conversation.cards import Action, Block, Button, Card, Choices, Control, Controls, Facts, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.address_answers import correct, take_form, take_part, take_whole
from bot.conversation.pages.address_parts import (
    EXAMPLE_STATES,
    NEEDED,
    ORDER,
    Progress,
    address_form,
    likely_countries,
    read_progress,
    say_label,
    say_part,
    say_parts,
    say_question,
)
from bot.conversation.pages.asking import SKIP, ask_field, find_field, skip_button
from bot.conversation.pages.buttons import KEEP, YES, chosen_action, press_typed, rows
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.filling import ask_words, blame, keep_form, read_typed, show_form
from bot.conversation.pages.places import read_parts
from bot.conversation.pages.view import Answer, Draft, Heard, Move, Stay
from bot.conversation.replies import Filled, Said
from bot.conversation.understanding.address import Address, part_names
from bot.conversation.understanding.words import Word, read_word

CHANGE = Action("change")
PART, COUNTRY = "part", "country"
LIKELY_COUNTRIES = 6
_FAULTS = {
    "address_line1_missing": ("address_line1",),
    "post_code_missing": ("post_code",),
    "city_missing": ("city",),
    "country_code_missing": ("country_code",),
    "country_code_invalid": ("country_code",),
}
_NOT_PLACED = ("timezone_not_found", "geo_location_not_found")


class AddressView:
    """What Connect filled in already is offered, not asked."""

    def show(self, page: Page, draft: Draft, ctx: Context) -> Card:
        progress = read_progress(draft)
        if progress is None:
            given = Progress(read_parts(page.data, "postal_address"))
            return _offer(given, draft, ctx) if _complete(given) else _ask_whole(given, draft, ctx)
        question = progress.question()
        return _ask_part(question, progress, draft, ctx) if question else _confirm(progress, draft, ctx)

    def hear(self, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Move:
        heard = press_typed(self, page, draft, heard, ctx)
        if chosen := chosen_action(page, heard):
            return chosen
        progress = read_progress(draft)
        given = progress or Progress(read_parts(page.data, "postal_address"))
        if isinstance(heard, Filled):
            return _hear_form(read_typed(address_form(given, ctx), heard.values), given, ctx)
        if progress is None and not _complete(given):
            return _hear_whole(given, draft, heard, ctx)
        question = given.question() if progress else ""
        return _hear_part(question, given, heard, ctx) if question else _hear_confirm(given, draft, heard, ctx)

    def back(self, page: Page, draft: Draft) -> Draft | None:
        progress = read_progress(draft)
        if progress is None:
            return None
        if progress.asking and progress.asking not in progress.asked:
            return replace(progress, asking="").draft()
        asked = progress.asked[: progress.asked.index(progress.asking)] if progress.asking else progress.asked
        if not asked:
            return {}
        return replace(progress, asking=asked[-1], faults={}).draft()

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        progress = read_progress(draft) or Progress(read_parts(page.data, "postal_address"))
        blamed = _blame(progress) if code in _NOT_PLACED else ""
        faults = dict.fromkeys((blamed,) if blamed else _FAULTS.get(code, ()), code)
        skipped = tuple(name for name in progress.skipped if name not in faults)
        again = replace(progress, asking="", faults=faults, skipped=skipped, blamed=blamed)
        problem = explain_error(code, gap, ctx)
        return Stay(blame(again.draft(), draft, dict.fromkeys(faults or ORDER[:1], problem)), problem)


def _blame(progress: Progress) -> str:
    """What to ask where the place was not found: the town, then the country, and so on in turn."""
    return "country_code" if progress.blamed == "city" else "city"


def _complete(progress: Progress) -> bool:
    return all(getattr(progress.parts, name) for name in NEEDED)


def _ask_whole(given: Progress, draft: Draft, ctx: Context) -> Card:
    title = ctx.say("address-title")
    ask = Text(ask_words(ctx.say("address-ask", example=ctx.say("address-example")), ctx))
    return Card((Title(title), *_known(given, ctx), ask, *_show_form(given, draft, "open", ctx)), rest=title)


def _offer(given: Progress, draft: Draft, ctx: Context) -> Card:
    title = ctx.say("address-offered-title")
    yes = Button(ctx.say("page-yes"), YES, "primary")
    change = () if ctx.can.forms else (Button(ctx.say("page-change"), CHANGE),)
    shown = (Facts(say_parts(given.parts, ctx)), Controls(((yes, *change),)))
    return Card((Title(title), *shown, *_show_form(given, draft, "change", ctx)), rest=title)


def _confirm(progress: Progress, draft: Draft, ctx: Context) -> Card:
    title = ctx.say("address-confirm-title")
    text = ctx.say("address-confirm-text-form" if ctx.can.forms else "address-confirm-text")
    yes = Button(ctx.say("page-yes"), YES, "primary")
    controls = Controls(((yes,), *(() if ctx.can.forms else _part_buttons(progress, ctx))))
    shown = (Facts(say_parts(progress.parts, ctx)), Text(text), controls)
    return Card((Title(title), *shown, *_show_form(progress, draft, "change", ctx)), rest=title)


def _part_buttons(progress: Progress, ctx: Context) -> list[tuple[Control, ...]]:
    shown = [name for name in ORDER if name != "state" or _has_states(progress)]
    parts = [Button(say_label(name, ctx), Action(PART, name)) for name in shown]
    return [tuple(parts[at : at + 2]) for at in range(0, len(parts), 2)]


def _show_form(progress: Progress, draft: Draft, label: str, ctx: Context) -> tuple[Block, ...]:
    return show_form(address_form(progress, ctx), draft, ctx.say(f"address-form-{label}"), ctx)


def _ask_part(name: str, progress: Progress, draft: Draft, ctx: Context) -> Card:
    form = address_form(progress, ctx)
    field = find_field(form, name)
    question = say_question(name, ctx)
    blocks: list[Block] = [] if progress.asking else list(_known(progress, ctx))
    blocks += ask_field(question, field) if field else (Title(question),)
    if name == "country_code":
        codes = likely_countries(progress, ctx)[: min(LIKELY_COUNTRIES, max(1, ctx.can.buttons_per_list))]
        options = tuple(Button(say_part(_in(progress, code), name, ctx), Action(COUNTRY, code)) for code in codes)
        blocks.append(Choices(options, len(options), prompt=ctx.say("address-country-choose")))
    kept = say_part(progress.parts, name, ctx)
    keep = Button(ctx.say("address-keep", text=kept), KEEP) if kept else None
    skip = skip_button(field, ctx) if field and not keep else None
    if keep or skip:
        blocks.append(rows(keep, skip))
    return Card((*blocks, *_show_form(progress, draft, "open", ctx)), rest=question)


def _known(progress: Progress, ctx: Context) -> tuple[Block, ...]:
    facts = say_parts(progress.parts, ctx)
    return (Text(ctx.say("address-understood")), Facts(facts)) if facts else ()


def _in(progress: Progress, country: str) -> Address:
    return replace(progress.parts, country_code=country)


def _hear_form(typed: dict[str, str], given: Progress, ctx: Context) -> Move:
    """What a form says is sent as it is: every part of it was named and seen."""
    taken, problems = take_form(typed, given, ctx)
    if problems:
        return Stay(keep_form(taken.draft(), typed, problems), next(iter(problems.values())))
    answer = _answer(taken)
    return Answer(answer.data, answer.done, keep_form(answer.draft, typed))


def _hear_whole(given: Progress, draft: Draft, heard: Heard, ctx: Context) -> Move:
    taken = take_whole(heard.text, given.parts, ctx) if isinstance(heard, Said) else None
    return _go_on(taken) if taken else _unreadable(draft, ctx)


def _hear_confirm(given: Progress, draft: Draft, heard: Heard, ctx: Context) -> Move:
    if isinstance(heard, Action):
        if heard == YES:
            return _answer(given)
        if heard.verb == PART and heard.value in ORDER:
            return Stay(replace(given, asking=heard.value).draft())
        return _take_apart(given)
    word = read_word(heard.text, ctx.language) if isinstance(heard, Said) else None
    if word is Word.YES:
        return _answer(given)
    if word is Word.NO:
        return replace(_take_apart(given), hint=ctx.say("address-what"))
    taken = correct(heard.text, given, ctx) if isinstance(heard, Said) else None
    return _go_on(taken) if taken else _unreadable(draft, ctx)


def _take_apart(given: Progress) -> Stay:
    """The address part by part, for correction; what is empty may stay so."""
    empty = tuple(name for name in ORDER if name not in NEEDED and not getattr(given.parts, name))
    return Stay(replace(given, skipped=empty).draft())


def _hear_part(name: str, progress: Progress, heard: Heard, ctx: Context) -> Move:
    if isinstance(heard, Said):
        word = read_word(heard.text, ctx.language)
        if word is Word.YES:
            heard = KEEP
        elif word in (Word.SKIP, Word.NONE, Word.UNKNOWN, Word.NO):
            heard = SKIP
        else:
            return _go_on(take_part(name, heard.text, progress, ctx))
    if heard == SKIP and name not in (*NEEDED, *progress.faults):
        done = progress.with_part(name, "")
        return _go_on(replace(done, skipped=(*done.skipped, name)))
    if heard == KEEP and (kept := getattr(progress.parts, name)):
        return _go_on(progress.with_part(name, kept))
    if isinstance(heard, Action) and heard.verb == COUNTRY and name == "country_code":
        return _go_on(take_part(name, heard.value, progress, ctx))
    return Stay(progress.draft(), ctx.say("address-part-empty"))


def _go_on(taken: Progress | Stay) -> Stay:
    return taken if isinstance(taken, Stay) else Stay(taken.draft())


def _answer(progress: Progress) -> Answer:
    data = {name: getattr(progress.parts, name) for name in part_names()}
    done = ", ".join(filter(None, (progress.parts.address_line1, progress.parts.city)))
    return Answer({"postal_address": data}, done, progress.draft())


def _unreadable(draft: Draft, ctx: Context) -> Stay:
    return Stay(draft, ctx.say("address-unreadable", example=ctx.say("address-example")))


def _has_states(progress: Progress) -> bool:
    return progress.parts.country_code in EXAMPLE_STATES or bool(progress.parts.state)


VIEW = AddressView()
