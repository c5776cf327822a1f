"""Short answers that mean the same on every page: yes, no, none, I do not know, back …"""

from enum import StrEnum
from functools import lru_cache

from bot.conversation.understanding.folding import fold, fold_long


class Word(StrEnum):
    YES = "yes"
    NO = "no"
    NONE = "none"
    UNKNOWN = "unknown"
    NO_END = "no_end"
    SKIP = "skip"
    CANCEL = "cancel"
    BACK = "back"
    NOT_LISTED = "not_listed"
    HELP = "help"
    HELLO = "hello"
    THANKS = "thanks"


_PHRASES: dict[str, dict[Word, str]] = {
    "en": {
        Word.YES: "yes|y|yep|yeah|yup|ok|okay|sure|correct|right|that is right|that's right|exactly|confirm|true|fine",
        Word.NO: "no|n|nope|nah|wrong|incorrect|not right|that is wrong|that's wrong|false",
        Word.NONE: "none|nothing|nil|no surcharge|no fee|no percentage|there is none|no extra|zero|n/a",
        Word.UNKNOWN: "i don't know|don't know|dont know|do not know|dunno|not sure|no idea|unknown"
        "|unsure|idk"
        "|i have no idea|i am not sure|i'm not sure|can't say|?",
        Word.NO_END: "no end|no end date|open ended|open end|until terminated|until cancelled"
        "|until canceled|unlimited"
        "|indefinite|indefinitely|rolling|no contract end|no fixed term|it doesn't end|never|no term"
        "|variable",
        Word.SKIP: "skip|later|next|not now|pass",
        Word.CANCEL: "cancel|stop|quit|exit|abort|end|close",
        Word.BACK: "back|go back|previous|undo|return",
        Word.NOT_LISTED: "not listed|not there|not in the list|none of these|none of them|other|another"
        "|it's not there"
        "|mine is not listed|not here|missing|can't find it|not found|something else",
        Word.HELP: "help|info|what|how|?help",
        Word.HELLO: "hi|hello|hey|hiya|hello there|hi there|hey there|hello bot|hi bot|good morning|good afternoon"
        "|good evening|good day|start|👋",
        Word.THANKS: "thanks|thank you|thank you very much|thank you so much|thanks a lot|many thanks|thx|cheers"
        "|ok thanks|okay thanks|great thanks|perfect thanks|🙏",
    },
    "de": {
        Word.YES: "ja|j|jo|jap|jawohl|ok|okay|klar|richtig|stimmt|genau|korrekt|passt|gerne|bestätigen|das stimmt",
        Word.NO: "nein|n|nee|nö|falsch|stimmt nicht|nicht richtig|das ist falsch",
        Word.NONE: "keine|keiner|keinen|kein|nichts|null|ohne|kein aufschlag|keine gebühr|kein zuschlag"
        "|gibt es nicht|entfällt",
        Word.UNKNOWN: "weiß nicht|weiß ich nicht|ich weiß nicht|ich weiß es nicht|keine ahnung|unbekannt"
        "|unklar"
        "|nicht sicher|bin nicht sicher|ich bin mir nicht sicher|weiss nicht|?",
        Word.NO_END: "kein ende|ohne ende|unbefristet|kein enddatum|offen|bis zur kündigung"
        "|bis auf weiteres|unbegrenzt"
        "|keine laufzeit|nie|ohne laufzeit|kein vertragsende|auf unbestimmte zeit",
        Word.SKIP: "überspringen|später|weiter|auslassen|nicht jetzt",
        Word.CANCEL: "abbrechen|abbruch|stopp|stop|ende|schluss|beenden|schließen",
        Word.BACK: "zurück|einen schritt zurück|vorherige|rückgängig",
        Word.NOT_LISTED: "nicht dabei|nicht in der liste|keiner davon|keine davon|keines davon|anderer"
        "|anderes|andere"
        "|nicht aufgeführt|fehlt|nicht gefunden|steht nicht dabei|ist nicht dabei|etwas anderes"
        "|nicht gelistet",
        Word.HELP: "hilfe|info|was|wie",
        Word.HELLO: "hallo|hallöchen|hi|hey|moin|moin moin|servus|grüezi|grüß gott|grüß dich|guten morgen|guten tag"
        "|guten abend|hallo zusammen|hallo bot",
        Word.THANKS: "danke|danke dir|danke schön|dankeschön|danke sehr|vielen dank|besten dank|herzlichen dank"
        "|tausend dank|merci|ok danke|okay danke|super danke|perfekt danke|alles klar danke",
    },
}


def read_word(text: str, language: str) -> Word | None:
    """The meaning of a text that is nothing but such a word, in the person's language or in English."""
    key = fold(text) or text.strip()
    return _meanings(language.replace("_", "-").split("-")[0].lower()).get(key)


@lru_cache(maxsize=64)
def _meanings(language: str) -> dict[str, Word]:
    meanings: dict[str, Word] = {}
    for name in ("en", language):
        for word, phrases in _PHRASES.get(name, {}).items():
            for phrase in phrases.split("|"):
                meanings.update(dict.fromkeys((fold(phrase) or phrase, fold_long(phrase) or phrase), word))
    return meanings
