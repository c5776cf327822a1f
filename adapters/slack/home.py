"""From a card to the App Home of one person, and what is shown there if Slack refuses even that."""

from collections.abc import Iterator

from adapters.slack import limits
from adapters.slack.blocks import NOTHING, Json, context, sections
from adapters.slack.controls import Piece, join_rows
from adapters.slack.limits import cut
from adapters.slack.render import Pictures, make_pieces
from bot.conversation.cards import Keyed

LAST = 10  # blocks at the end that stay when the middle has no room: the way to other pages, and back
PLAIN_CHARS = 10 * limits.SECTION_CHARS


def render_home(card: Keyed, pictures: Pictures | None = None) -> Json:
    """The whole card as a view."""
    pieces = make_pieces(card, pictures or {})
    if len(pieces) > limits.VIEW_BLOCKS:
        pieces = join_rows(pieces)
    blocks = [piece.block for piece in pieces]
    if len(blocks) > limits.VIEW_BLOCKS:
        room = limits.VIEW_BLOCKS - LAST - 1
        blocks = [*blocks[:room], *context(NOTHING), *blocks[-LAST:]]
    return _view(blocks)


def render_plain_home(card: Keyed) -> Json:
    """Its words alone, in the one block type that has always been there."""
    words = "\n".join(_words(make_pieces(card, {})))
    return _view(sections(cut(words, PLAIN_CHARS) or NOTHING))


def _words(pieces: list[Piece]) -> Iterator[str]:
    return (piece.words for piece in pieces if piece.words.strip() and not piece.pressed)


def _view(blocks: list[Json]) -> Json:
    return {"type": "home", "blocks": blocks}
