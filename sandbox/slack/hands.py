"""What a person can do with the blocks they see: press, choose, look something up. Nothing else is possible."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.slack.answers import WrongAnswerError, read_options
from sandbox.slack.deliver import Answer
from sandbox.slack.model import Channel, Installation, Json, Message, User
from sandbox.slack.payloads import describe_actor, describe_place, describe_team
from sandbox.slack.surfaces import View
from sandbox.slack.widgets import (
    Widget,
    describe_action,
    find_widget,
    offered_by,
    pick_option,
    put_value,
)

if TYPE_CHECKING:
    from sandbox.slack.platform import Platform

TROUBLE_MODAL = "We had some trouble connecting. Try again?"
TROUBLE_BUTTON = "⚠"  # a sign beside the element is all that is shown
TROUBLE_OPTIONS = "No results"
SHORTEST_QUERY = 3  # docs.slack.dev/reference/block-kit/block-elements/select-menu-element, min_query_length


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that did not work: what the person saw, and the reason that Slack keeps to itself."""

    user: str  # id
    what: str  # the payload's type, or the command
    shown: str
    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """What one act sent to the app (nothing, when the client itself or the person stopped it), and what came of it."""

    payload: Json | None = None
    answer: Answer | None = None
    trouble: Trouble | None = None
    options: tuple[Json, ...] = ()  # of a lookup

    @property
    def labels(self) -> list[str]:
        """The texts of the options."""
        return [option["text"]["text"] for option in self.options]


