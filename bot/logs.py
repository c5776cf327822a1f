"""The log: text for people, JSON for machines, and no secret and no word of a person in either."""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Any

from bot.trace import TRACE
from bot.tracebacks import describe, hide_values

# Libraries that write addresses with tokens in them, or bodies, at the levels below these.
QUIET = dict.fromkeys(
    ("httpx", "httpcore", "telegram", "aiohttp", "alembic", "asyncio", "PIL", "sqlalchemy", "urllib3", "uvicorn"),
    logging.WARNING,
)
# It warns when a run takes longer than its interval; ours then simply waits for the next.
QUIET["apscheduler"] = logging.ERROR
# It quotes an exception that nobody waited for, or a header of its own settings that it cannot read.
QUOTING = ("asyncio", "opentelemetry")

# What a secret looks like wherever it turns up: tokens of Telegram, and of Slack, where those of workspaces are in no
# setting; Connect tokens, FlatPeak keys, bearer tokens, secrets of webhooks.
SECRETS = re.compile(
    r"(?<!\d)\d{6,}:[\w-]{16,}|\bx(?:ox[a-z]|app)[-.][\w.-]{8,}"
    r"|\bcot_[0-9a-f]{8,}|\bsk_(?:test|live)_\w+|\beyJ[\w.-]{16,}|\bwhsec_[\w+/=]{16,}|(?<=Bearer )\S+"
)

# Where pydantic quotes what it could not read; that may be an address.
QUOTED = re.compile(r"input_value=.*?(?=, input_type=)", re.DOTALL)


SHORT_CHARS = 8  # of a trace's id, where people read it


class Redacted(logging.Formatter):
    """Takes secrets out of what is finished, so that an exception's text is covered too."""

    def __init__(self, secrets: Iterable[str] = (), *, as_json: bool = False) -> None:
        super().__init__()
        # One may be a part of another; one of three letters is in everything, and kept by nothing.
        self._secrets = sorted({s for s in secrets if len(s) > 3}, key=len, reverse=True)
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        if record.name.partition(".")[0] in QUOTING:
            message = hide_values(message)
        raised = record.exc_info[1] if record.exc_info else None
        error = describe(raised) if raised else ""
        line = self._line if self._as_json else self._text
        return line(record, self._redact(message), self._redact(error))

    def _redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return SECRETS.sub("[secret]", QUOTED.sub("input_value=[hidden]", text))

    def _text(self, record: logging.LogRecord, message: str, error: str) -> str:
        trace = TRACE.get()
        about = f" [{trace.id[:SHORT_CHARS]}]" if trace else ""
        line = f"{self.formatTime(record)} {record.levelname:7} {record.name}:{about} {message}"
        return f"{line}\n{error}" if error else line

    def _line(self, record: logging.LogRecord, message: str, error: str) -> str:
        entry: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
        }
        if trace := TRACE.get():
            entry |= {"trace": trace.id, "chat": trace.chat}
        if error:
            entry["error"] = error
        return json.dumps(entry, ensure_ascii=False)


def set_up(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send everything to standard error in one form, also what ends the process or a thread of it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacted(secrets, as_json=form == "json"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelNamesMapping()[level]))
    sys.excepthook = _tell_of_the_end
    threading.excepthook = lambda gone: _tell_of_the_end(gone.exc_type, gone.exc_value, gone.exc_traceback)
    logging.captureWarnings(True)


def _tell_of_the_end(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        log = logging.getLogger("tariffbot")
        log.critical("%s ends by an error that was not foreseen", threading.current_thread().name, exc_info=error)
