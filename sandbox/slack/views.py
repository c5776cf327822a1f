"""views.*: modals and Home tabs. Source: docs.slack.dev/reference/methods and …/reference/views."""

import json
from typing import Any

from sandbox.slack import limits
from sandbox.slack.blocks import check_blocks, complete_blocks, file_finder
from sandbox.slack.checks import Findings, anything, flag, record, string
from sandbox.slack.elements import text
from sandbox.slack.errors import RefusedError, invalid
from sandbox.slack.model import Installation, Json, User, Workspace
from sandbox.slack.params import Asked
from sandbox.slack.reach import is_reachable
from sandbox.slack.surfaces import View, ViewKind, values_of
from sandbox.slack.world import STACK_VIEWS, SlackWorld

_WORDS = text(limits.VIEW_WORDS_CHARS)
_SHARED = {
    "private_metadata": string(limits.METADATA_CHARS, 0),
    "callback_id": string(limits.ID_CHARS, 0),
    "external_id": string(limits.ID_CHARS, 0),
}
_FLAGS = {"clear_on_close": flag, "notify_on_close": flag, "submit_disabled": flag}
_SHAPES = {
    "modal": record(
        {"type": anything, "title": _WORDS, "blocks": anything},
        {**_SHARED, **_FLAGS, "close": _WORDS, "submit": _WORDS},
    ),
    "home": record({"type": anything, "blocks": anything}, _SHARED),
}


def open_view(asked: Asked) -> Json:
    """views.open: a new modal; what was open for this person goes."""
    given = _read_view(asked)
    check_view(asked.world, asked.installation, given, "modal")
    trigger = asked.world.take_trigger(_need_trigger(asked), asked.installation)
    _check_external_id(asked.world, trigger.team, given)
    asked.world.close_all(trigger.user, trigger.team)
    return {"view": add_modal(asked.world, asked.installation, trigger.user, trigger.team, given).to_json()}


def push_view(asked: Asked) -> Json:
    """views.push: a modal on top of the one in which the person acted, up to three."""
    given = _read_view(asked)
    check_view(asked.world, asked.installation, given, "modal")
    trigger = asked.world.take_trigger(_need_trigger(asked), asked.installation)
    below = asked.world.views.get(trigger.view_id)
    if below is None or below not in asked.world.stack(trigger.user, trigger.team):
        raise RefusedError("invalid_trigger_id")
    return {"view": push_modal(asked.world, asked.installation, below, given).to_json()}


def update_view(asked: Asked) -> Json:
    """views.update, by view_id or external_id; a hash must be the newest one."""
    view = _find_view(asked)
    given = _read_view(asked)
    check_view(asked.world, asked.installation, given, view.kind)
    _check_hash(asked, view)
    change_view(asked.world, view, given)
    return {"view": view.to_json()}


def publish_view(asked: Asked) -> Json:
    """views.publish: what one person sees on the Home tab."""
    world = asked.world
    user = world.users.get(asked.params.need("user_id"))
    if user is None or not is_reachable(asked, user):
        raise RefusedError("user_not_found")
    given = _read_view(asked)
    check_view(world, asked.installation, given, "home")
    view = world.home(user, user.team)
    _check_hash(asked, view)
    if view is None:
        _check_external_id(world, user.team, given)
        view = _new_view(world, asked.installation, user, user.team, "home")
        world.homes[user.team.id, user.id] = view
    change_view(world, view, given, keep=False)
    return {"view": view.to_json()}


def add_modal(world: SlackWorld, installation: Installation, user: User, team: Workspace, given: Json) -> View:
    """A new modal on top of the person's stack."""
    stack = world.stack(user, team)
    view = _new_view(world, installation, user, team, "modal")
    view.root_id = stack[0].id if stack else view.id
    view.previous_id = stack[-1].id if stack else ""
    stack.append(view)
    change_view(world, view, given)
    return view


def push_modal(world: SlackWorld, installation: Installation, below: View, given: Json) -> View:
    """A checked modal over another; also for response_action "push". RefusedError push_limit_reached."""
    if len(world.stack(below.user, below.team)) >= STACK_VIEWS:
        raise RefusedError("push_limit_reached")
    _check_external_id(world, below.team, given)
    return add_modal(world, installation, below.user, below.team, given)


