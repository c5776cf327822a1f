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
    return fill(form, entered.values, len(entered.state.rows)), entered.state


def add_row(form: Form, entered: Entered) -> tuple[Form, ModalState]:
    """The same with an empty row at its end."""
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
    problems = tuple(form.rows.problems[number] for number in kept) if form.rows.problems else ()
    left = tuple(form.rows.rows[number] for number in kept)
    return replace(form, rows=replace(form.rows, rows=left, problems=problems)), state.without_row(row)


def answer(form: Form, entered: Entered) -> tuple[Form, ModalState]:
    """The form as it came back after it was sent in. Rows that it says otherwise than they were typed are new ones."""
    state = entered.state.for_form(form)
    if (
        state == entered.state
        and form.rows
        and _row_values(form.rows)
        != {name: text for name, text in entered.values.items() if split_name(name)[0] == form.rows.name}
    ):
        state = state.with_new_rows()
    return form, state


def _row_values(rows: Rows) -> dict[str, str]:
    return {
        f"{rows.name}.{number}.{one.name}": row.get(one.name, one.value)
        for number, row in enumerate(rows.rows)
        for one in rows.fields
    }


def fill(form: Form, values: Mapping[str, str], count: int = 0) -> Form:
    """The form with these values in it; with at least `count` rows, or as many as there are values for."""
    fields = tuple(replace(one, value=values.get(one.name, one.value)) for one in form.fields)
    return replace(form, fields=fields, rows=_fill_rows(form.rows, values, count) if form.rows else None)


def _fill_rows(rows: Rows, values: Mapping[str, str], count: int) -> Rows:
    found: dict[int, dict[str, str]] = {number: {} for number in range(count)}
    for name, text in values.items():
        group, number, field = split_name(name)
        if group == rows.name and 0 <= number < MOST_ROWS:
            found.setdefault(number, {})[field] = text
    if not found:
        return rows
    filled = tuple(found.get(number, {}) for number in range(max(found) + 1))
    return replace(rows, rows=filled, problems=rows.problems if len(filled) == len(rows.problems) else ())


def point_out(form: Form, problems: Mapping[str, str]) -> Form:
    """The form with problems at its fields, beside those that it has. Those of no field of it are `unplaced`."""
    fields = tuple(replace(one, problem=problems.get(one.name, one.problem)) for one in form.fields)
    if not (rows := form.rows):
        return replace(form, fields=fields)
    found = tuple(
        {**(rows.problems[number] if number < len(rows.problems) else {}), **_of_row(rows, number, problems)}
        for number in range(len(rows.rows))
    )
    return replace(form, fields=fields, rows=replace(rows, problems=found))


def _of_row(rows: Rows, number: int, problems: Mapping[str, str]) -> dict[str, str]:
    names = {f"{rows.name}.{number}.{one.name}": one.name for one in rows.fields}
    return {names[name]: text for name, text in problems.items() if name in names}


def unplaced(form: Form, problems: Mapping[str, str]) -> str:
    """What is wrong with the form as a whole."""
    known = {one.name for one in form.fields}
    if form.rows:
        known |= {f"{form.rows.name}.{n}.{one.name}" for n in range(len(form.rows.rows)) for one in form.rows.fields}
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
