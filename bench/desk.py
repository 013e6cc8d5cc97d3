"""How quick the desk is after years of use: every page at 100,000 kept questions, and publishing at 500 entries.

The database is a file, sealed as it is in use. Questions are made of words of the held-out ones, some asked often and
most seldom (Zipf), in groups of which half were judged; two hundred came since anyone looked, and the first pages that
are opened begin to put them in groups. Pages are asked through the whole web application by someone who is logged in.
Publishing is timed from the button until the new entry answers; checking it before takes no part. Writes the table in
docs/quality.md.

    make bench-desk
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

import httpx

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from bench import tables  # noqa: E402 - found through the line above
from lde_bot import services_access, services_desk, services_editing  # noqa: E402
from lde_bot.bootstrap import build_app  # noqa: E402
from lde_bot.channels.web.app import web_app  # noqa: E402
from lde_bot.channels.web.desk.base import COOKIE  # noqa: E402
from lde_bot.config import Settings  # noqa: E402
from lde_bot.dialogue.model import EMPTY, UserMessage  # noqa: E402
from lde_bot.evaluation.cases import load_cases  # noqa: E402
from lde_bot.knowledge.grouping import Grouping  # noqa: E402
from lde_bot.services import App, reply_to  # noqa: E402
from lde_bot.services_access import Role  # noqa: E402
from lde_bot.services_desk import Verdict  # noqa: E402
from lde_bot.text import words  # noqa: E402
from lde_bot.triage import Guess, UnansweredQuery  # noqa: E402

PASSWORD = "een lang wachtwoord"
NEW = 200
TIMES = 7
PAGES = (
    "/desk",
    "/desk?orde=nieuw",
    "/desk?vanaf=1000",
    "/desk/beoordeeld",
    "/desk/groep/1",
    "/desk/fiches",
    "/desk/fiche?id=wat-is-lde",
    "/desk/fiche?groep=1",
    "/desk/gids",
    "/desk/gids?zoek=velo",
    "/desk/inzicht",
    "/desk/inzicht?per=dag",
    "/desk/inzicht/tabel?dienst=fietspunt",
    "/desk/opzij",
    "/desk/steekproef",
    "/desk/account",
    "/desk/accounts",
)


def fill(app: App, questions: int) -> int:
    """Fill the database with questions in groups, judgements, counts and searches; return how many groups."""
    chance = random.Random(7)
    known = sorted({word for case in app.cases() for word in words(case.text)})
    kinds = [" ".join(chance.sample(known, 6)) for _ in range(max(10, questions // 15))]
    weights = [1 / (number + 1) for number in range(len(kinds))]
    letters = Grouping(None, None)
    towns = sorted(app.atlas.municipalities)
    services = [one.id for one in app.snapshot.knowledge.vocabulary.services]
    why = "lijkt op: " + " ".join(known[:6])
    guesses = tuple(Guess(name, 0.31, why) for name in list(app.snapshot.knowledge.entries)[:3])
    with app.transaction():
        groups = [app.groups.begin(letters.describe(text)) for text in kinds]
        for number, kind in enumerate(chance.choices(range(len(kinds)), weights, k=questions), start=1):
            at = app.clock() - timedelta(days=89) * (1 - number / questions)
            query = UnansweredQuery(0, f"{kinds[kind]} {number}", at, "te onzeker", guesses, "r")
            app.curation.add(f"{chance.getrandbits(64):016x}", query)
            app.groups.put(number, groups[kind], 0.9)
        for group in groups[::2]:
            app.groups.judge(group, Verdict.OUTSIDE, "", "", "an", app.clock())
        for _ in range(20_000):
            near = chance.choice(("own", "near", "far", "none"))
            app.care.count_search([chance.choice(services)], chance.choice(towns), near, app.clock())
        for day in range(90):
            then = app.clock() - timedelta(days=day)
            app.tally.count([("act", act) for act in ("answer", "clarify", "fallback", "results")], then)
            app.tally.count([("hour", f"{hour:02}") for hour in range(24)], then)
            app.tally.count([("entry", name) for name in app.snapshot.knowledge.entries], then)
            app.tally.count([("published_after", str(day % 20)), ("helped", "ja"), ("helped", "nee")], then)
    return len(groups)


def add_new(app: App, count: int) -> None:
    """Add questions that are in no group yet: held-out ones, each with a word of its own."""
    texts = [case.text for case in app.cases()]
    with app.transaction():
        for number in range(count):
            text = f"{texts[number % len(texts)]} {number}"
            app.curation.add(f"nieuw{number}", UnansweredQuery(0, text, app.clock(), "te onzeker", (), "r"))


async def time_pages(app: App) -> tuple[list[tuple[str, float, float, int]], list[float]]:
    """Return (page, median, slowest, bytes) of each page, and the milliseconds of the first looks at the inbox."""
    services_access.add_user(app, "an", Role.ADMIN, PASSWORD, "bench")
    token = services_access.log_in(app, "an", PASSWORD, "", "127.0.0.1")
    transport = httpx.ASGITransport(web_app(app))
    cookies = {COOKIE: token or ""}
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test", cookies=cookies) as client:

        async def one(path: str) -> tuple[float, int]:
            began = time.perf_counter()
            answer = await client.get(path)
            taken = (time.perf_counter() - began) * 1000
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")
            return taken, len(answer.content)

        first = [(await one("/desk"))[0] for _ in range(TIMES)]
        while services_desk.put_in_groups(app):
            pass
        app.drafts.worker.submit(int).result()  # what the first look began beside the pages is done
        table = []
        for path in PAGES:
            times = [await one(path) for _ in range(TIMES)]
            table.append((path, median(ms for ms, _ in times), max(ms for ms, _ in times), times[0][1]))
    return table, first


def with_entries(folder: Path, wanted: int) -> Path:
    """Return a knowledge base of so many entries: the real ones, and made-up ones beside them."""
    root = folder / "knowledge"
    chance = random.Random(3)
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((PROJECT / "knowledge").rglob("*.yaml"))}
    for path, text in texts.items():
        target = root / path.relative_to(PROJECT / "knowledge")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    have = sum(1 for text in texts.values() if text.startswith("id: "))
    known = sorted({word for case in load_cases(PROJECT / "tests" / "cases") for word in words(case.text)})
    for number in range(wanted - have):
        phrases = "\n".join(f"  - {' '.join(chance.sample(known, 5))} {number}" for _ in range(15))
        (root / "zz").mkdir(exist_ok=True)
        (root / "zz" / f"verzonnen-{number}.yaml").write_text(entry_text(f"verzonnen-{number}", phrases), "utf-8")
    return root


def entry_text(name: str, phrases: str) -> str:
    """Return the file of a made-up entry."""
    return f"""id: {name}
