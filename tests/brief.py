"""The real content with few phrases: it answers what it has, and learning it takes a second instead of ten."""

from __future__ import annotations

from pathlib import Path

from lde_bot.config import PROJECT
from lde_bot.knowledge.parse import read_texts

_MOST = {"outside": 400, "requests": 3}
_FEWEST = 8  # as few as an entry may have


def brief_content(folder: Path) -> Path:
    """Write it into a new folder ``knowledge``; other languages are left out.

    :returns: that folder.
    """
    root = PROJECT / "knowledge"
    for name, text in read_texts(root).items():
        path = folder / name
        if path.parent.name != "languages":
            whole = path.parent.name == root.name and path.stem not in _MOST
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text if whole else _shortened(text, _MOST.get(path.stem, _FEWEST)), encoding="utf-8")
    return folder / root.name


def _shortened(text: str, most: int) -> str:
    """Return a file with so many phrases in each of its lists."""
    kept, phrases = [], 0
    for line in text.splitlines():
        phrases = phrases + 1 if line.startswith("  - ") else 0
        if phrases <= most:
            kept.append(line)
    return "\n".join(kept) + "\n"
