"""Write ``tests/fixtures/databases``: the database as each migration left it, with rows that show that data survives.

Run it when a migration is added; the files of older migrations never change, and are not written again.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlite_utils import Database

from lde_bot.store.schema import migrations
from lde_bot.vault import Vault

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "databases"
SECRET = b"f" * 32
"""The key of the fixtures."""
QUESTION = '{"text": "wie maait mijn gras", "guesses": [["klusdienst", 0.31, "lijkt op"]]}'
"""A question that got no good answer."""
SAMPLED = '{"question": "wat is lde", "of": "cccccccccccccccccccccccccccccccc"}'
"""A question with an answer, of someone who agreed."""
MOMENT = "2026-11-20T09:00:00+00:00"


def rows(vault: Vault) -> dict[str, list[tuple[str, list[object]]]]:
    """Return what each migration's database gets: statements with their values."""
    return {
        "m001_directory": [
            (
                "insert into organization values (?, ?, 'vzw', 'https://www.voorbeeld.be', 'info@voorbeeld.be',"
                " 'certain', 'https://www.voorbeeld.be/bron', 2025)",
                ["voorbeeld", "Voorbeeld Klusdienst"],
            ),
            ("insert into location values ('voorbeeld-1', 'voorbeeld', 51.05, 3.72)", []),
            (
                "insert into address values ('voorbeeld-1', 'voorbeeld-1', 'Kerkstraat 1', 'Gent', 'Gent',"
                " 'Oost-Vlaanderen', '9000', 'BE')",
                [],
            ),
            ("insert into phone values ('voorbeeld-1', 'voorbeeld', '09 123 45 67')", []),
            ("insert into taxonomy_term values ('klusdienst', 'Klusdienst')", []),
            (
                "insert into service values ('voorbeeld-klus', 'voorbeeld', 'klusdienst', 'Kleine klussen',"
                " 'active', '2026-01-15')",
                [],
            ),
            ("insert into service_at_location values ('voorbeeld-1', 'voorbeeld-klus', 'voorbeeld-1')", []),
        ],
        "m002_conversations": [
            ("insert into inbox values (41, ?, ?, null, 0)", [vault.seal('{"update_id": 41}', "inbox"), MOMENT]),
            (
                "insert into unanswered (conversation, sealed, reason, revision, asked_at) values (?, ?, ?, ?, ?)",
                ["c" * 32, vault.seal(QUESTION, "unanswered"), "fallback", "0" * 8, MOMENT],
            ),
            ("insert into inbox values (40, null, ?, ?, 1)", [MOMENT, MOMENT]),
        ],
        "m003_hsds": [],
        "m004_echo": [("insert into helped values ('wat-is-lde', '2026-11', 12, 3)", [])],
        "m005_desk": [
            (
                "insert into desk_user (name, role, password, created_at) values ('Curator', 'curator', 'x', ?)",
                [MOMENT],
            ),
            ("insert into desk_log (at, user, action, about) values (?, 'Curator', 'account gemaakt', '')", [MOMENT]),
        ],
        "m006_staff": [
            ("insert into staff_chat values (1, ?, ?, ?, 1, 0)", ["d" * 32, vault.seal("telegram:7", "staff"), MOMENT]),
        ],
        "m007_sealed_notes": [
            (
                "insert into desk_log (at, user, action, about, sealed) values (?, 'Curator', 'gepubliceerd', '', ?)",
                [MOMENT, vault.seal("klusdienst", "about")],
            ),
            ("insert into key_mark values (1, ?)", [vault.seal("lde-bot", "key")]),
        ],
        "m008_typed_names": [],
        "m009_consent": [
            ("insert into consent values (?, 1, ?)", ["c" * 32, MOMENT]),
            (
                "insert into sample (week, sealed, entry, confidence) values ('2026-11-16', ?, 'wat-is-lde', 0.9)",
                [vault.seal(SAMPLED, "sample")],
            ),
        ],
        "m010_drafts": [
            (
                "insert into desk_draft values ('concept', 1, ?, ?)",
                [MOMENT, vault.seal('[["id", "klusdienst"], ["utterances", "wie maait mijn gras"]]', "draft")],
            ),
        ],
        "m011_names_and_saves": [
            ("update organization set alternate_name = 'De Klussers' where id = 'voorbeeld'", []),
            (
                "insert into metadata (resource_id, last_action_date, last_action_type, field_name, previous_value,"
                " replacement_value, updated_by, reason, batch) values ('voorbeeld', '2026-11-20', 'update',"
                " 'alternate_name', '', 'De Klussers', 'Curator', 'gebeld', 7)",
                [],
            ),
        ],
    }


def dump(db: Database) -> str:
    """Return a database as statements; a search index as the table that makes it, and what lies in its own tables."""
    made = db.execute(
        "select type, name, sql from sqlite_schema where name not like 'sqlite_%' order by rowid"
    ).fetchall()
    indexes = tuple(f"{name}_" for _, name, sql in made if str(sql).upper().startswith("CREATE VIRTUAL"))
    lines = ["begin;"]
    for kind, name, sql in made:
        if kind != "table":
            continue
        inside = str(name).startswith(indexes) if indexes else False
        lines.append(f'delete from "{name}";' if inside else f"{sql};")
        if f"{name}_" in indexes:
            continue
        columns = [str(row[1]) for row in db.execute(f'pragma table_info("{name}")').fetchall()]
        quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
        rows_of = db.execute(f'select {quoted} from "{name}"').fetchall()
        lines += [f'insert into "{name}" values ({row[0]});' for row in rows_of]
    lines += [f"{sql};" for kind, _, sql in made if kind != "table" and sql]
    return "\n".join([*lines, "commit;", ""])


def main() -> None:
    """Write what is missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    db = Database(sqlite3.connect(":memory:"), execute_plugins=False)
    names = [migration.name for migration in migrations.pending(db)]
    filled = rows(Vault(SECRET))
    for name in names:
        migrations.apply(db, stop_before=next(iter(names[names.index(name) + 1 :]), None))
        for statement, values in filled.get(name, []):
            db.execute(statement, values)
        path = FOLDER / f"{name}.sql"
        if not path.exists():
            path.write_text(dump(db), encoding="utf-8")
            print(path.name)


if __name__ == "__main__":
    main()