def change_view(world: SlackWorld, view: View, given: Json, *, keep: bool = True) -> None:
    """Show checked content; also for response_action "update". What was typed stays where the ids stay."""
    if given.get("external_id") and given["external_id"] != view.external_id:
        _check_external_id(world, view.team, given)
    view.blocks = complete_blocks(given["blocks"], lambda: world.next_id("b"))
    view.title, view.submit, view.close = given.get("title"), given.get("submit"), given.get("close")
    view.callback_id = given.get("callback_id", "")
    view.external_id = given.get("external_id", "")
    view.private_metadata = given.get("private_metadata", "")
    view.clear_on_close = given.get("clear_on_close", False)
    view.notify_on_close = given.get("notify_on_close", False)
    view.submit_disabled = given.get("submit_disabled", False)
    view.values = values_of(view.blocks, view.values if keep else None)
    view.errors = {}
    view.hash = f"{int(world.now().timestamp())}.{world.random.getrandbits(32):08x}"
    world.touch("home" if view.kind == "home" else "view", view)


def check_view(world: SlackWorld, installation: Installation, given: Any, kind: ViewKind) -> None:
    """RefusedError invalid_arguments with each mistake, or view_too_large; also for response_action."""
    found = Findings(_finder(world, installation))
    if not isinstance(given, dict):
        raise invalid("invalid_arguments", "[ERROR] must provide an object [json-pointer:/view]")
    if given.get("type") != kind:
        raise invalid("invalid_arguments", f"[ERROR] must be one of: {kind} [json-pointer:/view/type]")
    if len(json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()) > limits.VIEW_BYTES:
        raise RefusedError("view_too_large")
    _SHAPES[kind](found, given, "/view")
    if "blocks" in given:
        check_blocks(found, given["blocks"], "/view/blocks", kind, world.refused_blocks)
    if not found.messages and kind == "modal" and "submit" not in given and _has_inputs(given["blocks"]):
        found.add("/view", "missing required field: submit")
    if found.messages:
        raise invalid("invalid_arguments", *found.messages)


def _has_inputs(blocks: list[Json]) -> bool:
    return any(block["type"] == "input" for block in blocks)


def _finder(world: SlackWorld, installation: Installation) -> Any:
    team = installation.team or installation.bot.team
    return file_finder(world.files, team, world.app.id)


def _new_view(world: SlackWorld, installation: Installation, user: User, team: Workspace, kind: ViewKind) -> View:
    view = View(world.next_id("V"), kind, team, user, world.app.id, installation.bot.bot_id)
    view.root_id = view.id
    view.org_wide = installation.org_wide
    world.views[view.id] = view
    return view


def _read_view(asked: Asked) -> Any:
    given = asked.params.values.get("view")
    if given is None:
        raise invalid("invalid_arguments", "[ERROR] missing required field: view")
    return given


def _need_trigger(asked: Asked) -> str:
    name = asked.params.text("trigger_id") or asked.params.text("interactivity_pointer")
    return name or asked.params.need("trigger_id")


def _find_view(asked: Asked) -> View:
    name, external = asked.params.text("view_id"), asked.params.text("external_id")
    if not name and not external:
        raise invalid("invalid_arguments", "[ERROR] missing required field: view_id")
    if name:
        view = asked.world.views.get(name)
    else:
        view = next((v for v in _open_views(asked.world) if v.external_id == external), None)
    if view is None or view.is_closed or view.bot_id != asked.installation.bot.bot_id:
        raise RefusedError("not_found")
    return view


def _open_views(world: SlackWorld) -> list[View]:
    return [view for view in world.views.values() if not view.is_closed]


def _check_external_id(world: SlackWorld, team: Workspace, given: Json) -> None:
    name = given.get("external_id")
    if name and any(v.external_id == name and v.team is team for v in _open_views(world)):
        raise RefusedError("duplicate_external_id")


def _check_hash(asked: Asked, view: View | None) -> None:
    given = asked.params.text("hash")
    if given and (view is None or given != view.hash):
        raise RefusedError("hash_conflict")
