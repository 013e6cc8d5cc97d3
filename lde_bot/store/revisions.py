"""What the desk published: revisions of entries, over the files in git."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from lde_bot.store.notes import open_note, seal_note
from lde_bot.vault import Vault


@dataclass(frozen=True, slots=True)
class Revision:
    """One published state of an entry."""

    id: int
    """Number, in order of publishing."""
    path: str
    """File that it stands for: ``knowledge/<theme>/<id>.yaml``."""
    content: str
    """The whole file; empty when the entry was withdrawn."""
    base: str
    """Fingerprint of the file in git when it was published; empty when there was none."""
    published_at: datetime
    """When."""
    published_by: str
    """By whom."""
    why: str
    """Why."""

    @property
    def entry(self) -> str:
        """Id of the entry."""
        return self.path.rpartition("/")[2].removesuffix(".yaml")


_COLUMNS = "id, path, content, base, published_at, published_by, why, sealed"


class RevisionStore:
    """Reads and writes revisions; a revision never changes."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal the reasons with this vault."""
        self._db, self._vault = db, vault

    def add(self, path: str, content: str, base: str, by: str, why: str, now: datetime) -> int:
        """Add a revision, which is the live one from then on; return its number."""
        cursor = self._db.execute(
            "insert into revision (path, content, base, published_at, published_by, why, sealed)"
            " values (?, ?, ?, ?, ?, '', ?)",
            [path, content, base, now.isoformat(), by, seal_note(self._vault, "revision", why)],
        )
        return int(cursor.lastrowid or 0)

    def live(self) -> list[Revision]:
        """Return the newest revision of each file."""
        return self._rows("where id in (select max(id) from revision group by path) order by path", [])

    def count(self, since: datetime, until: datetime) -> int:
        """Return how many were published between two moments."""
        row = self._db.execute(
            "select count(*) from revision where published_at >= ? and published_at < ?",
            [since.isoformat(), until.isoformat()],
        ).fetchone()
        return int(row[0])

    def history(self, path: str) -> list[Revision]:
        """Return every revision of a file, newest first."""
        return self._rows("where path = ? order by id desc", [path])

    def get(self, number: int) -> Revision | None:
        """Return a revision."""
        return next(iter(self._rows("where id = ?", [number])), None)

    def _rows(self, which: str, values: list[object]) -> list[Revision]:
        rows = self._db.execute(f"select {_COLUMNS} from revision {which}", values)
        return [
            Revision(
                row[0],
                row[1],
                row[2],
                row[3],
                datetime.fromisoformat(row[4]),
                row[5],
                open_note(self._vault, "revision", row[7], row[6]),
            )
            for row in rows.fetchall()
        ]
