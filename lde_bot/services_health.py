"""What is wrong now, as the readiness check, the desk and the figures tell it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from lde_bot.health import Trouble
from lde_bot.services import App
from lde_bot.store.backup import backups
from lde_bot.store.guard import DatabaseFailure

POLLING = "telegram"
"""The part of the program that asks Telegram for updates."""
SILENCE_SECONDS = 300.0
"""Telegram was not heard for so long: it is away, or the part that asks hangs."""
STUCK = timedelta(minutes=10)
"""An update that waits so long is stuck."""
LEAST_FREE, LITTLE_FREE = 50_000_000, 500_000_000
"""Bytes: with less the disk is as good as full; with less a person should look at it."""
STALE_BACKUP = timedelta(hours=48)
"""A copy is made every day; the newest is never this old."""


def wrong_now(app: App) -> list[Trouble]:
    """Return everything that is wrong, gravest first. Does not write."""
    found = [*app.lasting.health.now, *_checked(app)]
    return sorted(found, key=lambda trouble: not trouble.grave)


def not_ready(app: App) -> list[Trouble]:
    """Return what keeps the bot from its work; writes to the database to see whether that works."""
    app.lasting.check()
    return [trouble for trouble in wrong_now(app) if trouble.grave]


def _checked(app: App) -> list[Trouble]:
    checks: list[Callable[[App], Trouble | None]] = [_snapshot, _telegram, _inbox, _clock]
    found = [check(app) for check in checks]
    if app.database:
        found.append(disk_trouble(app.database))
    if app.backup_dir:
        found.append(backup_trouble(app, app.backup_dir))
    return [trouble for trouble in found if trouble]


def _snapshot(app: App) -> Trouble | None:
    if app.snapshot.knowledge.entries:
        return None
    return Trouble("inhoud", "Er zijn geen antwoordfiches geladen.", "Kijk LDE_KNOWLEDGE_DIR na en start opnieuw.")


def _telegram(app: App) -> Trouble | None:
    silence = app.lasting.health.silence(POLLING)
    if silence is None or silence < SILENCE_SECONDS:
        return None
    return Trouble(
        "telegram",
        f"Telegram is al {silence / 60:.0f} minuten niet gehoord.",
        "Kijk of deze computer op het internet kan (api.telegram.org), en dan of de bot nog draait.",
    )


def _inbox(app: App) -> Trouble | None:
    try:
        depth, oldest, aside = app.inbox.figures()
    except DatabaseFailure:
        return None  # what is wrong with the database is told already
    if oldest is not None and app.clock() - oldest > STUCK:
        return Trouble(
            "inbox",
            f"{depth} berichten wachten, het oudste al {(app.clock() - oldest).total_seconds() / 60:.0f} minuten.",
            "Start de bot opnieuw: wat wacht, krijgt dan eerst een antwoord. Helpt dat niet, bekijk dan het logboek.",
        )
    if aside:
        return Trouble(
            "opzij",
            f"{aside} berichten lieten de bot vastlopen en zijn opzijgezet.",
            "Een beheerder ziet ze bij 'Opzijgezet'. Bekijk het logboek en meld de fout aan wie de bot maakt.",
            grave=False,
        )
    return None


def _clock(app: App) -> Trouble | None:
    moved = app.lasting.health.jumped(app.clock())
    if not moved:
        return None
    return Trouble(
        "klok",
        f"De klok van deze computer versprong {abs(moved) / 3600:.0f} uur. De bot wist nu niets dat te oud lijkt.",
        "Kijk de klok na (timedatectl). Klopt ze, dan gaat deze melding na een dag weg.",
        grave=False,
    )


def disk_trouble(database: Path) -> Trouble | None:
    """Return what is wrong with the room on the disk of the database."""
    try:
        free = shutil.disk_usage(database.parent).free
    except OSError:
        return None
    if free >= LITTLE_FREE:
        return None
    return Trouble(
        "schijf",
        f"Er is nog maar {free / 1e6:.0f} MB vrij op de schijf met de databank.",
        "Maak plaats vrij op die schijf.",
        grave=free < LEAST_FREE,
    )


def backup_trouble(app: App, folder: Path) -> Trouble | None:
    """Return what is wrong with the copies of the database."""
    made = backups(folder)
    if made and app.clock() - made[0][0] <= STALE_BACKUP:
        return None
    since = f"De laatste reservekopie is van {made[0][0]:%d/%m/%Y}." if made else "Er is nog geen reservekopie."
    return Trouble("reservekopie", since, f"Probeer: lde-bot backup {folder}", grave=False)


def figures(app: App) -> bytes:
    """Return the figures of this moment in the form that Prometheus reads."""
    gauges = {"writes_held": float(app.lasting.held), "updates_unkept": float(len(app.lasting.unkept))}
    try:
        depth, oldest, aside = app.inbox.figures()
    except DatabaseFailure:
        pass
    else:
        age = (app.clock() - oldest).total_seconds() if oldest else 0.0
        gauges |= {"inbox_depth": float(depth), "inbox_oldest_seconds": age, "inbox_put_aside": float(aside)}
    if app.database and app.database.exists():
        gauges["database_bytes"] = float(app.database.stat().st_size)
    return app.meter.text(gauges, [trouble.code for trouble in wrong_now(app)])
