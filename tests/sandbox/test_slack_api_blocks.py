"""Every limit of Block Kit: what just fits is taken, one more is refused with the pointer to it."""

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import pytest

from tests.sandbox.slack_lab import Lab, open_lab

Json = dict[str, Any]
Build = Callable[[int], list[Json]]


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def plain(text: str = "x") -> Json:
    return {"type": "plain_text", "text": text}


def mark(text: str = "x") -> Json:
    return {"type": "mrkdwn", "text": text}


def option(number: int = 0, **more: Any) -> Json:
    return {"text": plain(str(number)), "value": str(number), **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "action_id": "a", "text": plain(), **more}


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "a", "placeholder": plain(), **more}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "elements": list(elements)}]


def section(**more: Any) -> list[Json]:
    return [{"type": "section", "text": mark(), **more}]


def asked(element: Json, **more: Any) -> list[Json]:
    return [{"type": "input", "label": plain(), "element": {"action_id": "a", **element}, **more}]


def confirm(**more: Any) -> list[Json]:
    words = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}
    return actions(button(confirm=words))


def picture(**more: Any) -> list[Json]:
    return [{"type": "image", "image_url": "https://pictures.example/a.png", "alt_text": "x", **more}]


def table(*rows: list[Json], **more: Any) -> list[Json]:
    return [{"type": "table", "rows": list(rows), **more}]


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def groups(count: int) -> list[Json]:
    return [{"label": plain(), "options": options(1)} for _ in range(count)]


class Limit(NamedTuple):
    most: int
    build: Build
    pointer: str


CHARS = "must be less than {over} characters"
ITEMS = "no more than {most} items allowed"

TEXTS = {
    "header": Limit(150, lambda n: [{"type": "header", "text": plain("ü" * n)}], "/0/text/text"),
    "section": Limit(3000, lambda n: section(text=mark("x" * n)), "/0/text/text"),
    "field": Limit(2000, lambda n: section(fields=[mark("x" * n)]), "/0/fields/0/text"),
    "context": Limit(3000, lambda n: [{"type": "context", "elements": [mark("x" * n)]}], "/0/elements/0/text"),
    "block id": Limit(255, lambda n: [{"type": "divider", "block_id": "x" * n}], "/0/block_id"),
    "action id": Limit(255, lambda n: actions(button(action_id="x" * n)), "/0/elements/0/action_id"),
    "button": Limit(75, lambda n: actions(button(text=plain("x" * n))), "/0/elements/0/text/text"),
    "button value": Limit(2000, lambda n: actions(button(value="x" * n)), "/0/elements/0/value"),
    "button label": Limit(
        75, lambda n: actions(button(accessibility_label="x" * n)), "/0/elements/0/accessibility_label"
    ),
    "button url": Limit(
        3000, lambda n: actions(button(url=f"https://a.example/{'x' * (n - 18)}")), "/0/elements/0/url"
    ),
    "placeholder": Limit(
        150,
        lambda n: actions(select(options=options(1), placeholder=plain("x" * n))),
        "/0/elements/0/placeholder/text",
    ),
    "option": Limit(
        75,
        lambda n: actions(select(options=[{"text": plain("x" * n), "value": "v"}])),
        "/0/elements/0/options/0/text/text",
    ),
    "option value": Limit(
        150,
        lambda n: actions(select(options=[{"text": plain(), "value": "v" * n}])),
        "/0/elements/0/options/0/value",
    ),
    "option description": Limit(
        75,
        lambda n: actions(select(options=[option(description=plain("x" * n))])),
        "/0/elements/0/options/0/description/text",
    ),
    "group label": Limit(
        75,
        lambda n: actions(select(option_groups=[{"label": plain("x" * n), "options": options(1)}])),
        "/0/elements/0/option_groups/0/label/text",
    ),
    "confirm title": Limit(100, lambda n: confirm(title=plain("x" * n)), "/0/elements/0/confirm/title/text"),
    "confirm text": Limit(300, lambda n: confirm(text=mark("x" * n)), "/0/elements/0/confirm/text/text"),
    "confirm yes": Limit(30, lambda n: confirm(confirm=plain("x" * n)), "/0/elements/0/confirm/confirm/text"),
    "confirm no": Limit(30, lambda n: confirm(deny=plain("x" * n)), "/0/elements/0/confirm/deny/text"),
    "alt text": Limit(2000, lambda n: picture(alt_text="x" * n), "/0/alt_text"),
    "image title": Limit(2000, lambda n: picture(title=plain("x" * n)), "/0/title/text"),
    "image url": Limit(3000, lambda n: picture(image_url=f"https://a.example/{'x' * (n - 18)}"), "/0/image_url"),
}
LISTS = {
    "blocks": Limit(50, lambda n: [{"type": "divider"}] * n, ""),
    "fields": Limit(10, lambda n: section(fields=[mark()] * n), "/0/fields"),
    "actions": Limit(25, lambda n: actions(*(button(action_id=str(i)) for i in range(n))), "/0/elements"),
    "context": Limit(10, lambda n: [{"type": "context", "elements": [mark()] * n}], "/0/elements"),
    "options": Limit(100, lambda n: actions(select(options=options(n))), "/0/elements/0/options"),
    "groups": Limit(100, lambda n: actions(select(option_groups=groups(n))), "/0/elements/0/option_groups"),
    "group": Limit(
        100,
        lambda n: actions(select(option_groups=[{"label": plain(), "options": options(n)}])),
        "/0/elements/0/option_groups/0/options",
    ),
    "overflow": Limit(
        5, lambda n: actions({"type": "overflow", "action_id": "a", "options": options(n)}), "/0/elements/0/options"
    ),
    "checkboxes": Limit(
        10, lambda n: actions({"type": "checkboxes", "action_id": "a", "options": options(n)}), "/0/elements/0/options"
    ),
    "radio": Limit(
        10,
        lambda n: actions({"type": "radio_buttons", "action_id": "a", "options": options(n)}),
        "/0/elements/0/options",
    ),
    "table rows": Limit(100, lambda n: table(*([cell()] for _ in range(n))), "/0/rows"),
    "table columns": Limit(20, lambda n: table([cell()] * n), "/0/rows/0"),
    "table settings": Limit(
        20, lambda n: table([cell()], column_settings=[{"align": "right"}] * n), "/0/column_settings"
    ),
}


