"""From Slack's payloads to arrivals: what counts, whose it is, and that nothing makes it fail."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.commands import read_command
from adapters.slack.loops import MOST, WINDOW_S, Loops
from adapters.slack.parse import (
    Source,
    is_from_bot,
    parse_command,
    parse_event,
    parse_press,
    parse_shortcut,
    plain,
    source_of,
)
from bot.conversation.replies import Arrival, Commanded, Edited, Left, Place, Pressed, Said, Shared, Visited
from bot.conversation.understanding.command_words import MEANING, WORDS
from tests.slack.conftest import KEY

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)
MESSAGE = {
    "type": "message",
    "channel": "D1",
    "channel_type": "im",
    "user": "U1",
    "team": "T1",
    "ts": "1795412656.345658",
}


def event(*, team: str | None = "T1", enterprise: str | None = None, **fields: Any) -> dict[str, Any]:
    granted = {"team_id": team, "enterprise_id": enterprise, "is_enterprise_install": team is None}
    return {
        "type": "event_callback",
        "event_id": "Ev1",
        "event_time": 1795412656,
        "team_id": "T1",
        "enterprise_id": enterprise,
        "authorizations": [granted],
        "event": MESSAGE | {"text": "hello"} | fields,
    }


def read(body: dict[str, Any]) -> Arrival | None:
    return parse_event(body, source_of(body), NOW)


def reply(body: dict[str, Any]) -> object:
    arrival = read(body)
    return arrival and arrival.reply


def test_a_message() -> None:
    arrival = read(event())
    assert arrival
    assert arrival.id == "event:Ev1"
    assert arrival.place == Place("slack", "U1", team="T1")
    assert (arrival.person.id, arrival.person.team) == ("U1", "T1")
    assert arrival.reply == Said("hello")
    assert arrival.sent_at.timestamp() == 1795412656


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("1 &lt; 2 &amp; 3 &gt; 2", "1 < 2 & 3 > 2"),
        ("&amp;lt;", "&lt;"),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        ("<https://example.com|example.com>", "example.com"),
        ("<mailto:ada@example.com|ada@example.com>", "ada@example.com"),
        ("<mailto:ada@example.com>", "ada@example.com"),
        ("<tel:+4412345|012345>", "012345"),
        ("in <#C1|energy>", "in #energy"),
        ("<@U1|ada> lives there", "@ada lives there"),
        ("<@U1> lives there", "lives there"),
        ("<!here> look", "look"),
        ("<!date^1392734382^{date}|18 February 2014>", "18 February 2014"),
        ("  10 Downing Street\nLondon ", "10 Downing Street\nLondon"),
    ],
)
def test_what_a_person_saw(written: str, seen: str) -> None:
    assert plain(written) == seen


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"user": "USLACKBOT"},
        {"subtype": "message_deleted", "previous_message": {"user": "U1", "text": "x"}},
        {"subtype": "channel_join"},
        {"subtype": "me_message"},
        {"subtype": "thread_broadcast"},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
        {"type": "channel_archive"},
        {"type": "app_mention", "channel": "D1", "text": "<@UBOT> hi"},
        {"type": "app_mention", "channel": "C1", "text": "<@UBOT> hi", "bot_id": "B2"},
        {"type": "app_home_opened", "tab": "about"},
        {"type": "user_change", "user": {"id": "U1", "team_id": "T1", "deleted": False}},
    ],
)
def test_what_is_nothing_for_us(fields: dict[str, Any]) -> None:
    assert read(event(**fields)) is None


def test_edits() -> None:
    def change(now: str, before: str) -> dict[str, Any]:
        after, earlier = {"user": "U1", "text": now}, {"user": "U1", "text": before}
        return event(subtype="message_changed", user=None, message=after, previous_message=earlier)

    assert reply(change("eleven", "ten")) == Edited("eleven")
    assert read(change("ten", "ten")) is None  # a preview was added
    own = change("eleven", "ten")
    own["event"]["message"]["bot_id"] = "B1"
    assert read(own) is None


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("text/csv", "document"),
        ("image/png", "photo"),
        ("video/mp4", "video"),
        ("audio/mp4", "voice"),
        ("", "document"),
    ],
)
def test_files(mime: str, kind: str) -> None:
    file = {"id": "F1", "name": "a", "mimetype": mime, "size": 3}
    found = reply(event(subtype="file_share", files=[file], text="look &amp; see"))
    assert isinstance(found, Shared)
    assert (found.what, found.caption) == (kind, "look & see")
    assert found.file
    assert (found.file.id, found.file.name, found.file.size) == ("F1", "a", 3)


def test_of_several_files_the_one_that_can_be_a_table() -> None:
    files = [{"id": "F1", "mimetype": "image/png"}, {"id": "F2", "mimetype": "text/csv", "name": "s.csv", "size": 1}]
    found = reply(event(subtype="file_share", files=files))
    assert isinstance(found, Shared)
    assert found.file
    assert found.file.id == "F2"


def test_a_message_without_words_is_not_silence() -> None:
    assert reply(event(text="")) == Shared("other")


def test_visits_greetings_and_leaving() -> None:
    assert reply(event(type="app_home_opened", tab="home")) == Visited()
    greeted = [read(event(type="app_home_opened", tab="messages", event_ts=str(n))) for n in range(2)]
    assert [one.reply for one in greeted if one] == [Commanded("start")] * 2
    assert len({one.id for one in greeted if one}) == 1
    left = read(event(type="user_change", user={"id": "U9", "team_id": "T1", "deleted": True}))
    assert left
    assert (left.person.id, left.place.chat, left.reply) == ("U9", "U9", Left())


def test_whose_it_is() -> None:
    assert source_of(event()) == Source("T1", "", "U1", "T1")
    org = event(team=None, enterprise="E1")
    assert source_of(org) == Source("T1", "E1", "U1", "T1")
    assert source_of(event(team="E1", enterprise="E1") | {"team_id": "T3"}) == Source("T3", "E1", "U1", "T1")
    assert source_of({**org, "team_id": "E1"}).team == "T1"  # as the event itself says
    shared = event(team="T7", user_team="T3") | {"team_id": "T2"}
    assert source_of(shared) == Source("T7", "", "U1", "T3")
    assert source_of(shared).is_foreign
    assert not source_of(event(enterprise="E1", team="T1", user_team="E1")).is_foreign


@pytest.mark.parametrize(
    ("body", "team", "foreign"),
    [
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"}}, "T1", False),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T2"}}, "T1", True),
        ({"team": {"id": "T1"}, "user": {"id": "U1"}}, "T1", False),
        ({"team": None, "enterprise": {"id": "E1"}, "user": {"id": "U1", "team_id": "T2"}}, "T2", False),
        ({"team": None, "enterprise": {"id": "E1"}, "user": {"id": "U1", "team_id": "E1"},
          "view": {"team_id": "T4", "app_installed_team_id": "E1"}}, "T4", False),
        ({"team": {"id": "T9"}, "user": {"id": "U1"}, "view": {"app_installed_team_id": "T1"}}, "T1", False),
        ({"command": "/tariff", "team_id": "T1", "user_id": "U1"}, "T1", False),
    ],
)  # fmt: skip
def test_whose_an_interaction_is(body: dict[str, Any], team: str, foreign: bool) -> None:
    source = source_of(body)
    assert (source.team, source.user, source.is_foreign) == (team, "U1", foreign)


def test_a_retry_has_the_same_id() -> None:
    source = Source("T1", user="U1")
    command = {"command": "/tariff", "text": "list", "trigger_id": "1.2.3", "channel_id": "C1"}
    press = {"trigger_id": "5.6", "container": {"channel_id": "D1", "message_ts": "1.1"}}
    action = {"action_id": f"p:{KEY}:3", "action_ts": "7.8"}
    shortcut = {"callback_id": "connect_tariff", "trigger_id": "9"}

    def read_all() -> list[str]:
        found = (
            parse_command(command, source, NOW),
            parse_press(press, action, source, NOW),
            parse_shortcut(shortcut, source, NOW),
        )
        return [one.id for one in found if one]

    assert read_all() == read_all()
    assert len(set(read_all())) == 3
    other = parse_press(press, action | {"action_ts": "7.9"}, source, NOW)
    again = parse_press(press, action, source, NOW)
    assert other
    assert again
    assert other.id != again.id


@pytest.mark.parametrize(
    "action_id", ["", "p:short:1", f"p:{KEY}:-1", f"p:{KEY}:x", f"f:{KEY}", "l:0", "r:add", None, 7]
)
def test_a_made_up_press_is_none(action_id: object) -> None:
    assert parse_press({}, {"action_id": action_id}, Source("T1", user="U1"), NOW) is None


@pytest.mark.parametrize("option", [None, {}, {"value": "—"}, {"value": "x"}, {"value": 3}])
def test_a_menu_without_a_choice_is_none(option: object) -> None:
    action = {"action_id": f"m:{KEY}", "selected_option": option}
    assert parse_press({}, action, Source("T1", user="U1"), NOW) is None


def test_on_the_home_page_there_is_no_message() -> None:
    found = parse_press(
        {"container": {"type": "view", "view_id": "V1"}}, {"action_id": f"p:{KEY}:3"}, Source("T1", user="U1"), NOW
    )
    assert found
    assert found.reply == Pressed(KEY, 3, "T1/U1/", None)


def test_every_word_means_one_command() -> None:
    assert sum(map(len, WORDS.values())) == len(MEANING)
    assert read_command("Anschließen X").name == "connect" == read_command("ANSCHLIESSEN").name


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Commanded("help")),
        ("  connect   1 Strand  ", Commanded("connect", "1 Strand")),
        ("connect\n1 Strand", Commanded("connect", "1 Strand")),
        ("/list", Commanded("tariffs")),
        ("list all", Commanded("tariffs")),
        ("Sprache deutsch", Commanded("language", "deutsch")),
        ("10 Downing Street", Commanded("help")),
    ],
)
def test_commands(text: str, wanted: Commanded) -> None:
    assert read_command(text) == wanted


def test_a_mention_alone_begins() -> None:
    body = event(type="app_mention", channel="C1", channel_type="channel", text="<@UBOT>", thread_ts="1.1")
    assert reply(body) == Commanded("connect", "", Place("slack", "C1", "1.1", False, "T1"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["type", "subtype", "channel_type", "user", "text", "files", "message", "previous_message", "tab", "ts", "channel",
     "team", "thread_ts", "bot_id", "user_team"]
)  # fmt: skip
TYPES = st.sampled_from(["message", "app_mention", "app_home_opened", "user_change", "tokens_revoked"])


@given(st.dictionaries(NAMES, JSON, max_size=6), TYPES, JSON)
def test_no_event_makes_it_fail(fields: dict[str, Any], kind: str, granted: object) -> None:
    body = event(**(fields | {"type": kind})) | {"authorizations": granted}
    read(body)
    is_from_bot(body["event"])


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "team",
                "user",
                "view",
                "container",
                "channel",
                "message",
                "trigger_id",
                "callback_id",
                "channel_id",
                "text",
                "response_url",
                "enterprise",
            ]
        ),
        JSON,
    ),
    JSON,
)
def test_no_interaction_makes_it_fail(body: dict[str, Any], chosen: object) -> None:
    source = source_of(body)
    action = {"action_id": f"m:{KEY}", "selected_option": chosen, "action_ts": chosen}
    parse_press(body, action, Source("T1", user="U1"), NOW)
    parse_command(body, source, NOW)
    parse_shortcut(body, source, NOW)


def test_fifty_of_the_same_in_a_minute_are_a_loop() -> None:
    now = [0.0]
    loops = Loops(lambda: now[0])
    assert [loops.is_loop("T1", "U1", "same") for _ in range(MOST)] == [False] * MOST
    assert loops.is_loop("T1", "U1", "same")
    assert not loops.is_loop("T1", "U1", "other")
    assert not loops.is_loop("T1", "U2", "same")
    assert not loops.is_loop("T2", "U1", "same")
    now[0] += WINDOW_S
    assert not loops.is_loop("T1", "U1", "same")
