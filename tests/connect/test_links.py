"""Which addresses a person's browser may be sent to."""

import pytest

from bot.connect.links import is_same_place, login_link

OWN = "https://bot.example.com/connect/complete"


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://login.example.com", "https://login.example.com?fp_cot=cot_1"),
        ("https://login.example.com/", "https://login.example.com/?fp_cot=cot_1"),
        ("https://login.example.com/?a=b%20c", "https://login.example.com/?a=b%20c&fp_cot=cot_1"),
        ("https://login.example.com/?fp_cot=cot_9", "https://login.example.com/?fp_cot=cot_9"),
        ("https://login.example.com/?xfp_cot=1#top", "https://login.example.com/?xfp_cot=1&fp_cot=cot_1#top"),
        ("http://127.0.0.1:8080/login", "http://127.0.0.1:8080/login?fp_cot=cot_1"),
        ("http://[::1]/login", "http://[::1]/login?fp_cot=cot_1"),
        ("http://localhost/login", "http://localhost/login?fp_cot=cot_1"),
    ],
)
def test_a_login_link_carries_the_token(url: str, link: str) -> None:
    assert login_link(url, "cot_1") == link


@pytest.mark.parametrize(
    "url",
    [
        "",
        "login.example.com",
        "/login",
        "http://login.example.com/",
        "http://127.0.0.1.example.com/",
        "javascript:alert(1)",
        "data:text/html,hello",
        "tg://resolve?domain=x",
        "file:///etc/passwd",
        "https://",
        "https://bank.example.com@evil.example.com/",
        "https://login.example.com\\@evil.example.com/",
        "https://login.example.com/a b",
        "https://login.example.com/\nx",
        "https://login.example.com:port/",
        "https://[::1/",
    ],
)
def test_other_addresses_are_no_links(url: str) -> None:
    assert login_link(url, "cot_1") == ""


@pytest.mark.parametrize(
    "url", [OWN, OWN + "?fp_cot=cot_1", OWN + "#end", "https://BOT.example.com:443/connect/complete"]
)
def test_our_own_callback_is_recognised(url: str) -> None:
    assert is_same_place(url, OWN)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://bot.example.com/connect/complete",
        "https://bot.example.com:8443/connect/complete",
        "https://bot.example.com/connect/return",
        "https://bot.example.com.evil.example.com/connect/complete",
        "https://evil.example.com/?u=" + OWN,
    ],
)
def test_what_only_looks_like_it_is_not(url: str) -> None:
    assert not is_same_place(url, OWN)
