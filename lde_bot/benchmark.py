"""How quick and how large the bot is: ``lde-bot bench``."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles

from lde_bot.bootstrap import build_app
from lde_bot.config import Settings
from lde_bot.dialogue.model import EMPTY, UserMessage
from lde_bot.dialogue.turn import respond

QUESTIONS = (
    "wat is lokale diensteneconomie",
    "kan ik nog beginnen in lde als ik al lang zonder werk zit",
    "klusdienst 9000",
    "ik zoek iemand om te poetsen in aalst",
    "hoelang mag dat duren",
    "wat betaal ik voor een rit met de mindermobielencentrale",
    "welke premie krijgt een werkgever voor individueel maatwerk",
    "wat is het verschil met dienstencheques",
    "gaat het morgen regenen",
    "fietspnt leuvn",
)
"""Questions of all sorts; none is there to measure quality."""


def measure(settings: Settings, rounds: int) -> Iterator[str]:
    """Yield lines with start-up time, time of one answer and memory of this process.

    :param rounds: how often each question is asked.
    """
    yield f"start van het hele programma tot het eerste antwoord: {_first_answer():.2f} s"
    began = time.perf_counter()
    app = build_app(settings, in_memory=True)
    yield f"inhoud lezen en leren: {time.perf_counter() - began:.2f} s"
    times = []
    for _ in range(rounds):
        for question in QUESTIONS:
            began = time.perf_counter()
            respond(app.snapshot, EMPTY, UserMessage(text=question), app.today)
            times.append((time.perf_counter() - began) * 1000)
    yield f"een antwoord: mediaan {median(times):.1f} ms, p99 {quantiles(times, n=100)[98]:.1f} ms ({len(times)} keer)"
    app.close()
    scale = 1024 if sys.platform == "darwin" else 1
    yield f"geheugen op zijn hoogst: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / scale:.0f} MB"


def _first_answer() -> float:
    """Return the seconds that a new process needs to start and answer one question."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "lde_bot", "ask", "--jsonl"],
        input='{"id": 1, "text": "wat is lde"}\n',
        text=True,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began
