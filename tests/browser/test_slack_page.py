"""The Slack window in a real browser, with messages and views that are put there as an app would."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from sandbox.server import SandboxServer
from sandbox.slack.model import Json
from sandbox.slack.views import change_view
from tests.browser.pages import EVIL, PHONE, find_faint
from tests.browser.slack_desk import CONFIRM, TEXT, Desk, button, field_of, marked, modal, option, plain

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser) -> AsyncIterator[Desk]:
    async with SandboxServer() as sandbox:
        desk = Desk(sandbox, browser)
        yield desk
        assert desk.problems == []
        for context in browser.contexts:
            await context.close()


async def test_blocks_look_as_they_are_meant(desk: Desk) -> None:
    picture = desk.add_picture()
    rich = [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "thick", "style": {"bold": True}}]},
        {"type": "rich_text_list", "style": "ordered",
         "elements": [{"type": "rich_text_section", "elements": [{"type": "user", "user_id": desk.ada.id}]}]},
    ]  # fmt: skip
    address = f"{desk.sandbox.url}/static/icon.svg?a=1&b=2"
    link = button("Log in", "l:1", url=address)
    desk.post(
        {"type": "header", "text": plain("Prices & more")},
        {
            "type": "section",
            "text": marked(f"*bold* _thin_ `code` <https://a.example|a link> <@{desk.ada.id}> a &lt; b"),
        },
        {"type": "section", "fields": [marked("*Provider*"), plain("*Gannetwick*")]},
        {"type": "divider"},
        {"type": "context", "elements": [plain("small print")]},
        {"type": "image", "slack_file": {"id": picture.id}, "alt_text": "Two days of prices"},
        {"type": "rich_text", "elements": rich},
        {"type": "actions", "elements": [button("Go", style="primary"), button("Stop", "b", style="danger"), link]},
        edited_ts="1.1",
    )
    page, slack = await desk.open()
    entry = slack.get_by_role("article")
    await expect(entry.get_by_role("heading", name="Prices & more")).to_be_visible()
    await expect(entry.locator(".text b")).to_have_text("bold")
    await expect(entry.locator("code")).to_have_text("code")
    await expect(entry.get_by_role("link", name="a link")).to_have_attribute("href", "https://a.example")
    await expect(entry.locator(".mention").first).to_have_text("@Ada")
    await expect(entry).to_contain_text("a < b")
    await expect(entry.locator(".fields")).to_have_text("Provider*Gannetwick*")
    await expect(entry.locator("ol li")).to_have_text("@Ada")
    image = entry.get_by_role("img", name="Two days of prices")
    await expect(image).to_have_js_property("naturalWidth", 320)
    await expect(entry.get_by_role("button", name="Stop")).to_have_class("act danger")
    login = entry.get_by_role("link", name="Log in")
    await expect(login).to_have_attribute("rel", "noopener noreferrer")
    await expect(entry).to_contain_text("(edited)")
    async with page.context.expect_page() as opened:
        await login.click()
    assert (await opened.value).url == address
    await expect(slack.locator(".toast")).to_have_text("Tariffbot did not answer.")
    assert desk.asked[-1]["actions"][0]["action_id"] == "l:1"


async def test_only_the_one_who_is_meant_sees_an_ephemeral_message(desk: Desk) -> None:
    desk.post(text="psst", channel=desk.energy, ephemeral_to=desk.person("Ben Okafor").id)
    _, slack = await desk.open()
    await slack.get_by_role("button", name="energy").click()
    await expect(slack).to_contain_text("This is the beginning of #energy.")
    await slack.get_by_role("button", name="Ben").click()
    await expect(slack.get_by_role("article")).to_contain_text("Only visible to you")
    await expect(slack.get_by_role("article")).to_contain_text("psst")


async def test_threads_changes_and_deletions(desk: Desk) -> None:
    first = desk.post(text="first")
    _, slack = await desk.open()
    await slack.get_by_role("article").hover()
    await slack.get_by_role("button", name="More actions").click()
    await slack.get_by_role("menuitem", name="Reply in thread").click()
    await slack.get_by_label("Message Tariffbot").fill("an answer")
    await slack.get_by_role("button", name="Send now").click()
    replies = slack.locator(".replies").first
    await expect(replies.get_by_role("article")).to_contain_text("an answer")
    assert desk.ada.messages()[-1].thread_ts == first.ts
    await replies.get_by_role("article").hover()
    await replies.get_by_role("button", name="More actions").click()
    await replies.get_by_role("menuitem", name="Delete").click()
    await expect(replies.get_by_role("article")).to_have_count(0)
    desk.sandbox.slack.world.remove(first)
    await expect(slack.get_by_role("article")).to_have_count(0)


async def test_nothing_that_is_written_is_read_as_html(desk: Desk) -> None:
    world = desk.sandbox.slack.world
    evil = EVIL.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    world.add_user(desk.ada.user.team, EVIL)
    menu = {"type": "static_select", "action_id": "m", "placeholder": plain(EVIL), "options": [option(EVIL, "1")]}
    desk.post(
        {"type": "header", "text": plain(EVIL)},
        {"type": "section", "text": marked(evil), "fields": [marked(f"*{evil}*"), plain(EVIL)]},
        {"type": "section", "text": marked(f"<javascript:document.title='owned'|{evil}> <@U0NONE|{evil}>")},
        {"type": "actions", "elements": [button(EVIL, confirm={**CONFIRM, "text": marked(evil)}), menu]},
    )
    desk.ada.say(EVIL)
    desk.ada.upload(EVIL, b"x", EVIL)
    page, slack = await desk.open()
    await expect(slack.get_by_role("log")).to_contain_text(EVIL)
    await slack.get_by_role("combobox").first.click()
    await expect(page.get_by_role("option")).to_have_text(EVIL)
    await page.keyboard.press("Escape")
    await slack.get_by_role("log").get_by_role("button", name=EVIL, exact=True).click()
    await expect(page.get_by_role("alertdialog")).to_contain_text(EVIL)
    await page.get_by_role("alertdialog").get_by_role("button", name="No").click()
    desk.show(modal(field_of(EVIL, "x", TEXT, hint=plain(EVIL)), title=EVIL[:24])).errors["x"] = EVIL
    await expect(slack.get_by_role("dialog").locator("label")).to_contain_text(EVIL)
    assert await page.locator("img[src=x]").count() == 0
    assert await page.locator("a[href^=javascript]").count() == 0
    assert await page.title() == "Tariffbot sandbox"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_both_themes_can_be_read(desk: Desk, scheme: str) -> None:
    desk.post(
        {"type": "header", "text": plain("H")},
        {"type": "section", "text": marked(f"`c` <@{desk.ada.id}> <https://a.example|a>")},
        {"type": "context", "elements": [plain("small")]},
        {
            "type": "actions",
            "elements": [button("Go", style="primary"), button("Stop", "b", style="danger", confirm=CONFIRM)],
        },
    )
    desk.post(text="psst", ephemeral_to=desk.ada.id, edited_ts="1.1")
    page, slack = await desk.open(scheme=scheme)
    await expect(slack.get_by_role("button", name="Go")).to_be_visible()
    parts = (
        ".heading", "section.slack code", ".mention", ".text a", ".context p", ".act.primary", ".act.danger", ".only",
        ".private .said", ".private .aside", ".by time", ".app-mark", ".main header .note", ".home-tabs button",
        ".side h3", ".side .line", ".side .line small", ".side [aria-current]", ".side [aria-pressed=true] small",
        ".tools .quiet", ".tools .send", ".hue-0", ".hue-1", ".hue-2",
    )  # fmt: skip
    assert await find_faint(page, parts) == []
    await slack.get_by_role("button", name="Stop").click()
    assert await find_faint(page, ["dialog.confirm h2", "dialog.confirm p", "dialog.confirm .primary"]) == []
    await page.keyboard.press("Escape")
    desk.show(modal(field_of("Town", "town", TEXT, hint=plain("hint")))).errors["town"] = "No such town"
    await expect(slack.get_by_role("dialog")).to_contain_text("No such town")
    assert await find_faint(page, [".modal h2", ".modal label", ".field-hint", ".field-error", ".modal .act"]) == []


async def test_a_dialog_asks_first(desk: Desk) -> None:
    desk.post(
        {"type": "actions", "elements": [button("Remove", style="danger", confirm={**CONFIRM, "style": "danger"})]}
    )
    page, slack = await desk.open()
    remove = slack.get_by_role("button", name="Remove")
    for answer in ("Escape", "No"):
        await remove.click()
        dialog = page.get_by_role("alertdialog", name="Sure?")
        await expect(dialog).to_contain_text("It goes away")
        await (page.keyboard.press(answer) if answer == "Escape" else dialog.get_by_role("button", name=answer).click())
        await expect(dialog).to_have_count(0)
        await expect(remove).to_be_focused()
    assert desk.asked == []
    await remove.click()
    await page.get_by_role("button", name="Yes").click()
    await expect(slack.get_by_role("img", name="Tariffbot did not answer")).to_be_visible()
    assert [payload["actions"][0]["action_id"] for payload in desk.asked] == ["a"]


async def test_what_does_not_work_is_said(desk: Desk) -> None:
    view = desk.show(modal(field_of("Town", "town", TEXT)))
    _, slack = await desk.open()
    dialog = slack.get_by_role("dialog", name="A form")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_contain_text("Please complete this required field.")
    await expect(dialog.get_by_label("Town")).to_be_focused()
    assert desk.asked == []
    await dialog.get_by_label("Town").fill("Leipzig")
    await dialog.get_by_label("Town").press("Enter")
    await expect(dialog.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
    assert desk.asked[-1]["view"]["state"]["values"]["town"]["v"]["value"] == "Leipzig"
    await dialog.get_by_role("button", name="Leave").click()
    await expect(dialog).to_have_count(0)
    assert view.is_closed
    await slack.get_by_label("Message Tariffbot").fill("/tariff list")
    await slack.get_by_label("Message Tariffbot").press("Enter")
    await expect(slack.locator(".toast")).to_contain_text("/tariff failed")


async def test_what_is_typed_outlives_a_change_of_the_modal(desk: Desk) -> None:
    world = desk.sandbox.slack.world
    rows = [field_of("Town", "town", TEXT), field_of("Street", "street", TEXT)]
    day = field_of("Since", "since", {"type": "datepicker"})
    people = field_of("Who", "who", {"type": "multi_users_select"})
    place = field_of("Where", "where", {"type": "conversations_select"}, optional=True)
    view = desk.show(modal(*rows, day, people, place))
    page, slack = await desk.open()
    dialog = slack.get_by_role("dialog")
    await dialog.get_by_label("Since").fill("2026-11-17")
    await dialog.get_by_label("Who").press_sequentially("car")
    await page.get_by_role("option", name="Carla").click()
    await dialog.get_by_label("Where").click()
    await page.get_by_role("option", name="energy").click()
    await dialog.get_by_label("Street").press_sequentially("12 High")
    await page.keyboard.press("ArrowLeft")
    change_view(world, view, modal({"type": "header", "text": plain("Changed")}, *rows[1:], day, people, place))
    await expect(dialog.get_by_role("heading", name="Changed")).to_be_visible()
    await expect(dialog.get_by_label("Street")).to_be_focused()
    await page.keyboard.type("g")
    await expect(dialog.get_by_label("Street")).to_have_value("12 Higgh")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("trouble")
    values = {name: held["v"] for name, held in desk.asked[-1]["view"]["state"]["values"].items()}
    assert values["street"]["value"] == "12 Higgh"
    assert values["since"]["selected_date"] == "2026-11-17"
    assert values["who"]["selected_users"] == [desk.person("Carla Weber").id]
    assert values["where"]["selected_conversation"] == desk.energy.id


async def test_modals_lie_on_one_another(desk: Desk) -> None:
    desk.show(modal(field_of("Below", "below", TEXT)))
    page, slack = await desk.open()
    await slack.get_by_label("Below").fill("kept")
    desk.show(modal(field_of("Above", "above", TEXT), title="Second"))
    await expect(slack.get_by_role("dialog", name="Second")).to_be_visible()
    await expect(slack.get_by_label("Above")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(slack.get_by_label("Below")).to_have_value("kept")
    desk.show(modal(field_of("Above", "above", TEXT), title="Third"))
    await slack.get_by_role("dialog", name="Third").get_by_role("button", name="Close").click()
    await expect(slack.get_by_role("dialog")).to_have_count(0)
    assert desk.ada.modals == []


async def test_menus_of_every_kind(desk: Desk) -> None:
    names = [option(name, str(number)) for number, name in enumerate(("Börsenfunke", "Drosselhain", "1"))]
    boxes = {"type": "checkboxes", "action_id": "c", "options": names[:2]}
    more = {"type": "overflow", "action_id": "o", "options": names[:2]}
    menu = {"type": "static_select", "action_id": "m", "placeholder": plain("Provider"), "options": names}
    desk.post({"type": "actions", "elements": [menu, boxes, more]})
    page, slack = await desk.open()
    box = slack.get_by_role("combobox", name="Provider")
    await box.press_sequentially("bors")
    await expect(page.get_by_role("option")).to_have_text(["Börsenfunke"])
    await box.fill("")
    await expect(page.get_by_role("option")).to_have_count(3)
    await box.press("ArrowUp")
    await box.press("Enter")
    await expect(box).to_have_value("1")
    await slack.get_by_role("checkbox", name="Drosselhain").check()
    await slack.get_by_role("button", name="More", exact=True).click()
    await slack.get_by_role("menuitem", name="Börsenfunke").click()
    await expect(slack.get_by_role("img", name="Tariffbot did not answer")).to_have_count(3)
    actions = {payload["actions"][0]["action_id"]: payload["actions"][0] for payload in desk.asked}
    assert actions["m"]["selected_option"]["value"] == "2"
    assert [chosen["value"] for chosen in actions["c"]["selected_options"]] == ["1"]
    assert actions["o"]["selected_option"]["value"] == "0"


async def test_a_file_goes_up_and_can_be_taken_down_again(desk: Desk) -> None:
    page, slack = await desk.open()
    await slack.get_by_role("button", name="Files and shortcuts").click()
    async with page.expect_file_chooser() as chooser:
        await slack.get_by_role("menuitem", name="Upload a file").click()
    content = "Straße;Ort\nKirchweg 3;Köln\n".encode()
    await (await chooser.value).set_files({"name": "sites.csv", "mimeType": "text/csv", "buffer": content})
    link = slack.get_by_role("link", name="sites.csv")
    await expect(link).to_be_visible()
    file = desk.ada.messages()[-1].files[0]
    assert (file.name, file.data, file.mime) == ("sites.csv", content, "text/csv")
    async with page.expect_download() as download:
        await link.click()
    assert (await download.value).suggested_filename == "sites.csv"


async def test_a_new_colleague_is_in_the_channels(desk: Desk) -> None:
    page, slack = await desk.open()
    await slack.get_by_role("button", name="Add a colleague").click()
    dialog = page.get_by_role("dialog", name="New colleague")
    await dialog.get_by_label("Name").fill("Dilan")
    await dialog.get_by_label("Language").select_option("de-DE")
    await dialog.get_by_role("switch", name="Admin").check()
    await dialog.get_by_role("button", name="Add").click()
    await expect(slack.get_by_role("button", name="Dilan")).to_have_attribute("aria-pressed", "true")
    await expect(slack.get_by_role("button", name="Dilan")).to_contain_text("admin, German")
    await slack.get_by_role("button", name="energy").click()
    await slack.get_by_label("Message #energy").fill("@Tariffbot hello")
    await slack.get_by_label("Message #energy").press("Enter")
    await expect(slack.get_by_role("article").locator(".mention")).to_have_text("@Tariffbot")
    assert desk.person("Dilan").user.is_admin


async def test_what_is_new_for_others_is_marked(desk: Desk) -> None:
    _, slack = await desk.open(PHONE)
    page = slack.page
    await expect(page.get_by_role("tab", name="Alex")).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_role("log")).to_have_count(1)
    desk.post(text="for Ben", channel=desk.person("Ben Okafor").dm)
    await expect(page.locator(".tabs .news")).to_contain_text("Slack")
    await page.get_by_role("tab", name="Slack").click()
    await slack.get_by_role("button", name="Workspace").click()
    await slack.get_by_role("button", name="Ben (new)").click()
    await expect(slack.get_by_role("log")).to_contain_text("for Ben")
    await expect(slack.get_by_role("navigation")).to_be_hidden()
    desk.person("Ben Okafor").say("w" * 300)
    await expect(slack.get_by_role("log")).to_contain_text("www")
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert await slack.evaluate("e => [...e.querySelectorAll('.log')].every(l => l.scrollWidth <= l.clientWidth)")


async def test_the_install_page_is_linked_where_the_app_has_one(desk: Desk) -> None:
    desk.sandbox.slack.world.app.redirect_urls = ["https://bot.example/slack/oauth_redirect"]
    _, slack = await desk.open()
    link = slack.get_by_role("link", name="Install the app")
    await expect(link).to_have_attribute("href", "https://bot.example/slack/install")


async def test_other_sites_cannot_act(desk: Desk) -> None:
    page, _ = await desk.open()
    url = f"{desk.sandbox.url}/page/slack/people/{desk.ada.id}/say"
    body = {"channel": desk.ada.dm.id, "text": "mine"}
    foreign = await page.request.post(url, data=body, headers={"Origin": "http://evil.example"})
    assert foreign.status == 403
    typed = await page.request.post(url, data=json.dumps(body), headers={"Content-Type": "text/plain"})
    assert typed.status == 403
    assert desk.ada.messages() == []
    assert (await page.request.post(url, data=body)).ok
    assert [message.text for message in desk.ada.messages()] == ["mine"]
    bot = await page.request.post(url.replace(desk.ada.id, desk.ada.installation.bot.id), data=body)
    assert bot.status == 404
    for path in ("static/slack/view.py", "static/slack/%2e%2e/app.py", "static/slack/../../app.py"):
        assert (await page.request.get(f"{desk.sandbox.url}/{path}")).status == 404
    policy = (await page.request.get(desk.sandbox.url)).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';")


async def test_a_page_takes_up_where_it_was_cut_off(desk: Desk) -> None:
    first, second = desk.post(text="one"), desk.post(text="two")
    async with httpx.AsyncClient(base_url=desk.sandbox.url) as client:
        views, last_id = await _read_feed(client, "")
        assert [m["text"] for m in views["slack"]["messages"]] == ["one", "two"]
        desk.sandbox.slack.world.remove(first)
        views, _ = await _read_feed(client, last_id)
        assert (set(views), views["slack"]["reset"]) == ({"slack"}, False)
        assert (views["slack"]["gone"], views["slack"]["messages"]) == ([[second.channel.id, first.ts]], [])
        views, _ = await _read_feed(client, "of-another-process:1:1")
        assert [view["reset"] for view in views.values()] == [True, True]


async def _read_feed(client: httpx.AsyncClient, last_id: str) -> tuple[dict[str, Json], str]:
    """What the feed says at once, and the id of its last event."""
    views: dict[str, Json] = {}
    async with client.stream("GET", "/page/events", headers={"Last-Event-ID": last_id}) as stream:
        name = ""
        async for line in stream.aiter_lines():
            kind, _, value = line.partition(": ")
            if kind == "id":
                last_id = value
            elif kind == "event":
                name = value
            elif kind == "data":
                views[name] = json.loads(value)
                if name == "slack":
                    return views, last_id
    raise AssertionError("the feed ended")
