"""What the channel shows beside the chat: words for one person, an hourglass, the home page; and what it fetches."""

import asyncio

import pytest

from adapters.slack.answers import Asked
from adapters.slack.client import SlackChannel
from bot.conversation.cards import Card, Keyed, Note, Title
from bot.conversation.channel import Rejected, Unreachable
from bot.conversation.replies import FileRef, Place
from tests.slack.conftest import KEY, Lab, Shelf, channel_place, place, question, text_card, words

POST = "chat.postMessage"


def test_private_link() -> None:
    channel = SlackChannel(Shelf(), app_id="A1")
    assert channel.private_link("w-1", "T1") == "https://slack.com/app_redirect?app=A1&team=T1&tab=messages"
    assert channel.private_link("w-1") == "https://slack.com/app_redirect?app=A1&tab=messages"
    assert SlackChannel(Shelf()).private_link("w-1", "T1") == "https://app.slack.com/client/T1"


async def test_words_for_a_press_are_seen_by_that_person_only(lab: Lab) -> None:
    ada = lab.person()
    url = lab.response_url(ada)
    await lab.channel.acknowledge(Asked(lab.team.id, ada.id, url).pack(), "Answered by <!channel> & Bob")
    assert lab.whispers(ada) == ["Answered by &lt;!channel&gt; &amp; Bob"]
    await lab.channel.acknowledge(url, "Again")
    assert lab.whispers(ada)[-1] == "Again"
    assert lab.messages(ada) == []


async def test_address_of_a_press_is_used_five_times_and_then_the_private_chat(lab: Lab) -> None:
    ada = lab.person()
    url = lab.response_url(ada)
    asked = Asked(lab.team.id, ada.id, url).pack()
    for number in range(7):
        await lab.channel.acknowledge(asked, str(number))
    assert lab.whispers(ada) == [str(n) for n in range(7)]
    assert (len(lab.calls("(response_url)")), len(lab.calls("chat.postEphemeral"))) == (5, 2)
    expired = lab.response_url(ada)
    lab.world.advance(31 * 60)
    await lab.channel.acknowledge(Asked(lab.team.id, ada.id, expired).pack(), "late")
    assert lab.whispers(ada)[-1] == "late"
    await lab.channel.acknowledge(Asked(lab.team.id, ada.id).pack(), "from the home page")
    assert lab.whispers(ada)[-1] == "from the home page"


async def test_acknowledging_never_raises(lab: Lab) -> None:
    ada = lab.person()
    await lab.channel.acknowledge("")
    await lab.channel.acknowledge("", "nobody to tell")
    await lab.channel.acknowledge("http://elsewhere.invalid/actions/x", "not to strangers")
    await lab.channel.acknowledge("T1/U1/http://elsewhere.invalid/x", "no such workspace")
    lab.world.faults.crash("chat.postEphemeral")
    await lab.channel.acknowledge(Asked(lab.team.id, ada.id).pack(), "text")
    await lab.channel.close()
    await lab.channel.acknowledge(Asked(lab.team.id, ada.id, lab.response_url(ada)).pack(), "text")
    assert lab.whispers(ada) == []


async def test_hourglass_is_there_while_an_answer_takes_long(lab: Lab) -> None:
    ada = lab.person()
    to = place(ada)
    sent = await lab.channel.send(to, question())
    for _ in range(3):
        await lab.channel.working(to)
    while len(lab.messages(ada)) < 2:
        await lab.world.changed(5)
    assert lab.messages(ada)[-1].text == "⏳"
    await lab.channel.edit(to, sent, text_card("Connected"))
    while len(lab.messages(ada)) > 1:
        await lab.world.changed(5)
    assert words(lab.messages(ada)[0]) == ["Connected"]
    assert len(lab.calls(POST)) == 2


async def test_hourglass_that_comes_too_late_is_gone_at_once(lab: Lab) -> None:
    ada = lab.person()
    to = place(ada)
    sent = await lab.channel.send(to, question())
    held = lab.world.faults.hang(POST, "after")
    await lab.channel.working(to)
    while len(lab.messages(ada)) < 2:
        await lab.world.changed(5)
    await lab.channel.edit(to, sent, text_card("Connected"))
    lab.world.faults.refuse("chat.delete", "internal_error")  # tried again
    held.set()
    while len(lab.messages(ada)) > 1:
        await lab.world.changed(5)


