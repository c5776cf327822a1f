"""What is typed behind `/tariff`, or behind a mention of the bot: which command it is, and what follows it.

Slack registers one command for all languages, so the words of all of them are understood by everyone.
"""

from bot.conversation.replies import Commanded, Place

WORDS: dict[str, tuple[str, ...]] = {
    "connect": ("connect", "add", "new", "verbinden", "verbinde", "anschließen", "neu"),
    "tariffs": ("list", "tariffs", "tariff", "sites", "liste", "tarife", "tarif", "standorte", "adressen"),
    "prices": ("prices", "price", "preise", "preis"),
    "alerts": ("alerts", "alert", "notifications", "meldungen", "benachrichtigungen", "hinweise"),
    "link": ("link", "code", "verknüpfen", "verknuepfen", "verknüpfe"),
    "vpp": ("vpp", "programmes", "programs", "programme", "flexibility", "flexibilität"),
    "settings": ("settings", "rules", "team", "einstellungen", "regeln"),
    "help": ("help", "?", "hilfe"),
    "continue": ("continue", "resume", "weiter"),
    "back": ("back", "zurück", "zurueck"),
    "cancel": ("cancel", "stop", "abbrechen", "abbruch", "stopp"),
    "language": ("language", "sprache"),
    "privacy": ("privacy", "data", "datenschutz", "daten"),
}
MEANING = {word.casefold(): name for name, words in WORDS.items() for word in words}
WITH_ARGUMENT = frozenset({"connect", "link", "language"})


def read_command(text: str, origin: Place | None = None, *, empty: str = "help") -> Commanded:
    """The command in these words; `empty`: the one that no words at all stand for. Words that are none get help."""
    first, *rest = text.split(maxsplit=1)[:2] or [""]
    if not first:
        return Commanded(empty, origin=origin)
    name = MEANING.get(first.casefold().lstrip("/").rstrip(":"), "help")
    return Commanded(name, "".join(rest).strip() if name in WITH_ARGUMENT else "", origin)
