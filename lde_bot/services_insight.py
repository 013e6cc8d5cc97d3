"""What people ask and what they get, in counts: never a person, never a small number by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from lde_bot.dialogue.wording import language_name
from lde_bot.evaluation.figures import wilson
from lde_bot.services import App
from lde_bot.store.desk import DeskUser
from lde_bot.store.tally import SAMPLE, Sampled

__all__ = ["SAMPLE", "Sampled"]

WEEKS = 12
"""How far back the pages look."""
_KINDS = {
    "answer": "beantwoord",
    "redirect": "doorverwezen",
    "results": "gezocht",
    "clarify": "teruggevraagd",
    "ask_place": "teruggevraagd",
    "ask_service": "teruggevraagd",
    "fallback": "wist het niet",
}


@dataclass(frozen=True, slots=True)
class Week:
    """What the bot did in a week."""

    monday: str
    """Its first day."""
    counts: dict[str, int]
    """How often the bot answered, searched, asked back, did not know."""

    @property
    def total(self) -> int:
        """How many messages that were."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Insight:
    """Everything on the page."""

    weeks: tuple[Week, ...]
    """The last weeks, oldest first."""
    themes: tuple[tuple[str, int], ...]
    """Themes of the answers that were given."""
    services: tuple[tuple[str, int], ...]
    """Services that were searched for."""
    languages: tuple[tuple[str, int], ...]
    """Languages in which people wrote."""
    hours: tuple[tuple[str, int], ...]
    """Hours of the day, all 24."""
    helped: tuple[tuple[str, int, int], ...]
    """Entry, how often it helped, how often it did not; the worst first."""


def insight(app: App) -> Insight:
    """Return what people asked in the last weeks."""
    since = f"{app.today - timedelta(weeks=WEEKS):%Y-%m-%d}"
    weeks: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for monday, act, count in app.tally.by_week("act", since):
        if act in _KINDS:
            weeks[monday][_KINDS[act]] += count
    labels = {service.id: service.label for service in app.snapshot.knowledge.vocabulary.services}
    hours = dict(app.tally.totals("hour", since))
    helped: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in app.echo.helped():
        helped[one.entry][0] += one.yes
        helped[one.entry][1] += one.no
    judged = sorted(((name, yes, no) for name, (yes, no) in helped.items()), key=lambda one: (-one[2], one[0]))
    return Insight(
        weeks=tuple(Week(monday, dict(counts)) for monday, counts in sorted(weeks.items())),
        themes=tuple(app.tally.totals("theme", since)),
        services=tuple((labels.get(name, name), count) for name, count in app.tally.totals("service", since)),
        languages=tuple((language_name(code), count) for code, count in app.tally.totals("language", since)),
        hours=tuple((f"{hour:02}", hours.get(f"{hour:02}", 0)) for hour in range(24)),
        helped=tuple(judged),
    )


SURE = 0.8
"""Confidence from which an answer of the sample was given surely."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of what was judged, with the margin that so few answers leave."""

    hits: int
    """How many."""
    total: int
    """Of how many."""

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end of the 95 % interval of the share."""
        return wilson(self.hits, self.total)


@dataclass(frozen=True, slots=True)
class Judged:
    """A week's sample and what it says."""

    week: str
    """Its Monday."""
    weeks: Sequence[str]
    """The weeks of which there is a sample, newest first."""
    answers: Sequence[Sampled]
    """The answers."""
    right: Share
    """How many were right."""
    sure_wrong: Share
    """How many were wrong, of those that the bot was :data:`SURE` of."""


def sample(app: App, week: str) -> Judged:
    """Return the sample of a week, or of the last one of which there is any."""
    weeks = app.tally.weeks()
    chosen = week if week in weeks else next(iter(weeks), "")
    answers = app.tally.sampled(chosen)
    told = [one for one in answers if one.verdict]
    sure = [one for one in told if one.confidence >= SURE]
    right = Share(sum(one.verdict == "goed" for one in told), len(told))
    return Judged(chosen, weeks, answers, right, Share(sum(one.verdict == "fout" for one in sure), len(sure)))


def judge_answer(app: App, number: int, *, right: bool, by: DeskUser) -> bool:
    """Say whether an answer of the sample was right; False when there is no such answer."""
    verdict = "goed" if right else "fout"
    with app.transaction():
        done = app.tally.judge(number, verdict, by.name)
        if done:
            app.desk.log(by.name, f"steekproef: {verdict}", f"antwoord {number}", app.clock())
    return done
