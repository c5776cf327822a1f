"""From a form to a modal, and the short views before and after it. Pure; all words come in."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from adapters.slack import limits, tokens
from adapters.slack.blocks import (
    NOTHING,
    Json,
    actions,
    bold,
    button,
    context,
    heading,
    line,
    menu,
    plain,
    section,
    size,
)
from adapters.slack.filling import can_have_more
from adapters.slack.limits import cut, cut_at_word, units
from adapters.slack.modal_state import ModalState
from adapters.slack.options import field_option
from bot.conversation.context import Words
from bot.conversation.forms import Field, Form, Rows

CALLBACK = "form"

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_PERSON = re.compile(r"[UW][A-Z0-9]{1,30}")
_CHAT = re.compile(r"[CG][A-Z0-9]{1,30}")


@dataclass(frozen=True, slots=True)
class FormWords:
    """The words of a modal that its form does not bring. `title` is for views that know no form yet."""

    title: str
    send: str
    close: str
    loading: str
    checking: str
    answered: str  # somebody has answered this already
    done: str
    failed: str
    kept: Callable[[int], str]  # so many rows more are there, and not shown


def say_form_words(say: Words) -> FormWords:
    """These words in somebody's language."""
    return FormWords(
        title=say("slack-form-title"),
        send=say("slack-form-send"),
        close=say("button-close"),
        loading=say("slack-form-loading"),
        checking=say("slack-form-checking"),
        answered=say("slack-form-answered"),
        done=say("slack-form-done"),
        failed=say("slack-form-failed"),
        kept=lambda count: say("slack-form-kept", count=count),
    )


def loading_view(state: ModalState, words: FormWords) -> Json:
    """What is opened at once, before anything is known."""
    return _short_view(words.title, words.loading, state, words)


def checking_view(state: ModalState, words: FormWords, title: str = "") -> Json:
    """What is seen while the answer takes its time."""
    return _short_view(title or words.title, words.checking, state, words)


def answered_view(state: ModalState, words: FormWords) -> Json:
    """There is nothing left to fill in."""
    return _short_view(words.title, words.answered, state, words)


def done_view(state: ModalState, words: FormWords, title: str = "") -> Json:
    """It was taken; the rest is in the chat."""
    return _short_view(title or words.title, f"✓ {words.done}", state, words)


def failed_view(state: ModalState, words: FormWords) -> Json:
    """The form could not be shown."""
    return _short_view(words.title, words.failed, state, words)


def form_view(form: Form, state: ModalState, words: FormWords, problem: str = "") -> Json:
    """The whole form, filled in as far as it is; `problem` is what is wrong with all of it.

    Slack keeps what was typed wherever a block and the kind of its input stay the same.
    """
    state = state.for_form(form)
    made = _view(form.title, _form_blocks(form, state, words, problem), state, words)
    made["submit"] = plain(line(form.send or words.send), limits.VIEW_BUTTON_CHARS)
    made["notify_on_close"] = True
    if len(json.dumps(made)) > limits.VIEW_BYTES:
        made["blocks"] = [_without_options(block) for block in made["blocks"]]
    return made


def _without_options(block: Json) -> Json:
    """A menu that asks us for its entries."""
    if block.get("element", {}).get("type") != "static_select":
        return block
    element = {name: value for name, value in block["element"].items() if name != "options"}
    return {**block, "element": {**element, "type": "external_select", "min_query_length": 0}}


def _short_view(title: str, text: str, state: ModalState, words: FormWords) -> Json:
    return _view(title, [section(text)], state, words)


def _view(title: str, blocks: list[Json], state: ModalState, words: FormWords) -> Json:
    title = line(title)
    short = cut_at_word(title, limits.VIEW_TITLE_CHARS)
    shown = (heading(title)[:1] if short != title else []) + blocks or [section(NOTHING)]
    if len(shown) > limits.VIEW_BLOCKS:
        shown = [*shown[: limits.VIEW_BLOCKS - 1], *context(NOTHING)]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": state.write(),
        "title": plain(short, limits.VIEW_TITLE_CHARS),
        "close": plain(line(words.close), limits.VIEW_BUTTON_CHARS),
        "blocks": shown,
    }


def _form_blocks(form: Form, state: ModalState, words: FormWords, problem: str) -> list[Json]:
    """With problems above their fields; where there is no room for that, in the hints below them."""
    blocks = _warn(problem) + [one for field in _fields(form, state, words) for one in field]
    if len(blocks) < limits.VIEW_BLOCKS:
        return blocks
    return _warn(problem) + [one for field in _fields(form, state, words, tight=True) for one in field]


