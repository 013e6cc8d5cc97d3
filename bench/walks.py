"""Long random conversations through the pure core, with another seed each time: is any promise broken?

    make walks SECONDS=600

``tests/test_machine.py`` walks the same 25 conversations every time, so that it tells of a change and not of luck. This
goes on for as long as it is told, in conversations that are more than three times as long. What breaks is made as short
as can be and shown with its seed; ``make walks SEED=...`` begins with it.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from lde_bot.bootstrap import build_app  # noqa: E402 - the project is found through the line above
from lde_bot.config import Settings  # noqa: E402
from lde_bot.dialogue.model import UserMessage  # noqa: E402
from lde_bot.services import App  # noqa: E402
from tests.test_machine import machine_of  # noqa: E402

WALKS, STEPS = 50, 50
"""Conversations with one seed, and how long each is at most."""


def walk(app: App, number: int, counts: Counter[str]) -> None:
    """Walk with one seed.

    :raises Exception: something broke; hypothesis prints what was said and pressed.
    """

    class Counted(machine_of(app)):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            counts["conversations"] += 1

        def take(self, message: UserMessage) -> None:
            counts["turns"] += 1
            super().take(message)
            counts[f"act {self.turn.act.value}"] += 1

    chosen = settings(
        max_examples=WALKS,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=False,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(Counted), settings=chosen)


def main() -> int:
    """Walk, and print how far."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    chosen = parser.parse_args()
    app = build_app(Settings(data_dir=Path(tempfile.mkdtemp(prefix="walks-")), telegram_token=None), in_memory=True)
    began, number, counts = time.monotonic(), chosen.seed, Counter[str]()
    while time.monotonic() - began < chosen.seconds:
        try:
            walk(app, number, counts)
        except BaseException:
            print(f"seed {number} breaks a promise", flush=True)
            raise
        number += 1
    took = time.monotonic() - began
    print(f"{counts.pop('conversations'):,} conversations, {counts.pop('turns'):,} turns in {took:.0f} s: none broke")
    print(f"seeds {chosen.seed} to {number - 1}; " + ", ".join(f"{name[4:]} {n:,}" for name, n in counts.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
