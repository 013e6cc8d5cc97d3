"""How good the bot is on phrases that it has never seen: ``lde-bot eval``."""

from lde_bot.evaluation.cases import DAY, Case, Outcome, evaluate, load_cases
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
from lde_bot.evaluation.report import render, render_noise, under_noise

__all__ = [
    "DAY",
    "NOISES",
    "Bin",
    "Case",
    "Outcome",
    "auroc",
    "calibration_error",
    "confusions",
    "coverage_at_precision",
    "evaluate",
    "figures",
    "load_cases",
    "misses",
    "noisy",
    "reliability",
    "render",
    "render_noise",
    "under_noise",
    "wilson",
    "worst_entries",
]
