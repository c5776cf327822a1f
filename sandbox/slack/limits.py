"""Limits of Slack's Web API and of Block Kit, each with its source. Lengths of text are characters."""

# docs.slack.dev/reference/block-kit/blocks, …/block-elements, …/composition-objects
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
ID_CHARS = 255  # block_id, action_id, callback_id, external_id
HEADER_CHARS = 150
SECTION_CHARS = 3000
SECTION_FIELDS = 10
FIELD_CHARS = 2000
ACTIONS_ELEMENTS = 25
CONTEXT_ELEMENTS = 10
IMAGE_URL_CHARS = 3000
IMAGE_TEXT_CHARS = 2000  # alt_text and title
LABEL_CHARS = 2000  # label and hint of an input block
TEXT_CHARS = 3000  # any text object without a limit of its own
MARKDOWN_CHARS = 12_000  # all markdown blocks of a message together
TABLE_ROWS = 100
TABLE_COLUMNS = 20
TABLE_CHARS = 10_000  # all cells of one table
BUTTON_CHARS = 75
BUTTON_VALUE_CHARS = 2000
URL_CHARS = 3000
PLACEHOLDER_CHARS = 150
OPTION_CHARS = 75  # text and description
OPTION_VALUE_CHARS = 150
OPTIONS = 100
OPTION_GROUPS = 100
GROUP_LABEL_CHARS = 75
OVERFLOW_OPTIONS = 5
BOX_OPTIONS = 10  # checkboxes and radio buttons
INPUT_CHARS = 3000  # what a plain_text_input may be asked to hold
CONFIRM_TITLE_CHARS = 100
CONFIRM_TEXT_CHARS = 300
CONFIRM_BUTTON_CHARS = 30

# docs.slack.dev/reference/views
VIEW_WORDS_CHARS = 24  # title, close, submit
METADATA_CHARS = 3000
VIEW_BYTES = 250_000

# docs.slack.dev/reference/methods/chat.postMessage, …/chat.update
POST_CHARS = 40_000
UPDATE_CHARS = 4000
ALL_BLOCKS_CHARS = 13_000  # unpublished; slackapi/bolt-js#2509 reports msg_blocks_too_long at about that
ATTACHMENTS = 100

FILE_BYTES = 1024 * 1024 * 1024  # slack.com/help/articles/201330736
