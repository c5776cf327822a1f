"""What could not be shown or handled, for an operator to see and to mend."""

from sqlalchemy import Connection

from bot.company.telling import CHANNEL
from bot.house import utc_now
from bot.post import LIVE
from storage import conversations, inbox, installations, outbox, wakes
from storage.database import Database
from storage.outbox import DeadLetter

MOST_GONE = 100  # people who are listed


async def list_letters(database: Database) -> list[str]:
    """A line for each card that was given up and each kind of reply that was put aside; no word of a person.

    Then whoever cannot be reached: the workspaces whose token is of no use, and the people who are gone.
    """
    letters = await database.read(outbox.dead_letters)
    parked = await database.read(inbox.parked)
    lines = [
        f"{letter.id}  {letter.settled_at:%Y-%m-%d %H:%M}  {letter.outcome}  {_say_where(letter)}: {letter.error}"
        for letter in letters
    ]
    lines += [f"{count} replies were put aside: {note}" for note, count in parked]
    lines += await database.read(_say_unreachable)
    return lines or ["Everything was shown, and every reply was handled."]


def _say_unreachable(conn: Connection) -> list[str]:
    broken = [f"workspace {tenant} must install the app anew: {why}" for tenant, why in installations.broken(conn)]
    found = conversations.unreachable(conn, MOST_GONE + 1)
    gone = [f"{key} cannot be reached: {why}" for key, why in found[:MOST_GONE]]
    more = ["and more cannot be reached: the metric tariffbot_undeliverable counts them"] if found[MOST_GONE:] else []
    return [*broken, *gone, *more]


def _say_where(letter: DeadLetter) -> str:
    """Whom it was for; of what the company's backend was to be told, what it was."""
    told = letter.conversation.startswith(f"{CHANNEL}:")
    return f"{letter.kind} for {letter.conversation}" if told else letter.conversation


async def resend(database: Database, number: int) -> bool:
    """Have a card shown after all. False: there is none of this number that was given up."""
    now = utc_now()

    def unit(conn: Connection) -> bool:
        letter = outbox.dead_letter(conn, number)
        if letter is None:
            return False
        if letter.kind != LIVE:
            return outbox.revive(conn, number, now)
        # What the conversation has come to since is shown instead: the buttons of then are of no use any more.
        wakes.set_wake(conn, letter.conversation, "show", now)
        return True

    return await database.write(unit)
