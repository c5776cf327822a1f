"""What the app writes arrives as it was meant, and what Slack refuses is refused in its words."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox.slack.mrkdwn import active_in_message, to_html, to_plain
from tests.sandbox.slack_lab import Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "Go"}, **more}


async def test_a_message_to_a_person_lands_in_the_direct_message(lab: Lab) -> None:
    sent = await lab.web.chat_postMessage(
        channel=lab.ada.id, text="Hi", blocks=[section("*Hi*")], unfurl_links=False, unfurl_media=False
    )
    seen = lab.dm.messages[sent["ts"]]
    assert (sent["channel"], seen.text, seen.unfurl_links, seen.unfurl_media) == (lab.dm.id, "Hi", False, False)
    assert (seen.user, seen.bot_id) == (lab.installation.bot.id, lab.installation.bot.bot_id)
    assert seen.blocks[0]["block_id"], "Slack gives ids to blocks that have none"
    assert sent["message"]["blocks"] == seen.blocks


async def test_json_and_forms_mean_the_same(lab: Lab) -> None:
    blocks = [section("Hi")]
    url = f"{lab.url}/api/chat.postMessage"
    form = {"token": lab.installation.token, "channel": lab.dm.id, "blocks": json.dumps(blocks), "unfurl_links": "0"}
    async with lab.session.post(url, data=form) as answer:
        body = await answer.json()
    assert body["ok"]
    seen = lab.dm.messages[body["ts"]]
    assert (seen.blocks[0]["text"]["text"], seen.unfurl_links) == ("Hi", False)
    call = lab.world.calls.to("slack", "chat.postMessage")[-1]
    assert call.body["blocks"] == blocks
    assert call.body["(team)"] == lab.team.id
    assert "token" not in call.body


async def test_timestamps_only_grow(lab: Lab) -> None:
    sent = [(await lab.web.chat_postMessage(channel=lab.dm.id, text=str(n)))["ts"] for n in range(20)]
    assert len(set(sent)) == 20
    assert sent == sorted(sent, key=float)


async def test_threads(lab: Lab) -> None:
    first = await lab.web.chat_postMessage(channel=lab.dm.id, text="a")
    answer = await lab.web.chat_postMessage(channel=lab.dm.id, text="b", thread_ts=first["ts"])
    assert lab.dm.messages[answer["ts"]].thread_ts == first["ts"]
    for wrong in ("1.000001", answer["ts"]):
        code = await lab.error("chat.postMessage", channel=lab.dm.id, text="c", thread_ts=wrong)
        assert code == "thread_not_found"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, "no_text"),
        ({"text": " "}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "[{]"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        ({"text": "x", "attachments": "x"}, "invalid_attachments"),
        ({"text": "x", "attachments": [{"blocks": [{"type": "jelly"}]}]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
    ],
)
async def test_content_that_is_refused(lab: Lab, content: dict[str, Any], code: str) -> None:
    assert await lab.error("chat.postMessage", channel=lab.dm.id, **content) == code
    assert not lab.dm.messages


async def test_the_longest_text_is_taken(lab: Lab) -> None:
    assert (await lab.web.chat_postMessage(channel=lab.dm.id, text="x" * 40_000))["ok"]


async def test_all_blocks_together_have_a_limit(lab: Lab) -> None:
    most = [section("x" * 2600) for _ in range(5)]
    assert (await lab.post(*most))["ok"]
    code = await lab.error("chat.postMessage", channel=lab.dm.id, text="x", blocks=[*most, section("y")])
    assert code == "msg_blocks_too_long"


async def test_where_the_app_may_write(lab: Lab) -> None:
    world, bot = lab.world, lab.installation.bot
    elsewhere = world.add_workspace("Elsewhere")
    stranger = world.add_user(elsewhere, "Eve")
    places = {
        world.add_channel(lab.team, "public", members=[lab.ada]).id: "not_in_channel",
        world.add_channel(lab.team, "private", kind="group", members=[lab.ada]).id: "channel_not_found",
        world.add_channel(elsewhere, "other").id: "channel_not_found",
        "C0NOBODY": "channel_not_found",
        "U0NOBODY": "channel_not_found",
        stranger.id: "channel_not_found",
        bot.id: "cannot_dm_bot",
    }
    archived = world.add_channel(lab.team, "old", members=[bot])
    archived.archived = True
    for place, code in {**places, archived.id: "is_archived"}.items():
        assert await lab.error("chat.postMessage", channel=place, text="x") == code
    shared = world.add_channel(elsewhere, "shared", members=[bot, stranger], shared_with=[lab.team])
    assert (await lab.web.chat_postMessage(channel=shared.id, text="x"))["ok"]


async def test_a_person_who_left_is_written_to_without_a_refusal(lab: Lab) -> None:
    lab.ada.deleted = True
    assert (await lab.web.chat_postMessage(channel=lab.ada.id, text="x"))["ok"]
    assert await lab.error("conversations.open", users=lab.ada.id) == "user_disabled"


async def test_an_update_keeps_only_what_slack_keeps(lab: Lab) -> None:
    sent = await lab.post(section("a"))
    seen = lab.dm.messages[sent["ts"]]
    first = seen.blocks
    await lab.web.chat_update(channel=lab.dm.id, ts=sent["ts"], blocks=[section("b")], text="t")
    assert (seen.text, seen.blocks[0]["text"]["text"]) == ("t", "b")
    assert seen.blocks is not first
    assert seen.edited_ts > seen.ts
    await lab.web.chat_update(channel=lab.dm.id, ts=sent["ts"], attachments=[{"fallback": "old"}])
    assert (seen.text, seen.blocks[0]["text"]["text"]) == ("t", "b")
    await lab.web.chat_update(channel=lab.dm.id, ts=sent["ts"], text="only")
    assert (seen.text, seen.blocks, seen.attachments) == ("only", [], [])


async def test_updates_and_deletions_that_are_refused(lab: Lab) -> None:
    sent = await lab.post(section("a"))
    theirs = lab.world.post(lab.dm, lab.ada.id, "mine")

    async def update(ts: str, **content: Any) -> str:
        return await lab.error("chat.update", channel=lab.dm.id, ts=ts, **content)

    assert await update(theirs.ts, text="x") == "cant_update_message"
    assert await update("1.000001", text="x") == "message_not_found"
    assert await update(sent["ts"]) == "no_text"
    assert await update(sent["ts"], text="x" * 4001) == "msg_too_long"
    assert (await lab.web.chat_update(channel=lab.dm.id, ts=sent["ts"], text="x" * 4000))["ok"]
    assert await lab.error("chat.update", channel=lab.ada.id, ts=sent["ts"], text="x") == "channel_not_found"
    lab.world.edit_window_seconds = 60
    lab.world.advance(59)
    assert (await lab.web.chat_update(channel=lab.dm.id, ts=sent["ts"], text="x"))["ok"]
    lab.world.advance(2)
    assert await update(sent["ts"], text="x") == "edit_window_closed"
    assert await lab.error("chat.delete", channel=lab.dm.id, ts=theirs.ts) == "cant_delete_message"
    assert (await lab.web.chat_delete(channel=lab.dm.id, ts=sent["ts"]))["ok"]
    assert await lab.error("chat.delete", channel=lab.dm.id, ts=sent["ts"]) == "message_not_found"


async def test_an_ephemeral_message_cannot_be_found_again(lab: Lab) -> None:
    channel = lab.world.add_channel(lab.team, members=[lab.ada, lab.installation.bot])
    sent = await lab.web.chat_postEphemeral(channel=channel.id, user=lab.ada.id, text="psst")
    assert [m.ephemeral_to for m in channel.ephemerals] == [lab.ada.id]
    ts = sent["message_ts"]
    assert await lab.error("chat.update", channel=channel.id, ts=ts, text="x") == "message_not_found"
    assert await lab.error("chat.delete", channel=channel.id, ts=ts) == "message_not_found"
    lab.world.reload()
    assert not channel.ephemerals
    outside = lab.world.add_user(lab.team, "Bob")
    code = await lab.error("chat.postEphemeral", channel=channel.id, user=outside.id, text="x")
    assert code == "user_not_in_channel"


async def test_a_permalink(lab: Lab) -> None:
    sent = await lab.post(section("a"))
    found = await lab.web.chat_getPermalink(channel=lab.dm.id, message_ts=sent["ts"])
    place = sent["ts"].replace(".", "")
    assert found["permalink"] == f"https://harbour-estates.slack.com/archives/{lab.dm.id}/p{place}"


async def test_what_was_chosen_in_a_menu_stays_where_the_ids_stay(lab: Lab) -> None:
    options = [{"text": {"type": "plain_text", "text": str(n)}, "value": str(n)} for n in range(3)]
    menu = {"type": "static_select", "action_id": "m", "options": options}
    block = {"type": "actions", "block_id": "b", "elements": [menu, button()]}
    sent = await lab.post(block)
    seen = lab.dm.messages[sent["ts"]]
    assert seen.values == {"b": {"m": {"type": "static_select", "selected_option": None}}}
    seen.values["b"]["m"]["selected_option"] = options[1]
    await lab.web.chat_update(channel=lab.dm.id, ts=sent["ts"], text="x", blocks=[block])
    assert seen.values["b"]["m"]["selected_option"] == options[1]
    await lab.web.chat_update(channel=lab.dm.id, ts=sent["ts"], text="x", blocks=[block | {"block_id": "c"}])
    assert seen.values == {"c": {"m": {"type": "static_select", "selected_option": None}}}


def test_what_is_active_in_a_text() -> None:
    text = "&lt;!channel&gt; <!here> <@U1> <#C1|home> <https://a.example/?x=1&amp;y|a &amp; b>"
    active = active_in_message(
        text, [section("<!channel>"), {"type": "header", "text": {"type": "plain_text", "text": "<!x>"}}]
    )
    assert [(piece.kind, piece.target, piece.text) for piece in active] == [
        ("special", "here", "@here"),
        ("user", "U1", "@U1"),
        ("channel", "C1", "home"),
        ("link", "https://a.example/?x=1&y", "a & b"),
        ("special", "channel", "@channel"),
    ]
    assert to_plain(text) == "<!channel> @here @U1 home a & b"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a* _b_ ~c~ `*d*`", "<b>a</b> <i>b</i> <s>c</s> <code>*d*</code>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("a\n> b", "a<br><blockquote>b</blockquote>"),
        ("```<x> & y```", "<pre>x &amp; y</pre>"),
        ("&lt;script&gt;", "&lt;script&gt;"),
        ("<javascript:alert(1)|go>", "go"),
        ("<@U1>", '<span class="mention">@U1</span>'),
        ("<https://a.example|a>", '<a href="https://a.example" rel="noopener noreferrer" target="_blank">a</a>'),
    ],
)
def test_how_a_text_looks(text: str, html: str) -> None:
    assert to_html(text) == html
