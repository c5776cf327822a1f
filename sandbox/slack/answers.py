"""What Slack does with the app's answer to an interaction, and what it refuses.

Source: docs.slack.dev/surfaces/modals#view-submissions and …/reference/block-kit/block-elements (external select).
"""

from typing import Any

from sandbox.slack import limits
from sandbox.slack.checks import Findings, many, record
from sandbox.slack.elements import option, text
from sandbox.slack.errors import RefusedError
from sandbox.slack.model import Installation, Json
from sandbox.slack.surfaces import View
from sandbox.slack.views import change_view, check_view, push_modal
from sandbox.slack.world import SlackWorld

_OPTIONS = many(option(), limits.OPTIONS, 0)
_GROUPS = many(record({"label": text(limits.GROUP_LABEL_CHARS), "options": _OPTIONS}), limits.OPTION_GROUPS, 0)
_FIELDS = {"errors": {"errors"}, "update": {"view"}, "push": {"view"}, "clear": set[str]()}


class WrongAnswerError(Exception):
    """Slack does not take this answer; the text says why, which the real one never tells."""


def apply_submission(world: SlackWorld, installation: Installation, view: View, body: Any) -> None:
    """Do what the answer to view_submission says. WrongAnswerError when Slack would not."""
    if body is None or body == {}:
        world.close(view)
        return
    action = body.get("response_action") if isinstance(body, dict) else None
    if action not in _FIELDS:
        raise WrongAnswerError(f"no answer to a submission: {body!r}")
    if unknown := set(body) - {"response_action"} - _FIELDS[action]:
        raise WrongAnswerError(f"fields that {action} does not have: {sorted(unknown)}")
    if action == "clear":
        world.close_all(view.user, view.team)
    elif action == "errors":
        _show_errors(world, view, body.get("errors"))
    else:
        _show_view(world, installation, view, body.get("view"), push=action == "push")


def _show_errors(world: SlackWorld, view: View, errors: Any) -> None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise WrongAnswerError("errors without errors")
    for name, words in errors.items():
        if name not in inputs:
            raise WrongAnswerError(f"an error for {name!r}, which is no input of this view: {sorted(inputs)}")
        if not isinstance(words, str) or not words:
            raise WrongAnswerError(f"an error without words for {name!r}")
    view.errors = dict(errors)
    world.touch("view", view)


def _show_view(world: SlackWorld, installation: Installation, view: View, given: Any, *, push: bool) -> None:
    try:
        check_view(world, installation, given, "modal")
        if push:
            push_modal(world, installation, view, given)
        elif not view.is_closed:
            change_view(world, view, given)
    except RefusedError as refusal:
        raise WrongAnswerError(f"{refusal.code}: {refusal.fields}") from refusal


def read_options(body: Any) -> list[Json]:
    """The options in the answer to block_suggestion. WrongAnswerError when Slack would show none of them."""
    found = Findings()
    name = next((n for n in ("options", "option_groups") if isinstance(body, dict) and n in body), None)
    if name is None:
        raise WrongAnswerError(f"no options: {body!r}")
    (_OPTIONS if name == "options" else _GROUPS)(found, body[name], f"/{name}")
    if found.messages:
        raise WrongAnswerError("; ".join(found.messages))
    if name == "options":
        return list(body[name])
    return [one for group in body[name] for one in group["options"]]
