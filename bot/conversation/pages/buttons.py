"""Buttons that mean the same on every page, and typed words that mean a button."""

from bot.conversation.cards import Action, Button, Control, Controls
from bot.conversation.context import Context
from bot.conversation.page import Page
from bot.conversation.pages.view import Do, Draft, Heard, Restart, View
from bot.conversation.replies import Said
from bot.conversation.understanding.folding import fold
from bot.conversation.understanding.words import Word, read_word

DO = "do"  # an action of Connect; its code is the value
LOOK = Action("look")  # ask Connect where the session stands
KEEP = Action("keep")  # what is known already
YES = Action("yes")  # what is shown is right
PICK = "pick"  # one of several; which, is the value
SIMPLER = Action("simpler")  # something else instead, which an earlier page offers
ASK = "ask"  # the second question before an action of Connect


def do_button(label: str, action: str, *, primary: bool = False, danger: bool = False) -> Button:
    """A button that sends one of the page's actions."""
    return Button(label, Action(DO, action), "primary" if primary else "danger" if danger else "plain")


def look_button(ctx: Context) -> Button:
    """A way on where the page itself offers none."""
    return Button(ctx.say("page-look"), LOOK)


def rows(*controls: Control | None) -> Controls:
    """Buttons and links, one a row."""
    return Controls(tuple((control,) for control in controls if control))


def chosen_action(page: Page, heard: Heard, *always: str) -> Do | None:
    """The Connect action that was pressed, if the page offers it or it is `always` possible."""
    if isinstance(heard, Action) and heard.verb == DO and heard.value in {*page.actions, *always} - {""}:
        return Do(heard.value)
    return None


def step_back(page: Page) -> Do | Restart:
    """The way to an earlier page, also where Connect offers none."""
    return Do("BACK") if "BACK" in page.actions else Restart()


def saves(page: Page) -> bool:
    """Whether the tariff is kept only once it is saved."""
    return "SAVE" in page.actions and not page.held


def ending_action(page: Page) -> str:
    """How a page at the end of a session is left for good."""
    return "SAVE" if "SAVE" in page.actions else "CLOSE"


def agrees(heard: Heard, ctx: Context) -> bool:
    """Whether the person typed yes, in whatever words."""
    return isinstance(heard, Said) and read_word(heard.text, ctx.language) is Word.YES


def press_typed(view: View, page: Page, draft: Draft, heard: Heard, ctx: Context) -> Heard:
    """A typed label counts as a press of that button, if just one button has it.

    A channel that asks before a press counts does not see what is typed, so we ask then."""
    if not isinstance(heard, Said) or not (typed := fold(heard.text)):
        return heard
    buttons = view.show(page, draft, ctx).buttons()
    actions = {
        Action(ASK, button.action.value) if button.confirm else button.action
        for button in buttons
        if fold(button.label) == typed
    }
    return actions.pop() if len(actions) == 1 else heard
