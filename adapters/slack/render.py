"""From a card to what Slack can show. Pure; everything that a card says arrives, as block, button or file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from adapters.slack import limits
from adapters.slack.blocks import (
    NOTHING,
    Json,
    context,
    heading,
    image,
    line,
    naming,
    pairs,
    section,
    sections,
    warning,
)
from adapters.slack.controls import BETWEEN, Panel, Piece, join_rows
from adapters.slack.escape import escape
from adapters.slack.limits import cut, units
from bot.conversation.cards import (
    Block,
    Choices,
    Controls,
    Done,
    Facts,
    Fields,
    File,
    Keyed,
    Named,
    Note,
    Picture,
    Text,
    Title,
)

Pictures = Mapping[Picture, str]  # to the ids of the uploaded files

ACTION_CHARS = limits.TEXT_CHARS // 3  # of the top-level text, for what is to be done


@dataclass(frozen=True, slots=True)
class Message:
    """What a message is made of; `text` is mrkdwn for notifications and screen readers."""

    text: str
    blocks: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A card for Slack: its messages in order, the last with the buttons, and the files that go with it."""

    messages: tuple[Message, ...]
    files: tuple[File, ...] = ()


def render(card: Keyed, pictures: Pictures | None = None, *, private: bool = True) -> Rendered:
    """The card; a picture without an uploaded file says its words. `private`: a name rings nobody there."""
    pieces = make_pieces(card, pictures or {}, private=private)
    return Rendered(
        tuple(_message(part) for part in _divide(pieces)),
        tuple(block for block in card.card.blocks if isinstance(block, File)),
    )


def render_line(text: str) -> Message:
    """The line that is left of a card: small, without buttons."""
    blocks = context(cut(line(text), limits.CONTEXT_CHARS)) or context(NOTHING)
    return Message(escape(cut(line(text) or NOTHING, limits.TEXT_CHARS)), tuple(blocks))


def make_pieces(card: Keyed, pictures: Pictures, *, private: bool = True) -> list[Piece]:
    """All of a card, in its order."""
    panel = Panel(card)
    return [piece for block in card.card.blocks for piece in _pieces(block, panel, pictures, private)] or [
        Piece(section(NOTHING))
    ]


def _pieces(block: Block, panel: Panel, pictures: Pictures, private: bool) -> Iterable[Piece]:
    match block:
        case Done(lines):
            return _say(context("\n".join(f"✓ {one}" for one in lines)), "\n".join(lines), aside=True)
        case Title(text):
            return _say(heading(text), text)
        case Text(text):
            return _say(sections(text), text)
        case Note(text, tone):
            return _say(_note(text, tone), text)
        case Facts(rows):
            return _facts(rows)
        case Named(label, mentions):
            return (Piece(made, label) for made in naming(label, mentions, rings=not private))
        case Picture():
            return _picture(block, pictures.get(block, ""))
        case File(name):
            return _say(context(f"📎 {line(name)}"), name, aside=True)
        case Choices():
            return panel.choices(block)
        case Controls():
            return panel.controls(block)
        case Fields():
            return panel.fields(block)
        case _:
            assert_never(block)


def _say(blocks: list[Json], words: str, *, aside: bool = False) -> Iterator[Piece]:
    """A text in one block, or in several of which each says its own part."""
    for block in blocks:
        own = block["text"] if "text" in block else block["elements"][0]
        yield Piece(block, words if len(blocks) == 1 else own["text"], aside)


def _note(text: str, tone: str) -> list[Json]:
    if tone == "problem":
        return warning(text)
    return context(f"✓ {text}" if tone == "good" and text.strip() else text)


def _facts(rows: tuple[tuple[str, str], ...]) -> Iterator[Piece]:
    for paired, some in groupby(rows, key=_is_pair):
        if paired:
            for block, chunk in zip(pairs(group := list(some)), _chunks(group), strict=True):
                yield Piece(block, "\n".join(map(_fact, chunk)))
        else:
            for name, value in some:
                yield from _say(sections("\n".join(part for part in (name, value) if part)), _fact((name, value)))


def _chunks(rows: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    most = limits.SECTION_FIELDS // 2
    yield from (rows[start : start + most] for start in range(0, len(rows), most))


def _is_pair(row: tuple[str, str]) -> bool:
    return all(part.strip() and units(part) <= limits.FACT_CHARS for part in row)


def _fact(row: tuple[str, str]) -> str:
    name, value = row
    return f"{name}{'  ' if ':' in name or name.endswith('?') else ': '}{value}" if name and value else name or value


def _picture(block: Picture, file_id: str) -> Iterator[Piece]:
    if not file_id:
        yield from _say(sections(block.alt), block.alt)
        return
    yield Piece(image(file_id, block.alt), block.alt)
    if units(block.alt) > limits.ALT_CHARS:
        yield from (Piece(made) for made in sections(block.alt))


def _divide(pieces: list[Piece]) -> list[list[Piece]]:
    """One message if there is room; else the words first and all that can be pressed at the end."""
    if _fits(pieces):
        return [pieces]
    parts: list[list[Piece]] = [[]]
    for piece in join_rows(sorted(pieces, key=lambda one: one.pressed)):
        if not _fits([*parts[-1], piece]):
            parts.append([])
        parts[-1].append(piece)
    return _with_buttons_together(parts)


def _with_buttons_together(parts: list[list[Piece]]) -> list[list[Piece]]:
    """Buttons that would stand in the last two messages stand in the last, as only that one is kept current."""
    if len(parts) < 2:
        return parts
    *first, before, last = parts
    pressed = [piece for piece in before if piece.pressed]
    if pressed and len(pressed) < len(before) and _fits([*pressed, *last]):
        return [*first, [piece for piece in before if not piece.pressed], [*pressed, *last]]
    return parts


def _fits(pieces: list[Piece]) -> bool:
    return len(pieces) <= limits.MESSAGE_BLOCKS and sum(piece.size for piece in pieces) <= limits.MESSAGE_CHARS


def _message(pieces: list[Piece]) -> Message:
    return Message(_text(pieces), tuple(piece.block for piece in pieces))


def _text(pieces: list[Piece]) -> str:
    """What the blocks say, in short: the matter, and what can be done about it."""
    said = [piece.words.strip() for piece in pieces if not piece.pressed and not piece.aside]
    said = [words for words in said if words] or [piece.words.strip() for piece in pieces if piece.aside]
    do = cut(BETWEEN.join(piece.words.strip() for piece in pieces if piece.pressed and piece.words), ACTION_CHARS)
    matter = cut("\n".join(filter(None, said)), limits.TEXT_CHARS - units(do) - 1)
    return escape("\n".join(filter(None, (matter, do)))) or NOTHING
