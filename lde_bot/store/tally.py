"""Counts of what the bot does, by day, and a small sample of answers, of who agreed, to be judged by a person."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from lde_bot.vault import Vault

SAMPLE = 50
"""Answers a week that are kept to be judged."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """One answer to judge."""

    id: int
    """Number."""
    question: str
    """What was asked, redacted."""
    entry: str
    """Entry that was shown."""
    confidence: float
    """How sure the bot was."""
    verdict: str
    """``goed``, ``fout`` or nothing yet."""


class TallyStore:
    """Counts, and keeps the sample."""

    def __init__(self, db: Database, vault: Vault) -> None:
        """Use this database; seal with this vault."""
        self._db, self._vault = db, vault

    def count(self, what: Iterable[tuple[str, str]], now: datetime) -> None:
        """Count things that happened: a kind (``act``, ``entry``, ``service`` ...) and a name each."""
        self._db.conn.executemany(
            "insert into tally (day, kind, name, count) values (?, ?, ?, 1)"
            " on conflict do update set count = count + 1",
            [(f"{now:%Y-%m-%d}", kind, name) for kind, name in what if name],
        )

    def totals(self, kind: str, since: str) -> list[tuple[str, int]]:
        """Return how often each thing of a kind happened since a day, most often first."""
        rows = self._db.execute(
            "select name, sum(count) from tally where kind = ? and day >= ? group by name order by 2 desc, 1",
            [kind, since],
        )
        return [(row[0], row[1]) for row in rows.fetchall()]

    def by_week(self, kind: str, since: str) -> list[tuple[str, str, int]]:
        """Return (Monday of the week, name, how often) since a day."""
        rows = self._db.execute(
            "select date(day, '-6 days', 'weekday 1'), name, sum(count) from tally where kind = ? and day >= ?"
            " group by 1, 2 order by 1, 2",
            [kind, since],
        )
        return [(row[0], row[1], row[2]) for row in rows.fetchall()]

    def by_day(self, kind: str, since: str) -> list[tuple[str, str, int]]:
        """Return (day, name, how often) since a day."""
        rows = self._db.execute(
            "select day, name, count from tally where kind = ? and day >= ? order by 1, 2", [kind, since]
        )
        return [(row[0], row[1], row[2]) for row in rows.fetchall()]

    def sample(
        self, week: str, seen: int, chance: float, question: str, entry: str, confidence: float, of: str = ""
    ) -> None:
        """Perhaps keep an answer, so that each of a week is as likely to be kept (Vitter's algorithm R, 1985).

        :param seen: how many answers there were this week, this one included.
        :param chance: a random number from 0 to 1.
        :param of: the conversation; sealed together with the question, so that whoever asked can have it deleted and
            nobody else can see what belongs together.
        """
        kept = self._db.execute("select id from sample where week = ? order by id", [week]).fetchall()
        sealed = self._vault.seal(json.dumps({"question": question, "of": of}), "sample")
        if len(kept) < SAMPLE:
            self._db.execute(
                "insert into sample (week, sealed, entry, confidence) values (?, ?, ?, ?)",
                [week, sealed, entry, confidence],
            )
        elif int(chance * seen) < SAMPLE:
            self._db.execute(
                "update sample set sealed = ?, entry = ?, confidence = ?, verdict = '', judged_by = '' where id = ?",
                [sealed, entry, confidence, kept[int(chance * seen)][0]],
            )

    def agree(self, conversation: str, yes: bool, now: datetime) -> None:
        """Keep whether a conversation agrees that its questions may be kept here."""
        self._db.execute(
            "insert into consent values (:conversation, :yes, :now) on conflict (conversation)"
            " do update set yes = :yes, said_at = :now",
            {"conversation": conversation, "yes": int(yes), "now": now.isoformat()},
        )

    def agreed(self, conversation: str, since: datetime) -> bool | None:
        """Return what a conversation said about that since a moment; ``None`` when it said nothing."""
        row = self._db.execute(
            "select yes from consent where conversation = ? and said_at >= ?", [conversation, since.isoformat()]
        ).fetchone()
        return bool(row[0]) if row else None

    def weeks(self) -> list[str]:
        """Return the weeks of which there is a sample, newest first."""
        return [row[0] for row in self._db.execute("select distinct week from sample order by week desc").fetchall()]

    def sampled(self, week: str) -> list[Sampled]:
        """Return the sample of a week."""
        rows = self._db.execute(
            "select id, sealed, entry, confidence, verdict from sample where week = ? order by id", [week]
        )
        return [Sampled(row[0], self._opened(row[1])[0], row[2], row[3], row[4]) for row in rows.fetchall()]

    def of(self, conversation: str) -> list[int]:
        """Return the numbers of the answers that a conversation got."""
        return [number for number, owner in self._owners() if owner == conversation]

    def forget(self, numbers: Collection[int]) -> int:
        """Delete these answers; return how many that were."""
        for number in numbers:
            self._db.execute("delete from sample where id = ?", [number])
        return len(numbers)

    def _owners(self) -> list[tuple[int, str]]:
        """Return the number of every answer, and whose it is."""
        rows = self._db.execute("select id, sealed from sample").fetchall()
        return [(int(number), self._opened(sealed)[1]) for number, sealed in rows]

    def _opened(self, sealed: bytes) -> tuple[str, str]:
        """Return a question and whose it is."""
        content = json.loads(self._vault.open(sealed, "sample"))
        return content["question"], content["of"]

    def judge(self, number: int, verdict: str, by: str) -> bool:
        """Say whether an answer of the sample was right; False when there is no such answer."""
        done = self._db.execute("update sample set verdict = ?, judged_by = ? where id = ?", [verdict, by, number])
        return bool(done.rowcount)

    def purge(self, before: datetime) -> None:
        """Forget the samples of long ago, who agreed or not that long ago, and what was kept because of that."""
        self._db.execute("delete from sample where week < ?", [f"{before:%Y-%m-%d}"])
        if self._db.execute("delete from consent where said_at < ?", [before.isoformat()]).rowcount:
            willing = {row[0] for row in self._db.execute("select conversation from consent where yes").fetchall()}
            self.forget([number for number, owner in self._owners() if owner not in willing])
