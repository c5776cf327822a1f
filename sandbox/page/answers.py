"""Reading what the page sends, and refusing it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse


async def read_json(request: Request) -> dict[str, Any]:
    """The body. ValueError when it is no object."""
    body = await request.json()
    if not isinstance(body, dict):
        raise ValueError("send a JSON object")
    return body


def refuse(status: int, message: str) -> JSONResponse:
    """An answer that the page shows in words."""
    return JSONResponse({"message": message}, status)
