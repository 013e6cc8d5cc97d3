"""Write docs/directory.md, the state of the directory in figures: ``python scripts/make_directory_report.py``.

How many initiatives there are for each service in each province, how complete each field is, and how old it all is.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from lde_bot.bootstrap import build_app  # noqa: E402 - the project is found through the line above
from lde_bot.config import Settings  # noqa: E402
from lde_bot.directory.model import Initiative, LdeStatus  # noqa: E402
from lde_bot.services_directory import terms_of  # noqa: E402

REPORT = PROJECT / "docs" / "directory.md"
FIELDS: dict[str, Callable[[Initiative], object]] = {
    "gemeente": lambda one: one.municipality,
    "straat": lambda one: one.street,
    "juiste plek op de kaart (niet het midden van het dorp)": lambda one: (
        one.latitude is not None and not one.approximate
    ),
    "werkgebied": lambda one: one.service_areas,
    "telefoon": lambda one: one.phone,
    "e-mail": lambda one: one.email,
    "website": lambda one: one.website,
    "openingsuren": lambda one: one.opening_hours,
    "prijs": lambda one: one.price,
    "hoe aanvragen": lambda one: one.conditions,
    "voor wie": lambda one: one.target_group,
    "talen": lambda one: one.languages,
    "toegankelijkheid": lambda one: one.accessibility,
    "organisatie erboven": lambda one: one.parent,
    "beschrijving": lambda one: one.description,
    "minstens één manier om contact te nemen": lambda one: one.phone or one.email or one.website,
    "jaar van de bron": lambda one: one.source_year,
    "nagekeken": lambda one: one.assured_date,
}
_NOWHERE = "onbekend"


def report(initiatives: Sequence[Initiative], labels: dict[str, str]) -> str:
    """Return the report as Markdown, in Dutch.

    :param labels: name of each service by id.
    """
    shown = [one for one in initiatives if one.status in {"active", "temporarily closed"}]
    placed = sum(not one.regional for one in shown)
    certain = Counter(one.lde_status for one in shown)
    return "\n".join(
        (
            "# De gids in cijfers",
            "",
            "Gemaakt door `make docs`, uit `data/initiatives.csv`. Verander dit niet met de hand.",
            "",
            f"De gids telt **{len(shown)} initiatieven**: {placed} met een eigen plaats en {len(shown) - placed} die in"
            f" een hele streek werken. {len(initiatives) - len(shown)} staan er nog in maar worden niet getoond, omdat"
            " ze met een ander zijn samengevoegd.",
            "",
            f"{certain[LdeStatus.CERTAIN]} zijn LDE volgens hun bron, {certain[LdeStatus.LIKELY]} waarschijnlijk, en"
            f" {certain[LdeStatus.SAME_SERVICE]} doen dezelfde soort dienst zonder dat het zeker LDE is.",
            "",
            "## Per dienst en per provincie",
            "",
            *_services(shown, labels),
            "",
            "Een initiatief met meer diensten telt bij elke dienst mee. Waar 0 staat, kennen wij niets: dat wil niet"
            " zeggen dat er niets is.",
            "",
            "## Hoe volledig",
            "",
            *_fields(shown),
            "",
            "Wat niet in de bron staat, vullen wij niet in.",
            "",
            "## Hoe oud",
            "",
            *_ages(shown),
            "",
        )
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    return lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]


def _services(shown: Sequence[Initiative], labels: dict[str, str]) -> list[str]:
    counted = Counter((service, one.province or _NOWHERE) for one in shown for service in one.services)
    provinces = sorted({province for _, province in counted}, key=lambda name: (name == _NOWHERE, name))
    rows = [
        (label, *(counted[service, province] for province in provinces), sum(counted[service, p] for p in provinces))
        for service, label in sorted(labels.items(), key=lambda pair: pair[1])
    ]
    return _table(("dienst", *provinces, "samen"), rows)


def _fields(shown: Sequence[Initiative]) -> list[str]:
    rows = []
    for name, known in FIELDS.items():
        count = sum(bool(known(one)) for one in shown)
        rows.append((name, count, f"{100 * count / len(shown):.0f} %"))
    return _table(("veld", "ingevuld", "deel"), rows)


def _ages(shown: Sequence[Initiative]) -> list[str]:
    def band(one: Initiative) -> str:
        year = one.source_year
        if not year:
            return "bron zonder datum"
        return "2023 of later" if year >= 2023 else "2018 tot 2022" if year >= 2018 else "2017 of vroeger"

    counted = Counter(map(band, shown))
    bands = ("2023 of later", "2018 tot 2022", "2017 of vroeger", "bron zonder datum")
    return _table(("jaar van de bron", "initiatieven"), [(name, counted[name]) for name in bands])


def made() -> str:
    """Return the report of the directory that comes with the project."""
    app = build_app(Settings(encoder=False), in_memory=True)
    return report(list(app.directory.each()), dict(terms_of(app)))


if __name__ == "__main__":
    REPORT.write_text(made(), encoding="utf-8")
