"""Forms on a card: what was sent in with one is kept, and what is wrong with it is told at its field.

A draft holds it as {"form": {"values": {name: text}, "problems": {name: words}}}, under the names of `forms.py`.
"""

from collections.abc import Mapping
from dataclasses import replace

from bot.conversation.cards import Block, Fields
from bot.conversation.context import Context
from bot.conversation.forms import Form, Rows
from bot.conversation.page import value_at
from bot.conversation.pages.view import Draft
from bot.conversation.understanding.folding import clean

FORM = "form"
TYPED_CHARS = 200  # longer than anything that a field takes

Named = Mapping[str, str]  # field name to text; a field of a row as `row_name` has it


def show_form(form: Form, draft: Draft, open_label: str, ctx: Context) -> tuple[Block, ...]:
    """The form as it stands, on channels that can show one."""
    return (Fields(fill_in(form, draft), open_label),) if ctx.can.forms else ()


def ask_words(text: str, ctx: Context) -> str:
    """A question that can be answered in a message, and where there are forms also in one."""
    if not ctx.can.forms:
        return text
    return f"{text}{'' if text.endswith(('.', '?')) else '.'} {ctx.say('page-or-form')}"


def read_typed(form: Form, values: Named) -> dict[str, str]:
    """What was typed into the fields of this form, in one line each."""
    names = {one.name for one in form.fields}
    if rows := form.rows:
        names |= {row_name(rows, number, one.name) for number in range(rows.most) for one in rows.fields}
    return {name: " ".join(clean(text).split())[:TYPED_CHARS] for name, text in values.items() if name in names}


def keep_form(draft: Draft, values: Named, problems: Named | None = None) -> Draft:
    """The draft with what was typed into a form, and what is wrong with it."""
    return {**draft, FORM: {"values": dict(values), "problems": dict(problems or {})}}


def carry_form(draft: Draft, before: Draft) -> Draft:
    """A new draft with what was typed into the form before."""
    typed = _texts(before, "values")
    return keep_form(draft, typed) if typed else draft


def blame(draft: Draft, before: Draft, problems: Named) -> Draft:
    """A new draft with what is wrong with the form, and what was typed into it before."""
    return keep_form(draft, _texts(before, "values"), problems)


def fill_in(form: Form, draft: Draft) -> Form:
    """The form with what a draft keeps of it."""
    filled, problems = form.filled(_texts(draft, "values")), _texts(draft, "problems")
    fields = tuple(replace(one, problem=problems.get(one.name, one.problem)) for one in filled.fields)
    return replace(filled, fields=fields, rows=filled.rows and _with_problems(filled.rows, problems))


def read_rows(rows: Rows, values: Named) -> tuple[dict[str, str], ...]:
    """The rows that were sent in."""
    return replace(rows, rows=()).filled(values).rows


def row_name(rows: Rows, number: int, name: str) -> str:
    """Under which name a field of a row comes back."""
    return f"{rows.name}.{number}.{name}"


def _with_problems(rows: Rows, problems: Named) -> Rows:
    found = tuple(
        {one.name: problem for one in rows.fields if (problem := problems.get(row_name(rows, number, one.name)))}
        for number in range(len(rows.rows))
    )
    return replace(rows, problems=found if any(found) else ())


def _texts(draft: Draft, member: str) -> dict[str, str]:
    found = value_at(draft, FORM, member)
    return {name: text for name, text in found.items() if isinstance(text, str)} if isinstance(found, dict) else {}