@pytest.mark.parametrize("name", TEXTS)
async def test_characters(lab: Lab, name: str) -> None:
    most, build, pointer = TEXTS[name]
    assert (await lab.post(*build(most)))["ok"]
    reasons = await lab.reasons("chat.postMessage", channel=lab.dm.id, text="x", blocks=build(most + 1))
    assert reasons == [f"[ERROR] {CHARS.format(over=most + 1)} [json-pointer:/blocks{pointer}]"]
    assert len(lab.dm.messages) == 1


@pytest.mark.parametrize("name", LISTS)
async def test_items(lab: Lab, name: str) -> None:
    most, build, pointer = LISTS[name]
    assert (await lab.post(*build(most)))["ok"]
    reasons = await lab.reasons("chat.postMessage", channel=lab.dm.id, text="x", blocks=build(most + 1))
    assert reasons == [f"[ERROR] {ITEMS.format(most=most)} [json-pointer:/blocks{pointer}]"]


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        ([{"type": "header", "text": plain("")}], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (section(text=mark("")), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        (
            actions(button(text=plain(""))),
            "must be more than 0 characters [json-pointer:/blocks/0/elements/0/text/text]",
        ),
        (actions(button(value="")), "must be more than 0 characters [json-pointer:/blocks/0/elements/0/value]"),
        ([{"type": "header", "text": mark()}], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
        ([{"type": "jelly"}], "unsupported type: jelly [json-pointer:/blocks/0/type]"),
        ([{"text": plain()}], "missing required field: type [json-pointer:/blocks/0]"),
        (["x"], "must provide an object [json-pointer:/blocks/0]"),
        ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
        (section(color="red"), "invalid additional property: color [json-pointer:/blocks/0]"),
        (section(text=mark() | {"emoji": True}), "invalid additional property: emoji [json-pointer:/blocks/0/text]"),
        (section(text="x"), "must provide an object [json-pointer:/blocks/0/text]"),
        (section(accessory=None), "must provide an object [json-pointer:/blocks/0/accessory]"),
        (actions(), "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (actions(select(options=[])), "no less than 1 items allowed [json-pointer:/blocks/0/elements/0/options]"),
        (
            actions(select()),
            "must provide exactly one of: options, option_groups [json-pointer:/blocks/0/elements/0]",
        ),
        (
            actions(select(options=options(2), initial_option=option(3))),
            "must match an option in the list of options [json-pointer:/blocks/0/elements/0/initial_option]",
        ),
        (
            actions(select(options=[option(url="https://a.example")])),
            "invalid additional property: url [json-pointer:/blocks/0/elements/0/options/0]",
        ),
        (
            actions(select(options=[{"text": mark(), "value": "v"}])),
            "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/options/0/text/type]",
        ),
        (actions(button(url="a.example")), "must be a valid URL [json-pointer:/blocks/0/elements/0/url]"),
        (
            actions(button(style="loud")),
            "must be one of: primary, danger [json-pointer:/blocks/0/elements/0/style]",
        ),
        (
            actions(button(), button()),
            "`action_id` `a` already exists for block_id `` [json-pointer:/blocks/0/elements/1/action_id]",
        ),
        (
            [{"type": "divider", "block_id": "b"}] * 2,
            "`block_id` `b` already exists [json-pointer:/blocks/1/block_id]",
        ),
        (
            actions({"type": "multi_users_select", "action_id": "a"}),
            "unsupported type: multi_users_select [json-pointer:/blocks/0/elements/0/type]",
        ),
        (
            actions({"type": "plain_text_input", "action_id": "a"}),
            "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        ),
        (asked({"type": "plain_text_input"}), "unsupported type: input [json-pointer:/blocks/0/type]"),
        (
            actions({"type": "datepicker", "initial_date": "2026-02-30"}),
            "must be a valid date in the format YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
        ),
        (
            actions({"type": "timepicker", "initial_time": "24:00"}),
            "must be a valid time in the format HH:mm [json-pointer:/blocks/0/elements/0/initial_time]",
        ),
        (
            actions({"type": "external_select", "min_query_length": "1"}),
            "must provide a number [json-pointer:/blocks/0/elements/0/min_query_length]",
        ),
        (
            actions({"type": "conversations_select", "response_url_enabled": True}),
            "invalid additional property: response_url_enabled [json-pointer:/blocks/0]",
        ),
        (
            picture(image_url="http://127.0.0.1:8080/a.png"),
            "downloading image failed [json-pointer:/blocks/0/image_url]",
        ),
        (picture(image_url="https://localhost/a.png"), "downloading image failed [json-pointer:/blocks/0/image_url]"),
        (
            [{"type": "image", "alt_text": "x"}],
            "must provide exactly one of: image_url, slack_file [json-pointer:/blocks/0]",
        ),
        (
            [{"type": "image", "image_url": "https://a.example/a.png"}],
            "missing required field: alt_text [json-pointer:/blocks/0]",
        ),
        (
            [{"type": "image", "alt_text": "x", "slack_file": {"id": "F0NONE"}}],
            "invalid slack file [json-pointer:/blocks/0/slack_file]",
        ),
        (
            [
                {
                    "type": "rich_text",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
                }
            ],
            "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
        ),
        (
            table([{"type": "raw_text", "text": ""}]),
            "must be more than 0 characters [json-pointer:/blocks/0/rows/0/0/text]",
        ),
    ],
)
async def test_mistakes_in_blocks_of_a_message(lab: Lab, blocks: list[Any], reason: str) -> None:
    refused = await lab.refusal("chat.postMessage", channel=lab.dm.id, text="x", blocks=blocks)
    assert refused["error"] == "invalid_blocks"
    assert refused["response_metadata"]["messages"] == [f"[ERROR] {reason}"]
    assert refused["errors"] == [reason]


async def test_every_block_of_a_message(lab: Lab) -> None:
    style = {"bold": True}
    section_part = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x", "style": style}]}
    rich = [
        section_part,
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section_part]},
        {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://a.example", "text": "x"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]},
    ]
    pick = [
        {"type": "datepicker", "initial_date": "2026-02-28"},
        {"type": "timepicker", "initial_time": "23:59"},
        {"type": "datetimepicker", "initial_date_time": 1_790_000_000},
        {"type": "external_select", "min_query_length": 0},
        {"type": "users_select"},
        {"type": "conversations_select", "filter": {"include": ["public"]}, "default_to_current_conversation": True},
        {"type": "channels_select"},
        {"type": "radio_buttons", "options": [{"text": mark(), "value": "v"}]},
        {"type": "overflow", "options": [option(url="https://a.example")]},
        select(options=options(2), initial_option=option(1)),
    ]
    await lab.post(
        {"type": "header", "text": plain()},
        *section(fields=[mark()], accessory={"type": "multi_static_select", "options": options(1)}, expand=True),
        {"type": "divider"},
        *picture(title=plain()),
        *actions(*pick),
        {
            "type": "context",
            "elements": [mark(), {"type": "image", "image_url": "https://a.example/a", "alt_text": "x"}],
        },
        {"type": "rich_text", "elements": rich},
        {"type": "markdown", "text": "# x"},
        *table(
            [cell(), {"type": "rich_text", "elements": [section_part]}], column_settings=[None, {"is_wrapped": True}]
        ),
    )
    blocks = next(iter(lab.dm.messages.values())).blocks
    assert all(element["action_id"] for element in blocks[4]["elements"])
    assert blocks[1]["accessory"]["action_id"]


async def test_tables_and_markdown_have_totals(lab: Lab) -> None:
    async def code(*blocks: Json) -> str:
        return await lab.error("chat.postMessage", channel=lab.dm.id, text="x", blocks=list(blocks))

    full = [cell("x" * 5000), cell("x" * 5000)]
    assert (await lab.post(*table(full)))["ok"]
    assert await code(*table([*full, cell()])) == "invalid_blocks"
    assert await code(*table([cell()]), *table([cell()])) == "invalid_attachments"
    words = {"type": "markdown", "text": "x" * 6000}
    assert (await lab.post(words, words))["ok"]
    assert await code(words, words, words | {"text": "x"}) == "msg_blocks_too_long"


async def test_a_block_that_is_not_rolled_out_yet(lab: Lab) -> None:
    lab.world.refused_blocks.add("table")
    reasons = await lab.reasons("chat.postMessage", channel=lab.dm.id, text="x", blocks=table([cell()]))
    assert reasons == ["[ERROR] unsupported type: table [json-pointer:/blocks/0/type]"]
