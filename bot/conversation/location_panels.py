"""Cards about what is connected: all locations, one of them, what it is called, and what ends it."""

from bot.conversation.asking_twice import final_button
from bot.conversation.belonging import rights_at
from bot.conversation.cards import (
    Action,
    Block,
    Button,
    Card,
    Choices,
    Control,
    Controls,
    Facts,
    Fields,
    Note,
    Text,
    Title,
)
from bot.conversation.context import Context
from bot.conversation.forms import Field, Form
from bot.conversation.frame import has_page, is_settled
from bot.conversation.panel_parts import (
    EXPORT,
    GRID,
    IMPORT,
    ask_ending,
    can_have,
    enders,
    has,
    is_connected,
    list_slots,
    name_location,
    row,
    say_where,
    sum_up,
)
from bot.conversation.situation import Location, Situation, find_location

NAME_CHARS = 40
SUMMED_UP = 12  # locations of a list whose tariffs are told beside it
LEAF = "#"  # before the number of a page of the list


def tariffs(now: Situation, ctx: Context) -> Card:
    """The location that the panel is about, or the only one; else the list of all."""
    if not now.locations:
        title = ctx.say("tariffs-none-title")
        if has_page(now):
            return Card((Title(title), Controls((row(ctx, ("button-go-on", "@continue", "primary")),))), rest=title)
        begin = Controls((row(ctx, ("button-connect", "@connect", "primary")),))
        return Card((Title(title), Text(ctx.say("tariffs-none-text")), begin), rest=title)
    here = chosen(now)
    return _location(here, now, ctx) if here else _locations(now, ctx)


def chosen(now: Situation) -> Location | None:
    """The location that the panel shows, None where it shows the list."""
    here = find_location(now.locations, now.state.about) if now.state.about else None
    return now.locations[0] if here is None and len(now.locations) == 1 else here


def shown_ids(now: Situation, ctx: Context) -> tuple[str, ...]:
    """The locations whose tariffs the panel tells."""
    if here := chosen(now):
        return (here.id,)
    return tuple(one.id for one in _leaf(now, ctx)[0]) if len(now.locations) <= SUMMED_UP or not ctx.can.menus else ()


def ask(now: Situation, ctx: Context) -> Card:
    """What lies over the card of a location."""
    match now.state.panel:
        case "name":
            return ask_name(now, ctx)
        case "remove":
            return ask_removal(now, ctx)
        case "disconnect":
            return ask_disconnection(now, ctx)
        case _:
            return manage(now, ctx)


def manage(now: Situation, ctx: Context) -> Card:
    """What is done rarely to a location: its name, what more it can have, its end."""
    here = chosen(now)
    if here is None:
        return tariffs(now, ctx)
    rows: list[tuple[Control, ...]] = []
    rights = rights_at(now, here.id)
    if rights.connect:
        label = "button-rename" if here.name else "button-name"
        rows.append((Button(ctx.say(label), Action("@name", here.id)),))
        if ctx.brand.slots and now.rules is None and can_have(here, GRID):
            rows.append((Button(ctx.say("button-add-grid"), Action("@add-grid", here.id)),))
    if not ctx.can.confirms:
        rows += [(button,) for button in enders(here, now, ctx)]
    if rights.disconnect:
        rows.append((_removing(here, ctx),))
    rows.append((Button(ctx.say("button-back"), Action("@location", here.id)),))
    title = name_location(here, ctx)
    return Card((Title(title), Controls(tuple(rows))), rest=title)


