"""Whether the keys that we were given open what lies in the database."""

from datetime import datetime

from sqlalchemy import Connection

from storage import leases
from storage.vault import Vault

NAME = "secret key"


def check_key(conn: Connection, vault: Vault, owner: str, now: datetime) -> None:
    """Open what was sealed at the last start, and seal it anew. Raises UnknownKey or Tampered."""
    kept = leases.value_of(conn, NAME)
    if kept:
        vault.open(bytes.fromhex(kept), NAME)
    if leases.acquire(conn, NAME, owner, now, 1):
        leases.keep(conn, NAME, owner, vault.seal(b"ours", NAME).hex())