class Hands:
    """One person's hands. Elements are looked up in what is shown at that moment; KeyError when they are not there."""

    def __init__(self, platform: "Platform", user: User) -> None:
        self.platform = platform
        self.world = platform.world
        self.user = user
        self._offered: dict[tuple[str, str, str], list[Json]] = {}

    async def press(self, shown: Message | View, which: str, *, confirm: bool | None = None) -> Done:
        """Click a button. `confirm`: what is answered where a dialog asks first."""
        widget = self.find(shown, which, lambda w: w.kind == "button")
        if not self._confirm(widget, confirm):
            return Done()
        return await self.send_action(shown, widget, None)

    async def choose(self, shown: Message | View, which: str, wanted: Any, *, confirm: bool | None = None) -> Done:
        """Choose in a menu, a picker or a group of boxes; also an entry of an overflow menu. None takes it back.

        In an external menu the wanted words are typed, unless what it offered last has them.
        """
        widget = self.find(shown, which, lambda w: w.kind != "button")
        if widget.kind == "external_select" and wanted and not self._offers(shown, widget, wanted):
            await self.look_up(shown, which, wanted)
        if not self._confirm(widget, confirm):
            return Done()
        if widget.kind == "overflow":
            picked = {"selected_option": pick_option(widget.element["options"], wanted)}
            return await self.send_action(shown, widget, picked)
        state = self.put(shown, widget, wanted)
        in_input = widget.block["type"] == "input" and not widget.block.get("dispatch_action")
        return Done() if in_input else await self.send_action(shown, widget, state)

    async def look_up(self, shown: Message | View, which: str, typed: str = "") -> Done:
        """Open an external menu and type into it. ValueError where the client would not ask with so few letters."""
        widget = self.find(shown, which, lambda w: w.kind.endswith("external_select"))
        least = widget.element.get("min_query_length", SHORTEST_QUERY)
        if len(typed) < least:
            raise ValueError(f"{typed!r} is shorter than the {least} characters that this menu asks for")
        installation = self.installation_for(shown)
        team = installation.team or self.user.team
        payload = {"type": "block_suggestion", **describe_actor(self.user, installation), **describe_place(shown)}
        payload |= {"team": describe_team(team), "value": typed, "block_id": widget.key[0], "action_id": widget.key[1]}
        if self.user.team.enterprise:
            payload["user"]["team_id"] = self.user.team.enterprise.id  # as …/block_suggestion-payload says for Grid
        answer = await self.platform.delivery.ask("interactive", payload)
        done = self.judge(payload, answer, TROUBLE_OPTIONS)
        if done.trouble:
            return done
        try:
            options = read_options(answer.body)
        except WrongAnswerError as error:
            return Done(payload, answer, self.note("block_suggestion", TROUBLE_OPTIONS, str(error)))
        self._offered[_name(shown, widget)] = options
        return Done(payload, answer, options=tuple(options))

    def _offers(self, shown: Message | View, widget: Widget, wanted: str) -> bool:
        try:
            return bool(pick_option(self._options(shown, widget), wanted))
        except KeyError:
            return False

    def _options(self, shown: Message | View, widget: Widget) -> list[Json]:
        if not widget.kind.endswith("external_select"):
            return offered_by(widget.element)
        held = shown.values.get(widget.key[0], {}).get(widget.key[1], {}).get("selected_options") or []
        offered = self._offered.get(_name(shown, widget), [])
        return [*offered, *(option for option in held if option not in offered)]

    def put(self, shown: Message | View, widget: Widget, wanted: Any) -> Json:
        """Change what an element holds."""
        options = self._options(shown, widget)
        state = put_value(widget, self._identify(widget, wanted), options)
        shown.values.setdefault(widget.key[0], {})[widget.key[1]] = state
        self.world.changes.touch()
        return state

    def _identify(self, widget: Widget, wanted: Any) -> Any:
        """Ids for people and channels, which may be given by name."""
        if isinstance(wanted, list):
            return [self._identify(widget, one) for one in wanted]
        if wanted is None:
            return None
        if "users_select" in widget.kind:
            near = [u for u in self.world.users.values() if not u.deleted and self.world.sees(self.user.team, u)]
            return _pick(near, wanted)
        if "conversations_select" in widget.kind or "channels_select" in widget.kind:
            return _pick(self._channels(), wanted.removeprefix("#") if isinstance(wanted, str) else wanted)
        return wanted

    def _channels(self) -> Iterable[Channel]:
        for channel in self.world.channels.values():
            public = channel.kind == "channel" and channel.team is self.user.team
            if not channel.archived and (public or self.user.id in channel.members):
                yield channel

    def find(self, shown: Message | View, which: str, fits: Callable[[Widget], bool]) -> Widget:
        """An element of what is shown now. KeyError when there is none, or this person does not see it."""
        self.check_alive()
        self.check_shown(shown)
        return find_widget(shown.blocks, which, fits)

    def check_alive(self) -> None:
        """RuntimeError when this person's account is closed."""
        if self.user.deleted:
            raise RuntimeError(f"{self.user.name} has no account any more")

    def check_shown(self, shown: Message | View) -> None:
        """KeyError when this person does not see it, or not any more."""
        if isinstance(shown, View):
            top = self.world.stack(shown.user, shown.team)[-1:] if shown.kind == "modal" else [shown]
            if shown.is_closed or shown.user is not self.user or top != [shown]:
                raise KeyError(f"{self.user.name} does not see this view")
            return
        theirs = shown.ephemeral_to in ("", self.user.id) and self.user.id in shown.channel.members
        gone = shown.deleted or (shown.ephemeral_to != "" and shown not in shown.channel.ephemerals)
        if gone or not theirs:
            raise KeyError(f"{self.user.name} does not see this message")

    def _confirm(self, widget: Widget, confirm: bool | None) -> bool:
        dialog = widget.element.get("confirm")
        if (dialog is None) != (confirm is None):
            raise RuntimeError(f"a dialog asks: {dialog['title']['text']}" if dialog else "no dialog asks here")
        return confirm is not False

    async def send_action(self, shown: Message | View, widget: Widget, state: Json | None) -> Done:
        """Send block_actions. `state`: what the element holds now; None for a button."""
        installation = self.installation_for(shown)
        action = describe_action(widget, state, self.world.next_ts())
        payload = {"type": "block_actions", **describe_actor(self.user, installation), **describe_place(shown)}
        payload |= {"trigger_id": self.issue_trigger(installation, shown), "actions": [action]}
        if isinstance(shown, Message):
            urls = self.platform.response_urls
            payload["response_url"] = urls.make("actions", self.user, shown.channel, installation, shown)
        answer = await self.platform.delivery.ask("interactive", payload)
        return self.judge(payload, answer, TROUBLE_BUTTON)

    def issue_trigger(self, installation: Installation, shown: Message | View | None = None) -> str:
        """The trigger id of an act."""
        modal = shown if isinstance(shown, View) and shown.kind == "modal" else None
        return self.world.issue_trigger(self.user, installation.team or self.user.team, modal)

    def installation_for(self, shown: Message | View) -> Installation:
        """The app that this came from. LookupError where it is gone."""
        if isinstance(shown, View):
            found = self.world.installation_in(shown.team)
        else:
            found = self.platform.delivery.installed_for(shown.channel)
        if found is None:
            raise LookupError("the app is not installed here any more")
        return found

    def judge(self, payload: Json, answer: Answer, shown: str) -> Done:
        """What came of it; `shown` is what the person sees when the app did not take it."""
        reason = f"{answer.problem} {answer.status or ''}".strip()
        return Done(payload, answer, self.note(payload["type"], shown, reason) if answer.problem else None)

    def note(self, what: str, shown: str, reason: str) -> Trouble:
        """Record a trouble."""
        trouble = Trouble(self.user.id, what, shown, reason)
        self.platform.troubles.append(trouble)
        self.world.changes.touch()
        return trouble


def _name(shown: Message | View, widget: Widget) -> tuple[str, str, str]:
    return (shown.id if isinstance(shown, View) else shown.ts, *widget.key)


def _pick(offered: Iterable[User | Channel], wanted: Any) -> str:
    for one in offered:
        if one is wanted or wanted in (one.id, one.name):
            return one.id
    raise KeyError(f"{wanted!r} is not offered here")