def ask_name(now: Situation, ctx: Context, *, problem: str = "", typed: str = "") -> Card:
    """What a location is to be called."""
    here = chosen(now)
    if here is None:
        return tariffs(now, ctx)
    title = ctx.say("name-title")
    blocks: list[Block] = [Note(problem, "problem")] if problem and not ctx.can.forms else []
    blocks += [Title(title), Facts(((ctx.say("page-address"), say_where(here, ctx)),)), Text(ctx.say("name-text"))]
    if ctx.can.forms:
        blocks.append(Fields(_name_form(here, ctx, problem, typed), ctx.say("name-open")))
    rows: list[tuple[Control, ...]] = []
    if here.name:
        rows.append((Button(ctx.say("name-none", name=here.name), Action("@unname", here.id)),))
    rows.append((Button(ctx.say("button-back"), Action("@more", here.id)),))
    return Card((*blocks, Controls(tuple(rows))), rest=title)


def ask_removal(now: Situation, ctx: Context) -> Card:
    """Whether a location is meant to go, and what goes with it."""
    here = chosen(now)
    if here is None:
        return tariffs(now, ctx)
    title = ctx.say("remove-title", name=name_location(here, ctx))
    keep = Button(ctx.say("remove-no"), Action("@location", here.id), "primary")
    go = Button(ctx.say("remove-yes"), Action("@remove-now", here.id), "danger")
    return Card(
        (Title(title), Text(ctx.say("remove-text", brand=ctx.brand.name)), Controls(((keep,), (go,)))), rest=title
    )


def ask_disconnection(now: Situation, ctx: Context) -> Card:
    """Whether a tariff is meant to go. The panel is about "verb|location"."""
    verb, _, id_ = now.state.about.partition("|")
    here = find_location(now.locations, id_)
    if here is None:
        return tariffs(now, ctx)
    title, text, yes, no = ask_ending(ctx)
    keep = Button(no, Action("@location", id_), "primary")
    go = Button(yes, Action(f"@{verb}", id_), "danger")
    where = Facts(((ctx.say("page-address"), name_location(here, ctx)),))
    return Card((Title(title), where, Text(text), Controls(((keep,), (go,)))), rest=title)


def _removing(here: Location, ctx: Context) -> Button:
    return final_button(
        ctx.say("button-remove"),
        Action("@remove", here.id),
        Action("@remove-now", here.id),
        ctx.say("remove-title-short"),
        ctx.say("remove-text", brand=ctx.brand.name),
        ctx.say("remove-yes"),
        ctx.say("remove-no"),
        ctx,
    )


def _name_form(here: Location, ctx: Context, problem: str, typed: str) -> Form:
    field = Field("name", ctx.say("name-label"), value=typed or here.name, hint=ctx.say("name-hint"), problem=problem)
    return Form("name", ctx.say("name-title"), (field,))


