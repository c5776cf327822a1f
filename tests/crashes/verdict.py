"""What has to be true after every walk."""

from collections import Counter
from typing import Any

from sandbox.flatpeak.objects import Session
from sandbox.telegram import Message
from tests.crashes.chats import Script
from tests.crashes.walk import Walked

SENDS = ("sendMessage", "sendPhoto", "sendDocument")


def judge(script: Script, walked: Walked, usual: Walked, *, kills: int = 0, doubts: int = 0) -> None:
    """AssertionError for whatever was lost, done twice, or left lying about.

    `usual`: the same chat undisturbed. `doubts`: sends whose answer was lost.
    """
    unmet = walked.points.deadly
    assert not unmet, f"the chat never came to: {', '.join(map(str, unmet))}"
    _judge_connect(script, walked)
    _judge_chat(walked, usual, kills, doubts)
    assert walked.left.inbox == [], f"{walked.left.inbox}\n{walked.log}"
    assert [row for row in walked.left.outbox if row[1] != "shrink"] == []
    complaints = [line for line in walked.log.splitlines() if " ERROR " in line or "Traceback" in line]
    assert complaints == [], walked.log


def _judge_connect(script: Script, walked: Walked) -> None:
    """Every answer arrived once, all in one session, and the tariff is connected."""
    world = walked.stage.world.flatpeak
    answered = [session for session in world.sessions.values() if session.accepted]
    assert [_received(session) for session in answered] == [list(script.answers)]
    tariff = world.tariff_of(answered[0])
    assert tariff is not None
    assert tariff.status == "CONNECTED"


def _received(session: Session) -> list[tuple[str, Any]]:
    return [(one["route"], one.get("data", one.get("action"))) for one in session.accepted]


def _judge_chat(walked: Walked, usual: Walked, kills: int, doubts: int) -> None:
    """Nothing was shown more often than once a kill, and only one card can still be pressed."""
    assert len(_shown(walked)) <= len(_shown(usual)) + kills
    before, sent = _sent(usual), _sent(walked)
    too_often = {text: number for text, number in sent.items() if number > max(before[text], 1) + kills}
    assert too_often == {}
    keys = [key for m in _shown(walked) for key in _keys(m) if key in walked.left.live_keys]
    assert len(set(keys)) == 1
    # A send whose outcome is unknown is made once more; both messages then carry the same presses.
    assert len(keys) <= 1 + doubts


def _shown(walked: Walked) -> list[Message]:
    return walked.stage.person.chat.from_bot


def _sent(walked: Walked) -> Counter[str]:
    calls = walked.stage.world.calls
    return Counter(
        str(c.body.get("text", c.body.get("caption"))) for method in SENDS for c in calls.to("telegram", method)
    )


def _keys(message: Message) -> set[str]:
    """The key of a message's presses: what all its buttons begin with, but for the two digits of their number."""
    return {str(button.value)[:-2] for button in message.buttons if button.kind == "callback_data"}
