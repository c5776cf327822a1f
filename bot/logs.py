"""The log: text for people, JSON for machines, and no secret in either."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from typing import Any

from bot.trace import TRACE

# Libraries that write addresses with tokens in them, or bodies, at the levels below these.
QUIET = dict.fromkeys(
    ("httpx", "httpcore", "telegram", "aiohttp", "alembic", "asyncio", "PIL", "sqlalchemy", "urllib3", "uvicorn"),
    logging.WARNING,
)
# It warns when a run takes longer than its interval; ours then simply waits for the next.
QUIET["apscheduler"] = logging.ERROR

# What a secret looks like wherever it turns up: tokens of Telegram, and of Slack, where those of workspaces are in no
# setting; Connect tokens, FlatPeak keys, bearer tokens.
SECRETS = re.compile(
    r"(?<!\d)\d{6,}:[\w-]{16,}|\bx(?:ox[a-z]|app)[-.][\w.-]{8,}"
    r"|\bcot_[0-9a-f]{8,}|\bsk_(?:test|live)_\w+|\beyJ[\w.-]{16,}|(?<=Bearer )\S+"
)

# Where pydantic quotes what it could not read; that may be an address.
QUOTED = re.compile(r"input_value=.*?(?=, input_type=)", re.DOTALL)


SHORT_CHARS = 8  # of a trace's id, where people read it


class Redacted(logging.Formatter):
    """Takes secrets out of the finished line, so that an exception's text is covered too."""

    def __init__(self, secrets: Iterable[str] = (), *, as_json: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s:%(about)s %(message)s")
        self._secrets = [s for s in secrets if s]
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        if self._as_json:
            return self._redact(self._line(record))
        trace = TRACE.get()
        record.about = f" [{trace.id[:SHORT_CHARS]}]" if trace else ""
        return self._redact(super().format(record))

    def _redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return SECRETS.sub("[secret]", QUOTED.sub("input_value=[hidden]", text))

    def _line(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace := TRACE.get():
            entry |= {"trace": trace.id, "chat": trace.chat}
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


def set_up(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send everything to standard error in one form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacted(secrets, as_json=form == "json"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelNamesMapping()[level]))
