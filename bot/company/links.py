"""Links into a chat for customers of the company: made on its word, and taken once."""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.conversation.invitation import Invitation, Invited
from bot.conversation.replies import Arrival, Commanded, Said
from bot.house import House
from bot.incoming import Incoming
from storage import company, ledger
from storage.company import Link
from storage.conversations import Claimed
from storage.ledger import References
from storage.owners import owner_of
from storage.vault import Vault

PREFIX = "in-"  # tells a link's token from the other words that can follow "start"
TOKEN_BYTES = 24
PATH = "/l/"
KEPT_FOR = timedelta(days=1)  # so long a request may come again and gets the same answer
# Crockford's letters: none is mistaken for a digit.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = re.compile(rf"[{LETTERS}]{{4}}-?[{LETTERS}]{{4}}")
CODE_BITS = 40


class OtherBody(Exception):
    """The same key came before, with another request."""


@dataclass(frozen=True, slots=True)
class Made:
    """A link, with the token that opens it."""

    id: str
    token: str
    channel: str
    expires_at: datetime


def make_link(
    conn: Connection, house: House, channel: str, invitation: Invitation, expires_at: datetime, key: str, body: str
) -> Made:
    """A new link, or for a key that came before the one that it led to. Raises OtherBody."""
    now, id_ = house.now(), f"lnk_{secrets.token_hex(12)}"
    if key and not company.remember(conn, house.vault, key, body, id_, now, now - KEPT_FOR):
        earlier = company.answered(conn, house.vault, key)
        if earlier is None or earlier.body not in house.vault.fingerprints(body, "request body"):
            raise OtherBody
        if made := _made_before(conn, house, earlier.link):
            return made
        id_ = earlier.link  # whoever opened it was forgotten since
    token = tokens_of(house.vault, id_)[0]
    company.add(conn, house.vault, id_, (token, code_of(token)), channel, invitation, expires_at)
    return Made(id_, token, channel, expires_at)


def invited_by(conn: Connection, house: House, claimed: Claimed, what: Incoming) -> Invited | None:
    """What a link that is opened now, or its code, leads to; None where this is no such thing."""
    reply = what.reply if isinstance(what, Arrival) else None
    if isinstance(reply, Commanded) and reply.name == "start" and reply.argument.startswith(PREFIX):
        link = company.by_token(conn, house.vault, reply.argument.removeprefix(PREFIX))
    elif isinstance(reply, Said) and house.company and (code := read_code(reply.text)):
        link = company.by_code(conn, house.vault, code)
        if link is None:
            return None  # it may be a postcode
    else:
        return None
    if link is not None and link.used_by == claimed.key and isinstance(reply, Commanded):
        return None  # opened once more by the same person: the chat goes on
    return _take(conn, house, claimed, link)


def find_open(conn: Connection, house: House, token: str) -> Link | None:
    """The link of a token, if it can be used still."""
    link = company.by_token(conn, house.vault, token)
    return link if link and not link.used_at and house.now() < link.expires_at else None


def code_of(token: str) -> str:
    """What is typed in place of a token where a link carries nothing: XXXX-XXXX."""
    number = int.from_bytes(hashlib.sha256(f"code {token}".encode()).digest()[: CODE_BITS // 8])
    letters = "".join(LETTERS[number >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def read_code(text: str) -> str:
    """The code in a message that is nothing else, "" if it is none."""
    written = text.strip().upper()
    if not CODE.fullmatch(written):
        return ""
    letters = written.replace("-", "")
    return f"{letters[:4]}-{letters[4:]}"


def _take(conn: Connection, house: House, claimed: Claimed, link: Link | None) -> Invited:
    if link is None or link.channel != claimed.place.channel:
        return Invited(why="unknown")
    if link.used_at is None and company.take(conn, link.id, claimed.key, house.now()):
        given = link.invitation
        wanted = References(given.customer_reference, given.location_reference)
        return Invited(given, location_id=ledger.find_location(conn, house.vault, wanted, owner_of(claimed.key)))
    return Invited(why="used" if link.used_at else "expired")


def _made_before(conn: Connection, house: House, id_: str) -> Made | None:
    link = company.get(conn, house.vault, id_)
    if link is None:
        return None
    ours = (token for token in tokens_of(house.vault, id_) if company.by_token(conn, house.vault, token))
    return Made(id_, next(ours, ""), link.channel, link.expires_at)


def tokens_of(vault: Vault, id_: str) -> list[str]:
    """The token of a link under each key, newest first. It is worked out and not kept, to be told again if asked."""
    prints = vault.fingerprints(id_, "link token")
    return [base64.urlsafe_b64encode(bytes.fromhex(one)[:TOKEN_BYTES]).decode() for one in prints]
