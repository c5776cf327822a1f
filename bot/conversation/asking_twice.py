"""What cannot be undone is asked twice: by the channel itself where it can, else by a card of ours."""

from bot.conversation.cards import Action, Button, Confirm
from bot.conversation.context import Context


def final_button(
    label: str, ask: Action, act: Action, title: str, text: str, yes: str, no: str, ctx: Context
) -> Button:
    """A button for what cannot be undone: `act` where the channel asks before a press counts, else `ask`, which
    leads to the second question. The texts are those of that question."""
    if ctx.can.confirms:
        return Button(label, act, "danger", Confirm(title, text, yes, no))
    return Button(label, ask, "danger")