async def test_hourglass_goes_when_nobody_asks_for_it_any_more(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = lab.person()
    monkeypatch.setattr("adapters.slack.waiting.LASTS_S", 0.02)
    await lab.channel.working(place(ada))
    while not lab.calls("chat.delete"):
        await lab.world.changed(5)
    await lab.channel.working(place(ada))  # and can come again
    while len(lab.calls("chat.delete")) < 2:
        await lab.world.changed(5)
    assert lab.messages(ada) == []


async def test_hourglass_is_no_public_matter_and_never_raises(lab: Lab) -> None:
    energy = lab.world.add_channel(lab.team, members=[lab.app.bot])
    await lab.channel.working(channel_place(energy))
    lab.world.faults.refuse(POST, "is_archived")
    await lab.channel.working(place(lab.person()))
    await lab.channel.working(Place("slack", "U1", team="T0UNKNOWN0"))
    await lab.channel.close()
    assert not energy.messages
    await lab.channel.working(place(lab.person("Bob")))
    await lab.channel.close()


async def test_hourglass_comes_again_after_it_could_not(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = lab.person()

    async def fail(_: str) -> None:
        raise RuntimeError("no database")

    with monkeypatch.context() as broken:
        broken.setattr(lab.channel.teams, "installation", fail)
        await lab.channel.working(place(ada))
        while lab.channel._waiting._over:  # noqa: ASYNC110 - nothing tells when it is given up
            await asyncio.sleep(0)
    await lab.channel.working(place(ada))
    while not lab.messages(ada):
        await lab.world.changed(5)


async def test_home_is_published_newest_last_and_not_too_often(lab: Lab) -> None:
    ada = lab.person()
    held, published = lab.world.faults.hang("views.publish", "before"), lab.expect("views.publish")
    first = asyncio.create_task(lab.channel.publish(place(ada), question("0")))
    await published.wait()
    rest = [asyncio.create_task(lab.channel.publish(place(ada), question(str(n)))) for n in range(1, 20)]
    await asyncio.sleep(0)
    held.set()
    await asyncio.gather(first, *rest)
    home = lab.world.home(ada, lab.team)
    assert home is not None
    assert home.blocks[0]["text"]["text"] == "19"
    assert len(lab.calls("views.publish")) == 2


async def test_home_that_slack_refuses_is_shown_in_plain_words(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    ada = lab.person()
    for _ in range(2):
        lab.world.faults.refuse("views.publish", "invalid_arguments")
        card = Keyed(Card((Title("Your sites"), Note("112 of 140 connected"))), KEY)
        await lab.channel.publish(place(ada), card)
    home = lab.world.home(ada, lab.team)
    assert home is not None
    assert {block["type"] for block in home.blocks} == {"section"}
    assert "112 of 140 connected" in str(home.blocks)
    reports = [record for record in caplog.records if record.name == "adapters.slack.homes"]
    assert len(reports) == 1
    lab.world.faults.refuse("views.publish", "internal_error")
    with pytest.raises(Unreachable):
        await lab.channel.publish(place(ada), question())
    await lab.channel.publish(place(ada), question("Again"))
    assert "Again" in str(home.blocks)


async def test_file_is_fetched_up_to_a_size(lab: Lab) -> None:
    ada = lab.person()
    file = lab.world.add_file(lab.team, ada, "sites.csv", b"address\n" * 100)
    file.shares.append((lab.dm(ada).id, "1.000001"))
    reference = FileRef(file.id, file.name, len(file.data))
    assert await lab.channel.fetch(place(ada), reference, 800) == file.data
    with pytest.raises(Rejected):
        await lab.channel.fetch(place(ada), reference, 799)
    with pytest.raises(Rejected):
        await lab.channel.fetch(place(ada), FileRef("F0NOTTHERE", "x", 1), 800)


async def test_token_goes_to_nobody_but_slack(lab: Lab) -> None:
    ada = lab.person()
    file = lab.world.add_file(lab.team, ada, "sites.csv", b"x")
    file.shares.append((lab.dm(ada).id, "1.000001"))
    file.url = "http://127.0.0.1:9"
    with pytest.raises(Rejected, match="not_an_address_of_slack"):
        await lab.channel.fetch(place(ada), FileRef(file.id, file.name, 1), 10)
    official = SlackChannel(Shelf()).api
    assert official.is_own("https://files.slack.com/files-pri/x")
    assert official.is_own("https://hooks.slack.com/actions/x")
    for url in ("http://files.slack.com/x", "https://slack.com.evil.org/x", "https://evilslack.com/x", "https:/x", ""):
        assert not official.is_own(url)
