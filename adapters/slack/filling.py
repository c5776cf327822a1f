"""A form with what was entered and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adapters.slack import limits
from adapters.slack.limits import clean, cut
from adapters.slack.modal_state import Entered, ModalState, read_state, room_for_rows, split_name
from bot.conversation.forms import Form, Rows


def redraw(form: Form, entered: Entered) -> tuple[Form, ModalState]:
    """The form as it was entered, with the state of its modal."""
    filled = form.filled(complete(form, entered).values)
    if form.rows and filled.rows and len(filled.rows.rows) == len(form.rows.rows):
        filled = replace(filled, rows=replace(filled.rows, problems=form.rows.problems))
    return filled, entered.state.for_form(filled)


def complete(form: Form, entered: Entered) -> Entered:
    """What was entered, with the rows that did not come with it.

    Those that nobody has seen yet, as where "add" was pressed twice at once, are empty; those for which the modal has
    no room stand as they are in the form.
    """
    rows, state = form.rows, entered.state
    if rows is None:
        return entered
    shown, kept = len(state.rows), rows.rows[len(rows.rows) - state.kept :] if state.kept else ()
    unseen = _values_of_rows(rows, ({},) * shown, 0)
    return Entered(state, unseen | entered.values | _values_of_rows(rows, kept, shown))


def _values_of_rows(rows: Rows, some: Sequence[Mapping[str, str]], first: int) -> dict[str, str]:
    return {
        f"{rows.name}.{number}.{one.name}": row.get(one.name, one.value)
        for number, row in enumerate(some, first)
        for one in rows.fields
    }


def can_have_more(form: Form, state: ModalState) -> bool:
    """Whether there may be one row more, and the modal has room for it."""
    most = form.rows.most if form.rows else 0
    return len(state.rows) + state.kept < most and len(state.rows) < room_for_rows(form)


def add_row(form: Form, entered: Entered) -> tuple[Form, ModalState]:
    """The same with an empty row below those that are shown, if there may be one more."""
    form, state = redraw(form, entered)
    if not form.rows or not can_have_more(form, state):
        return form, state
    shown = len(state.rows)
    more = _with_rows(form.rows, [*range(shown), None, *range(shown, len(form.rows.rows))])
    return replace(form, rows=more), state.with_row()


def remove_row(form: Form, entered: Entered, row: int) -> tuple[Form, ModalState]:
    """The same without the row of this id; the last one stays."""
    form, state = redraw(form, entered)
    if not form.rows or row not in state.rows or len(state.rows) == 1:
        return form, state
    gone = state.rows.index(row)
    left = _with_rows(form.rows, [number for number in range(len(form.rows.rows)) if number != gone])
    return replace(form, rows=left), state.without_row(row)


def _with_rows(rows: Rows, numbers: Sequence[int | None]) -> Rows:
    """These of the rows with what is wrong with them; None: an empty one."""
    problems = dict(enumerate(rows.problems))
    chosen = tuple({} if number is None else rows.rows[number] for number in numbers)
    wrong = tuple({} if number is None else problems.get(number, {}) for number in numbers)
    return replace(rows, rows=chosen, problems=wrong if any(wrong) else ())


def answer(form: Form, entered: Entered) -> tuple[Form, ModalState]:
    """The form as it came back after it was sent in. Rows that it says otherwise than they were typed are new ones."""
    state = entered.state.for_form(form)
    values = values_of(form)
    names = [name for name in values if 0 <= split_name(name)[1] < len(state.rows)]
    if state == entered.state and any(values[name] != entered.values.get(name, "") for name in names):
        state = state.with_new_rows()
    return form, state


def values_of(form: Form) -> dict[str, str]:
    """What stands in a form, by the names under which it is sent in."""
    values = {one.name: one.value for one in form.fields}
    return values | _values_of_rows(form.rows, form.rows.rows, 0) if form.rows else values


def unplaced(form: Form, state: ModalState, problems: Mapping[str, str]) -> str:
    """The problems at no field of the modal: of the form as a whole, or of rows that are not shown."""
    known = {name for name in values_of(form) if split_name(name)[1] < len(state.rows)}
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
