"""The tables. Times are milliseconds since 1970 in UTC: the same on every database, cheap to compare.

`sealed` columns hold what `Vault` has encrypted. A text that is not known is "", a time that is not known 0 or null.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

# SQLite numbers rows by itself only in a column of type INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")

inbox = Table(
    "inbox",
    metadata,
    Column("id", Number, primary_key=True),
    Column("source", Text, nullable=False),  # a channel's name, or "bot" for what we wake ourselves for
    Column("external_id", Text, nullable=False),
    Column("lane", Text, nullable=False),  # the conversation
    Column("payload", LargeBinary, nullable=False),  # sealed; emptied once it is handled
    Column("received_at", BigInteger, nullable=False),
    Column("handled_at", BigInteger),
    Column("attempts", Integer, nullable=False),
    Column("note", Text),  # why it was parked
    UniqueConstraint("source", "external_id"),
    sqlite_autoincrement=True,
)
Index(
    "ix_inbox_open",
    inbox.c.lane,
    inbox.c.id,
    sqlite_where=inbox.c.handled_at.is_(None),
    postgresql_where=inbox.c.handled_at.is_(None),
)

conversations = Table(
    "conversations",
    metadata,
    Column("key", Text, primary_key=True),  # channel:team:person
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("state", LargeBinary, nullable=False),  # sealed; empty: a new conversation
    Column("live_key", Text, nullable=False),  # the key of the live card's presses
    Column("live_message", Text, nullable=False),
    Column("live_form", Text, nullable=False),
    Column("buried", Boolean, nullable=False),  # something was written below the live card
    Column("undeliverable", Text, nullable=False),  # why nothing can be sent, "" if it can
    Column("version", BigInteger, nullable=False),  # raised by every claim: the fencing token
    Column("lease_owner", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
Index("ix_conversations_place", conversations.c.channel, conversations.c.chat)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.key", ondelete="CASCADE"), nullable=False),
    Column("token", LargeBinary, nullable=False),  # sealed
    Column("token_print", Text, nullable=False),  # finds a session by its token
    Column("purpose", LargeBinary, nullable=False),  # sealed
    Column("page", LargeBinary),  # sealed
    Column("page_revision", BigInteger, nullable=False),  # 0: no page yet
    Column("location_id", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    UniqueConstraint("token_print"),
    sqlite_autoincrement=True,
)
# One open session a conversation.
Index(
    "ix_sessions_open",
    sessions.c.conversation,
    unique=True,
    sqlite_where=sessions.c.ended_at.is_(None),
    postgresql_where=sessions.c.ended_at.is_(None),
)

presses = Table(
    "presses",
    metadata,
    Column("key", Text, primary_key=True),
    Column("conversation", Text, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),  # "live" or "notice"
    Column("actions", LargeBinary, nullable=False),  # sealed
    Column("buttons", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
    Column("used_at", BigInteger),
    Column("retired_at", BigInteger),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
    Column("key", Text, nullable=False),  # of the card's presses
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),  # how often it was claimed: the fencing token
    Column("failures", Integer, nullable=False),  # attempts that count towards giving up
    Column("doubtful", Boolean, nullable=False),  # an earlier attempt may have been shown
    Column("lease_owner", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("settled_at", BigInteger),
    Column("outcome", Text, nullable=False),  # "uncertain" or "dead"; what was sent is deleted
    Column("error", Text, nullable=False),
    sqlite_autoincrement=True,  # a number that was given once must not come back: settling is fenced by it
)
Index(
    "ix_outbox_open",
    outbox.c.conversation,
    outbox.c.id,
    sqlite_where=outbox.c.settled_at.is_(None),
    postgresql_where=outbox.c.settled_at.is_(None),
)
locations = Table(
    "locations",
    metadata,
    Column(
        "conversation",
        Text,
        ForeignKey("conversations.key", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("id", Text, primary_key=True, index=True),  # FlatPeak's
    Column("details", LargeBinary, nullable=False),  # sealed
    Column("created_at", BigInteger, nullable=False),
)

wakes = Table(
    "wakes",
    metadata,
    Column(
        "conversation",
        Text,
        ForeignKey("conversations.key", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("what", Text, primary_key=True),
    Column("attempt", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False, index=True),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("value", Text, nullable=False),  # what goes with the lease, such as an offset
)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return int(moment.timestamp() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """The moment, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
