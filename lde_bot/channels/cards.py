"""To hand on: a list on a page to print, a contact to save, a link as a QR code.

The door to ``reportlab``, ``vobject`` and ``segno``.
"""

from __future__ import annotations

import io
from html import escape
from pathlib import Path

import reportlab
import segno
import vobject
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer

from lde_bot.channels.plain import Say, listing_lines
from lde_bot.dialogue.model import Listing, Reply
from lde_bot.directory.values import phone_link
from lde_bot.text import normalise

MOST_CONTACT = 2048
"""Bytes of a contact that Telegram takes (Bot API, sendContact)."""
SIZES = ((20, 15), (18, 13), (16, 11), (14, 10))
"""Points of a name and of a line: the largest that fits one page is taken."""
_FONTS = {"lde": "Vera.ttf", "lde-bold": "VeraBd.ttf"}


def page(reply: Reply, say: Say) -> bytes:
    """Return a list of initiatives as an A4 page to print (PDF), in large plain type."""
    _use_fonts()
    content = b""
    for heading, size in SIZES:
        out = io.BytesIO()
        title = reply.before[0] if reply.before else ""
        document = SimpleDocTemplate(
            out,
            pagesize=A4,
            leftMargin=20 * mm,
            rightMargin=20 * mm,
            topMargin=18 * mm,
            bottomMargin=18 * mm,
            title=title,
            lang="nl-BE",
            invariant=1,
        )
        document.build(_story(reply, say, heading, size))
        content = out.getvalue()
        if document.page == 1:
            break
    return content


def _use_fonts() -> None:
    """Embed the font, so that every printer has it."""
    if "lde" not in pdfmetrics.getRegisteredFontNames():
        for name, file in _FONTS.items():
            pdfmetrics.registerFont(TTFont(name, file))


def blocks(reply: Reply, say: Say) -> list[tuple[str, list[str]]]:
    """Return each initiative of a list as it stands on a page: its name with its number, and what is known of it."""
    found = []
    for number, listing in enumerate(reply.listings, start=1):
        first, *others = listing_lines(listing, say)
        called = listing.initiative.name
        rest = first.removeprefix(called).lstrip(", ")
        found.append((f"{number}. {called}", [text for text in (rest, *others) if text]))
    return found


def _story(reply: Reply, say: Say, heading: int, size: int) -> list[Flowable]:
    large = ParagraphStyle("large", fontName="lde-bold", fontSize=heading + 6, leading=(heading + 6) * 1.3)
    name = ParagraphStyle("name", fontName="lde-bold", fontSize=heading, leading=heading * 1.3)
    line = ParagraphStyle("line", fontName="lde", fontSize=size, leading=size * 1.45, alignment=TA_LEFT)
    story: list[Flowable] = [Paragraph(escape(part), large) for part in reply.before]
    story.append(Spacer(1, 5 * mm))
    for called, known in blocks(reply, say):
        block: list[Flowable] = [Paragraph(escape(called), name)]
        block += [Paragraph(escape(text), line) for text in known]
        story += [KeepTogether(block), Spacer(1, 4 * mm)]
    return story + [Paragraph(escape(part), line) for part in reply.after]


def file_name(reply: Reply, ending: str = "pdf") -> str:
    """Return a name for the list: ``klusdienst-bij-mol.pdf``."""
    return f"{normalise(reply.before[0] if reply.before else 'lijst').replace(' ', '-')}.{ending}"


def font_file(*, bold: bool) -> Path:
    """Return the file of the font that pages are set in, so that a picture looks the same as the paper."""
    return Path(reportlab.__file__).parent / "fonts" / _FONTS["lde-bold" if bold else "lde"]


def contact(listing: Listing) -> str:
    """Return an initiative as a contact (vCard 3.0, RFC 2426), short enough for Telegram."""
    one = listing.initiative
    card = vobject.vCard()
    card.add("fn").value = one.name
    card.add("n").value = vobject.vcard.Name(family=one.name)
    card.add("org").value = [one.parent or one.name]
    if one.phone:
        number = card.add("tel")
        number.value = phone_link(one.phone).removeprefix("tel:") or one.phone
        number.type_param = "WORK"
    if one.email:
        card.add("email").value = one.email
    if one.website:
        card.add("url").value = one.website
    if one.street or one.postcode:
        address = vobject.vcard.Address(street=one.street, code=one.postcode, city=one.locality, country="België")
        card.add("adr").value = address
    if one.description:
        card.add("note").value = one.description
    text = str(card.serialize())
    if len(text.encode()) > MOST_CONTACT and one.description:
        del card.note
        text = str(card.serialize())
    return text


def write_qr(url: str, path: Path) -> None:
    """Write a link as a QR code that still reads when a seventh of it is dirty: ``.svg`` or ``.png``."""
    segno.make_qr(url, error="m").save(str(path), scale=10, border=4)
