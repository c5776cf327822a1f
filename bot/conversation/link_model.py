"""Chats of one person that are linked: what a conversation remembers of the others, what is wished, what came of it."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from bot.conversation.teams import Rights

Where = Literal["here", "there", "both"]
Matter = Literal["code", "read", "join", "part", "route", "bring"]
Why = Literal["", "unknown", "expired", "own", "often", "team", "known", "full", "busy", "nothing", "amid"]


class Link(BaseModel):
    """Another chat of the same person."""

    key: str  # of its conversation
    label: str  # what it is called, such as the platform's name
    alerts: Where = "both"  # in which of the two they are told


@dataclass(frozen=True, slots=True)
class LinkWish:
    """Something about links that a person wishes for: a code, or what comes of one; `value` is what it is about."""

    matter: Matter | Literal["told"]  # "told": nobody's wish, but what was done about it in another chat
    value: str = ""


@dataclass(frozen=True, slots=True)
class LinkDone:
    """What came of a wish. `why` is "" if it was granted, else the reason that it was not."""

    matter: Matter
    why: Why = ""
    value: str = ""  # the code that was made; the fingerprint of one that was read; the key of the other chat
    label: str = ""  # of the other chat
    count: int = 0  # locations that the other chat brings along
    ways: tuple[tuple[str, str], ...] = ()  # links that carry the code to other platforms: name and address


@dataclass(frozen=True, slots=True)
class LinkTold:
    """What has become of a chat's links meanwhile, by what the person did in another chat."""

    joined: tuple[Link, ...] = ()
    parted: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A location of another chat of the same person: which, and what they may do there."""

    key: str
    rights: Rights
