"""The tables. Times are milliseconds since 1970 in UTC: the same on every database, cheap to compare.

`sealed` columns hold what `Vault` has encrypted. A text that is not known is "", a time that is not known 0 or null.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)


def _where(condition: ColumnElement[bool] | TextClause) -> dict[str, Any]:
    """A partial index, on both databases."""
    return {"sqlite_where": condition, "postgresql_where": condition}


# SQLite numbers rows by itself only in a column of type INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")

# Of a conversation's key. In words and not as a parameter wherever it is asked for: so both databases see that the
# partial index has them all.
BESIDE = "replace(key, '#', '') <> key"

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
Index("ix_inbox_open", inbox.c.lane, inbox.c.id, **_where(inbox.c.handled_at.is_(None)))
Index("ix_inbox_lane", inbox.c.lane, inbox.c.id)  # who wants to be forgotten, or to see what there is
Index("ix_inbox_parked", inbox.c.note, **_where(inbox.c.note.is_not(None)))

conversations = Table(
    "conversations",
    metadata,
    Column("key", Text, primary_key=True),  # channel:team:person
    Column("channel", Text, nullable=False),
    Column("chat", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("team", Text, nullable=False, server_default=text("''")),
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
Index("ix_conversations_team", conversations.c.team, **_where(conversations.c.team != ""))
# What a person has beside the private chat: in groups, and sites that nobody looks at.
Index("ix_conversations_beside", conversations.c.channel, **_where(text(BESIDE)))
Index("ix_conversations_undeliverable", conversations.c.undeliverable, **_where(conversations.c.undeliverable != ""))

sessions = Table(
    "sessions",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.key", ondelete="CASCADE"), nullable=False, index=True),
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
# Who works on a location just now. A session for a new one costs it nothing.
Index(
    "ix_sessions_location",
    sessions.c.location_id,
    **_where(sessions.c.ended_at.is_(None) & (sessions.c.location_id != "")),
)
# One open session a conversation.
Index("ix_sessions_open", sessions.c.conversation, unique=True, **_where(sessions.c.ended_at.is_(None)))
Index("ix_sessions_newest", sessions.c.id, **_where(sessions.c.ended_at.is_(None)))

presses = Table(
    "presses",
    metadata,
    Column("key", Text, primary_key=True),
    Column("conversation", Text, nullable=False, index=True),
    Column("person", Text, nullable=False),
    Column("kind", Text, nullable=False),  # "live", "notice" or "home"
    Column("actions", LargeBinary, nullable=False),  # sealed
    Column("buttons", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
    Column("used_at", BigInteger),
    Column("retired_at", BigInteger),
)
Index(
    "ix_presses_home",
    presses.c.conversation,
    presses.c.created_at,
    **_where((presses.c.kind == "home") & presses.c.retired_at.is_(None)),
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
    Column("team", Text, nullable=False, server_default=text("''")),
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
Index("ix_outbox_open", outbox.c.conversation, outbox.c.id, **_where(outbox.c.settled_at.is_(None)))
# What was given up; what was sent is deleted, and costs these nothing.
Index("ix_outbox_given_up", outbox.c.conversation, outbox.c.id, **_where(outbox.c.settled_at.is_not(None)))
Index("ix_outbox_settled", outbox.c.settled_at, outbox.c.id, **_where(outbox.c.settled_at.is_not(None)))

# What is being sent, and what waits for a group; in words, as above.
HELD = "lease_owner <> ''"
Index("ix_outbox_held", outbox.c.lease_owner, **_where(text(HELD)))
OF_GROUPS = "private IS false AND settled_at IS NULL"
Index("ix_outbox_groups", outbox.c.channel, outbox.c.chat, **_where(text(OF_GROUPS)))

# What comes next anywhere, among many that wait for later.
Index("ix_outbox_due", outbox.c.due_at, outbox.c.id, **_where(outbox.c.settled_at.is_(None)))

# Drawn anew with every change of an owner's locations: who has read them under the same one need not again.
estates = Table(
    "estates",
    metadata,
    Column("owner", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
)

locations = Table(
    "locations",
    metadata,
    Column("owner", Text, primary_key=True),  # a team (channel:team), or the conversation of a person without one
    Column("id", Text, primary_key=True, index=True),  # FlatPeak's
    Column("details", LargeBinary, nullable=False),  # sealed
    Column("connected_by", Text, nullable=False),  # a person of the channel
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

installations = Table(
    "installations",
    metadata,
    Column("tenant", Text, primary_key=True),  # the workspace, or the organisation that installed us as a whole
    Column("details", LargeBinary, nullable=False),  # sealed: the tokens among them
    Column("broken", Text, nullable=False),  # why its token is of no use any more, "" if it is
    Column("changed_at", BigInteger, nullable=False),
)

# The workspaces that were asked for together with an organisation that installed us as a whole.
org_teams = Table(
    "org_teams",
    metadata,
    Column("team", Text, primary_key=True),
    Column("enterprise", Text, nullable=False, index=True),
)

oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state_print", Text, primary_key=True),
    Column("browser_print", Text, nullable=False),
    Column("until", BigInteger, nullable=False, index=True),
)

teams = Table(
    "teams",
    metadata,
    Column("key", Text, primary_key=True),  # channel:team
    Column("rules", LargeBinary, nullable=False),  # sealed
    Column("updated_at", BigInteger, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("team", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("name", LargeBinary, nullable=False),  # sealed
    Column("admin", Boolean, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Number, primary_key=True),
    Column("team", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("person", Text, nullable=False),  # "": one who was forgotten since
    Column("deed", Text, nullable=False),
    Column("about", Text, nullable=False),  # a location's id, "" for what is about none
    Column("detail", LargeBinary, nullable=False),  # sealed
    sqlite_autoincrement=True,
)
Index("ix_audit_team", audit.c.team, audit.c.id)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Number, primary_key=True),
    Column("conversation", Text, ForeignKey("conversations.key", ondelete="CASCADE"), nullable=False, index=True),
    Column("team", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("message", Text, nullable=False),  # that shows the progress
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False, index=True),
    Column("plan", LargeBinary, nullable=False),  # sealed
    Column("source", LargeBinary, nullable=False),  # sealed: what the plan was made from
    sqlite_autoincrement=True,
)

sites = Table(
    "sites",
    metadata,
    Column("job", Number, ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("lane", Text, nullable=False),  # the conversation of this one site; "" until there is one
    Column("status", Text, nullable=False),
    Column("details", LargeBinary, nullable=False),  # sealed
    Column("outcome", LargeBinary, nullable=False),  # sealed; empty: nothing to be said of it
    Column("location_id", Text, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
)
Index("ix_sites_status", sites.c.job, sites.c.status, sites.c.number)
Index("ix_sites_lane", sites.c.lane, unique=True, sqlite_where=sites.c.lane != "", postgresql_where=sites.c.lane != "")


# What FlatPeak told of. A row stays to know a repetition, long after its body is gone.
events = Table(
    "events",
    metadata,
    Column("number", Number, primary_key=True),
    Column("id", Text, nullable=False),  # FlatPeak's
    Column("type", Text, nullable=False),  # "" as long as the event has to be fetched
    Column("body", LargeBinary, nullable=False),  # sealed; empty: to be fetched, or needed no longer
    Column("received_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),  # how often it was claimed: the fencing token
    Column("lease_owner", Text, nullable=False),
    Column("lease_until", BigInteger, nullable=False),
    Column("settled_at", BigInteger),
    Column("outcome", Text, nullable=False),  # "noticed", "ignored" or "parked"
    Column("note", Text, nullable=False),  # why it was ignored or parked
    UniqueConstraint("id"),
    sqlite_autoincrement=True,
)
Index("ix_events_open", events.c.due_at, events.c.number, **_where(events.c.settled_at.is_(None)))
Index("ix_events_parked", events.c.number, **_where(events.c.outcome == "parked"))

# What FlatPeak told of prices, for everybody who looks at the same location.
prices = Table(
    "prices",
    metadata,
    Column("key", Text, primary_key=True),  # location:direction
    Column("read_at", BigInteger, nullable=False, index=True),
    Column("due_at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # sealed
)


# Links into a chat that the company made for its customers. A used one also tells whose reference a person has.
company_links = Table(
    "company_links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_print", Text, nullable=False, unique=True),
    Column("code_print", Text, nullable=False, unique=True),  # of what is typed where a link carries nothing
    Column("channel", Text, nullable=False),
    Column("details", LargeBinary, nullable=False),  # sealed
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("used_at", BigInteger),
    Column("used_by", Text, nullable=False, index=True),  # the conversation, "" until then
)

# Answers that are given again to a request that comes again.
company_requests = Table(
    "company_requests",
    metadata,
    Column("key_print", Text, primary_key=True),
    Column("body_print", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False, index=True),
)

# Connect sessions as the company sees them, by the row of the session.
company_sessions = Table(
    "company_sessions",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("conversation", Text, nullable=False, index=True),
    Column("customer_print", Text, nullable=False, index=True),
    Column("location_print", Text, nullable=False, index=True),
    Column("details", LargeBinary, nullable=False),  # sealed: the references
    Column("slot", Text, nullable=False),
    Column("location_id", Text, nullable=False),
    Column("opened_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),  # "": open
    Column("settled_at", BigInteger),
)
Index("ix_company_sessions_open", company_sessions.c.expires_at, **_where(company_sessions.c.outcome == ""))

Index("ix_company_sessions_pending", company_sessions.c.location_id, **_where(company_sessions.c.outcome == "pending"))

# What the company knows a location by, and what it was told of its tariffs.
company_locations = Table(
    "company_locations",
    metadata,
    Column("id", Text, primary_key=True),  # FlatPeak's
    Column("customer_print", Text, nullable=False, index=True),
    Column("location_print", Text, nullable=False, index=True),
    Column("details", LargeBinary, nullable=False),  # sealed
    Column("read_at", BigInteger, nullable=False),
)

# Chats of one person that know of each other; a row for each direction.
links = Table(
    "links",
    metadata,
    Column("conversation", Text, primary_key=True),
    Column("other", Text, primary_key=True, index=True),
    Column("alerts", Text, nullable=False),  # where those of this one's own locations are told: "here", "there", "both"
    Column("created_at", BigInteger, nullable=False),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("print", Text, primary_key=True),
    Column("conversation", Text, nullable=False, index=True),
    Column("until", BigInteger, nullable=False, index=True),
)

# Limits of platforms that several processes keep together.
paces = Table(
    "paces",
    metadata,
    Column("key", Text, primary_key=True),
    Column("full_at", BigInteger, nullable=False),
)

# What FlatPeak sent that nobody expected, a row for each shape of it.
drift = Table(
    "drift",
    metadata,
    Column("id", Text, primary_key=True),  # a fingerprint
    Column("kind", Text, nullable=False),
    Column("generation", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("sample", Text, nullable=False),  # JSON: names and types, no value of anybody
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return int(moment.timestamp() * 1000)


def from_ms(milliseconds: int) -> datetime:
    """The moment, in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
