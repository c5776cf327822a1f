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


def create_conversations() -> None:
    op.create_table(
        "conversations",
        *columns(sa.Text(), "key", "channel", "chat", "topic"),
        *columns(sa.Boolean(), "private"),
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
        *columns(sa.Text(), "kind"),
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
    op.create_index("ix_sessions_open", "sessions", ["conversation"], unique=True, **where("ended_at IS NULL"))


def create_locations() -> None:
    op.create_table(
        "locations",
        *columns(sa.Text(), "conversation", "id"),
        *columns(sa.LargeBinary(), "details"),
        *columns(sa.BigInteger(), "created_at"),
        sa.PrimaryKeyConstraint("conversation", "id", name="pk_locations"),
        of_conversation("locations"),
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
