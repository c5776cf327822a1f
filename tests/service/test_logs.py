"""What the log says, and what it never says."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from bot import logs


class Home(BaseModel):
    number: int


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO, logging.StreamHandler[io.StringIO]]]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    log = logging.getLogger("tests.service.logs")
    log.addHandler(handler)
    log.propagate = False
    yield log, stream, handler
    log.removeHandler(handler)


@pytest.mark.parametrize("as_json", [False, True])
def test_no_secret_and_no_address_is_written(
    written: tuple[logging.Logger, io.StringIO, logging.StreamHandler[io.StringIO]], as_json: bool
) -> None:
    log, stream, handler = written
    handler.setFormatter(logs.Redacted(["own-webhook-secret"], as_json=as_json))
    log.error("POST /bot123456789:AAbbccddeeffgghhiijj-kk/getMe, own-webhook-secret, cot_6a3579d1cd095452ea138518")
    log.error("Bearer abcdef.ghi, sk_test_abc123")
    given = {"number": "14 Quillmoor Lane"}  # not on the line below, which is part of the traceback
    try:
        Home.model_validate(given)
    except ValueError:
        log.exception("it could not be read")
    for secret in ("AAbbcc", "own-webhook", "6a3579", "abcdef", "abc123", "Quillmoor"):
        assert secret not in stream.getvalue()
    assert "it could not be read" in stream.getvalue()
    assert "input_value=[hidden]" in stream.getvalue()


def test_each_line_of_json_is_an_object(
    written: tuple[logging.Logger, io.StringIO, logging.StreamHandler[io.StringIO]],
) -> None:
    log, stream, handler = written
    handler.setFormatter(logs.Redacted(as_json=True))
    log.error("two\nlines, “quoted”")
    (line,) = stream.getvalue().splitlines()
    entry = json.loads(line)
    assert (entry["level"], entry["message"]) == ("ERROR", "two\nlines, “quoted”")
