"""Refusals, with the words that the real server uses."""

from typing import Any


class RefusedError(Exception):
    """The call is answered with ok=false. `parameters` carries retry_after or migrate_to_chat_id."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def to_json(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def bad_request(text: str, parameters: dict[str, Any] | None = None) -> RefusedError:
    """400, with the prefix of the real server."""
    return RefusedError(400, f"Bad Request: {text}", parameters)


def forbidden(text: str) -> RefusedError:
    """403, with the prefix of the real server."""
    return RefusedError(403, f"Forbidden: {text}")


def too_many_requests(seconds: int) -> RefusedError:
    """429 with retry_after in whole seconds."""
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def conflict(text: str) -> RefusedError:
    """409, with the prefix of the real server."""
    return RefusedError(409, f"Conflict: {text}")
