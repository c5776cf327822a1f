"""What the log says, and what it never says."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable, Iterator

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


@pytest.mark.parametrize("as_json", [False, True])
def test_a_secret_with_quotes_in_it_is_known_in_either_form(
    written: tuple[logging.Logger, io.StringIO, logging.StreamHandler[io.StringIO]], as_json: bool
) -> None:
    log, stream, handler = written
    handler.setFormatter(logs.Redacted(['marker"of\\the\nsecret', "mark"], as_json=as_json))
    log.error('it was marker"of\\the\nsecret')
    assert "marker" not in stream.getvalue()
    assert "[secret]" in stream.getvalue()


def nest() -> None:
    try:
        raise KeyError("Mrs O'Quillmoor")
    except KeyError as error:
        raise RuntimeError("can't read 'Quillmoor Lane, it's new'") from error


def group() -> None:
    raise ExceptionGroup("two", [ValueError("'Quillmoor' is not in list"), OSError(5, "broken", "Quillmoor.csv")])


def row() -> None:
    raise ValueError('violates "uq_x"\nDETAIL:  Key (key)=(Quillmoor) already exists.\n[SQL: INSERT]')


@pytest.mark.parametrize(
    ("fail", "kept"),
    [
        (nest, ("KeyError", "RuntimeError", "direct cause")),
        (group, ("ValueError", "OSError")),
        (row, ("[SQL: INSERT]",)),
    ],
)
def test_a_traceback_tells_where_and_not_with_what(
    written: tuple[logging.Logger, io.StringIO, logging.StreamHandler[io.StringIO]],
    fail: Callable[[], None],
    kept: tuple[str, ...],
) -> None:
    log, stream, handler = written
    handler.setFormatter(logs.Redacted())
    try:
        fail()
    except Exception:
        log.exception("it failed")
    said = stream.getvalue()
    told = [line for line in said.splitlines() if not line.startswith(" ")]  # the others are lines of this file
    assert not [line for line in told if "Quillmoor" in line]
    assert all(word in said for word in (*kept, fail.__name__))


CRASH = """
import threading
from bot import logs
logs.set_up("INFO", "json", ["marker-of-a-secret"])
thread = threading.Thread(target=lambda: int("Quillmoor" + " Lane"), name="database_0")
thread.start()
thread.join()
raise RuntimeError("marker-of-a" + "-secret, " + repr("Quillmoor" + " Lane"))
"""


def test_what_ends_the_process_is_told_in_the_same_way() -> None:
    done = subprocess.run([sys.executable, "-c", CRASH], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    first, last = [json.loads(line) for line in done.stderr.splitlines()]
    assert (first["level"], last["level"]) == ("CRITICAL", "CRITICAL")
    assert ("database_0" in first["message"], "MainThread" in last["message"]) == (True, True)
    assert ("ValueError" in first["error"], "RuntimeError: [secret], [hidden]" in last["error"]) == (True, True)
    assert "Quillmoor Lane" not in done.stderr
