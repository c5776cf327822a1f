"""A card to draw on: colours, letters, hatching, and the way to a small PNG."""

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFont

from bot.conversation.pictures import style
from bot.conversation.pictures.style import Colour, Weight

Box = tuple[int, int, int, int]  # left, top, right, bottom; the last two are inside

TITLE_LINE = 86
EDGE_ROWS = 5
STRIPE, STRIPE_WIDTH = 14, 5
SHADES = 8
LONGEST = 200  # letters; no line holds more


@cache
def load_font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    """Source Sans Pro. The basic layout engine starts fastest, and the font has no script that needs more."""
    data = (files("font_source_sans_pro") / "files" / f"SourceSansPro-{weight}.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(4096)
def has_glyph(letter: str) -> bool:
    """Whether the font can draw the letter, rather than an empty box."""
    font = load_font("Regular", style.SMALL)
    return bytes(font.getmask(letter)) != bytes(font.getmask("\uffff"))


def tidy(text: str) -> str:
    """The text in one line, without what the font cannot draw."""
    return " ".join("".join(c if c.isspace() or has_glyph(c) else " " for c in text).split())


def shorten(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """The text, cut with "…" where it is wider than `width` pixels."""
    text = tidy(text[:LONGEST])
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1].rstrip()
    return text + "…" if text else ""


def keep_inside(centre: float, half: float, overhang: int = 0) -> float:
    """The centre nearest to the wanted one at which a label of twice `half` stays on the card."""
    return min(max(centre, style.LEFT - overhang + half), style.RIGHT + overhang - half)


class Canvas:
    """A rounded card of `height` pixels on a quiet ground, clear in a light and in a dark chat."""

    def __init__(self, height: int) -> None:
        self.height = height
        self.image = Image.new("RGB", (style.WIDTH, height), style.AROUND)
        card = (style.WIDTH - 2 * style.MARGIN, height - 2 * style.MARGIN)
        self.image.paste(style.PAPER, (style.MARGIN, style.MARGIN), _round_mask(card, style.RADIUS))
        self.pen = ImageDraw.Draw(self.image)

    def write(
        self, at: tuple[float, float], text: str, weight: Weight = "Regular", size: int = style.SMALL,
        colour: Colour = style.QUIET, anchor: str = "ls", width: float = style.WIDTH,
    ) -> float:  # fmt: skip
        """Write one line, cut to `width`; `anchor` as in Pillow. Returns the width that it took."""
        font = load_font(weight, size)
        line = shorten(text, font, width)
        self.pen.text(at, line, colour, font, anchor)
        return font.getlength(line)

    def head(self, title: str, unit: str) -> None:
        """Write the title on the left and the unit on the right."""
        taken = self.write((style.WIDTH - style.PAD, TITLE_LINE), unit, size=34, anchor="rs", width=style.WIDTH / 3)
        room = style.WIDTH - 2 * style.PAD - taken - 24
        self.write((style.PAD, TITLE_LINE), title, "Semibold", style.LARGE, style.INK, width=room)

    def fill(self, box: Box, colour: Colour) -> None:
        """Fill a rectangle."""
        self.pen.rectangle(box, colour)

    def edge(self, box: Box, colour: Colour, below: bool = False) -> None:
        """Draw the dark edge of a bar, on the side away from zero."""
        left, top, right, bottom = box
        if below:
            self.fill((left, max(top, bottom - EDGE_ROWS + 1), right, bottom), colour)
        else:
            self.fill((left, top, right, min(bottom, top + EDGE_ROWS - 1)), colour)

    def pill(self, box: Box, colour: Colour) -> None:
        """Fill a box with half-round ends."""
        size = (box[2] - box[0] + 1, box[3] - box[1] + 1)
        self.image.paste(colour, box[:2], _round_mask(size, min(size) // 2))

    def hatch(self, boxes: list[Box], colour: Colour = style.PAPER) -> None:
        """Lay stripes over the boxes."""
        if not boxes:
            return
        mask = Image.new("1", self.image.size)
        pen = ImageDraw.Draw(mask)
        for box in boxes:
            pen.rectangle(box, 1)
        self.image.paste(colour, (0, 0), ImageChops.logical_and(mask, _stripes(self.image.size)))

    def png(self) -> bytes:
        """The picture as a PNG of a fixed set of colours: much faster than finding the best set each time."""
        out = BytesIO()
        self.image.quantize(palette=_palette(), dither=Image.Dither.NONE).save(out, "PNG")
        return out.getvalue()


@cache
def _palette() -> Image.Image:
    """Our colours, and the shades between letters and paper."""
    colours = [style.PAPER, style.AROUND, style.INK, style.QUIET, style.GRID, style.AXIS, style.BEST, style.BEST_BAND]
    colours += [*style.FILL.values(), *style.EDGE.values(), *style.FORECAST.values()]
    for ink in (style.INK, style.QUIET, style.BEST):
        for step in range(1, SHADES):
            red, green, blue = (i + (g - i) * step // SHADES for i, g in zip(ink, style.PAPER, strict=True))
            colours.append((red, green, blue))
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in colours for part in colour])
    return palette


@cache
def _stripes(size: tuple[int, int]) -> Image.Image:
    mask = Image.new("1", size)
    pen = ImageDraw.Draw(mask)
    for start in range(-size[1], size[0], STRIPE):
        pen.line((start, size[1], start + size[1], 0), 1, STRIPE_WIDTH)
    return mask


def _round_mask(size: tuple[int, int], radius: int) -> Image.Image:
    mask = Image.new("L", size, 255)
    disc = _disc(radius)
    right, bottom = size[0] - radius, size[1] - radius
    for x, y, left, top in ((0, 0, 0, 0), (right, 0, 1, 0), (0, bottom, 0, 1), (right, bottom, 1, 1)):
        corner = (left * radius, top * radius, (left + 1) * radius, (top + 1) * radius)
        mask.paste(disc.crop(corner), (x, y))
    return mask


@cache
def _disc(radius: int) -> Image.Image:
    """A disc with soft edges; Pillow draws hard ones, so draw it large and make it smaller."""
    large = Image.new("L", (8 * radius, 8 * radius))
    ImageDraw.Draw(large).ellipse((0, 0, 8 * radius - 1, 8 * radius - 1), 255)
    return large.reduce(4)
