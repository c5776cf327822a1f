"""The company behind the bot, people on several devices, and what was seen of new page shapes."""

from collections.abc import Sequence

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    """Each part in a function of its own."""
