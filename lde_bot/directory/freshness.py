"""How long ago an initiative was verified, in bands that people can act on. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

FRESH = timedelta(days=180)
"""Verified within half a year: nothing to do."""
AGEING = timedelta(days=365)
"""Verified within a year: soon to be asked again; beyond that it is stale."""


class Freshness(StrEnum):
    """Age band of a verification."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"
    NEVER = "never"
    NEW = "new"
    """Never verified, but the source is of this year."""


def freshness(assured_date: date | None, today: date, source_year: int | None = None) -> Freshness:
    """Return the band of a day of verification; without one, the year of the source tells."""
    if assured_date is None:
        return Freshness.NEW if source_year is not None and source_year >= today.year else Freshness.NEVER
    age = today - assured_date
    return Freshness.FRESH if age <= FRESH else Freshness.AGEING if age <= AGEING else Freshness.STALE


def age_in_years(assured_date: date | None, source_year: int | None, today: date) -> float:
    """Return how old what we know is, in years: since it was verified, else since its source; unknown counts as ten."""
    if assured_date:
        return (today - assured_date).days / 365.25
    if source_year:
        return max(0.0, today.year - source_year + 0.5)
    return 10.0
