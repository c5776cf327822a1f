"""The page that the bot has beside the chat: all that is connected, who is at it, and what can be set."""

from collections.abc import Sequence

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
from bot.conversation.frame import has_page, is_settled
from bot.conversation.panel_parts import (
    EXPORT,
    GRID,
    can_have,
    enders,
    has,
    is_connected,
    is_used,
    list_all_slots,
    name_location,
    row,
    say_where,
)
from bot.conversation.sites.job import is_asking
from bot.conversation.situation import Location, Situation
from bot.conversation.team import Team
from bot.conversation.team_panels import rules_form, show_rules
from bot.conversation.understanding.dates import say_date, say_time
from bot.conversation.zones import zone_of_person

PER_LEAF = 12  # locations; each takes up to five blocks of the hundred that a page may have
BROKEN = ("ERROR", "PENDING", "EXPIRED")


def show_home(now: Situation, team: Team, ctx: Context) -> Card:
    """The whole page."""
    ctx = ctx._replace(zone=zone_of_person(now.state))
    blocks: list[Block] = [Title(ctx.say("home-title", brand=ctx.brand.name))]
    if _is_asked(now):
        blocks.append(Note(ctx.say("home-open"), "hint"))
    if not now.rights.connect:
        blocks.append(Note(ctx.say("rights-connect"), "hint"))
    blocks.append(Controls(_ways_in(now, ctx)))
    blocks += _busy(now, team, ctx)
    blocks += _locations(now, team, ctx)
    blocks += _settings(now, team, ctx)
    return Card(tuple(blocks))


def ids_shown(now: Situation) -> tuple[str, ...]:
    """The locations whose tariffs are told on the page."""
    leaf = min(now.state.home.leaf, leaves_of(now) - 1)
    return tuple(one.id for one in _shown(now)[leaf * PER_LEAF : (leaf + 1) * PER_LEAF])


