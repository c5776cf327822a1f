"""Files in three steps, who may have them back, and pictures in messages."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from PIL import Image

from tests.sandbox.slack_lab import Lab, open_lab


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    async with open_lab() as opened:
        yield opened


def draw() -> bytes:
    out = io.BytesIO()
    Image.new("1", (2, 2)).save(out, "PNG")
    return out.getvalue()


def picture(file_id: str) -> dict[str, Any]:
    return {"type": "image", "alt_text": "prices", "slack_file": {"id": file_id}}


async def upload(lab: Lab, data: bytes, name: str = "prices.png") -> str:
    """Steps one and two."""
    started = await lab.web.files_getUploadURLExternal(filename=name, length=len(data))
    async with lab.session.post(started["upload_url"], data=data) as answer:
        assert answer.status == 200
    return str(started["file_id"])


async def fetch(lab: Lab, url: str, token: str) -> tuple[int, str, bytes]:
    async with lab.session.get(url, headers={"Authorization": f"Bearer {token}"}) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_a_file_is_shared_by_the_library_and_comes_back(lab: Lab) -> None:
    data = draw()
    sent = await lab.web.files_upload_v2(
        channel=lab.dm.id,
        filename="prices.png",
        content=data,
        title="Prices",
        alt_txt="a chart",
        initial_comment="here",
    )
    message = next(iter(lab.dm.messages.values()))
    assert (message.text, [file.id for file in message.files]) == ("here", [sent["file"]["id"]])
    info = (await lab.web.files_info(file=sent["file"]["id"]))["file"]
    assert (info["title"], info["mimetype"], info["size"], info["alt_txt"]) == (
        "Prices",
        "image/png",
        len(data),
        "a chart",
    )
    assert info["shares"]["private"][lab.dm.id][0]["ts"] == message.ts
    assert await fetch(lab, info["url_private"], lab.installation.token) == (200, "image/png", data)
    status, kind, page = await fetch(lab, info["url_private"], "xoxb-wrong")
    assert (status, kind) == (200, "text/html")
    assert b"Sign in" in page


async def test_a_file_with_blocks(lab: Lab) -> None:
    file_id = await upload(lab, b"a;b", "list.csv")
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*list*"}}]
    arguments = {"files": [{"id": file_id, "title": "List"}], "channel_id": lab.dm.id}
    code = await lab.error("files.completeUploadExternal", **arguments, blocks=blocks, initial_comment="x")
    assert code == "invalid_arguments"
    await lab.web.api_call("files.completeUploadExternal", json={**arguments, "blocks": blocks})
    message = next(iter(lab.dm.messages.values()))
    assert (message.blocks[0]["text"]["text"], message.files[0].title) == ("*list*", "List")


async def test_a_picture_that_is_nowhere_shared_can_be_shown(lab: Lab) -> None:
    file_id = await upload(lab, draw())
    unfinished = await lab.reasons("chat.postMessage", channel=lab.dm.id, text="x", blocks=[picture(file_id)])
    assert unfinished == ["[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file]"]
    await lab.web.files_completeUploadExternal(files=[{"id": file_id, "title": "Prices"}])
    assert not lab.dm.messages
    assert (await lab.post(picture(file_id)))["ok"]
    url = (await lab.web.files_info(file=file_id))["file"]["url_private"]
    by_url = {"type": "image", "alt_text": "x", "slack_file": {"url": url}}
    assert (await lab.post(by_url))["ok"]
    await lab.web.files_delete(file=file_id)
    assert await lab.reasons("chat.postMessage", channel=lab.dm.id, text="x", blocks=[picture(file_id)]) == unfinished


async def test_only_a_picture_of_the_app_can_be_shown(lab: Lab) -> None:
    file_id = await upload(lab, b"no picture at all")
    await lab.web.files_completeUploadExternal(files=[{"id": file_id, "title": "x"}])
    theirs = lab.world.add_file(lab.team, lab.ada, "cat.png", draw(), "image/png")
    for name in (file_id, theirs.id):
        assert (
            await lab.error("chat.postMessage", channel=lab.dm.id, text="x", blocks=[picture(name)]) == "invalid_blocks"
        )


async def test_a_persons_file_is_seen_where_it_was_shared(lab: Lab) -> None:
    file = lab.world.add_file(lab.team, lab.ada, "sites.csv", b"a;b")
    assert await lab.error("files.info", file=file.id) == "file_not_found"
    message = lab.world.post(lab.dm, lab.ada.id, files=[file], subtype="file_share")
    file.shares.append((lab.dm.id, message.ts))
    info = (await lab.web.files_info(file=file.id))["file"]
    assert await fetch(lab, info["url_private_download"], lab.installation.token) == (200, "text/csv", b"a;b")
    assert await lab.error("files.delete", file=file.id) == "cant_delete_file"


async def test_uploads_that_are_refused(lab: Lab) -> None:
    assert await lab.error("files.getUploadURLExternal", filename="a.png", length=0) == "invalid_arguments"
    assert await lab.error("files.getUploadURLExternal", length=3) == "invalid_arguments"
    started = await lab.web.files_getUploadURLExternal(filename="a.txt", length=3)
    async with lab.session.post(started["upload_url"], data=b"four") as answer:
        assert answer.status == 400
    async with lab.session.post(started["upload_url"] + "x", data=b"abc") as answer:
        assert answer.status == 400
    asked = {"files": [{"id": started["file_id"]}]}
    assert await lab.error("files.completeUploadExternal", **asked) == "file_not_found"
    async with lab.session.post(started["upload_url"], data=b"abc") as answer:
        assert answer.status == 200
    assert await lab.error("files.completeUploadExternal", **asked, channel_id="C0NONE") == "channel_not_found"
    assert (await lab.web.files_completeUploadExternal(files=[{"id": started["file_id"], "title": "x"}]))["ok"]
    assert await lab.error("files.completeUploadExternal", **asked) == "file_not_found"
    assert await lab.error("files.completeUploadExternal", files=[]) == "invalid_arguments"


async def test_a_deleted_file_leaves_its_message(lab: Lab) -> None:
    sent = await lab.web.files_upload_v2(channel=lab.dm.id, filename="a.txt", content="abc", title="x")
    file_id, url = sent["file"]["id"], sent["file"]["url_private"]
    await lab.web.files_delete(file=file_id)
    assert next(iter(lab.dm.messages.values())).files == []
    assert await lab.error("files.info", file=file_id) == "file_deleted"
    assert (await fetch(lab, url, lab.installation.token))[0] == 404
