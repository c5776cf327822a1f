"""Teams and their rules, many sites, FlatPeak's events and prices; a location belongs to a team or to a person."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.migrations.versions.v0001_first_tables import NUMBER, columns, of_conversation, where

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    add_teams()
    add_indexes()
    give_locations_an_owner()
    create_installations()
    create_teams()
    create_audit()
    create_jobs()
    create_events()
    create_prices()


def add_teams() -> None:
    """In place: a table that others refer to would take their rows along if it were made anew."""
    for table in ("conversations", "outbox"):
        op.add_column(table, sa.Column("team", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.create_index("ix_conversations_team", "conversations", ["team"], **where("team != ''"))


def add_indexes() -> None:
    shown = where("kind = 'home' AND retired_at IS NULL")
    op.create_index("ix_presses_home", "presses", ["conversation", "created_at"], **shown)
    placed = where("ended_at IS NULL AND location_id != ''")
    op.create_index("ix_sessions_location", "sessions", ["location_id"], **placed)


def give_locations_an_owner() -> None:
    op.create_table(
        "estates",
        *columns(sa.Text(), "owner"),
        *columns(sa.BigInteger(), "revision"),
        sa.PrimaryKeyConstraint("owner", name="pk_estates"),
    )
    op.execute("CREATE TABLE former_locations AS SELECT conversation, id, details, created_at FROM locations")
    op.drop_table("locations")
    op.create_table(
        "locations",
        *columns(sa.Text(), "owner", "id"),
        *columns(sa.LargeBinary(), "details"),
        *columns(sa.Text(), "connected_by"),
        *columns(sa.BigInteger(), "created_at"),
        sa.PrimaryKeyConstraint("owner", "id", name="pk_locations"),
    )
    op.create_index("ix_locations_id", "locations", ["id"])
    op.execute(
        "INSERT INTO locations (owner, id, details, connected_by, created_at) "
        "SELECT conversation, id, details, '', created_at FROM former_locations"
    )
    # Who has no revision has no locations.
    op.execute("INSERT INTO estates (owner, revision) SELECT DISTINCT conversation, 1 FROM former_locations")
    op.drop_table("former_locations")


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
