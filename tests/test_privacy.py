"""What people and the DPO read about their data is what the program does."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lde_bot.bootstrap import load_knowledge
from lde_bot.config import PROJECT, Settings
from lde_bot.evaluation.cases import load_cases
from lde_bot.evaluation.redacted import ORDINARY, load_personal, recall, touched
from lde_bot.redaction import redact
from lde_bot.services import BRUSSELS
from lde_bot.services_privacy import KINDS, in_words, retention
from lde_bot.services_updates import WAITING_DAYS
from lde_bot.store.backup import Keep
from lde_bot.store.keyring import SEALED, conversation_tables
from lde_bot.store.schema import open_database
from lde_bot.store.sessions import SESSION_AGE, UNANSWERED_AGE
from tests.test_cli import run

PAGE = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
BASE = load_knowledge(Settings())[0]
USUAL = int(Settings.model_fields["keep_days"].default)
SHORT = BASE.responses.say("privacy", days=USUAL).strip()
NAMED = {
    "0478 12 34 56": "telefoonnummers",
    "jan@voorbeeld.be": "e-mailadressen",
    "85.07.30-033.28": "rijksregisternummers",
    "BE68 5390 0754 7034": "rekeningnummers",
    "4539 1488 0343 6467": "bankkaarten",
    "1-ABC-234": "nummerplaten",
    "Kerkstraat 12": "adressen",
    "ik heet Fatima": "namen",
}
"""Something of each kind that is taken out, and how the bot calls it."""


def table(heading: str) -> dict[str, list[str]]:
    """Return the rows of the table under a heading, by their first cell."""
    part = PAGE.split(f"## {heading}\n", 1)[1].split("\n#", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return {row[0]: row[1:] for row in rows[2:]}


def test_the_page_holds_word_for_word_what_the_bot_says() -> None:
    quoted = "\n".join(line.removeprefix(">").removeprefix(" ") for line in PAGE.splitlines() if line.startswith(">"))
    assert quoted.strip() == SHORT


def test_the_terms_on_the_page_are_those_of_the_program() -> None:
    rows = table("Bewaartermijnen")
    assert {what: row[0] for what, row in rows.items()} == {
        KINDS[kind]: in_words(keep) for kind, keep in retention(USUAL).items()
    }
    changed = retention(USUAL + 1)
    longer = {KINDS[kind] for kind, keep in retention(USUAL).items() if changed[kind] != keep}
    assert longer == {what for what, row in rows.items() if row[1] == "`LDE_KEEP_DAYS`"}


def test_the_bot_names_the_terms_of_the_program() -> None:
    lines = SHORT.splitlines()

    def line(begin: str) -> str:
        return next(one for one in lines if one.startswith(f"- {begin}"))

    assert f"{SESSION_AGE // timedelta(minutes=1)} minuten" in line("Waar we over praten")
    assert f"hoogstens {UNANSWERED_AGE.days} dagen" in line("Een bericht dat binnenkomt")
    assert f"hoogstens {WAITING_DAYS} dagen" in line("Waar een antwoord later heen moet")
    lasting = ("Een vraag zonder goed antwoord", "Een vraag die wel een antwoord kreeg", "Of je daar ja of nee op zei")
    for begin in (*lasting, "Dat jij iets meldde"):
        assert f"{USUAL} dagen" in line(begin)
    assert "Koepel" in SHORT
    assert "/verwijder" in SHORT


@pytest.mark.parametrize(("text", "name"), NAMED.items())
def test_whatever_is_taken_out_is_named_in_the_bot_and_on_the_page(text: str, name: str) -> None:
    assert redact(text) != text
    assert name in SHORT
    assert re.search(rf"\b{name[:7]}", PAGE.split("## Wat eruit gehaald wordt")[1], re.IGNORECASE)


def test_the_map_of_data_names_every_column_that_is_sealed_and_every_table_of_a_conversation() -> None:
    where = " ".join(cell for row in table("Gegevenskaart").values() for cell in row)
    for name, column in SEALED:
        assert f"{name}.{column}" in where or f"`{name}`" in where, f"{name}.{column}"
    for name in conversation_tables(open_database(None)):
        assert f"`{name}`" in where or f"`{name}." in where


def test_each_language_says_how_long_who_reads_and_how_to_delete() -> None:
    texts = [one.translations["privacy"] for one in BASE.languages.values()]
    assert len(texts) == 8
    for text in texts:
        for part in ("30", "Koepel", "/verwijder"):
            assert part in text


def test_the_page_names_what_a_restore_puts_aside_and_how_long_it_stays() -> None:
    days = f"{Keep().longest.days} dagen"
    assert any("lde-vervangen-" in line and days in line for line in PAGE.splitlines() if line.startswith("|"))
    terms = PAGE.split("### Bewaartermijnen")[1].split("\n#")[0]
    assert "lde-vervangen-" in terms
    assert days in terms


def test_what_is_past_its_term_is_deleted_by_the_command_which_says_how_much(tmp_path: Path) -> None:
    asked = [f'{{"id": {number}, "text": "xyzzy plugh {word}"}}\n' for number, word in enumerate(("frob", "quux"))]
    run("ask", "--jsonl", "--record", data=tmp_path, stdin="".join(asked))
    now = datetime.now(UTC)
    with contextlib.closing(sqlite3.connect(tmp_path / "lde.db", isolation_level=None)) as db:
        for number, days in ((1, USUAL), (2, USUAL - 1)):
            db.execute("update unanswered set asked_at = ? where id = ?", [(now - timedelta(days)).isoformat(), number])
    for moment in (now - Keep().longest - timedelta(hours=1), now - timedelta(USUAL)):
        (tmp_path / f"lde-vervangen-{moment:%Y%m%dT%H%M%S}Z.db").touch()
    done = run("privacy", "purge", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "1 bewaarde vragen gewist.",
        "1 databanken gewist die bij een terugzetting opzij gelegd waren.",
    ]
    assert len(list(tmp_path.glob("lde-vervangen-*"))) == 1
    assert run("unanswered", data=tmp_path).stdout.endswith("\n1 vragen in 1 groepen.\n")
    told, first = run("privacy", "report", data=tmp_path).stdout, (now - timedelta(USUAL)).astimezone(BRUSSELS)
    assert f"opzij gelegd zijn: 1, de oudste van {first:%d/%m/%Y}; hoogstens 372 dagen." in told


def dutch(number: str) -> str:
    """Return a number as it is written in Dutch."""
    return number.translate(str.maketrans(",.", ".,"))


def together(kinds: dict[str, tuple[int, int]]) -> tuple[int, int]:
    return sum(found for found, _ in kinds.values()), sum(lines for _, lines in kinds.values())


def test_the_documents_say_what_the_measure_gives() -> None:
    folder = PROJECT / "tests" / "redaction"
    fresh = load_personal(folder / "fresh.csv")
    found, lines = together(recall(load_personal(folder / "personal.csv")))
    kept, apart = together(recall(fresh))
    names, named = recall(fresh)["naam"]
    questions = [case.text for case in load_cases(Settings().cases_dir)]
    tricky = [line.text for line in fresh if line.kind == ORDINARY]
    wrong, asked = len(touched(questions)), f"{len(questions):,}"
    share, of_tricky = f"{wrong / len(questions) * 100:.2f}", (len(touched(tricky)), len(tricky))
    for row in (
        rf"\| {lines} verzonnen zinnen .* \| {found} \(.*\) \| {wrong} van {dutch(asked)} \({dutch(share)} %\) \|",
        rf"\| {apart} zinnen .* {kept} \({dutch(f'{kept / apart * 100:.1f}')} %.*namen {names} van {named} "
        rf"\| {of_tricky[0]} van {of_tricky[1]} \|",
    ):
        assert re.search(row, PAGE), row
    english = (PROJECT / "docs" / "reliability.md").read_text(encoding="utf-8")
    assert f": {found} of {lines}; ordinary questions {wrong} of {asked} ({share} %) touched |" in english
    assert f": {kept} ({kept / apart * 100:.1f} %, " in english
    assert f"names {names} of {named}; {of_tricky[0]} of {of_tricky[1]} tricky" in english


def test_the_report_tells_how_much_is_kept_and_no_text(tmp_path: Path) -> None:
    asked = run("ask", "--jsonl", "--record", data=tmp_path, stdin='{"id": 1, "text": "xyzzy plugh frobnicate"}\n')
    assert asked.returncode == 0, asked.stderr
    done = run("privacy", "report", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "vragen zonder goed antwoord, en wat mensen van de bot vinden: 1, van 1 gesprek, sinds" in done.stdout
    assert "hoogstens 90 dagen" in done.stdout
    assert "Wat het eerst weggaat" in done.stdout
    assert "xyzzy" not in done.stdout


def test_the_key_is_replaced_and_what_people_asked_stays_readable(tmp_path: Path) -> None:
    run("ask", "--jsonl", "--record", data=tmp_path, stdin='{"id": 1, "text": "xyzzy plugh frobnicate"}\n')
    before = (tmp_path / "lde.key").read_bytes()
    done = run("privacy", "rotate-key", data=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "is vervangen" in done.stdout
    assert "lde.key.oud-" in done.stdout
    assert (tmp_path / "lde.key").read_bytes()[:32] != before
    assert "xyzzy plugh frobnicate" in run("unanswered", data=tmp_path).stdout
