"""The three ways an app may write its arguments (JSON, form, query) read into one shape, and what a call knows."""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.slack.errors import RefusedError, invalid
from sandbox.slack.model import Installation, Token, Workspace

if TYPE_CHECKING:
    from sandbox.slack.world import SlackWorld

# Arguments that are JSON where the body is a form.
_STRUCTURES = {"blocks", "attachments", "view", "metadata", "files"}
_FLAGS = {
    "unfurl_links", "unfurl_media", "mrkdwn", "as_user", "link_names", "reply_broadcast", "include_locale",
    "return_im", "prevent_creation", "exclude_archived", "include_num_members", "test", "include_icon",
}  # fmt: skip
_NUMBERS = {"limit", "length", "count", "page"}


@dataclass(slots=True)
class Params:
    """Decoded arguments: numbers, flags and structures have their types."""

    values: dict[str, Any] = field(default_factory=dict)
    is_json: bool = False

    def text(self, name: str) -> str:
        """A string; absent is empty."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; anything else counts as absent."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def flag(self, name: str) -> bool | None:
        """A boolean; None when it is not said."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def need(self, name: str) -> str:
        """A string that has to be there; RefusedError invalid_arguments with Slack's reason."""
        value = self.text(name)
        if not value:
            raise invalid("invalid_arguments", f"[ERROR] missing required field: {name}")
        return value


@dataclass(slots=True)
class Asked:
    """One call: its arguments and, where the method needs a token, who asks."""

    world: "SlackWorld"
    method: str
    params: Params
    base_url: str  # where this server is reached
    authorization: str = ""  # the header, raw
    _installation: Installation | None = None
    _token: Token | None = None

    @property
    def installation(self) -> Installation:
        """Whose token it is."""
        assert self._installation
        return self._installation

    @property
    def token(self) -> Token:
        """The token that was used."""
        assert self._token
        return self._token

    def know(self, installation: Installation, token: Token) -> None:
        """Note who asks."""
        self._installation, self._token = installation, token

    @property
    def is_known(self) -> bool:
        """Whether a living token asks."""
        return self._installation is not None

    @property
    def team_id(self) -> str:
        """Id of the token's workspace or organisation, which faults and rates count by; empty without a token."""
        if self._installation is None:
            return ""
        home = self._installation.team or self._installation.enterprise
        return home.id if home else ""

    @property
    def team(self) -> Workspace:
        """The workspace meant: the token's, or the argument `team_id` of an org-wide installation."""
        if self.installation.team:
            return self.installation.team
        found = self.world.workspaces.get(self.params.text("team_id"))
        if found is None:
            raise RefusedError("missing_argument" if not self.params.text("team_id") else "team_not_found")
        if not self.installation.covers(found):
            raise RefusedError("team_access_not_granted")
        return found


async def read_params(request: Request) -> Params:
    """Query string and body together; the body wins."""
    params = Params(dict(request.query_params))
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if kind == "application/json" and body:
        params.values |= _read_json(body)
        params.is_json = True
        return params
    if body:
        params.values |= dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    params.values = {name: _convert(name, value) for name, value in params.values.items()}
    return params


def _read_json(body: bytes) -> dict[str, Any]:
    try:
        decoded = json.loads(body)
    except ValueError:
        raise RefusedError("invalid_json") from None
    if not isinstance(decoded, dict):
        raise RefusedError("json_not_object")
    return decoded


def _convert(name: str, value: str) -> Any:
    if name in _NUMBERS and value.isascii() and value.isdigit():
        return int(value)
    if name in _FLAGS:
        return value.lower() in {"true", "1"}
    if name in _STRUCTURES and value[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
