"""Commands, texts and the webhook as Telegram keeps them."""

import pytest

from adapters.telegram.parse import ALLOWED_UPDATES
from adapters.telegram.setup import Profile, Webhook, register
from tests.telegram.conftest import Lab

ENGLISH = Profile(
    (("connect", "Connect a tariff"), ("help", "What I can do")),
    (("connect", "Connect a tariff"),),
    "Your Tariff",
    "Connects your tariff",
    "Hello! " * 200,
)
GERMAN = Profile((("connect", "Tarif verbinden"),), about="Verbindet deinen Tarif")


async def test_every_language_gets_its_own(lab: Lab) -> None:
    await register(lab.channel, {"en": ENGLISH, "de-DE": GERMAN}, "en")
    profile = lab.world.profile
    private = {
        key[3]: [c["description"] for c in found] for key, found in profile.commands.items() if "private" in key[0]
    }
    assert private == {
        "": ["Connect a tariff", "What I can do"],
        "en": ["Connect a tariff", "What I can do"],
        "de": ["Tarif verbinden"],
    }
    groups = {key[3]: [c["command"] for c in found] for key, found in profile.commands.items() if "group" in key[0]}
    assert groups == {"": ["connect"], "en": ["connect"]}
    assert profile.short_descriptions["de"] == "Verbindet deinen Tarif"
    assert len(profile.descriptions[""]) <= 512
    assert profile.descriptions["en"].endswith("…")
    assert not lab.calls.to("telegram", "setWebhook")


async def test_what_is_right_already_is_not_sent(lab: Lab) -> None:
    await register(lab.channel, {"en": ENGLISH, "de": GERMAN}, "en")
    before = len(lab.calls.seen)
    await register(lab.channel, {"en": ENGLISH, "de": GERMAN}, "en")
    assert all(call.method.startswith("get") for call in lab.calls.seen[before:])


async def test_refused_text_is_no_reason_not_to_start(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    lab.world.faults.refuse("setMyName", 429, "Too Many Requests: retry after 80000", {"retry_after": 80000}, times=9)
    await register(lab.channel, {"en": ENGLISH}, "en")
    assert lab.world.profile.commands
    assert "set_my_name" in caplog.text


async def test_webhook_keeps_what_waits(lab: Lab) -> None:
    lab.customer()
    waiting = lab.world.updates.count()
    await register(lab.channel, {"en": ENGLISH}, "en", Webhook("https://bot.example.com/telegram/webhook", "s3cret"))
    [call] = lab.calls.to("telegram", "setWebhook")
    assert (call.body["url"], call.body["secret_token"]) == ("https://bot.example.com/telegram/webhook", "s3cret")
    assert call.body["allowed_updates"] == list(ALLOWED_UPDATES)
    assert not call.body.get("drop_pending_updates")
    assert lab.world.updates.count() == waiting


@pytest.mark.parametrize("command", ["", "Upper", "x" * 33, "with space", "ümlaut"])
async def test_impossible_commands_are_refused_at_once(lab: Lab, command: str) -> None:
    with pytest.raises(ValueError, match="commands"):
        await register(lab.channel, {"en": Profile(((command, "words"),))}, "en")
    assert not lab.calls.to("telegram", "setMyCommands")
