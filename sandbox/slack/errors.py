"""Refusals, with the codes that the real server uses."""

from typing import Any


class RefusedError(Exception):
    """The call is answered with ok=false, a code and perhaps more fields; `status` is the HTTP status."""

    def __init__(self, code: str, *, status: int = 200, retry_after: int | None = None, **fields: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.retry_after = retry_after  # seconds
        self.fields = fields

    def to_json(self) -> dict[str, Any]:
        """The body of the answer."""
        return {"ok": False, "error": self.code, **self.fields}


def invalid(code: str, *messages: str) -> RefusedError:
    """A code with the reasons of Slack's schema check, each with the JSON pointer to the mistake."""
    if code == "invalid_arguments":
        return RefusedError(code, response_metadata={"messages": list(messages)})
    return RefusedError(code, errors=_reasons(messages), response_metadata={"messages": list(messages)})


def _reasons(messages: tuple[str, ...]) -> list[str]:
    return [message.removeprefix("[ERROR] ") for message in messages]


def rate_limited(seconds: int) -> RefusedError:
    """429 with Retry-After in whole seconds."""
    return RefusedError("ratelimited", status=429, retry_after=seconds)
