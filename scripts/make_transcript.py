"""Write what a conversation looks like into README.md: ``python scripts/make_transcript.py``.

The text between the two markers is replaced by a real conversation in the terminal.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from lde_bot.bootstrap import build_app  # noqa: E402 - the project is found through the line above
from lde_bot.channels.terminal import Terminal  # noqa: E402
from lde_bot.config import Settings  # noqa: E402

SAID = ("fietspunt leuven", "what is the phone number of VDAB?")
BEGIN, END = "<!-- begin: scripts/make_transcript.py -->", "<!-- end -->"
WIDTH = 100


def transcript() -> str:
    """Return the conversation as it appears on a terminal."""
    file = io.StringIO()
    console = Console(file=file, width=WIDTH, color_system=None)
    terminal = Terminal(build_app(Settings(), in_memory=True), console)
    for line in SAID:
        console.print(f"> {line}", highlight=False)
        terminal.handle(line)
        console.print()
    return "\n".join(line.rstrip() for line in file.getvalue().strip().splitlines())


def main() -> None:
    """Replace the conversation in README.md."""
    readme = PROJECT / "README.md"
    text = readme.read_text(encoding="utf-8")
    shown = f"{BEGIN}\n```text\n{transcript()}\n```\n{END}"
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    readme.write_text(pattern.sub(lambda _: shown, text), encoding="utf-8")


if __name__ == "__main__":
    main()