question: Wat is {name}?
audience: [citizen]
utterances:
{phrases}
answer: |
  Dit is {name}. Bel eerst.
sources:
  - title: De Koepel
    url: https://www.voorbeeld.be/{name}
reviewed_on: 2026-11-23
"""


def time_publish(settings: Settings) -> tuple[int, float]:
    """Return how many entries there are, and the milliseconds to publish one that was checked."""
    app = replace(build_app(settings), cases=tuple)
    services_access.add_user(app, "an", Role.ADMIN, PASSWORD, "bench")
    user = app.desk.user_named("an")
    if user is None:
        raise SystemExit("no account")
    phrases = "\n".join(f"  - mag mijn {animal} mee naar het sociaal restaurant" for animal in ("hond", "kat", "egel"))
    path = f"{app.knowledge_root}/zz/dier-mee.yaml"
    one = services_editing.begin_check(app, path, entry_text("dier-mee", phrases))
    while not one.done:
        time.sleep(0.05)
    one.stolen, one.changed = [], []  # made-up entries are near each other; what is timed is publishing
    began = time.perf_counter()
    refused = services_editing.publish(app, one.token, "bench", user)
    turn = reply_to(app, EMPTY, UserMessage(choice="e:dier-mee"))
    taken = (time.perf_counter() - began) * 1000
    if refused or turn.entry != "dier-mee":
        raise SystemExit(f"not published: {refused} {one.findings[:3]}")
    count = len(app.snapshot.knowledge.entries)
    app.close()
    return count, taken


def written(table: Sequence[tuple[str, float, float, int]], told: Sequence[str]) -> None:
    """Put the figures into docs/quality.md."""
    rows = [
        (f"`{path}`", f"{half:.0f} ms", f"{most:.0f} ms", f"{size / 1000:.0f} kB") for path, half, most, size in table
    ]
    shown = tables.table(("page", "median", "slowest", "weight"), rows)
    tables.write("desk", "\n".join((*told, "", shown)), tables.QUALITY)


def main() -> None:
    """Fill, measure and write."""
    parser = argparse.ArgumentParser(description="How quick the desk is.")
    parser.add_argument("--questions", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--dry", action="store_true", help="Write nothing.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder, "data"), telegram_token=None, telegram_token_file=None)
        app = build_app(settings)
        began = time.perf_counter()
        groups = fill(app, given.questions)
        print(f"{given.questions} questions in {groups} groups, filled in {time.perf_counter() - began:.0f} s")
        app.close()
        app = build_app(settings)  # as after a restart: nothing is in memory yet
        app = replace(app, cases=tuple)  # what the desk does beside its pages takes no part
        add_new(replace(app, cases=lambda: load_cases(settings.cases_dir)), NEW)
        table, first = asyncio.run(time_pages(app))
        app.close()
        for path, half, most, size in table:
            print(f"{path:24} {half:7.1f} ms  {most:7.1f} ms  {size / 1000:5.1f} kB")
        print("first looks:", " ".join(f"{ms:.0f}" for ms in first))
        knowledge = with_entries(Path(folder), given.entries)
        other = Settings(data_dir=Path(folder, "other"), knowledge_dir=knowledge, encoder=False)
        count, taken = time_publish(other)
        print(f"publish at {count} entries: {taken:.0f} ms")
    told = [
        f"{given.questions:,} questions in {groups:,} groups, {NEW:,} of them new since the last start. The first"
        f" {len(first)} looks at the inbox, while those are put in groups: {max(first):.0f} ms at most."
        f" Publishing at {count} entries: {taken:.0f} ms until it answers.",
    ]
    if not given.dry:
        written(table, told)


if __name__ == "__main__":
    main()
