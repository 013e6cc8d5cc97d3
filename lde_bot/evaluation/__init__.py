"""How good the bot is on phrases that it has never seen: ``lde-bot eval``."""

from lde_bot.evaluation.cases import DAY, Case, Outcome, evaluate, load_cases
from lde_bot.evaluation.dialogues import Dialogue, check_dialogues, load_dialogues, read_dialogues
from lde_bot.evaluation.figures import (
    Bin,
    auroc,
    calibration_error,
    confusions,
    coverage_at_precision,
    figures,
    misses,
    reliability,
    wilson,
    worst_entries,
)
from lde_bot.evaluation.noise import NOISES, noisy
from lde_bot.evaluation.played import Played, dialogue_figures, lost_turns, play
from lde_bot.evaluation.report import render, render_noise, under_noise

__all__ = [
    "DAY",
    "NOISES",
    "Bin",
    "Case",
    "Dialogue",
    "Outcome",
    "Played",
    "auroc",
    "calibration_error",
    "check_dialogues",
    "confusions",
    "coverage_at_precision",
    "dialogue_figures",
    "evaluate",
    "figures",
    "load_cases",
    "load_dialogues",
    "lost_turns",
    "misses",
    "noisy",
    "play",
    "read_dialogues",
    "reliability",
    "render",
    "render_noise",
    "under_noise",
    "wilson",
    "worst_entries",
]