def _leaf(now: Situation, ctx: Context) -> tuple[tuple[Location, ...], int, int]:
    """The locations on this page of the list, its number from 0, and how many pages there are."""
    per_leaf = max(1, len(now.locations) if ctx.can.menus else ctx.can.buttons_per_list)
    leaves = max(1, -(-len(now.locations) // per_leaf))
    asked = now.state.about.removeprefix(LEAF)
    leaf = min(int(asked), leaves - 1) if asked.isdecimal() and len(asked) < 5 else 0
    return tuple(now.locations[leaf * per_leaf : (leaf + 1) * per_leaf]), leaf, leaves


def _locations(now: Situation, ctx: Context) -> Card:
    shown, leaf, leaves = _leaf(now, ctx)
    entries = tuple(Button(name_location(one, ctx), Action("@location", one.id)) for one in shown)
    earlier = Button(ctx.say("list-earlier"), Action("@tariffs", f"{LEAF}{leaf - 1}")) if leaf else None
    later = Button(ctx.say("list-later"), Action("@tariffs", f"{LEAF}{leaf + 1}")) if leaf + 1 < leaves else None
    where = f"{leaf + 1}/{leaves}" if leaves > 1 else ""
    listed = Choices(entries, len(now.locations), earlier, later, where, prompt=ctx.say("home-find"))
    title, add = ctx.say("tariffs-title"), row(ctx, ("button-add-address", "@connect-new", "plain"))
    told = Facts(tuple((name_location(one, ctx), sum_up(one, ctx)) for one in shown))
    facts = (told,) if len(shown) <= SUMMED_UP else ()
    rows = (*((add,) if now.rights.connect else ()), *_going_on(now, ctx))
    return Card((Title(title), *facts, listed, *((Controls(rows),) if rows else ())), rest=title)


def _location(location: Location, now: Situation, ctx: Context) -> Card:
    facts, rights = list_slots(location, ctx), rights_at(now, location.id)
    ending: list[tuple[Control, ...]] = []
    if ctx.can.confirms:
        ending = [(button,) for button in enders(location, now, ctx)]
    rows = [*_looking(location, ctx), *ending]
    if rights.connect:
        rows = [*_connecting(location, now, ctx), *ending]
    if facts:
        rows.insert(1, (Button(ctx.say("button-prices"), Action("@prices", location.id)),))
    if ctx.brand.programmes and rights.connect:
        rows.append((Button(ctx.say("button-programmes"), Action("@programmes", location.id)),))
    if rights.connect or rights.disconnect:
        rows.append((Button(ctx.say("button-more"), Action("@more", location.id)),))
    if len(now.locations) > 1:
        rows.append(row(ctx, ("button-all-addresses", "@tariffs", "plain")))
    rows += _going_on(now, ctx)
    title = name_location(location, ctx)
    if location.name:
        facts = ((ctx.say("page-address"), say_where(location, ctx)), *facts)
    shown: tuple[Block, ...] = (Facts(facts),) if facts else ()
    return Card((Title(title), *shown, Controls(tuple(rows))), rest=title)


def _going_on(now: Situation, ctx: Context) -> tuple[tuple[Control, ...], ...]:
    """The way back to the question that is open below."""
    return (row(ctx, ("button-go-on", "@continue")),) if has_page(now) and not is_settled(now) else ()


def _connecting(location: Location, now: Situation, ctx: Context) -> list[tuple[Control, ...]]:
    view, change = Action("@view", location.id), Action("@change", location.id)
    rows: list[tuple[Control, ...]] = [(Button(ctx.say("button-connect"), view, "primary"),)]
    if is_connected(location):
        rows = [(Button(ctx.say("button-view"), view, "primary"), Button(ctx.say("button-change"), change))]
    if any(slot.name == IMPORT and slot.status == "ERROR" for slot in location.slots):
        again = Button(ctx.say("prices-reconnect"), Action("@again", location.id), "primary")
        rows = [(again, Button(ctx.say("button-view"), view))]
    for name, side in ((EXPORT, "export"), (GRID, "grid")):
        verbs = ("view", "change") if has(location, name) else ("add",)
        failed = any(slot.name == name and slot.status == "ERROR" for slot in location.slots)
        # Who runs many sites has a tariff of its own for what the network costs; others hardly ever.
        offered = ctx.brand.slots and (name == EXPORT or (now.rules is not None and can_have(location, name)))
        if has(location, name) or offered:
            labels = ("prices-reconnect" if failed and v == "change" else f"button-{v}-{side}" for v in verbs)
            made = (Button(ctx.say(x), Action(f"@{v}-{side}", location.id)) for x, v in zip(labels, verbs, strict=True))
            rows.append(tuple(made))
    return [*rows, row(ctx, ("button-add-address", "@connect-new", "plain"))]


def _looking(location: Location, ctx: Context) -> list[tuple[Control, ...]]:
    """What those can do here who may connect nothing."""
    rows: list[tuple[Control, ...]] = []
    if is_connected(location):
        rows.append((Button(ctx.say("button-view"), Action("@view", location.id), "primary"),))
    sides = (side for name, side in ((EXPORT, "export"), (GRID, "grid")) if has(location, name))
    rows += [(Button(ctx.say(f"button-view-{side}"), Action(f"@view-{side}", location.id)),) for side in sides]
    return rows or [row(ctx, ("button-help", "@help", "plain"))]
