"""The channel against the emulated Slack: what every refusal, doubt and silence becomes."""

import logging

import pytest

from adapters.slack.client import SlackChannel
from adapters.slack.errors import PlaceClosed, TeamBroken
from bot.conversation.channel import (
    Forbidden,
    RateLimited,
    Rejected,
    Uncertain,
    Unreachable,
)
from bot.conversation.replies import Place
from tests.slack.conftest import (
    Lab,
    channel_place,
    installation_of,
    place,
    question,
    text_card,
    words,
)

POST, UPDATE = "chat.postMessage", "chat.update"


async def test_a_refusal_names_the_place_and_no_words(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    ada = lab.person()
    told = "[ERROR] invalid words: Who supplies you? [json-pointer:/blocks/0/text/text]"
    lab.world.faults.refuse(POST, "invalid_blocks", response_metadata={"messages": [told]})
    with pytest.raises(Rejected, match="/blocks/0/text/text") as refused:
        await lab.channel.send(place(ada), question())
    assert "supplies" not in f"{refused.value!r}{caplog.text}"


async def test_places_that_are_closed(lab: Lab) -> None:
    gone, bot = lab.person("Gone", deleted=True), lab.world.add_user(lab.team, "Robot", is_bot=True)
    archived = lab.world.add_channel(lab.team, "old", members=[lab.app.bot])
    archived.archived = True
    others = lab.world.add_channel(lab.team, "others")
    hidden = Place("slack", "C0NOWHERE0", private=False, team=lab.team.id)
    for to in (place(gone), place(bot), channel_place(archived), channel_place(others), hidden):
        with pytest.raises(PlaceClosed):
            await lab.channel.send(to, text_card("Hello"))
    assert lab.shelf.gone == []


async def test_person_who_has_left_is_not_written_to_although_slack_would_take_it(lab: Lab) -> None:
    ada = lab.person()
    await lab.channel.send(place(ada), text_card("Hello"))
    ada.deleted = True
    lab.channel.people.learn(lab.team.id, ada.to_json())
    with pytest.raises(Forbidden, match="deactivated"):
        await lab.channel.send(place(ada), text_card("Hello"))
    assert len(lab.messages(ada)) == 1


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked", "invalid_auth"])
async def test_workspace_that_is_lost_is_reported_once_and_others_go_on(lab: Lab, code: str) -> None:
    ada = lab.person()
    other = lab.world.add_workspace("Other")
    bob = lab.world.add_user(other, "Bob")
    await lab.install(other)
    lab.world.faults.refuse("*", code, times=50, team=lab.team.id)
    for _ in range(3):
        with pytest.raises(TeamBroken):
            await lab.channel.send(place(ada), text_card("Hello"))
    assert lab.shelf.gone == [(lab.team.id, code)]
    await lab.channel.send(place(bob), text_card("Hello"))


async def test_workspace_that_was_installed_anew_is_served_with_its_new_token(lab: Lab) -> None:
    ada = lab.person()
    await lab.channel.send(place(ada), text_card("Hello"))
    lab.world.uninstall(lab.app)
    lab.app = lab.world.install(lab.team)
    await lab.shelf.save(installation_of(lab.app))  # by another process: nobody tells us
    lab.channel.dms.forget(lab.team.id, ada.id)
    await lab.channel.send(place(ada), text_card("Hello again"))
    assert [words(message) for message in lab.messages(ada)] == [["Hello"], ["Hello again"]]
    assert lab.shelf.gone == []


async def test_too_many_requests_pause_that_method_in_that_workspace_only(lab: Lab) -> None:
    ada = lab.person()
    other = lab.world.add_workspace("Other")
    bob = lab.world.add_user(other, "Bob")
    await lab.install(other)
    sent = await lab.channel.send(place(ada), text_card("Hello"))
    lab.world.faults.limit(POST, 20, team=lab.team.id)
    for _ in range(3):
        with pytest.raises(RateLimited) as limited:
            await lab.channel.send(place(ada), text_card("Hello"))
        assert limited.value.retry_after_s == pytest.approx(20, abs=1)
    assert len(lab.calls(POST)) == 2
    await lab.channel.edit(place(ada), sent, text_card("Hello, Ada"))
    await lab.channel.send(place(bob), text_card("Hello"))


async def test_doubt_and_certainty(lab: Lab) -> None:
    ada = lab.person()
    to = place(ada)
    sent = await lab.channel.send(to, text_card("0"))
    lab.world.faults.drop(POST, "after")
    with pytest.raises(Uncertain):
        await lab.channel.send(to, text_card("1"))
    lab.world.faults.crash(POST)
    with pytest.raises(Uncertain):
        await lab.channel.send(to, text_card("2"))
    lab.world.faults.refuse(POST, "internal_error")
    with pytest.raises(Uncertain):
        await lab.channel.send(to, text_card("3"))
    lab.world.faults.refuse(POST, "service_unavailable")
    with pytest.raises(Unreachable):
        await lab.channel.send(to, text_card("4"))
    lab.world.faults.drop(UPDATE, "after")
    lab.world.faults.crash(UPDATE)
    for _ in range(2):
        with pytest.raises(Unreachable):
            await lab.channel.edit(to, sent, text_card("5"))
    assert len(lab.messages(ada)) == 2


async def test_answer_that_does_not_come_is_a_doubt(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = lab.person()
    await lab.channel.send(place(ada), text_card("0"))
    await lab.channel.close()
    monkeypatch.setattr("adapters.slack.transport.READ_S", 0.05)
    await lab.channel.start()
    lab.world.faults.hang(POST)
    with pytest.raises(Uncertain):
        await lab.channel.send(place(ada), text_card("1"))
    assert len(lab.messages(ada)) == 2


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/api", "http://nowhere.invalid/api", "no address at all"])
async def test_server_that_is_down_is_unreachable(lab: Lab, url: str) -> None:
    channel = SlackChannel(lab.shelf, url)
    to = place(lab.person())
    await channel.start()
    with pytest.raises(Unreachable):
        await channel.send(to, text_card("1"))
    assert not await channel.answers()
    await channel.close()
    with pytest.raises(Unreachable):
        await channel.send(to, text_card("2"))


async def test_answers(lab: Lab) -> None:
    assert await lab.channel.answers()
    lab.world.faults.crash("api.test")
    assert not await lab.channel.answers()


async def test_nothing_secret_or_private_is_logged(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ada = lab.person()
    seen, card = [], text_card("private words")
    for method, arm in ((POST, lab.world.faults.crash), ("conversations.open", lab.world.faults.crash)):
        arm(method)
        with pytest.raises((Uncertain, Unreachable)) as failed:
            await lab.channel.send(place(ada), card)
        seen.append(f"{failed.value!r} {failed.value.__cause__!r} {failed.getrepr(style='short')}")
        lab.channel.dms.forget(lab.team.id, ada.id)
    down = SlackChannel(lab.shelf, "http://127.0.0.1:9/api")
    await down.start()
    with pytest.raises(Unreachable) as failed:
        await down.send(place(ada), card)
    seen.append(f"{failed.value!r} {failed.getrepr(style='short')}")
    await down.close()
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("uvicorn")]
    text = "\n".join(logged + seen)
    assert lab.app.token not in text
    assert "private words" not in text
    assert lab.app.token not in repr(await lab.shelf.find(lab.team.id))
