"""A list of initiatives as a picture: one A4 page in large plain type, to forward to a phone or to print.

The door to ``PIL`` (Pillow). It is set in the font of the printed page, so that both look alike.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from lde_bot.channels.cards import SIZES, blocks, font_file
from lde_bot.channels.plain import Say
from lde_bot.dialogue.model import Reply

DOTS = 150
"""Dots an inch: sharp on paper, and small enough to forward."""
WIDTH, HEIGHT = 1240, 1754
"""Dots of an A4 page."""
MOST_HEIGHT = 8700
"""A picture is never taller than this: Telegram takes ten thousand dots of width and height together."""
_MARGIN = 110
_GAP = 28  # dots between two initiatives


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text with its place on the page."""

    top: int
    text: str
    font: ImageFont.FreeTypeFont


def picture(reply: Reply, say: Say) -> bytes:
    """Return a list of initiatives as a PNG of one A4 page.

    The largest type that fits is taken; a list that fits in none makes the page longer, for nothing is left out.
    """
    lines: list[_Line] = []
    bottom = 0
    for heading, size in SIZES:
        lines = list(_set(reply, say, heading, size))
        bottom = lines[-1].top + _height(lines[-1].font) + _MARGIN if lines else HEIGHT
        if bottom <= HEIGHT:
            break
    page = Image.new("L", (WIDTH, min(max(bottom, HEIGHT), MOST_HEIGHT)), 255)
    pen = ImageDraw.Draw(page)
    for line in lines:
        pen.text((_MARGIN, line.top), line.text, fill=0, font=line.font)
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True, dpi=(DOTS, DOTS))
    return out.getvalue()


def _set(reply: Reply, say: Say, heading: int, size: int) -> Iterator[_Line]:
    """Yield the lines of the page in this size, from top to bottom."""
    large, name, line = _font(heading + 6, bold=True), _font(heading, bold=True), _font(size, bold=False)
    groups = [[(text, large)] for text in reply.before]
    groups += [[(called, name), *((text, line) for text in known)] for called, known in blocks(reply, say)]
    groups += [[(text, line)] for text in reply.after]
    top = _MARGIN
    for group in groups:
        for text, font in group:
            for part in _wrapped(text, font):
                yield _Line(top, part, font)
                top += _height(font)
        top += _GAP


def _font(points: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_file(bold=bold), round(points * DOTS / 72))


def _height(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 1.4)


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    """Yield a text in lines that fit the page; a word that does not, such as a long web address, is broken."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * _MARGIN:
            line = longer
            continue
        if line:
            yield line
        line = word
        while font.getlength(line) > WIDTH - 2 * _MARGIN:
            fits = _fitting(line, font)
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line


def _fitting(word: str, font: ImageFont.FreeTypeFont) -> int:
    """Return how many letters of a word fit on a line: at least one."""
    low, high = 1, min(len(word), WIDTH)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if font.getlength(word[:middle]) <= WIDTH - 2 * _MARGIN else (low, middle - 1)
    return low
