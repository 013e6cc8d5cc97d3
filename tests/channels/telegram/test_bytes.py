"""Five hundred made-up identifiers go through the whole bot; not one is in any byte that stays."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from lde_bot import services_desk, services_directory
from lde_bot.config import Settings
from lde_bot.logs import configure_logging
from lde_bot.services import App
from lde_bot.services_access import Role
from lde_bot.store.backup import make_backup
from lde_bot.store.groups import Verdict
from tests.botapi import BotApi, User
from tests.channels.telegram.conftest import Running, settled
from tests.conftest import NOW
from tests.identifiers import identifiers

FOUND = identifiers()
PEOPLE = 50
_FRAMES = (
    "xyzzy brombeer{0} plugh fnord, {1} en {2}",
    "/feedback brombeer{0} ik woon in {1} en bel {2}",
    "wat is lokale diensteneconomie brombeer{0} {1} of {2}",
    "klusdienst in gent voor brombeer{0}: {1}, {2}",
    "ik heet {1} brombeer{0} {2}",
)
"""What is typed around two identifiers: kept for the Koepel, what people think, perhaps sampled, searched."""


def typed() -> list[str]:
    """Return the messages, each with a word of its own and two identifiers."""
    pairs = zip(FOUND[::2], FOUND[1::2], strict=True)
    return [
        _FRAMES[number % len(_FRAMES)].format(number, one, two) for number, ((_, one), (_, two)) in enumerate(pairs)
    ]


def kept_bytes(folder: Path) -> dict[str, bytes]:
    """Return everything on the disk but what comes with the project."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def hold(content: dict[str, bytes], chats: list[int]) -> None:
    """Look for every identifier, every word, and who typed it."""
    wanted = (
        [written for _, written in FOUND] + ["brombeer", "Zwartberg", "gebruikersnaam"] + [str(one) for one in chats]
    )
    for where, everything in content.items():
        assert not [one for one in wanted if one.encode() in everything], where


def aside(app: App, chat: int, number: int, text: str) -> None:
    """Put a message aside that broke the program three times: it waits, sealed, for a week."""
    app.inbox.receive(number, json.dumps({"update_id": number, "message": {"chat": {"id": chat}, "text": text}}), NOW)
    for _ in range(3):
        app.inbox.attempt(number)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
async def test_five_hundred_identifiers_leave_no_byte(
    lasting_app: App, api: BotApi, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert len(FOUND) == 500
    app, texts = lasting_app, typed()
    for form in ("text", "json"):
        configure_logging(Settings(log_level="DEBUG", log_format=form), api.token)
    people = [
        api.user(id=812_345_000 + number, first_name="Zwartberg", username=f"gebruikersnaam{number}")
        for number in range(PEOPLE)
    ]
    chats = [one.id for one in people]
    for chat in chats:
        app.tally.agree(app.pseudonym("telegram", chat), True, NOW)  # so that what is answered may be kept too
    running = Running(app, api)
    try:
        await asyncio.wait_for(running.polls(), 10)
        await everyone_types(app, api, people, texts, tmp_path)
        aside(app, chats[0], 999_999, texts[0])
        curator(app, texts)
        exported(app, tmp_path)
        logs = capfd.readouterr()
        hold(kept_bytes(tmp_path) | {"logs": (logs.out + logs.err).encode()}, chats)
    finally:
        await running.ends()
    readable(app)
    app.close()
    hold(kept_bytes(tmp_path), chats)


async def everyone_types(app: App, api: BotApi, people: list[User], texts: list[str], folder: Path) -> None:
    """Send every text, some edited and some inline too; look in the middle, and wait until all are answered."""
    chats = [one.id for one in people]
    for number, text in enumerate(texts):
        person = people[number % PEOPLE]
        said = person.sends(text)
        if number % 25 == 0:
            person.edits(said, f"{text} nog eens")
            person.asks_inline(text[:200])
        if number == len(texts) // 2:
            await api.until(lambda: bool(api.messages(people[0])), 20)
            hold(kept_bytes(folder), chats)
    async with asyncio.timeout(60):
        while any(not api.messages(person) for person in people) or app.inbox.waiting():
            await asyncio.sleep(0.1)
    await settled(app)


def exported(app: App, folder: Path) -> None:
    """Make a copy, both exports and the figures."""
    assert app.database
    make_backup(app.database, folder / "copies", NOW)
    for form in ("json", "csv"):
        (folder / f"export.{form}").write_bytes(services_directory.export(app, form))
    (folder / "figures").write_bytes(app.meter.text({}, []))


def curator(app: App, texts: list[str]) -> None:
    """Judge what came in, with notes that repeat what people typed."""
    while services_desk.put_in_groups(app):
        pass
    app.desk.add_user("An", Role.CURATOR, "x", NOW)
    [by] = app.desk.users()
    for group, text in zip(app.groups.open(20), texts, strict=False):
        services_desk.judge(app, [group.id], Verdict.UNSURE, "", text[:400], by)
    app.revisions.add("knowledge/x.yaml", "inhoud", "", "An", texts[0], NOW)
    app.desk.log("An", "gepubliceerd", texts[1], NOW)


def readable(app: App) -> None:
    """Hold what a curator can read against what redaction promises: nothing of what has a form or a checksum."""
    reread = [one.question for week in app.tally.weeks() for one in app.tally.sampled(week)]
    assert reread
    texts = [one.text for one in app.curation.all()] + reread
    assert len(texts) >= 150
    left = [(kind, one) for kind, one in FOUND if any(one in text for text in texts)]
    assert not [one for one in left if one[0] != "naam"]
    assert len(left) <= 15, "names are found as far as the method goes"
