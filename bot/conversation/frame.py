"""What surrounds every page: the finished steps above, Back and Cancel below."""

from dataclasses import replace

from bot.conversation.belonging import rights_at
from bot.conversation.browser import offer
from bot.conversation.cards import Action, Block, Button, Card, Controls, Done, Fields, Note
from bot.conversation.context import Context
from bot.conversation.page import Page, text_at
from bot.conversation.pages import view_of
from bot.conversation.pages.buttons import saves
from bot.conversation.pages.places import page_provider
from bot.conversation.pages.redirect import FIXED, PAYING
from bot.conversation.situation import Session, Situation, find_location
from bot.conversation.zones import zone_of

# Pages on which leaving is a choice of the page itself, in words of its own; not where it is about to be saved.
PROGRAMMES = frozenset({"vpp_landing", "vpp_summary", "participation", "payments"})
ENDS = frozenset({"summary", "pending", "failed", "complete"}) | PROGRAMMES
_SHOWN = PROGRAMMES | {"summary", "complete"}  # pages that ask nothing
_LOOKING = {"tariff", "looked", "refused"}  # what a draft on them holds that is no answer: which tariff is shown
_NOTHING = frozenset[str]()
_DISCONNECTING = frozenset({"DISCONNECT"})
_CONNECTING = frozenset({"EDIT", "SAVE", "BACK", "RECONNECT", "RETRY", "CHANGE", "CONNECT_TARIFF", "REJOIN_PROGRAMME"})
_SIGNED_IN = {"payments": PAYING, "summary": FIXED}  # what a link is about, by the page that led to it

MOST_STEPS = 8  # finished steps above a question that must still be seen


def show_page(now: Situation, ctx: Context, *, problem: str = "", hint: str = "") -> Card:
    """The card of the open page as far as its draft has come."""
    page = open_page(now)
    ctx = ctx._replace(zone=zone_of(now))
    view = view_of(page)
    card = view.show(page, now.state.draft, ctx)
    blocks = [*done_steps(now), *remarks(problem, hint)]
    blocks += (_with_jotted(block, now) for block in card.blocks) if now.state.jotted else card.blocks
    blocks += offer(now, page, ctx)
    footer = _footer(page, now, ctx)
    if footer:
        blocks.append(Controls((footer,)))
    return Card(tuple(blocks), rest=card.rest)


def _with_jotted(block: Block, now: Situation) -> Block:
    """A form with what was typed into it before it was closed."""
    jotted = now.state.jotted
    if jotted is None or not isinstance(block, Fields) or block.form.name != jotted.form:
        return block
    return replace(block, form=block.form.filled(jotted.values))


def done_steps(now: Situation) -> list[Block]:
    """The lines of the finished steps; none where there is nothing to say."""
    lines = tuple(step.line for step in now.state.trail[now.state.above :] if step.line)[-MOST_STEPS:]
    return [Done(lines)] if lines else []


def remarks(problem: str = "", hint: str = "") -> list[Block]:
    """A problem and a hint as notes; none where there is nothing to say."""
    notes: list[Block] = []
    if problem:
        notes.append(Note(problem, "problem"))
    if hint:
        notes.append(Note(hint, "hint"))
    return notes


def open_page(now: Situation) -> Page:
    """The page that Connect waits on. Only for a situation that has one."""
    assert now.session is not None
    assert now.session.page is not None
    page = _as_connected(_as_chosen(now.session.page, now), now.session, now)
    denied = _denied(now).intersection(page.actions)
    return replace(page, actions=tuple(one for one in page.actions if one not in denied)) if denied else page


def _as_chosen(page: Page, now: Situation) -> Page:
    """A page as what was chosen before it makes it: one price for the whole day, what a link is about."""
    if page.kind == "redirect" and now.state.trail and (told := _SIGNED_IN.get(now.state.trail[-1].page)):
        return replace(page, data={**page.data, told: True})
    chosen = now.state.known.get("structure")
    single = chosen is not None and '"FIXED"' in chosen.data
    return replace(page, kind="fixed_rate") if single and page.kind == "tod_rate" else page


def _as_connected(page: Page, session: Session, now: Situation) -> Page:
    """A summary to be saved looks the same once it is connected; of a new tariff there is nothing to disconnect yet."""
    purpose = session.purpose
    if page.kind != "summary" or "SAVE" not in page.actions:
        return page
    if not purpose.location_id:
        return replace(page, actions=tuple(one for one in page.actions if one != "DISCONNECT"))
    home = find_location(now.locations, purpose.location_id)
    slots = home.slots if home else ()
    shown = (page_provider(page), text_at(page.data, "tariff", "name"))
    name = f"{purpose.type}_{purpose.direction}".lower()
    return replace(page, held=any(slot.name == name and (slot.provider, slot.tariff) == shown for slot in slots))


def _denied(now: Situation) -> frozenset[str]:
    """Actions of pages that this person has no right to."""
    session = now.session
    rights = rights_at(now, (session.location_id or session.purpose.location_id) if session else "")
    denied = _NOTHING if rights.disconnect else _DISCONNECTING
    return denied if rights.connect else denied | _CONNECTING


def has_page(now: Situation) -> bool:
    """Whether a page of Connect is open."""
    return now.session is not None and now.session.page is not None and not now.state.finished


def is_settled(now: Situation) -> bool:
    """Whether the open page only shows what is there: nothing is lost by turning to something else."""
    if not has_page(now):
        return False
    page = open_page(now)
    return page.kind in _SHOWN and not saves(page) and now.state.draft.keys() <= _LOOKING


def can_go_back(now: Situation) -> bool:
    """Whether there is an earlier question, on this page or before it."""
    if not has_page(now):
        return False
    page = open_page(now)
    return "BACK" in page.actions or view_of(page).back(page, now.state.draft) is not None


def _footer(page: Page, now: Situation, ctx: Context) -> tuple[Button, ...]:
    row: list[Button] = []
    if can_go_back(now):
        row.append(Button(ctx.say("button-back"), Action("@back")))
    if page.kind not in ENDS or (page.kind == "summary" and saves(page)):
        row.append(Button(ctx.say("button-cancel"), Action("@cancel")))
    return tuple(row)
