"""How all pictures look: colours and measures, in pixels of a picture that a phone shows 360 px wide."""

from typing import Literal

from bot.conversation.pictures.chart import Level

Colour = tuple[int, int, int]
Weight = Literal["Regular", "Semibold"]

WIDTH = 1000
MARGIN, RADIUS, PAD = 10, 40, 46
LEFT, RIGHT = PAD, WIDTH - PAD
OVERHANG = 20  # a centred label may reach this far beyond them

SMALL = 32  # 11.5 px on the phone; nothing is written smaller
MEDIUM = 36
LARGE = 46

PAPER: Colour = (255, 255, 255)
AROUND: Colour = (228, 232, 238)
INK: Colour = (24, 32, 46)
QUIET: Colour = (84, 96, 114)
GRID: Colour = (222, 226, 232)
AXIS: Colour = (120, 130, 146)
BEST: Colour = (0, 122, 94)
BEST_BAND: Colour = (214, 238, 230)

# Blue, amber and crimson stay apart for all common kinds of colour blindness, and in grey as well.
FILL: dict[Level, Colour] = {"low": (74, 154, 214), "medium": (244, 183, 64), "high": (178, 38, 80)}
EDGE: dict[Level, Colour] = {"low": (24, 96, 152), "medium": (150, 98, 0), "high": (112, 10, 44)}
FORECAST: dict[Level, Colour] = {"low": (137, 189, 228), "medium": (248, 208, 128), "high": (205, 118, 145)}
