"""A modal in a person's hands: fill in, send, close. Its client checks what Slack's client checks."""

from typing import Any

from sandbox.slack.answers import WrongAnswerError, apply_submission
from sandbox.slack.blocks import texts_of
from sandbox.slack.hands import TROUBLE_MODAL, Done, Hands
from sandbox.slack.model import Json
from sandbox.slack.payloads import describe_actor
from sandbox.slack.surfaces import STATEFUL, View
from sandbox.slack.widgets import PRESSED, Widget, find_problem, widgets_of


class Modal:
    """One view of the stack. Everything but reading needs it to be the top one."""

    def __init__(self, hands: Hands, view: View) -> None:
        self.hands = hands
        self.view = view

    @property
    def title(self) -> str:
        """What stands above."""
        return str((self.view.title or {}).get("text", ""))

    @property
    def texts(self) -> list[str]:
        """All words in it, from top to bottom."""
        return list(texts_of(self.view.blocks))

    @property
    def errors(self) -> dict[str, str]:
        """What is said at fields, by block id."""
        return self.view.errors

    @property
    def labels(self) -> list[str]:
        """The labels of its inputs."""
        return [block["label"]["text"] for block in self.view.blocks if block["type"] == "input"]

    def value(self, which: str) -> Any:
        """What a field holds now."""
        widget = self._find(which)
        state = self.view.values[widget.key[0]][widget.key[1]]
        return state[STATEFUL[widget.kind][1]]

    async def fill(self, which: str, wanted: Any, *, enter: bool = False) -> Done:
        """Put something into a field: typed letter by letter, picked or chosen. `enter` ends it with the enter key.

        Sent to the app at once only where the block says so (dispatch_action), for every letter or for the enter key.
        """
        widget = self._find(which)
        if not widget.kind.endswith("_input"):
            return await self.hands.choose(self.view, which, wanted)
        on = widget.element.get("dispatch_action_config", {}).get("trigger_actions_on", ["on_enter_pressed"])
        told = set(on) if widget.block.get("dispatch_action") else set()
        done = Done()
        for text in _letters(wanted) if self.value(which) != (wanted or None) else ():
            state = self.hands.put(self.view, widget, text)
            if "on_character_entered" in told:
                done = await self.hands.send_action(self.view, widget, state)
        if enter and "on_enter_pressed" in told:
            done = await self.hands.send_action(self.view, widget, self.view.values[widget.key[0]][widget.key[1]])
        return done

    async def press(self, which: str, *, confirm: bool | None = None) -> Done:
        """Click a button in it."""
        return await self.hands.press(self.view, which, confirm=confirm)

    async def look_up(self, which: str, typed: str = "") -> Done:
        """Open an external menu in it."""
        return await self.hands.look_up(self.view, which, typed)

    async def send(self) -> Done:
        """Press the submit button. Fields that the client refuses are named in `errors`, and nothing is sent."""
        self.hands.check_alive()
        self.hands.check_shown(self.view)
        if not self.view.submit or self.view.submit_disabled:
            raise KeyError("this view cannot be sent")
        self.view.errors = self._find_problems()
        self.hands.world.touch("view", self.view)
        if self.view.errors:
            return Done()
        return await self._submit()

    async def close(self, *, whole_stack: bool = False) -> Done:
        """Cancel; `whole_stack`: the cross in the corner, which closes what is below, too."""
        self.hands.check_alive()
        self.hands.check_shown(self.view)
        world = self.hands.world
        gone = [self.view]
        if whole_stack or self.view.clear_on_close:
            gone = world.close_all(self.view.user, self.view.team)
        else:
            world.close(self.view)
        done = Done()
        for view in gone:
            if view.notify_on_close:
                done = await self._tell_closed(view, len(gone) > 1 or whole_stack)
        return done

    def _find(self, which: str) -> Widget:
        return self.hands.find(self.view, which, lambda w: w.kind not in PRESSED)

    def _find_problems(self) -> dict[str, str]:
        problems = {}
        for widget in widgets_of(self.view.blocks):
            if widget.block["type"] == "input":
                problem = find_problem(widget, self.view.values[widget.key[0]][widget.key[1]])
                if problem:
                    problems[widget.key[0]] = problem
        return problems

    async def _submit(self) -> Done:
        hands = self.hands
        installation = hands.installation_for(self.view)
        payload = {"type": "view_submission", **describe_actor(hands.user, installation), "view": self.view.to_json()}
        payload |= {"trigger_id": hands.issue_trigger(installation, self.view), "response_urls": []}
        answer = await hands.platform.delivery.ask("interactive", payload)
        done = hands.judge(payload, answer, TROUBLE_MODAL)
        if done.trouble:
            return done
        try:
            apply_submission(hands.world, installation, self.view, answer.body)
        except WrongAnswerError as error:
            return Done(payload, answer, hands.note("view_submission", TROUBLE_MODAL, str(error)))
        return done

    async def _tell_closed(self, view: View, is_cleared: bool) -> Done:
        hands = self.hands
        payload: Json = {"type": "view_closed", **describe_actor(hands.user, hands.installation_for(view))}
        # What was typed does not travel with the closing: only dispatch_action tells the app of it before.
        payload |= {"view": {**view.to_json(), "state": {"values": {}}}, "is_cleared": is_cleared}
        answer = await hands.platform.delivery.ask("interactive", payload)
        return Done(payload, answer)  # whoever closed it sees no trouble


def _letters(wanted: Any) -> list[Any]:
    """What stands in a field after each letter of a text."""
    text = wanted if isinstance(wanted, str) else ""
    return [text[: end + 1] for end in range(len(text))] or [wanted]
