"""What Telegram allows, where it says so, and what we do at the limit.

Lengths of texts are in UTF-16 code units, counted after the markup is parsed, unless a name says BYTES.
"""

CALLBACK_DATA_BYTES = 64  # core.telegram.org/bots/api#inlinekeyboardbutton; never cut: a token takes 18
KEY_CHARS = 16  # ours: the key of a card …
NUMBER_CHARS = 2  # … and the number of a button in base 36, so at most 1,296 buttons a card
MESSAGE_CHARS = 4096  # …#sendmessage; split on paragraphs, then words; the buttons go on the last part
CAPTION_CHARS = 1024  # …#sendphoto; a longer text follows as messages of its own
LABEL_CHARS = 56  # ours: what a phone shows of a button that has the row to itself; cut with "…"
ROW_CHARS = 36  # ours: labels longer than this together go on rows of their own
LIST_BUTTONS = 8  # ours: entries of a list on one card
BUTTONS = 100  # reported by rubenlagus/TelegramBots#218; the labels of the rest are written in the text
MARKUP_BYTES = 9_000  # not documented, about 10,000 seen; the labels of the rest are written in the text
ANSWER_CHARS = 200  # …#answercallbackquery; cut with "…"
START_CHARS = 64  # core.telegram.org/bots/features#deep-linking; never cut: refused
FILE_NAME_CHARS = 60  # ours; the middle is of no use to anyone, cut with "…" before the ending
COMMANDS = 100  # …#setmycommands; refused
COMMAND_CHARS = 32  # …#botcommand; refused
COMMAND_DESCRIPTION_CHARS = 256  # …#botcommand; cut with "…"
NAME_CHARS = 64  # …#setmyname; cut with "…"
DESCRIPTION_CHARS = 512  # …#setmydescription; cut with "…"
ABOUT_CHARS = 120  # …#setmyshortdescription; cut with "…"
SECRET_CHARS = 256  # …#setwebhook; refused
WEBHOOK_BYTES = 1_000_000  # ours; an update is a few kilobytes

# How often, as core.telegram.org/bots/faq#broadcasting-to-users has it ("avoid", "about", "no more than").
BOT_PER_SECOND = 30
CHAT_PER_SECOND = 1
CHAT_BURST = 3  # short bursts are tolerated there
GROUP_PER_MINUTE = 20
RETRY_AFTER_S = 30.0  # ours, where a 429 comes without a time


def units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits together with "…"."""
    if units(text) <= most:
        return text
    kept, room = [], most - 1
    for character in text:
        room -= 2 if character > "\uffff" else 1
        if room < 0:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def cut_file_name(name: str) -> str:
    """A file name without folders, cut before its ending."""
    stem, dot, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    if not stem:
        return cut(ending or "file", FILE_NAME_CHARS)
    return f"{cut(stem, FILE_NAME_CHARS - len(ending) - 1)}{dot}{ending}"
