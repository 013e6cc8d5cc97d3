"""From a question that waits to an answer that is live: a real browser, the program on a port, every held-out question.

Three times, each in a process of its own: at once after the very first start, when nothing was kept yet; at once after
a restart; and an hour into a day, when what is live was rehearsed already. Someone who knows the page does it, and
every click and every field counts. The clock begins when the inbox is on the screen. Writes the table in
docs/reliability.md.

    make bench-draft
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import tables  # noqa: E402 - found through the line above
from lde_bot import services_access, services_editing  # noqa: E402
from lde_bot.bootstrap import build_app  # noqa: E402
from lde_bot.config import Settings  # noqa: E402
from lde_bot.services import App  # noqa: E402
from lde_bot.services_access import Role  # noqa: E402
from lde_bot.triage import UnansweredQuery  # noqa: E402
from tests.desk.office import PASSWORD  # noqa: E402
from tests.desk.person import Person, browser_path, enter, on_a_port  # noqa: E402

MOMENTS = {"first": "right after the very first start", "restart": "right after a restart", "later": "once it runs"}
ASKED = {
    "first": ("mag mijn hond mee in een sociaal restaurant xyz", "Mag mijn hond mee naar een sociaal restaurant?"),
    "restart": ("kan ik met bitcoin betalen in de kringwinkel xyz", "Kan ik met bitcoin betalen in de kringwinkel?"),
    "later": ("verkopen jullie ook zelfgemaakte juwelen xyz", "Verkopen jullie zelfgemaakte juwelen?"),
}
"""What waits at each moment, and the title that it gets."""


async def one(app: App, browser: str, moment: str) -> tuple[int, float]:
    """Make the question that waits into an answer; return the interactions, and the seconds they took."""
    async with on_a_port(app, browser) as site:
        page = await site.browser.new_page()
        await enter(page, site.url)
        if moment == "later":
            services_editing.warm_up(app)
            await asyncio.to_thread(lambda: app.drafts.before and app.drafts.before[1].result())
        began, an = time.perf_counter(), Person(page)
        await an.answers(*ASKED[moment])
        if "Ze werkt nu" not in await page.get_by_role("status").inner_text():
            raise SystemExit(await page.inner_text("main"))
        return an.steps, time.perf_counter() - began


def measure(moment: str, data: Path) -> dict[str, object]:
    """Start the program on a folder, and do it once."""
    path = browser_path()
    if path is None:
        raise SystemExit("no Chromium")
    began = time.perf_counter()
    app = build_app(Settings(data_dir=data, telegram_token=None, telegram_token_file=None))
    started = time.perf_counter() - began
    services_access.add_user(app, "an", Role.CURATOR, PASSWORD, "bench")
    app.curation.add(moment, UnansweredQuery(0, ASKED[moment][0], app.clock(), "te onzeker", (), "r"))
    steps, seconds = asyncio.run(one(app, path, moment))
    app.drafts.worker.submit(int).result()
    told = {"moment": moment, "steps": steps, "seconds": seconds, "start": started, "cases": len(app.cases())}
    app.close()
    return told


def written(rows: list[dict[str, object]]) -> None:
    """Put the figures into docs/reliability.md."""
    head = ("from a question that waits to an answer that is live", "interactions", "seconds")
    told = [(MOMENTS[str(row["moment"])], str(row["steps"]), f"{row['seconds']:.0f}") for row in rows]
    tables.write("draft", tables.table(head, told))


def main() -> None:
    """Measure each moment in a process of its own, and write."""
    parser = argparse.ArgumentParser(description="How long an answer takes to be live.")
    parser.add_argument("--one", choices=MOMENTS, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--dry", action="store_true", help="Write nothing.")
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.data)))
        return
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for moment in MOMENTS:
            command = [sys.executable, __file__, "--one", moment, "--data", folder]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            rows.append(json.loads(done.stdout))
            row = rows[-1]
            print(
                f"{MOMENTS[moment]:34} {row['steps']} interactions, {row['seconds']:.1f} s"
                f" (start {row['start']:.1f} s, {row['cases']} held-out questions)",
                flush=True,
            )
    if not given.dry:
        written(rows)


if __name__ == "__main__":
    main()
