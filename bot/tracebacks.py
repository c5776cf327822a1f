"""What went wrong, where in the code, and nothing of what it went wrong with: that may be anybody's word."""

import re
import traceback
from collections.abc import Iterator

# Python and the libraries quote values, which can hold quotes themselves: all from the first to the last is hidden.
# An apostrophe within a word opens nothing.
VALUES = re.compile(r"(?<!\w)(['\"`“‘]).*['\"`”’]", re.DOTALL)
# PostgreSQL tells below its sentence of the row: "Key (name)=(value) already exists."
ROWS = re.compile(r"^(DETAIL|CONTEXT):.*?(?=\n[A-Z]+:|\n\[|\Z)", re.MULTILINE | re.DOTALL)
CAUSE = "\nThe above exception was the direct cause of the following exception:\n"
CONTEXT = "\nDuring handling of the above exception, another exception occurred:\n"
DEEPEST = 20  # of what led to one another


def describe(error: BaseException) -> str:
    """The tracebacks of an exception and of what led to it, with the kinds and words of each but no values."""
    return "\n".join(_describe(error, DEEPEST))


def hide_values(text: str) -> str:
    """Without what is quoted in it."""
    return VALUES.sub("[hidden]", ROWS.sub(r"\1: [hidden]", text))


def _describe(error: BaseException, deepest: int) -> Iterator[str]:
    if deepest == 0:
        return
    if error.__cause__ is not None:
        yield from (*_describe(error.__cause__, deepest - 1), CAUSE)
    elif error.__context__ is not None and not error.__suppress_context__:
        yield from (*_describe(error.__context__, deepest - 1), CONTEXT)
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    words = hide_values(str(error))
    yield f"{name}: {words}" if words else name
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _describe(one, deepest - 1)
