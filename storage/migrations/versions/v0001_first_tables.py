"""The first tables."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    create_conversations()
    create_inbox()
    create_outbox()
    create_presses()
    create_sessions()
    create_locations()
    create_wakes()
    create_leases()
    create_installations()
    create_teams()
    create_audit()
    create_jobs()
    create_events()
    create_prices()


def create_conversations() -> None:
    op.create_table(
        "conversations",
        *columns(sa.Text(), "key", "channel", "chat", "topic"),
        *columns(sa.Boolean(), "private"),
        *columns(sa.Text(), "team"),
        *columns(sa.LargeBinary(), "state"),
        *columns(sa.Text(), "live_key", "live_message", "live_form"),
        *columns(sa.Boolean(), "buried"),
        *columns(sa.Text(), "undeliverable"),
        *columns(sa.BigInteger(), "version"),
        *columns(sa.Text(), "lease_owner"),
        *columns(sa.BigInteger(), "lease_until", "updated_at"),
        sa.PrimaryKeyConstraint("key", name="pk_conversations"),
    )
    op.create_index("ix_conversations_place", "conversations", ["channel", "chat"])
    op.create_index("ix_conversations_team", "conversations", ["team"], **where("team != ''"))


def create_inbox() -> None:
    op.create_table(
        "inbox",
        *columns(NUMBER, "id"),
        *columns(sa.Text(), "source", "external_id", "lane"),
        *columns(sa.LargeBinary(), "payload"),
        *columns(sa.BigInteger(), "received_at"),
        sa.Column("handled_at", sa.BigInteger()),
        *columns(sa.Integer(), "attempts"),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("source", "external_id", name="uq_inbox_source_external_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_inbox_open", "inbox", ["lane", "id"], **where("handled_at IS NULL"))


def create_outbox() -> None:
    op.create_table(
        "outbox",
        *columns(NUMBER, "id"),
        *columns(sa.Text(), "conversation", "channel", "chat", "topic"),
        *columns(sa.Boolean(), "private"),
        *columns(sa.Text(), "team", "kind"),
        *columns(sa.LargeBinary(), "body"),
        *columns(sa.Text(), "key"),
        *columns(sa.BigInteger(), "created_at", "due_at"),
        *columns(sa.Integer(), "attempts", "failures"),
        *columns(sa.Boolean(), "doubtful"),
        *columns(sa.Text(), "lease_owner"),
        *columns(sa.BigInteger(), "lease_until"),
        sa.Column("settled_at", sa.BigInteger()),
        *columns(sa.Text(), "outcome", "error"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_open", "outbox", ["conversation", "id"], **where("settled_at IS NULL"))


def create_presses() -> None:
    op.create_table(
        "presses",
        *columns(sa.Text(), "key", "conversation", "person", "kind"),
        *columns(sa.LargeBinary(), "actions"),
        *columns(sa.Integer(), "buttons"),
        *columns(sa.BigInteger(), "created_at"),
        sa.Column("used_at", sa.BigInteger()),
        sa.Column("retired_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("key", name="pk_presses"),
    )
    op.create_index("ix_presses_conversation", "presses", ["conversation"])
    op.create_index("ix_presses_created_at", "presses", ["created_at"])
    shown = where("kind = 'home' AND retired_at IS NULL")
    op.create_index("ix_presses_home", "presses", ["conversation", "created_at"], **shown)


def create_sessions() -> None:
    op.create_table(
        "sessions",
        *columns(NUMBER, "id"),
        *columns(sa.Text(), "conversation"),
        *columns(sa.LargeBinary(), "token"),
        *columns(sa.Text(), "token_print"),
        *columns(sa.LargeBinary(), "purpose"),
        sa.Column("page", sa.LargeBinary()),
        *columns(sa.BigInteger(), "page_revision"),
        *columns(sa.Text(), "location_id"),
        *columns(sa.BigInteger(), "opened_at", "expires_at"),
        sa.Column("ended_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("token_print", name="uq_sessions_token_print"),
        of_conversation("sessions"),
        sqlite_autoincrement=True,
    )
    placed = where("ended_at IS NULL AND location_id != ''")
    op.create_index("ix_sessions_location", "sessions", ["location_id"], **placed)
    op.create_index("ix_sessions_open", "sessions", ["conversation"], unique=True, **where("ended_at IS NULL"))


def create_locations() -> None:
    op.create_table(
        "estates",
        *columns(sa.Text(), "owner"),
        *columns(sa.BigInteger(), "revision"),
        sa.PrimaryKeyConstraint("owner", name="pk_estates"),
    )
    op.create_table(
        "locations",
        *columns(sa.Text(), "owner", "id"),
        *columns(sa.LargeBinary(), "details"),
        *columns(sa.Text(), "connected_by"),
        *columns(sa.BigInteger(), "created_at"),
        sa.PrimaryKeyConstraint("owner", "id", name="pk_locations"),
    )
    op.create_index("ix_locations_id", "locations", ["id"])


def create_wakes() -> None:
    op.create_table(
        "wakes",
        *columns(sa.Text(), "conversation", "what"),
        *columns(sa.Integer(), "attempt"),
        *columns(sa.BigInteger(), "due_at"),
        sa.PrimaryKeyConstraint("conversation", "what", name="pk_wakes"),
        of_conversation("wakes"),
    )
    op.create_index("ix_wakes_due_at", "wakes", ["due_at"])


def create_leases() -> None:
    op.create_table(
        "leases",
        *columns(sa.Text(), "name", "owner"),
        *columns(sa.BigInteger(), "until"),
        *columns(sa.Text(), "value"),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def create_installations() -> None:
    op.create_table(
        "installations",
        *columns(sa.Text(), "tenant"),
        *columns(sa.LargeBinary(), "details"),
        *columns(sa.Text(), "broken"),
        *columns(sa.BigInteger(), "changed_at"),
        sa.PrimaryKeyConstraint("tenant", name="pk_installations"),
    )
    op.create_table(
        "org_teams",
        *columns(sa.Text(), "team", "enterprise"),
        sa.PrimaryKeyConstraint("team", name="pk_org_teams"),
    )
    op.create_index("ix_org_teams_enterprise", "org_teams", ["enterprise"])
    op.create_table(
        "oauth_states",
        *columns(sa.Text(), "state_print", "browser_print"),
        *columns(sa.BigInteger(), "until"),
        sa.PrimaryKeyConstraint("state_print", name="pk_oauth_states"),
    )
    op.create_index("ix_oauth_states_until", "oauth_states", ["until"])


def create_teams() -> None:
    op.create_table(
        "teams",
        *columns(sa.Text(), "key"),
        *columns(sa.LargeBinary(), "rules"),
        *columns(sa.BigInteger(), "updated_at"),
        sa.PrimaryKeyConstraint("key", name="pk_teams"),
    )
    op.create_table(
        "members",
        *columns(sa.Text(), "team", "person"),
        *columns(sa.LargeBinary(), "name"),
        *columns(sa.Boolean(), "admin"),
        *columns(sa.BigInteger(), "seen_at"),
        sa.PrimaryKeyConstraint("team", "person", name="pk_members"),
    )


def create_audit() -> None:
    op.create_table(
        "audit",
        *columns(NUMBER, "id"),
        *columns(sa.Text(), "team"),
        *columns(sa.BigInteger(), "at"),
        *columns(sa.Text(), "person", "deed", "about"),
        *columns(sa.LargeBinary(), "detail"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_team", "audit", ["team", "id"])


def create_jobs() -> None:
    op.create_table(
        "jobs",
        *columns(NUMBER, "id"),
        *columns(sa.Text(), "conversation", "team", "status", "message"),
        *columns(sa.BigInteger(), "created_at", "updated_at"),
        *columns(sa.LargeBinary(), "plan", "source"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        of_conversation("jobs"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_jobs_conversation", "jobs", ["conversation"])
    op.create_table(
        "sites",
        *columns(NUMBER, "job"),
        *columns(sa.Integer(), "number"),
        *columns(sa.Text(), "lane", "status"),
        *columns(sa.LargeBinary(), "details", "outcome"),
        *columns(sa.Text(), "location_id"),
        *columns(sa.BigInteger(), "updated_at"),
        sa.PrimaryKeyConstraint("job", "number", name="pk_sites"),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], "fk_sites_job", ondelete="CASCADE"),
    )
    op.create_index("ix_sites_status", "sites", ["job", "status", "number"])
    op.create_index("ix_sites_lane", "sites", ["lane"], unique=True, **where("lane != ''"))


def create_events() -> None:
    op.create_table(
        "events",
        *columns(NUMBER, "number"),
        *columns(sa.Text(), "id", "type"),
        *columns(sa.LargeBinary(), "body"),
        *columns(sa.BigInteger(), "received_at", "due_at"),
        *columns(sa.Integer(), "attempts"),
        *columns(sa.Text(), "lease_owner"),
        *columns(sa.BigInteger(), "lease_until"),
        sa.Column("settled_at", sa.BigInteger()),
        *columns(sa.Text(), "outcome", "note"),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
        sa.UniqueConstraint("id", name="uq_events_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_open", "events", ["due_at", "number"], **where("settled_at IS NULL"))


def create_prices() -> None:
    op.create_table(
        "prices",
        *columns(sa.Text(), "key"),
        *columns(sa.BigInteger(), "read_at", "due_at"),
        *columns(sa.LargeBinary(), "body"),
        sa.PrimaryKeyConstraint("key", name="pk_prices"),
    )
    op.create_index("ix_prices_read_at", "prices", ["read_at"])


def columns(kind: sa.types.TypeEngine[Any], *names: str) -> list[sa.Column[Any]]:
    """Columns that must have a value."""
    return [sa.Column(name, kind, nullable=False) for name in names]


def where(condition: str) -> dict[str, Any]:
    """A partial index, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def of_conversation(table: str) -> sa.ForeignKeyConstraint:
    """Goes with its conversation."""
    name = f"fk_{table}_conversation"
    return sa.ForeignKeyConstraint(["conversation"], ["conversations.key"], name, ondelete="CASCADE")
