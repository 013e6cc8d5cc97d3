"""How quick and how large the bot is: ``lde-bot bench``."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from lde_bot.bootstrap import build_app
from lde_bot.config import Settings
from lde_bot.dialogue.model import EMPTY, UserMessage
from lde_bot.dialogue.turn import respond
from lde_bot.evaluation.cases import load_cases


def measure(settings: Settings, questions: int) -> Iterator[str]:
    """Yield lines with start-up time, time of one answer and memory of this process.

    :param questions: how many held-out questions are asked, each once: an embedding that is remembered costs nothing.
    """
    yield f"start van het hele programma tot het eerste antwoord: {_first_answer():.2f} s"
    with TemporaryDirectory() as folder:
        afresh = settings.model_copy(update={"data_dir": Path(folder)})
        yield f"inhoud lezen en alles leren: {_build(afresh):.2f} s"
        yield f"inhoud lezen, met wat eerder geleerd is: {_build(afresh):.2f} s"
    app = build_app(settings, in_memory=True)
    texts = [case.text for case in load_cases(settings.cases_dir, "all")]
    step = max(1, len(texts) // questions)
    times = []
    for text in texts[::step]:
        began = time.perf_counter()
        respond(app.snapshot, EMPTY, UserMessage(text=text), app.today)
        times.append((time.perf_counter() - began) * 1000)
    spread = quantiles(times, n=100)
    yield f"een antwoord: mediaan {median(times):.1f} ms, p99 {spread[98]:.1f} ms ({len(times)} vragen, elk één keer)"
    app.close()
    scale = 1024 if sys.platform == "darwin" else 1
    yield f"geheugen op zijn hoogst: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / scale:.0f} MB"


def _build(settings: Settings) -> float:
    """Return the seconds that it takes to put the program together."""
    began = time.perf_counter()
    build_app(settings, in_memory=True).close()
    return time.perf_counter() - began


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