def leaves_of(now: Situation) -> int:
    """How many pages the list of locations has."""
    return max(1, -(-len(_shown(now)) // PER_LEAF))


def _ways_in(now: Situation, ctx: Context) -> tuple[tuple[Control, ...], ...]:
    first: list[Control] = []
    if _is_asked(now):
        first += row(ctx, ("button-go-on", "@continue", "primary"))
    elif now.rights.connect:
        first += row(ctx, ("button-connect", "@connect-new", "primary"))
    if now.rights.connect and ctx.can.files:
        first += row(ctx, ("button-sites", "@sites"))
    if now.locations:
        first += row(ctx, ("button-prices", "@prices"))
    first += row(ctx, ("button-settings", "@settings"), ("button-help", "@help"))
    return (tuple(first),)


def _is_asked(now: Situation) -> bool:
    return is_asking(now.job) or (has_page(now) and not is_settled(now))


def _busy(now: Situation, team: Team, ctx: Context) -> list[Block]:
    if not team.busy:
        return []
    names = {one.id: one for one in now.locations}
    lines = tuple(
        (
            busy.who or ctx.say("share-somebody"),
            ctx.say(
                "home-busy",
                what=name_location(names[busy.location_id], ctx) if busy.location_id in names else ctx.say("home-new"),
                time=say_time(busy.since.astimezone(ctx.zone).time(), ctx.language),
            ),
        )
        for busy in team.busy
    )
    return [Title(ctx.say("home-busy-title")), Facts(lines)]


def _locations(now: Situation, team: Team, ctx: Context) -> list[Block]:
    if not now.locations:
        return [Text(ctx.say("home-empty"))]
    broken = sum(map(_is_broken, now.locations))
    blocks: list[Block] = [Text(ctx.say("home-count", count=len(now.locations), broken=broken))]
    if broken or now.state.home.only_broken:
        every = Button(ctx.say("home-all"), Action("@home-all"), "plain" if now.state.home.only_broken else "primary")
        some = Button(
            ctx.say("home-broken"), Action("@home-broken"), "primary" if now.state.home.only_broken else "plain"
        )
        blocks.append(Controls(((every, some),)))
    shown = _shown(now)
    if len(shown) > PER_LEAF:
        options = tuple(Button(_label(one, ctx), Action("@location", one.id)) for one in shown)
        blocks.append(Choices(options, len(options), prompt=ctx.say("home-find")))
    leaf = min(now.state.home.leaf, leaves_of(now) - 1)
    for one in shown[leaf * PER_LEAF : (leaf + 1) * PER_LEAF]:
        blocks += _location(one, now, team, ctx)
    return [*blocks, *_turning(leaf, leaves_of(now), ctx)]


def _label(location: Location, ctx: Context) -> str:
    """By which it is found, whatever of it somebody remembers."""
    return " · ".join(filter(None, (location.name, say_where(location, ctx))))


def _location(location: Location, now: Situation, team: Team, ctx: Context) -> list[Block]:
    facts = [(ctx.say("page-address"), say_where(location, ctx))] if location.name else []
    facts += list_all_slots(location, ctx)
    held = team.holdings.get(location.id)
    if held and any(map(is_used, location.slots)):
        day = say_date(held.at.astimezone(ctx.zone).date(), ctx.language)
        by = ctx.say("home-connected-by", who=held.by, day=day) if held.by else day
        facts.append((ctx.say("home-connected"), by))
    imports = is_connected(location)
    buttons: list[Control] = [Button(ctx.say("button-view"), Action("@view", location.id))] if imports else []
    if now.rights.connect:
        label = "button-change" if imports else "button-connect"
        buttons.append(Button(ctx.say(label), Action("@change" if imports else "@view", location.id)))
    buttons += [*enders(location, now, ctx)[:1], *_further(location, now, ctx)]
    rows = tuple(filter(None, (tuple(buttons), _beside(location, now, ctx))))
    return [Title(name_location(location, ctx)), Facts(tuple(facts)), Controls(rows)]


def _further(location: Location, now: Situation, ctx: Context) -> list[Control]:
    """The way to what is done more rarely; its card need not offer "More" once again."""
    rights, used = rights_at(now, location.id), any(map(is_used, location.slots))
    if used:
        more = "button-more-prices" if rights.connect or rights.disconnect else "button-prices"
        return [Button(ctx.say(more), Action("@location" if more == "button-more-prices" else "@prices", location.id))]
    return [Button(ctx.say("button-more"), Action("@more", location.id))] if rights.connect or rights.disconnect else []


def _beside(location: Location, now: Situation, ctx: Context) -> tuple[Control, ...]:
    """What can be connected beside the energy that is consumed there; who may not connect can look at what there is."""
    if not now.rights.connect:
        sides = ((EXPORT, "view-export"), (GRID, "view-grid"))
        held = (verb for name, verb in sides if has(location, name))
        return tuple(Button(ctx.say(f"button-{verb}"), Action(f"@{verb}", location.id)) for verb in held)
    if not is_connected(location) or not ctx.brand.slots:
        return ()
    free = ((EXPORT, "add-export"), (GRID, "add-grid"))
    return tuple(
        Button(ctx.say(f"button-{verb}"), Action(f"@{verb}", location.id))
        for name, verb in free
        if can_have(location, name)
    )


def _turning(leaf: int, leaves: int, ctx: Context) -> list[Block]:
    if leaves == 1:
        return []
    earlier = Button(ctx.say("home-previous"), Action("@home-leaf", str(leaf - 1))) if leaf else None
    later = Button(ctx.say("home-next"), Action("@home-leaf", str(leaf + 1))) if leaf + 1 < leaves else None
    turning: tuple[Control, ...] = tuple(button for button in (earlier, later) if button)
    return [Text(ctx.say("home-leaf", leaf=leaf + 1, leaves=leaves)), Controls((turning,))]


def _settings(now: Situation, team: Team, ctx: Context) -> list[Block]:
    if now.rules is None:
        return []
    blocks: list[Block] = [Title(ctx.say("rules-title")), *show_rules(team.rules, ctx)]
    if now.rights.rules and ctx.can.forms:
        blocks.append(Fields(rules_form(team.rules, ctx), ctx.say("rules-open")))
    return [*blocks, Controls((row(ctx, ("button-audit", "@audit")),))]


def _shown(now: Situation) -> Sequence[Location]:
    return [one for one in now.locations if _is_broken(one)] if now.state.home.only_broken else now.locations


def _is_broken(location: Location) -> bool:
    return any(slot.status in BROKEN for slot in location.slots)
