"""A real disk that is really full, under the whole program as a process of its own (needs the right to mount one)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from lde_bot.config import PROJECT
from lde_bot.store.backup import check_file, make_backup
from lde_bot.store.schema import open_database
from tests.botapi import BotApi
from tests.conftest import NOW

PORT = "18473"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 160 MB: what is learnt takes half of it, and the bot asks for some to be free."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("this user may not mount a disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Fill the disk to the last byte; return what to delete."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast


async def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.05)


async def test_a_full_disk_costs_no_question_and_no_answer(disk: Path, tmp_path: Path) -> None:
    async with BotApi() as api:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LDE_")}
        log = (tmp_path / "log").open("wb")
        process = await asyncio.create_subprocess_exec(
            *[sys.executable, "bot.py", "run"],
            cwd=PROJECT,
            stderr=log,
            env=clean
            | {
                "LDE_DATA_DIR": str(disk),
                "LDE_ENCODER": "0",
                "LDE_TELEGRAM_TOKEN": api.token,
                "LDE_TELEGRAM_API_URL": api.base_url,
                "LDE_WEB_PORT": PORT,
                "LDE_LOG_FORMAT": "json",
            },
        )
        try:
            await until(lambda: api.polling, 60)
            anna = api.user()
            ballast = await asyncio.to_thread(fill, disk)
            for number in range(12):
                anna.sends(f"hoeveel snorharen heeft konijn {number} van de goochelaar")
                await asyncio.sleep(0.2)
            await until(lambda: len(api.messages(anna)) >= 12)
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}", trust_env=False) as client:
                refused = await client.get("/ready", timeout=30)
                assert refused.status_code == 503
                assert (await client.get("/health")).text == "ok"
                ballast.unlink()
                await until(lambda: not api.world.queue.pending)
                async with asyncio.timeout(30):
                    while (await client.get("/ready", timeout=30)).status_code != 200:
                        await asyncio.sleep(0.2)
            assert len(api.messages(anna)) == 12
        finally:
            process.terminate()
            await asyncio.wait_for(process.wait(), 30)
            log.close()
    check_file(disk / "lde.db")
    db = open_database(disk / "lde.db")
    assert db.execute("select count(*) from unanswered").fetchone() == (12,)
    assert db.execute("select count(*) from inbox where done_at is null").fetchone() == (0,)
    db.close()
    text = (tmp_path / "log").read_text(encoding="utf-8")
    assert "De schijf met de databank is vol" in text
    assert "konijn" not in text
    make_backup(disk / "lde.db", tmp_path / "copies", NOW)
