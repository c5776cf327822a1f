"""Forms asked one field after another, and what pages with one question share."""

from bot.conversation.cards import Action, Block, Button, Text, Title
from bot.conversation.context import Context
from bot.conversation.forms import Field, Form
from bot.conversation.page import Page
from bot.conversation.pages.errors import explain_error
from bot.conversation.pages.view import Draft, Stay

SKIP = Action("skip")


class OneQuestion:
    """The half of a view that is the same wherever a page is a single question."""

    def back(self, page: Page, draft: Draft) -> Draft | None:
        del page, draft  # there is no earlier question
        return None

    def refuse(self, page: Page, draft: Draft, code: str, gap: tuple[str, ...], ctx: Context) -> Stay:
        del page
        return Stay(draft, explain_error(code, gap, ctx))


def find_field(form: Form, name: str) -> Field | None:
    """The field of this name."""
    return next((field for field in form.fields if field.name == name), None)


def ask_field(question: str, field: Field) -> tuple[Block, ...]:
    """The question for one field, with its hint."""
    return (Title(question), Text(field.hint)) if field.hint else (Title(question),)


def skip_button(field: Field, ctx: Context) -> Button | None:
    """A way past a field that may stay empty."""
    return None if field.required else Button(ctx.say("page-skip"), SKIP)
