"""Limits that several processes keep together.

A row for each bucket, with the instant at which it is full again; and one for each pause that a platform has asked
for, with its end.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, select
from sqlalchemy.dialects.postgresql import insert

from bot.conversation.pace import Pace
from storage.models import paces, to_ms
from storage.statements import Statement

_c = paces.c
_TAKE = Statement(
    insert(paces)
    .values(key=bindparam("bucket"), full_at=bindparam("first"))
    .on_conflict_do_update(
        index_elements=["key"],
        set_={"full_at": case((_c.full_at > bindparam("now"), _c.full_at), else_=bindparam("now")) + bindparam("step")},
    )
    .returning(_c.full_at)
)
_PAUSE = Statement(
    insert(paces)
    .values(key=bindparam("bucket"), full_at=bindparam("end"))
    .on_conflict_do_update(
        index_elements=["key"], set_={"full_at": bindparam("end")}, where=_c.full_at < bindparam("end")
    )
)
_PAUSED = Statement(select(_c.full_at).where(_c.key == bindparam("bucket"), _c.full_at > bindparam("now")))


class TooLong(Exception):
    """Some bucket has to wait longer than it is worth to. `waits`: all that are known, in seconds."""

    def __init__(self, waits: Mapping[str, float]) -> None:
        super().__init__(waits)
        self.waits = waits


def take(conn: Connection, wanted: Mapping[str, Pace], now: datetime, longest_s: float) -> dict[str, float]:
    """Take one of each bucket; seconds to wait for each. Raises TooLong, and the unit then has taken nothing."""
    at, waits = to_ms(now), {}
    for key, pace in sorted(wanted.items()):  # always in the same order: nobody waits for one who waits for them
        paused = _PAUSED.one(conn, bucket=_pause_of(key), now=at)
        waits[key] = (paused[0] - at) / 1000 if paused else 0.0
        if pace.every_s:
            step = round(1000 * pace.every_s)
            row = _TAKE.one(conn, bucket=key, now=at, first=at + step, step=step)
            assert row is not None
            waits[key] = max(waits[key], (row[0] - step - at) / 1000 - pace.tolerance_s)
    if max(waits.values()) > longest_s:
        raise TooLong(waits)
    return waits


def pause(conn: Connection, key: str, now: datetime, seconds: float) -> None:
    """Let nobody take of it for so long."""
    _PAUSE.count(conn, bucket=_pause_of(key), end=to_ms(now + timedelta(seconds=seconds)))


def _pause_of(key: str) -> str:
    return f"pause {key}"
