"""What cannot be undone is asked twice: the first press opens the question, the second one acts."""

from dataclasses import dataclass

from bot.conversation.asking_twice import final_button
from bot.conversation.cards import Action, Button, Card, Text, Title
from bot.conversation.context import Context
from bot.conversation.page import Page, text_at
from bot.conversation.pages.asking import OneQuestion
from bot.conversation.pages.buttons import ASK, DO, KEEP, do_button, rows
from bot.conversation.pages.view import Do, Draft, Heard, Move, Stay
from bot.conversation.replies import Said
from bot.conversation.understanding.words import Word, read_word

STOP = "DISCONNECT"


class Closing(OneQuestion):
    """The half of a view that is the same wherever something is asked twice."""

    def back(self, page: Page, draft: Draft) -> Draft | None:
        del page
        return {} if asked_action(draft) else None

    def leave(self, page: Page, ctx: Context) -> Do | None:
        """How who wants to be done ends this page; None where leaving it stops the connection."""
        del page, ctx
        return None


@dataclass(frozen=True, slots=True)
class Sure:
    """The second question before one of Connect's actions."""

    action: str
    title: str
    text: str
    yes: str
    no: str


def ask_stop(topic: str, ctx: Context) -> Sure:
    """The question before a tariff is disconnected, in the words of one page (messages `TOPIC-stop-…`)."""
    said = {part: ctx.say(f"{topic}-stop-{part}") for part in ("title", "yes", "no")}
    return Sure(STOP, text=ctx.say(f"{topic}-stop-text", brand=ctx.brand.name), **said)


def ask_button(label: str, sure: Sure, ctx: Context) -> Button:
    """A button that asks before it sends its action."""
    ask, act = Action(ASK, sure.action), Action(DO, sure.action)
    return final_button(label, ask, act, sure.title, sure.text, sure.yes, sure.no, ctx)


def asked_action(draft: Draft) -> str:
    """The action that waits for its second press, "" if there is none."""
    return text_at(draft, "sure")


def sure_card(sure: Sure) -> Card:
    """The second question as a card."""
    controls = rows(do_button(sure.yes, sure.action, danger=True), Button(sure.no, KEEP))
    return Card((Title(sure.title), Text(sure.text), controls), rest=sure.title)


def hear_sure(draft: Draft, heard: Heard, ctx: Context) -> Move | None:
    """The move of a reply that opens or answers the second question, None if it is about something else."""
    asked = asked_action(draft)
    if isinstance(heard, Action) and heard.verb == ASK and heard.value:
        return Stay({"sure": heard.value})
    if heard == KEEP:
        return Stay({})
    if not asked or not isinstance(heard, Said):
        return None
    word = read_word(heard.text, ctx.language)
    if word is Word.YES:
        return Do(asked)
    return Stay({}) if word is Word.NO else Stay(draft, ctx.say("page-choose"))
