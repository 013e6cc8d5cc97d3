"""Tables that a bench measured, in their place in a page of docs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
RELIABILITY, QUALITY = DOCS / "reliability.md", DOCS / "quality.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def write(name: str, text: str, page: Path = RELIABILITY) -> None:
    """Put a table between the marks with its name.

    :raises ValueError: the page has no such marks.
    """
    begin, end = f"<!-- {name}:start -->", f"<!-- {name}:end -->"
    pattern = re.compile(f"{begin}.*?{end}", re.DOTALL)
    page_text, found = pattern.subn(lambda _: f"{begin}\n{text}\n{end}", page.read_text(encoding="utf-8"))
    if found != 1:
        raise ValueError(f"{page.name} has no place for {name}")
    page.write_text(page_text, encoding="utf-8")
