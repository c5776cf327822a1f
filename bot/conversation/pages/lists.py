"""Long lists: the first entries as buttons, typing finds the rest, pages for those who browse.

A draft remembers {"query": what was typed, "hits": ids that were found}, {"missed": what was typed in vain} or
{"leaf": the open page, from 0}.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation.cards import Action, Block, Button, Choices, Text
from bot.conversation.context import Context
from bot.conversation.page import Json, items_at, number_at, text_at
from bot.conversation.pages.buttons import PICK
from bot.conversation.pages.view import Draft, Heard, Stay
from bot.conversation.replies import Said
from bot.conversation.understanding.folding import fold
from bot.conversation.understanding.search import Certainty, Option, rank
from bot.conversation.understanding.words import Word, read_word

LEAF, ALL = "leaf", Action("all")
MOST_LEAVES = 10_000
FEW_HITS = 10  # a search that leaves more has found nothing; the menu has them all
QUERY_CHARS = 60  # longer than any name; the rest would only fill the card


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to choose: what is sent, what is shown, and what else it can be found by."""

    id: str
    name: str
    detail: str = ""
    alias: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} · {self.detail}" if self.detail else self.name


def read_entries(items: Sequence[Json], name: str, detail: str = "") -> tuple[Entry, ...]:
    """The entries of a page's list. Those without an id cannot be chosen and are left out."""
    entries = (
        Entry(text_at(item, "id"), text_at(item, name) or text_at(item, "id"), text_at(item, detail)) for item in items
    )
    return tuple({entry.id: entry for entry in entries if entry.id}.values())


def show_list(entries: Sequence[Entry], draft: Draft, prompt: str, ctx: Context) -> tuple[Block, ...]:
    """What the list shows now: the hits of a search, else all of it as a menu with this prompt, or one page of it."""
    if found := _hits(entries, draft):
        none = Button(ctx.say("list-none"), ALL)
        return (
            Text(ctx.say("list-found", query=text_at(draft, "query"))),
            Choices((*map(_pick_button, found), none), len(found), prompt=prompt),
        )
    if ctx.can.menus:
        every = tuple(map(_pick_button, entries))
        return (Text(ctx.say("list-choose-or-type")), Choices(every, len(every), prompt=prompt))
    return _show_leaf(entries, draft, ctx)


def _show_leaf(entries: Sequence[Entry], draft: Draft, ctx: Context) -> tuple[Block, ...]:
    size = max(1, ctx.can.buttons_per_list)
    leaves = -(-len(entries) // size)
    leaf = min(_leaf(draft), max(0, leaves - 1))
    shown = tuple(map(_pick_button, entries[leaf * size : (leaf + 1) * size]))
    if leaves <= 1:
        return (Text(ctx.say("list-tap-or-type")), Choices(shown, len(entries)))
    earlier = Button(ctx.say("list-earlier"), Action(LEAF, str(leaf - 1))) if leaf else None
    later = Button(ctx.say("list-later"), Action(LEAF, str(leaf + 1))) if leaf + 1 < leaves else None
    return (
        Text(ctx.say("list-type", count=len(entries))),
        Choices(shown, len(entries), earlier, later, f"{leaf + 1}/{leaves}"),
    )


def hear_list(entries: Sequence[Entry], draft: Draft, heard: Heard, ctx: Context, missing: str) -> Entry | Stay:
    """The entry that a reply means, or what to show instead. `missing`: the label of the "not listed" button."""
    if isinstance(heard, Said):
        return _hear_query(entries, draft, heard.text, ctx, missing)
    if heard == ALL:
        return Stay({})
    if isinstance(heard, Action) and heard.verb == LEAF:
        return Stay({"leaf": _leaf({"leaf": heard.value})})
    if isinstance(heard, Action) and heard.verb == PICK:
        picked = [entry for entry in entries if entry.id == heard.value]
        return picked[0] if picked else Stay(draft, ctx.say("page-gone"))
    return Stay(draft, ctx.say("page-choose"))


def _hear_query(entries: Sequence[Entry], draft: Draft, text: str, ctx: Context, missing: str) -> Entry | Stay:
    query = " ".join(text.split())[:QUERY_CHARS]
    if not fold(query):
        return Stay(draft, ctx.say("list-words-only"))
    shown = _hits(entries, draft)
    if len(shown) == 1 and read_word(query, ctx.language) is Word.YES:
        return shown[0]
    options = [Option(entry.id, entry.name, (entry.label, entry.alias)) for entry in entries]
    ranking = rank(options, query, FEW_HITS if ctx.can.menus else max(1, ctx.can.buttons_per_list))
    ids = [option.id for option in ranking.options]
    if ranking.certainty is Certainty.EXACT:
        return next(entry for entry in entries if entry.id == ids[0])
    if ids:
        return Stay({"query": query, "hits": ids})
    if missing:
        return Stay({"missed": query}, ctx.say("list-not-found", query=query, missing=missing))
    return Stay({}, ctx.say("list-not-found-plain", query=query))


def _pick_button(entry: Entry) -> Button:
    return Button(entry.label, Action(PICK, entry.id))


def _leaf(draft: Draft) -> int:
    number = number_at(draft, "leaf")
    return int(number) if number is not None and 0 < number < MOST_LEAVES else 0


def _hits(entries: Sequence[Entry], draft: Draft) -> tuple[Entry, ...]:
    """What the last search found, as far as it is still in the list."""
    by_id = {entry.id: entry for entry in entries}
    return tuple(by_id[id] for id in items_at(draft, "hits") if isinstance(id, str) and id in by_id)
