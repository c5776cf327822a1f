"""Limits of the Bot API, each with its source. Lengths of text are UTF-16 units after entity parsing."""

TEXT_UNITS = 4096  # core.telegram.org/bots/api#sendmessage
CAPTION_UNITS = 1024  # …#sendphoto
CALLBACK_DATA_BYTES = 64  # …#inlinekeyboardbutton
CALLBACK_ANSWER_CHARS = 200  # …#answercallbackquery
CALLBACK_ANSWER_SECONDS = 15  # unpublished; tdlib/telegram-bot-api issues report 5 to 15 s
KEYBOARD_BUTTONS = 100  # unpublished; the server says "reply markup is too long" above it
KEYBOARD_BYTES = 10_000  # unpublished total budget of one keyboard
COPY_TEXT_CHARS = 256  # …#copytextbutton
PHOTO_BYTES = 10 * 1024 * 1024  # …#sendphoto
PHOTO_SIDES_SUM = 10_000  # …#sendphoto
PHOTO_RATIO = 20  # …#sendphoto
UPLOAD_BYTES = 50 * 1024 * 1024  # …#senddocument
DOWNLOAD_BYTES = 20 * 1024 * 1024  # …#getfile
POLL_SECONDS = 50  # the server cuts longer waits of getUpdates
POLL_LIMIT = 100  # …#getupdates
SECRET_TOKEN_CHARS = 256  # …#setwebhook
COMMANDS = 100  # …#setmycommands
COMMAND_CHARS = 32  # …#botcommand
COMMAND_DESCRIPTION_CHARS = 256  # …#botcommand
BOT_NAME_CHARS = 64  # …#setmyname
BOT_DESCRIPTION_CHARS = 512  # …#setmydescription
BOT_SHORT_DESCRIPTION_CHARS = 120  # …#setmyshortdescription
START_PAYLOAD_CHARS = 64  # core.telegram.org/bots/features#deep-linking
DELETE_HOURS = 48  # …#deletemessage
ACTION_SECONDS = 5  # …#sendchataction


def count_units(text: str) -> int:
    """Length in UTF-16 units, the way Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