def _fields(form: Form, state: ModalState, words: FormWords, *, tight: bool = False) -> Iterator[list[Json]]:
    for one in form.fields:
        yield _field(one, one.name, tight)
    if not (rows := form.rows):
        return
    for number, row in enumerate(state.rows):
        yield [_row_heading(rows, number, row, alone=len(state.rows) == 1)]
        for one in rows.fields:
            yield _field(_in_row(one, rows, number), f"{rows.name}.{row}.{one.name}", tight)
    if state.kept:
        yield context(words.kept(state.kept))[:1]
    if can_have_more(form, state):
        yield [actions([button(rows.add, tokens.ADD)])]


def _row_heading(rows: Rows, number: int, row: int, *, alone: bool) -> Json:
    made: Json = {"type": "section", "text": bold(f"{rows.label} {number + 1}", limits.SECTION_CHARS)}
    return made if alone else {**made, "accessory": button(rows.remove, tokens.remove_row(row))}


def _in_row(field: Field, rows: Rows, number: int) -> Field:
    problems = rows.problems[number] if number < len(rows.problems) else {}
    value = rows.rows[number].get(field.name, field.value)
    return replace(field, value=value, problem=problems.get(field.name, field.problem))


def _warn(problem: str) -> list[Json]:
    return [section(f"⚠️ {problem}")] if problem.strip() else []


def _field(field: Field, block_id: str, tight: bool) -> list[Json]:
    element = _element(field)
    hint = "\n".join(filter(str.strip, (f"⚠️ {field.problem}" if tight and field.problem else "", field.hint)))
    made: Json = {
        "type": "input",
        "block_id": block_id,
        "label": plain(line(field.label), limits.LABEL_CHARS),
        "element": element,
        "optional": not field.required,
        "dispatch_action": True,  # the closing of a modal does not tell what stands in it
    }
    if hint:
        made["hint"] = plain(hint, limits.HINT_CHARS)
    return [*([] if tight else _warn(field.problem)), made]


def _element(field: Field) -> Json:
    match field.kind:
        case "date" if not field.value or _is_date(field.value):
            return _picker("datepicker", "initial_date", field.value)
        case "time" if not field.value or _CLOCK.fullmatch(field.value):
            return _picker("timepicker", "initial_time", field.value)
        case "people":
            people = [one for one in dict.fromkeys(field.value.split(",")) if _PERSON.fullmatch(one)]
            known = {"initial_users": people[: limits.OPTIONS]} if people else {}
            return menu("multi_users_select", tokens.VALUE, "", **known)
        case "chat":
            chat = {"initial_conversation": field.value} if _CHAT.fullmatch(field.value) else {}
            return menu("conversations_select", tokens.VALUE, "", filter=_OUR_CHANNELS, **chat)
        case _ if field.options and all(_is_option_value(value) for value, _ in field.options):
            return _menu(field)
        case _:
            return _typed(field.value)


_OUR_CHANNELS = {
    "include": ["public", "private"],
    "exclude_external_shared_channels": True,
    "exclude_bot_users": True,
}


def _picker(kind: str, initial: str, value: str) -> Json:
    return menu(kind, tokens.VALUE, "", **({initial: value} if value else {}))


def _menu(field: Field) -> Json:
    entries = [field_option(value, label) for value, label in field.options]
    chosen = next((field_option(value, label) for value, label in field.options if value == field.value), None)
    initial = {"initial_option": chosen} if chosen else {}
    if len(entries) <= limits.OPTIONS and size(entries) <= limits.MENU_CHARS:
        return menu("static_select", tokens.VALUE, "", options=entries, **initial)
    return menu("external_select", tokens.VALUE, "", min_query_length=0, **initial)


def _typed(value: str) -> Json:
    made: Json = {
        "type": "plain_text_input",
        "action_id": tokens.VALUE,
        "max_length": limits.INPUT_CHARS,
        "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
    }
    if value:
        made["initial_value"] = cut(limits.clean(value), limits.INPUT_CHARS)
        made["multiline"] = "\n" in value
    return made


def _is_option_value(value: str) -> bool:
    return units(value) <= limits.OPTION_VALUE_CHARS and limits.clean(value) == value


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
