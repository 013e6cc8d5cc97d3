"""Files with rows: CSV in whatever way a spreadsheet wrote it, and Excel; in and out.

Pure: bytes in, bytes out; the door to ``openpyxl``. A cell that a spreadsheet would run as a formula is never
written as one (see https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 100_000_000
"""A file that is larger is refused: 100,000 initiatives take a third of it."""
_MOST_UNPACKED = 1_000_000_000
_MOST_RATIO = 200
"""A table is packed to a tenth or a twentieth; what shrinks far more is made to fill the memory."""
_SMALL = 20_000_000
_MOST_PARTS = 1_000  # files in an archive
_LARGEST_CELL = 33_000
"""Characters: more than Excel itself takes."""
_MOST_COLUMNS = 1_000
_SEPARATORS = frozenset(",;\t|")
_RUNS = ("=", "+", "-", "@", "\t", "\r")


BROKEN = (
    *(zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError, TypeError, AttributeError, OSError),
    *(RuntimeError, EOFError, ArithmeticError, AssertionError),
)
"""What a damaged file can do to those who read it; bad XML is a ``SyntaxError``, an archive with a password or packed
in a way that is not known a ``RuntimeError``."""


class Unreadable(Exception):
    """A file that is no table; the message says why, ``line`` where."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class Formula(str):
    """A cell that holds a formula instead of a value."""

    __slots__ = ()


def rows_in(data: bytes, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a file with its line number, the header first; blank rows are left out.

    :param name: of the file; ``.xlsx`` is Excel, anything else is CSV.
    :raises Unreadable: the file is no table, or too large.
    """
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1e6:.0f} MB"
        raise Unreadable(f"het bestand is {size} groot; hoogstens {MOST_BYTES / 1e6:.0f} MB. Splits het in delen")
    rows = _excel(data) if name.lower().endswith(".xlsx") else _csv(data)
    return (_bounded(line, cells) for line, cells in rows if any(cell.strip() for cell in cells))


def _bounded(line: int, cells: list[str]) -> tuple[int, list[str]]:
    if len(cells) > _MOST_COLUMNS:
        raise Unreadable(f"deze rij heeft {len(cells)} kolommen; hoogstens {_MOST_COLUMNS}", line)
    if max(map(len, cells)) > _LARGEST_CELL:
        raise Unreadable(f"een cel in deze rij is langer dan {_LARGEST_CELL} tekens", line)
    return line, cells


def decoded(data: bytes) -> str:
    """Return the text of a file: UTF-8, else UTF-16 with its mark, else Windows-1252 as older Excel writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _csv(data: bytes) -> Iterator[tuple[int, list[str]]]:
    text = decoded(data)
    if "\0" in text:
        raise Unreadable("dit is geen CSV-bestand")
    start = text[:20_000].lstrip("\n\r")
    header, outside = _line(start), _line("".join(start.split('"')[::2]))  # what is between quotes separates nothing
    loose = "" if header.startswith('"') else header
    delimiter = max(sorted(_SEPARATORS, key=",;\t|".index), key=lambda one: (outside.count(one), loose.count(one)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [_unquoted(cell) for cell in cells]
    except csv.Error as error:
        raise Unreadable(f"dit is geen geldige CSV: {error}", reader.line_num) from None


def _line(text: str) -> str:
    """Return the first line; a spreadsheet knows fewer ends of a line than Python does."""
    return text.replace("\r", "\n").partition("\n")[0]


def _unquoted(cell: str) -> str:
    """Take away the quote that :func:`csv_of` puts before what could run; mark what does run."""
    cell = cell.strip()
    if cell.startswith("'") and cell[1:].startswith(_RUNS):
        return cell[1:]
    return Formula(cell) if cell.startswith("=") else cell


def refuse_bomb(archive: zipfile.ZipFile, packed: int) -> None:
    """Refuse an archive that would fill the memory or has no end of files, before anything of it is unpacked.

    :param packed: its own size in bytes.
    :raises Unreadable: it unpacks to far too much.
    """
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS:
        raise Unreadable(f"er zitten {len(parts)} bestanden in het bestand; hoogstens {_MOST_PARTS}")
    if unpacked > _MOST_UNPACKED or unpacked > max(_SMALL, _MOST_RATIO * packed):
        raise Unreadable("het bestand is uitgepakt veel te groot")


def _excel(data: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bomb(archive, len(data))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    except (*BROKEN, InvalidFileException):
        raise Unreadable("dit is geen Excel-bestand (.xlsx)") from None
    if not book.worksheets:
        raise Unreadable("dit Excel-bestand heeft geen blad")
    number = 0
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(), start=1):
            yield number, [Formula(cell.value) if cell.data_type == "f" else _as_text(cell.value) for cell in cells]
    except BROKEN:
        raise Unreadable("dit Excel-bestand is beschadigd", number + 1) from None
    finally:
        book.close()


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with its mark, which Excel needs; what could run gets a quote before it."""
    out = io.StringIO(newline="")
    for number, row in enumerate(rows):  # what separates is read from the header: in a cell of it nothing may seem to
        seems = not number and not _SEPARATORS.isdisjoint("".join(row))
        writer = csv.writer(out, lineterminator="\r\n", quoting=csv.QUOTE_ALL if seems else csv.QUOTE_MINIMAL)
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def excel_of(rows: Iterable[Sequence[str]], title: str) -> bytes:
    """Return rows as an Excel file with one sheet; every cell is text, so nothing runs and no number loses its zero."""
    book = Workbook()
    for empty in book.worksheets:
        book.remove(empty)
    sheet = book.create_sheet(title)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value:
                cell = sheet.cell(number, column)
                cell.value = _printable(value)
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(text: str) -> str:
    """Leave out control characters, which Excel does not take."""
    return "".join(character for character in text if character >= " " or character in "\n\t")
