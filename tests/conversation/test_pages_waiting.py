"""Sign-in, waiting, failing, the end, and steps that the chat cannot show."""

import pytest

from bot.conversation.page import Page
from bot.conversation.pages.view import Do, LookAgain, Restart
from tests.conversation.page_chat import Chat, context, sample

READY = "I’ve signed in"


def redirect(url: str = "https://tidehollow.example.com/?fp_cot=x", *actions: str) -> Chat:
    return Chat(Page("redirect", "session_redirect", actions, {"redirect_url": url}))


def test_sign_in_by_link() -> None:
    talk = Chat(sample("session_redirect", "redirect"))
    assert talk.links == ["https://tidehollow-uk.connect.example.com"]
    assert any("password" in text for text in talk.texts)
    assert talk.press(READY).outcome == LookAgain()


@pytest.mark.parametrize("text", ["done", "I have logged in", "I've signed in", "yes"])
def test_signed_in_in_words(text: str) -> None:
    assert redirect().say(text).outcome == LookAgain()


def test_not_finished_yet() -> None:
    talk = redirect()
    talk.draft = {"looked": True}
    assert "isn’t complete" in talk.texts[0]
    assert "isn’t complete" not in talk.say("what now").texts[0]


@pytest.mark.parametrize(
    "text", ["hunter2!", "me@example.com", "user: me@x.org pass: Secret99", "P4ssw0rd", "s3cr3t-wort"]
)
def test_sign_in_details_are_never_kept(text: str) -> None:
    talk = redirect().say(text)
    assert "sign-in details" in talk.problem
    assert talk.draft == {}
    assert all(text not in shown for shown in (*talk.texts, talk.problem, talk.hint))


def test_other_text_is_reminded_of_the_button() -> None:
    talk = redirect().say("how long will this take?")
    assert READY in talk.hint
    assert not talk.problem


def test_other_provider_where_no_back_leads_there() -> None:
    assert redirect().press("Choose another provider").outcome == Restart()
    assert redirect().say("choose another provider").outcome == Restart()
    assert "Choose another provider" not in redirect("https://x.org", "BACK").labels


def test_without_a_link_one_can_look_again() -> None:
    talk = redirect("")
    assert talk.links == []
    assert talk.press(READY).outcome == LookAgain()


def test_pending_waits() -> None:
    talk = Chat(sample("tariff_connection_pending", "pending"))
    assert talk.title == "Tidehollow Energy is preparing your tariff"
    assert talk.labels == ["Wait – tell me when it’s ready", "Start again", "Cancel connection"]
    assert talk.press("Wait – tell me when it’s ready").outcome == Do("CLOSE", "I’ll let you know")


def test_pending_saves_where_saving_is_offered() -> None:
    page = Page("pending", "summary_tariff_inprogress", ("SAVE", "DISCONNECT", "DISMISS_DIRECT"), {})
    assert Chat(page).press("Wait – tell me when it’s ready").outcome == Do("SAVE", "I’ll let you know")
    assert Chat(page).press("Enter it by hand instead").outcome == Do("DISMISS_DIRECT")
    assert "Start again" not in Chat(page).labels


def test_pending_starts_again() -> None:
    assert Chat(sample("tariff_connection_pending", "pending")).press("Start again").outcome == Do("EDIT")


@pytest.mark.parametrize(
    ("kind", "name", "stop", "yes"),
    [
        ("pending", "tariff_connection_pending", "Cancel connection", "Yes, cancel it"),
        ("failed", "tariff_connection_failed", "Disconnect", "Yes, disconnect"),
    ],
)
def test_disconnecting_is_asked_twice(kind: str, name: str, stop: str, yes: str) -> None:
    talk = Chat(sample(name, kind))
    assert talk.act("do", "CANCEL_ALL").outcome is None
    first = talk.press(stop)
    assert first.outcome is None
    no = "No, keep waiting" if kind == "pending" else "No, keep it"
    assert first.labels == [yes, no]
    assert first.say("well").problem
    assert stop in first.press(no).labels
    assert first.press(stop).back()
    assert stop in first.labels
    assert first.press(stop).say("yes").outcome == Do("DISCONNECT")
    assert Chat(sample(name, kind)).press(stop).press(yes).outcome == Do("DISCONNECT")


def test_failed_tries_again() -> None:
    talk = Chat(sample("tariff_connection_failed", "failed"))
    assert talk.title == "I couldn’t read your tariff from Klitvind El"
    assert talk.say("hm").hint
    assert talk.press("Try again").outcome == Do("EDIT")
    zero = Page("failed", "summary_tariff_failed", ("RECONNECT", "DISCONNECT"), {})
    assert Chat(zero).press("Try again").outcome == Do("RECONNECT")
    assert Chat(zero).press("Leave it for now").outcome == Do("CLOSE")


@pytest.mark.parametrize("kind", ["pending", "failed"])
@pytest.mark.parametrize("code", ["action_missing", "action_invalid", "data_json_invalid"])
def test_waiting_refused(kind: str, code: str) -> None:
    talk = Chat(sample(f"tariff_connection_{kind}", kind)).refuse(code)
    assert talk.problem
    assert talk.labels


def test_complete() -> None:
    talk = Chat(Page("complete", "session_complete"))
    assert "Voltaire" in talk.texts[0]
    assert talk.press("Done").outcome == LookAgain()


def test_advanced_prices() -> None:
    talk = Chat(sample("rate_advanced_capture", "advanced_rate"), context("de"))
    assert talk.facts["Apr–Okt"] == "22,64 ct"
    assert talk.facts["Vertrag"] == "1. Dezember 2026 – 1. Dezember 2027"
    assert talk.say("24 ct").problem
    assert Chat(Page("advanced_rate", "x")).press("Fixed prices").problem == ""
