"""The plain words that mean a command, on every channel and in every language: whoever says them is understood."""

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


def read_command_word(text: str) -> str:
    """The command that a text means which is nothing but such a word, "" if it is anything else."""
    return MEANING.get(text.strip().strip("/.!:").casefold(), "")
