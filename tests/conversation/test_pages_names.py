"""Names that a person types: of a provider, of a tariff."""

import pytest

from bot.conversation.pages.names import NAME_CHARS
from bot.conversation.pages.view import Do
from tests.conversation.page_chat import Chat, context, sample


def provider(**changes: object) -> Chat:
    return Chat(sample("provider_name_capture", "provider_name", **changes))


def test_name_is_trimmed() -> None:
    talk = provider().say("  Søndlys \n  El ")
    assert talk.sent == {"provider": {"name": "Søndlys El"}}
    assert talk.done == "Søndlys El"


@pytest.mark.parametrize("text", ["", "   ", "...", "👍", "\u200b"])
def test_empty_names_are_refused(text: str) -> None:
    assert "Octopus Energy" in provider().say(text).problem


def test_length_at_the_limit() -> None:
    assert provider().say("x" * NAME_CHARS).sent
    assert str(NAME_CHARS) in provider().say("x" * (NAME_CHARS + 1)).problem


def test_the_address_can_be_checked() -> None:
    talk = provider()
    assert "Klitstien 22" in talk.texts[1]
    assert talk.press("Change address").outcome == Do("ADDRESS_CHANGE")


def test_an_earlier_name_can_be_kept() -> None:
    talk = provider(provider={"name": "Søndlys"})
    assert talk.press("Keep “Søndlys”").sent == {"provider": {"name": "Søndlys"}}
    assert provider(provider={"name": "Søndlys"}).say("yes").sent == {"provider": {"name": "Søndlys"}}
    assert provider(provider={"name": "Søndlys"}).say("Tide").sent == {"provider": {"name": "Tide"}}


def test_tariff_name_names_the_provider() -> None:
    talk = Chat(sample("tariff_name_capture", "tariff_name"), context("de"))
    assert talk.title == "Wie heißt dein Tarif bei Quillmoor Power?"
    assert talk.say("Grün 12").sent == {"tariff": {"name": "Grün 12"}}


def test_refused() -> None:
    assert provider().say("x1").refuse("provider_name_missing").problem == "I still need the name of your provider."
    tariff = Chat(sample("tariff_name_capture", "tariff_name")).say("x1")
    assert tariff.refuse("tariff_name_missing").problem == "I still need the name of your tariff."
