"""The provider's login site, driven as a browser without scripts would."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import asdict

import httpx
import pytest

from tests.sandbox.flatpeak_lab import URL, Dialogue, Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as lab:
        yield lab


class Browser:
    """Follows one login; sends each form with its hidden fields."""

    def __init__(self, lab: Lab, dialogue: Dialogue) -> None:
        self.lab, self.dialogue, self.html = lab, dialogue, ""
        self.url = dialogue.page["data"]["redirect_url"]
        self.query = {"fp_cot": dialogue.token, "chat": "7 ü"}

    async def open(self) -> str:
        answer = await self.lab.http.get(self.url, params=self.query)
        assert answer.status_code == 200
        self.html = answer.text
        return self.html

    async def send(self, **fields: str) -> httpx.Response:
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="(\w+)"', self.html))
        answer = await self.lab.http.post(self.url, params=self.query, data=hidden | fields)
        self.html = answer.text
        return answer

    async def sign_in(self, user: str) -> str:
        await self.open()
        return (await self.send(user=user, password="demo")).text


async def at_login(lab: Lab) -> Browser:
    dialogue = await lab.begin()
    page = await dialogue.choose("Tidehollow Energy")
    assert page["route"] == "session_redirect"
    return Browser(lab, dialogue)


async def test_signing_in_and_allowing_connects_the_tariff(lab: Lab) -> None:
    browser = await at_login(lab)
    assert "Allow" in await browser.sign_in("ada")
    answer = await browser.send(choice="allow")
    assert answer.status_code == 303
    back = httpx.URL(answer.headers["Location"])
    assert str(back).startswith("https://bot.test/back?")
    assert dict(back.params) == {"own": "1", "fp_cot": browser.dialogue.token, "chat": "7 ü"}
    page = await browser.dialogue.start()
    assert (page["route"], page["data"]["connection_type"]) == ("tariff_summary", "DIRECT")
    assert page["data"]["tariff"]["structure_type"] == "DYNAMIC"
    assert len(page["data"]["rates"]["today"]) == 48
    assert (await browser.dialogue.act("BACK"))["route"] == "provider_select"


async def test_a_wrong_password_can_be_tried_again(lab: Lab) -> None:
    browser = await at_login(lab)
    await browser.open()
    answer = await browser.send(user="ada", password="guess")
    assert (answer.status_code, "not right" in answer.text) == (200, True)
    assert "Share your tariff?" in (await browser.send(user="ada", password="demo")).text


async def test_a_one_time_code_is_asked_and_checked(lab: Lab) -> None:
    browser = await at_login(lab)
    assert "One-time code" in await browser.sign_in("otp")
    assert "not right" in (await browser.send(code="000000")).text
    assert "Share your tariff?" in (await browser.send(code="123456")).text


async def test_one_of_several_addresses_is_chosen(lab: Lab) -> None:
    browser = await at_login(lab)
    assert "Flat 3, 14 Quillmoor Lane, Bristol" in await browser.sign_in("flats")
    assert "Please choose" in (await browser.send(address="Flat 9")).text
    await browser.send(address="Flat 3")
    await browser.send(choice="allow")
    assert lab.world.locations[lab.location_of(browser.dialogue)].address["address_line2"] == "Flat 3"


async def test_without_consent_the_next_method_is_tried(lab: Lab) -> None:
    browser = await at_login(lab)
    await browser.sign_in("ada")
    assert (await browser.send(choice="deny")).status_code == 303
    assert (await browser.dialogue.start())["route"] == "tariff_select"
    assert (await browser.dialogue.act("BACK"))["route"] == "provider_select"


async def test_without_consent_a_login_only_provider_is_typed_in(lab: Lab) -> None:
    dialogue = await lab.begin_in("Uppsala", "SE", "753 10")
    await dialogue.choose("Tallvik Kraft", "SE")
    browser = Browser(lab, dialogue)
    await browser.sign_in("ada")
    await browser.send(choice="deny")
    assert (await dialogue.start())["route"] == "tariff_structure_select"


@pytest.mark.parametrize(("choice", "route"), [("by_hand", "tariff_select"), ("other_provider", "provider_select")])
async def test_when_there_is_no_tariff_one_goes_another_way(lab: Lab, choice: str, route: str) -> None:
    browser = await at_login(lab)
    await browser.sign_in("notariff")
    assert "No tariff found" in (await browser.send(choice="allow")).text
    assert (await browser.send(choice=choice)).status_code == 303
    assert (await browser.dialogue.start())["route"] == route


@pytest.mark.parametrize(("user", "outcome"), [("slow", "pending"), ("broken", "failed")])
async def test_a_tariff_may_be_slow_or_broken(lab: Lab, user: str, outcome: str) -> None:
    browser = await at_login(lab)
    await browser.sign_in(user)
    await browser.send(choice="allow")
    assert (await browser.dialogue.start())["route"] == f"tariff_connection_{outcome}"


async def test_coming_back_without_an_end_shows_the_same_redirect(lab: Lab) -> None:
    browser = await at_login(lab)
    page = browser.dialogue.page
    assert 'href="https://bot.test/back?own=1&amp;fp_cot=' in await browser.sign_in("ada")
    assert await browser.dialogue.start() == page


async def test_a_form_of_another_step_shows_the_current_one(lab: Lab) -> None:
    browser = await at_login(lab)
    await browser.open()
    for fields in ({"step": "consent", "choice": "allow"}, {"step": "missing", "choice": "by_hand"}):
        answer = await browser.send(**fields)
        assert (answer.status_code, "Sign in" in answer.text) == (200, True)
    assert (await browser.dialogue.start())["route"] == "session_redirect"


async def test_other_provider_or_leaving_are_possible_from_the_chat(lab: Lab) -> None:
    browser = await at_login(lab)
    assert (await browser.dialogue.act("BACK"))["route"] == "provider_select"
    answer = await lab.http.get(browser.url, params=browser.query)
    assert (answer.status_code, "finished" in answer.text) == (409, True)


@pytest.mark.parametrize("query", [{}, {"fp_cot": ""}, {"fp_cot": "cot_000000000000000000000000"}])
async def test_opened_without_its_session_it_says_so(lab: Lab, query: dict[str, str]) -> None:
    browser = await at_login(lab)
    for answer in (await lab.http.get(browser.url, params=query), await lab.http.post(browser.url, params=query)):
        assert (answer.status_code, "does not work" in answer.text) == (404, True)


async def test_another_providers_site_does_not_serve_the_session(lab: Lab) -> None:
    browser = await at_login(lab)
    other = browser.url.replace("tidehollow-energy-gb", "tallvik-kraft-se")
    assert (await lab.http.get(other, params=browser.query)).status_code == 409


async def test_the_redirect_can_carry_the_token_already(lab: Lab) -> None:
    lab.world.scenario.token_in_redirect = True
    browser = await at_login(lab)
    assert browser.url.endswith(f"?fp_cot={browser.dialogue.token}")


async def test_no_password_is_kept_anywhere(lab: Lab) -> None:
    browser = await at_login(lab)
    await browser.open()
    await browser.send(user="ada", password="my-real-secret")
    assert "my-real-secret" not in browser.html
    kept = json.dumps([asdict(call) for call in lab.calls.seen], default=str)
    kept += repr(lab.world.session(browser.dialogue.token))
    assert "my-real-secret" not in kept


async def test_style_and_logos_come_from_the_sandbox(lab: Lab) -> None:
    browser = await at_login(lab)
    assert 'href="style.css"' in await browser.open()
    assert "http://" not in browser.html.replace("https://bot.test", "")
    style = await lab.http.get(f"{URL}/provider/style.css")
    assert style.headers["Content-Type"].startswith("text/css")
    await browser.dialogue.act("BACK")
    logo = await lab.http.get(browser.dialogue.page["data"]["providers"][0]["logo_url"])
    assert logo.content.startswith(b"\x89PNG")
    assert (await lab.http.get(f"{URL}/logos/none.png")).status_code == 404


async def test_names_are_escaped(lab: Lab) -> None:
    dialogue = await lab.begin({"address_line1": "<b>1</b>", "city": "Bristol", "country_code": "GB"})
    await dialogue.choose("Tidehollow Energy")
    assert "&lt;b&gt;1" in await Browser(lab, dialogue).sign_in("flats")
