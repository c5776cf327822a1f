"""What the key of a conversation tells: channel:team:person, in a group channel:team#chat#topic:person."""


def owner_of(key: str) -> str:
    """To whom belongs what is connected there: the team, else the conversation itself."""
    channel, _, rest = key.partition(":")
    team = rest.rpartition(":")[0].partition("#")[0]
    return f"{channel}:{team}" if team else key


def person_of(key: str) -> str:
    """Whose conversation it is: the channel's id of the person."""
    return key.rpartition(":")[2]
