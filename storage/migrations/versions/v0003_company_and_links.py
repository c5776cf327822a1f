"""The company behind the bot, people on several devices, and what was seen of new page shapes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.versions.v0001_first_tables import columns, where

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BESIDE = "replace(key, '#', '') <> key"  # of a person, but not their private chat


def upgrade() -> None:
    """Each part in a function of its own."""
    create_links_of_company()
    create_ledger()
    create_paces()
    index_what_grows()
    create_links()
    create_drift()
    index_what_is_looked_for()
    vacuum_queues()


def create_links_of_company() -> None:
    op.create_table(
        "company_links",
        *columns(sa.Text(), "id", "token_print", "code_print", "channel"),
        *columns(sa.LargeBinary(), "details"),
        *columns(sa.BigInteger(), "expires_at"),
        sa.Column("used_at", sa.BigInteger()),
        *columns(sa.Text(), "used_by"),
        sa.PrimaryKeyConstraint("id", name="pk_company_links"),
        sa.UniqueConstraint("token_print", name="uq_company_links_token_print"),
        sa.UniqueConstraint("code_print", name="uq_company_links_code_print"),
    )
    op.create_table(
        "company_requests",
        *columns(sa.Text(), "key_print", "body_print", "link"),
        *columns(sa.BigInteger(), "created_at"),
        sa.PrimaryKeyConstraint("key_print", name="pk_company_requests"),
    )
    index("company_links", "expires_at", "used_by")
    index("company_requests", "created_at")


def create_ledger() -> None:
    op.create_table(
        "company_sessions",
        *columns(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), "number"),
        *columns(sa.Text(), "conversation", "customer_print", "location_print"),
        *columns(sa.LargeBinary(), "details"),
        *columns(sa.Text(), "slot", "location_id"),
        *columns(sa.BigInteger(), "opened_at", "expires_at"),
        *columns(sa.Text(), "outcome"),
        sa.Column("settled_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("number", name="pk_company_sessions"),
    )
    op.create_index("ix_company_sessions_open", "company_sessions", ["expires_at"], **where("outcome = ''"))
    op.create_index("ix_company_sessions_pending", "company_sessions", ["location_id"], **where("outcome = 'pending'"))
    op.create_table(
        "company_locations",
        *columns(sa.Text(), "id", "customer_print", "location_print"),
        *columns(sa.LargeBinary(), "details"),
        *columns(sa.BigInteger(), "read_at"),
        sa.PrimaryKeyConstraint("id", name="pk_company_locations"),
    )
    index("company_sessions", "conversation", "customer_print", "location_print")
    index("company_locations", "customer_print", "location_print")


def index(table: str, *names: str) -> None:
    for name in names:
        op.create_index(f"ix_{table}_{name}", table, [name])


def create_paces() -> None:
    op.create_table(
        "paces",
        *columns(sa.Text(), "key"),
        *columns(sa.BigInteger(), "full_at"),
        sa.PrimaryKeyConstraint("key", name="pk_paces"),
    )


def index_what_grows() -> None:
    """Without, who forgets one conversation reads all sessions, who looks for what is due the whole outbox, and who
    counts those that cannot be written to all conversations."""
    op.create_index("ix_sessions_conversation", "sessions", ["conversation"])
    op.create_index("ix_outbox_due", "outbox", ["due_at", "id"], **where("settled_at IS NULL"))
    op.create_index(
        "ix_conversations_undeliverable", "conversations", ["undeliverable"], **where("undeliverable != ''")
    )


def create_links() -> None:
    op.create_table(
        "links",
        *columns(sa.Text(), "conversation", "other", "alerts"),
        *columns(sa.BigInteger(), "created_at"),
        sa.PrimaryKeyConstraint("conversation", "other", name="pk_links"),
    )
    op.create_index("ix_links_other", "links", ["other"])
    op.create_table(
        "link_codes",
        *columns(sa.Text(), "print", "conversation"),
        *columns(sa.BigInteger(), "until"),
        sa.PrimaryKeyConstraint("print", name="pk_link_codes"),
    )
    op.create_index("ix_link_codes_conversation", "link_codes", ["conversation"])
    op.create_index("ix_link_codes_until", "link_codes", ["until"])


def create_drift() -> None:
    op.create_table(
        "drift",
        *columns(sa.Text(), "id", "kind", "generation", "place", "what", "sample"),
        *columns(sa.BigInteger(), "first_at", "last_at", "seen"),
        sa.PrimaryKeyConstraint("id", name="pk_drift"),
    )


def index_what_is_looked_for() -> None:
    """Rarely: by operators, by who wants to be forgotten, by the purge. Without, each of them reads a whole table."""
    op.create_index("ix_inbox_lane", "inbox", ["lane", "id"])
    op.create_index("ix_inbox_parked", "inbox", ["note"], **where("note IS NOT NULL"))
    op.create_index("ix_conversations_beside", "conversations", ["channel"], **where(BESIDE))
    op.create_index("ix_sessions_newest", "sessions", ["id"], **where("ended_at IS NULL"))
    op.create_index("ix_outbox_given_up", "outbox", ["conversation", "id"], **where("settled_at IS NOT NULL"))
    op.create_index(
        "ix_outbox_groups", "outbox", ["channel", "chat"], **where("private IS false AND settled_at IS NULL")
    )
    op.create_index("ix_outbox_held", "outbox", ["lease_owner"], **where("lease_owner <> ''"))
    op.create_index("ix_outbox_settled", "outbox", ["settled_at", "id"], **where("settled_at IS NOT NULL"))
    op.create_index("ix_events_parked", "events", ["number"], **where("outcome = 'parked'"))
    op.create_index("ix_jobs_updated_at", "jobs", ["updated_at"])


def vacuum_queues() -> None:
    """PostgreSQL cleans a table when a fifth of it has changed. Of what passes through a queue that is millions of dead
    entries, at the very beginning of the indexes that are looked at each second."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in ("inbox", "outbox", "wakes", "paces", "events"):
        op.execute(f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.01)")
    # Room for the four changes that a turn makes to its conversation: they then stay on one page, and no index of many
    # is touched.
    op.execute("ALTER TABLE conversations SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)")
