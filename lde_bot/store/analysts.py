"""A new SQLite file of plain tables, for people who analyse: written beside its place, then put there as a whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lde_bot.errors import StoreError

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column."""

    name: str
    """Its name."""
    says: str
    """What stands in it, for who reads the data."""
    kind: str = "text"
    """SQLite's type: ``text``, ``integer`` or ``real``."""
    unit: str = ""
    """Unit of its numbers, where they have one."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table."""

    name: str
    """Its name."""
    title: str
    """What it is, in a few words."""
    says: str
    """What it is, in full."""
    columns: tuple[Column, ...]
    """Its columns."""
    rows: Sequence[Sequence[Cell]]
    """Its rows."""
    key: tuple[str, ...] = ()
    """Columns that together name a row."""
    licence: str = ""
    """Terms of others' data in it; empty for what this project made."""
    source: str = ""
    """Where that data comes from."""


def write_tables(target: Path, tables: Sequence[Table]) -> None:
    """Write tables to a file; what stood there is replaced.

    :raises StoreError: it cannot be written; what stood there stays.
    """
    draft = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft)) as connection, connection:
            for table in tables:
                _write(connection, table)
        draft.replace(target)
    except (sqlite3.Error, OSError) as error:
        draft.unlink(missing_ok=True)
        raise StoreError(f"{target} kan niet geschreven worden: {error}.") from None


def _write(connection: sqlite3.Connection, table: Table) -> None:
    parts = [f"{column.name} {column.kind}" for column in table.columns]
    if table.key:
        parts.append(f"primary key ({', '.join(table.key)})")
    connection.execute(f"create table {table.name} ({', '.join(parts)}) strict")
    marks = ", ".join("?" * len(table.columns))
    connection.executemany(f"insert into {table.name} values ({marks})", table.rows)
