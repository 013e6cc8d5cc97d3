"""The program reaches one address on the network, whatever people send: the API that it is told to use."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from lde_bot.config import PROJECT
from tests.botapi import BotApi
from tests.chaos.program import Program

BAIT = (
    "http://169.254.169.254/latest/meta-data",
    "https://example.org/x.png kijk hier",
    "file:///etc/passwd",
    "wat is lokale diensteneconomie",
    "fietspunt leuven",
    "xyzzy http://localhost:22",
)


async def test_the_program_connects_to_the_telegram_api_and_to_nothing_else(api: BotApi, program: Program) -> None:
    target = urlsplit(api.base_url).netloc
    guard = program.folder / "connections"
    program.extra |= {
        "PYTHONPATH": str(PROJECT / "tests" / "chaos" / "guard"),
        "LDE_GUARD": str(guard),
        "LDE_GUARD_MAY": target,
    }
    await program.up()
    anna = api.user()
    for bait in BAIT:
        anna.sends(bait)
    anna.sends_photo("http://169.254.169.254/")
    anna.sends_document("http://evil.example/x.pdf")
    anna.asks_inline("klusdienst gent")
    anna.sends_location(51.05, 3.72)
    await api.until(lambda: len(api.messages(anna)) >= len(BAIT) + 3, 60)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{program.port}") as web:
        for path in (
            "/healthz",
            "/readyz",
            "/desk/login",
            "/desk?naar=http://evil.be/",
            "/static/../../etc/passwd",
        ):
            assert (await web.get(path)).status_code < 500
    await program.settled()
    assert await program.stop() == 0
    reached = {line.partition(" ")[2] for line in guard.read_text(encoding="utf-8").splitlines()}
    own = {f"127.0.0.1:{program.port}"}  # uvicorn looks up the address that it listens on
    assert reached - own == {target}
