"""A form with what was entered and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack import limits
from adapters.slack.limits import clean, cut
from adapters.slack.modal_state import MOST_ROWS, Entered, ModalState, read_state, split_name
from bot.conversation.forms import Form, Rows


def redraw(form: Form, entered: Entered) -> tuple[Form, ModalState]:
    """The form as it was entered, with the state of its modal."""
    empty = _empty_rows(form.rows, len(entered.state.rows)) if form.rows else {}
    filled = form.filled(empty | entered.values)
    if form.rows and filled.rows and len(filled.rows.rows) == len(form.rows.rows):
        filled = replace(filled, rows=replace(filled.rows, problems=form.rows.problems))
    return filled, entered.state.for_form(filled)


def _empty_rows(rows: Rows, count: int) -> dict[str, str]:
    """What stands in rows that nobody has seen yet, as where "add" was pressed twice at once."""
    return {f"{rows.name}.{number}.{one.name}": one.value for number in range(count) for one in rows.fields}


def add_row(form: Form, entered: Entered) -> tuple[Form, ModalState]:
    """The same with an empty row at its end, if there may be one more."""
    form, state = redraw(form, entered)
    if not form.rows or len(state.rows) >= min(form.rows.most, MOST_ROWS):
        return form, state
    return replace(form, rows=replace(form.rows, rows=(*form.rows.rows, {}))), state.with_row()


def remove_row(form: Form, entered: Entered, row: int) -> tuple[Form, ModalState]:
    """The same without the row of this id; the last one stays."""
    form, state = redraw(form, entered)
    if not form.rows or row not in state.rows or len(state.rows) == 1:
        return form, state
    kept = [number for number, one in enumerate(state.rows) if one != row]
    left = tuple(form.rows.rows[number] for number in kept)
    problems = tuple(form.rows.problems[number] for number in kept if number < len(form.rows.problems))
    return replace(form, rows=replace(form.rows, rows=left, problems=problems)), state.without_row(row)


def answer(form: Form, entered: Entered) -> tuple[Form, ModalState]:
    """The form as it came back after it was sent in. Rows that it says otherwise than they were typed are new ones."""
    state = entered.state.for_form(form)
    names = [name for name in values_of(form) if split_name(name)[1] >= 0]
    if state == entered.state and any(values_of(form)[name] != entered.values.get(name, "") for name in names):
        state = state.with_new_rows()
    return form, state


def values_of(form: Form) -> dict[str, str]:
    """What stands in a form, by the names under which it is sent in."""
    values = {one.name: one.value for one in form.fields}
    if rows := form.rows:
        for number, row in enumerate(rows.rows):
            values |= {f"{rows.name}.{number}.{one.name}": row.get(one.name, one.value) for one in rows.fields}
    return values


def unplaced(form: Form, problems: Mapping[str, str]) -> str:
    """What is wrong with the form as a whole: the problems at none of its fields."""
    known = values_of(form)
    return "\n".join(text for name, text in problems.items() if name not in known and text.strip())


def errors(view: Mapping[str, Any], problems: Mapping[str, str]) -> dict[str, str]:
    """Problems by the blocks of the view that was sent in, as its submission is answered; {} if it has no fields.

    Slack refuses the whole answer for one block that it does not know: what has no block is said at the first one.
    """
    state, blocks = read_state(view.get("private_metadata")), view.get("blocks")
    inputs = [
        str(one.get("block_id"))
        for one in (blocks if isinstance(blocks, list) else [])
        if isinstance(one, dict) and one.get("type") == "input"
    ]
    if not state or not inputs:
        return {}
    found = dict[str, list[str]]()
    for name, text in problems.items():
        if text.strip():
            block = state.block_of(name)
            found.setdefault(block if block in inputs else inputs[0], []).append(clean(text))
    return {block: cut("\n".join(texts), limits.ERROR_CHARS) for block, texts in found.items()}
