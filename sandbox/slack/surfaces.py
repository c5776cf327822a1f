"""Modals and Home tabs: what they show, and what people have put into them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.slack.model import Json, User, Workspace

ViewKind = Literal["modal", "home"]
Values = dict[str, dict[str, Json]]

# Element type to (field with the initial value, field of the state). docs.slack.dev/reference/views, "state".
STATEFUL: dict[str, tuple[str, str]] = {
    "plain_text_input": ("initial_value", "value"),
    "email_text_input": ("initial_value", "value"),
    "url_text_input": ("initial_value", "value"),
    "number_input": ("initial_value", "value"),
    "datepicker": ("initial_date", "selected_date"),
    "timepicker": ("initial_time", "selected_time"),
    "datetimepicker": ("initial_date_time", "selected_date_time"),
    "checkboxes": ("initial_options", "selected_options"),
    "radio_buttons": ("initial_option", "selected_option"),
    "static_select": ("initial_option", "selected_option"),
    "external_select": ("initial_option", "selected_option"),
    "users_select": ("initial_user", "selected_user"),
    "conversations_select": ("initial_conversation", "selected_conversation"),
    "channels_select": ("initial_channel", "selected_channel"),
    "multi_static_select": ("initial_options", "selected_options"),
    "multi_external_select": ("initial_options", "selected_options"),
    "multi_users_select": ("initial_users", "selected_users"),
    "multi_conversations_select": ("initial_conversations", "selected_conversations"),
    "multi_channels_select": ("initial_channels", "selected_channels"),
}


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements of one block."""
    if block["type"] == "actions":
        yield from block["elements"]
    elif block["type"] == "input":
        yield block["element"]
    elif block["type"] == "section" and block.get("accessory", {}).get("type") not in (None, "image"):
        yield block["accessory"]


def values_of(blocks: list[Json], before: Values | None = None) -> Values:
    """The state of these blocks: kept where block, action and kind stayed the same, else as initially given."""
    state: Values = {}
    for block in blocks:
        for element in elements_of(block):
            names = STATEFUL.get(element["type"])
            if not names:
                continue
            kept = (before or {}).get(block["block_id"], {}).get(element["action_id"])
            if kept is None or kept["type"] != element["type"]:
                empty: Any = [] if element["type"].startswith(("multi_", "checkboxes")) else None
                kept = {"type": element["type"], names[1]: element.get(names[0], empty)}
            state.setdefault(block["block_id"], {})[element["action_id"]] = kept
    return state


@dataclass(slots=True, eq=False)
class View:
    """One modal or one person's Home tab. `revision` grows with every change of it."""

    id: str
    kind: ViewKind
    team: Workspace
    user: User  # who sees it
    app_id: str
    bot_id: str
    blocks: list[Json] = field(default_factory=list)
    title: Json | None = None
    submit: Json | None = None
    close: Json | None = None
    callback_id: str = ""
    external_id: str = ""
    private_metadata: str = ""
    clear_on_close: bool = False
    notify_on_close: bool = False
    submit_disabled: bool = False
    hash: str = ""
    root_id: str = ""
    previous_id: str = ""
    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)  # shown at its fields, by block_id
    is_closed: bool = False
    org_wide: bool = False
    revision: int = 0

    def to_json(self) -> Json:
        """The view object, as answers and payloads carry it."""
        body: Json = {
            "id": self.id,
            "team_id": self.team.id,
            "type": self.kind,
            "blocks": self.blocks,
            "private_metadata": self.private_metadata,
            "callback_id": self.callback_id,
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.title,
            "clear_on_close": self.clear_on_close,
            "notify_on_close": self.notify_on_close,
            "close": self.close,
            "submit": self.submit,
            "previous_view_id": self.previous_id or None,
            "root_view_id": self.root_id,
            "app_id": self.app_id,
            "external_id": self.external_id,
            "app_installed_team_id": self.team.id,
            "bot_id": self.bot_id,
        }
        if self.org_wide and self.team.enterprise:
            body["app_installed_team_id"] = self.team.enterprise.id
        return body
