"""What the key of a conversation tells: channel:team:person, in a group channel:team#chat#topic:person."""

from storage.vault import Vault

REFERENCE_CHARS = 32


def owner_of(key: str) -> str:
    """To whom belongs what is connected there: the team, else the conversation itself."""
    team = team_of(key)
    return f"{key.partition(':')[0]}:{team}" if team else key


def team_of(key: str) -> str:
    """The team of a conversation, "" where the channel has none."""
    return key.partition(":")[2].rpartition(":")[0].partition("#")[0]


def is_team(owner: str) -> bool:
    """Whether an owner is a team, and not a conversation."""
    return owner.count(":") == 1


def is_silent(key: str) -> bool:
    """Whether it is the conversation of one site among many, which nobody looks at."""
    return "#job" in key.partition(":")[2].rpartition(":")[0]


def person_of(key: str) -> str:
    """Whose conversation it is: the channel's id of the person."""
    return key.rpartition(":")[2]


def references_of(vault: Vault, owner: str) -> tuple[str, ...]:
    """Our pseudonyms of an owner at FlatPeak, one under each key, the newest first."""
    return tuple(print_[:REFERENCE_CHARS] for print_ in vault.fingerprints(owner, "customer"))
