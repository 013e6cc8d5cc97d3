"""Initiatives as rows of HSDS 3 tables, and back.

Pure. Table and field names are the official ones (https://docs.openreferral.org, version 3), which a test holds; the
fields under :data:`OURS` are added, which the standard allows. One initiative is one organisation at one location; what
other programs write with several locations to an organisation is read as several initiatives.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from lde_bot.directory.hours import from_schedules, schedules_of
from lde_bot.directory.model import Initiative, LdeStatus, Status
from lde_bot.text import normalise

TABLES: Mapping[str, tuple[str, ...]] = {
    name: tuple(fields.split())
    for name, fields in {
        "organization": "id name alternate_name description email website legal_status parent_organization_id"
        " lde_status source_url source_year",
        "organization_identifier": "id organization_id identifier_type identifier",
        "location": "id organization_id location_type latitude longitude approximate",
        "address": "id location_id address_1 city municipality state_province postal_code country address_type",
        "accessibility": "id location_id description",
        "phone": "id organization_id number",
        "service": "id organization_id name description status application_process fees_description"
        " eligibility_description assured_date assurer",
        "service_at_location": "id service_id location_id",
        "service_area": "id service_id name",
        "schedule": "id service_id freq byday opens_at closes_at description",
        "language": "id service_id code",
        "attribute": "id link_id taxonomy_term_id link_type link_entity",
    }.items()
}
"""Tables that hold initiatives, in an order in which each refers only to earlier ones, with their fields."""
OURS = ("lde_status", "source_url", "source_year", "approximate", "municipality", "assurer")
"""Fields that HSDS does not have."""
KBO = "BE-BCE_KBO"
"""Name of the Belgian register of enterprises among registers (https://org-id.guide)."""
PROVINCES = frozenset({"Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "West-Vlaanderen", "Brussel"})
"""Names of a service area that are a province."""

Row = Mapping[str, object]
Tables = Mapping[str, Sequence[Row]]


def parent_id(name: str) -> str:
    """Return the id under which an organisation that runs initiatives is kept."""
    return f"parent:{normalise(name).replace(' ', '-')}"


def rows_of(one: Initiative) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the table and fields of each row that an initiative is made of; a parent organisation comes first."""
    parent = parent_id(one.parent) if one.parent else None
    if parent:
        yield "organization", _organization(parent, one.parent)
    yield (
        "organization",
        _organization(one.id, one.name)
        | {
            "alternate_name": one.alternate_name,
            "description": one.description,
            "email": one.email,
            "website": one.website,
            "legal_status": one.legal_form,
            "parent_organization_id": parent,
            "lde_status": one.lde_status.value,
            "source_url": one.source_url,
            "source_year": one.source_year,
        },
    )
    if one.enterprise_number:
        named = {"identifier_scheme": KBO, "identifier_type": "company", "identifier": one.enterprise_number}
        yield "organization_identifier", {"id": f"{one.id}#kbo", "organization_id": one.id, **named}
    here = f"{one.id}#location"
    yield from _location(one, here)
    if one.phone:
        yield "phone", {"id": f"{one.id}#phone", "organization_id": one.id, "number": one.phone}
    for term in one.services:
        yield from _service(one, term, here)


def _location(one: Initiative, here: str) -> Iterator[tuple[str, dict[str, object]]]:
    yield (
        "location",
        {
            "id": here,
            "organization_id": one.id,
            "location_type": "virtual" if one.regional else "physical",
            "latitude": one.latitude,
            "longitude": one.longitude,
            "approximate": int(one.approximate),
        },
    )
    yield (
        "address",
        {
            "id": f"{here}#address",
            "location_id": here,
            "address_1": one.street,
            "city": one.locality,
            "municipality": one.municipality,
            "state_province": one.province,
            "postal_code": one.postcode,
            "country": "BE",
            "address_type": "virtual" if one.regional else "physical",
        },
    )
    if one.accessibility:
        yield "accessibility", {"id": f"{here}#access", "location_id": here, "description": one.accessibility}


def _organization(name: str, title: str) -> dict[str, object]:
    empty: dict[str, object] = dict.fromkeys(TABLES["organization"], "")
    return empty | {"id": name, "name": title, "parent_organization_id": None, "source_year": None}


def _service(one: Initiative, term: str, here: str) -> Iterator[tuple[str, dict[str, object]]]:
    service = f"{one.id}#{term}"
    yield (
        "service",
        {
            "id": service,
            "organization_id": one.id,
            "name": one.name,
            "description": one.description,
            "status": one.status.value,
            "application_process": one.conditions,
            "fees_description": one.price,
            "eligibility_description": one.target_group,
            "assured_date": one.assured_date.isoformat() if one.assured_date else None,
            "assurer": one.assurer,
        },
    )
    yield "service_at_location", {"id": f"{service}#here", "service_id": service, "location_id": here}
    for number, area in enumerate(one.service_areas):
        yield "service_area", {"id": f"{service}#area{number}", "service_id": service, "name": area}
    for number, schedule in enumerate(schedules_of(one.opening_hours)):
        yield "schedule", {"id": f"{service}#hours{number}", "service_id": service, **schedule}
    for code in one.languages:
        yield "language", {"id": f"{service}#{code}", "service_id": service, "code": code}
    link = {"link_id": service, "taxonomy_term_id": term, "link_type": "service", "link_entity": "service"}
    yield "attribute", {"id": f"{service}#term", **link}


def tables_of(initiatives: Sequence[Initiative]) -> dict[str, list[dict[str, object]]]:
    """Return all rows by table; a parent organisation stands there once."""
    tables: dict[str, list[dict[str, object]]] = {name: [] for name in TABLES}
    seen: set[object] = set()
    for one in initiatives:
        for table, row in rows_of(one):
            if table == "organization":
                if row["id"] in seen:
                    continue
                seen.add(row["id"])
            tables[table].append(row)
    return tables


def initiatives_of(tables: Tables) -> list[Initiative]:
    """Return the initiatives in HSDS tables, in the order of the organisations.

    An organisation without a service is no initiative: it runs others. One at several locations becomes as many.

    :raises KeyError: an identifier that everything hangs on is missing.
    :raises ValueError: a status, date, number or coordinate is none.
    """
    by = {
        (table, key): _grouped(tables.get(table, ()), key)
        for table, key in (
            ("service", "organization_id"),
            ("phone", "organization_id"),
            ("phone", "service_id"),
            ("phone", "location_id"),
            ("organization_identifier", "organization_id"),
            ("service_at_location", "service_id"),
            ("address", "location_id"),
            ("accessibility", "location_id"),
            ("service_area", "service_id"),
            ("schedule", "service_id"),
            ("language", "service_id"),
            ("attribute", "link_id"),
        )
    }
    locations = {str(row["id"]): row for row in tables.get("location", ())}
    names = {str(row["id"]): _text(row, "name") for row in tables.get("organization", ())}
    found = []
    for organization in tables.get("organization", ()):
        services = by["service", "organization_id"].get(str(organization["id"]), [])
        at: dict[str, list[Row]] = defaultdict(list)
        for service in services:
            links = by["service_at_location", "service_id"].get(str(service["id"]), [])
            for link in links or [{}]:
                at[_text(link, "location_id")].append(service)
        for number, (location, offered) in enumerate(at.items()):
            identity = str(organization["id"]) + (f"@{number + 1}" if number else "")
            parent = names.get(_text(organization, "parent_organization_id"), "")
            found.append(_initiative(identity, organization, offered, locations.get(location, {}), parent, by))
    return found


def _initiative(
    identity: str,
    organization: Row,
    offered: Sequence[Row],
    location: Row,
    parent: str,
    by: Mapping[tuple[str, str], Mapping[str, list[Row]]],
) -> Initiative:
    """Return one organisation at one location; what differs between its services is taken from the first."""
    service = offered[0]

    def first(table: str, key: str, owner: Row) -> Row:
        return next(iter(by[table, key].get(_text(owner, "id"), [])), {})

    terms = [_text(first("attribute", "link_id", one), "taxonomy_term_id") for one in offered]
    address = first("address", "location_id", location)
    numbers = by["organization_identifier", "organization_id"].get(_text(organization, "id"), [])
    number = next((row for row in numbers if _text(row, "identifier_scheme") == KBO), next(iter(numbers), {}))
    year = _text(organization, "source_year")
    made = Initiative(
        id=identity,
        name=_text(organization, "name"),
        services=tuple(dict.fromkeys(term for term in terms if term)),
        alternate_name=_text(organization, "alternate_name"),
        parent=parent,
        enterprise_number=_text(number, "identifier"),
        legal_form=_text(organization, "legal_status"),
        street=_text(address, "address_1"),
        postcode=_text(address, "postal_code"),
        locality=_text(address, "city"),
        municipality=_text(address, "municipality"),
        province=_text(address, "state_province"),
        latitude=_number(location, "latitude"),
        longitude=_number(location, "longitude"),
        approximate=_text(location, "approximate") == "1",
        phone=_phone(organization, service, location, by),
        email=_text(organization, "email") or _text(service, "email"),
        website=_text(organization, "website") or _text(service, "url"),
        lde_status=LdeStatus(_text(organization, "lde_status") or LdeStatus.SAME_SERVICE.value),
        description=_text(service, "description") or _text(organization, "description"),
        source_url=_text(organization, "source_url"),
        source_year=int(year) if year else None,
        accessibility=_text(first("accessibility", "location_id", location), "description"),
    )
    return _offering(made, service, by)


def _offering(one: Initiative, service: Row, by: Mapping[tuple[str, str], Mapping[str, list[Row]]]) -> Initiative:
    """Return an initiative with what its service says: where, when, for whom, at what price, when verified."""

    def all_of(table: str) -> list[Row]:
        return by[table, "service_id"].get(_text(service, "id"), [])

    assured = _text(service, "assured_date")
    return replace(
        one,
        status=Status(_text(service, "status") or Status.ACTIVE.value),
        assured_date=date.fromisoformat(assured[:10]) if assured else None,
        assurer=_text(service, "assurer"),
        service_areas=tuple(_text(row, "name") for row in all_of("service_area")),
        opening_hours=from_schedules(all_of("schedule")),
        languages=tuple(_text(row, "code") for row in all_of("language")),
        price=_text(service, "fees_description"),
        conditions=_text(service, "application_process"),
        target_group=_text(service, "eligibility_description"),
    )


def _phone(
    organization: Row, service: Row, location: Row, by: Mapping[tuple[str, str], Mapping[str, list[Row]]]
) -> str:
    """Return the phone of the organisation, else of its service, else of its location."""
    owners = (("organization_id", organization), ("service_id", service), ("location_id", location))
    phones = [row for key, owner in owners for row in by["phone", key].get(_text(owner, "id"), ())]
    return _text(phones[0], "number") if phones else ""


def _grouped(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.get(key) not in {None, ""}:
            grouped[str(row[key])].append(row)
    return grouped


def _text(row: Row, field: str) -> str:
    value = row.get(field)
    return "" if value is None else str(value)


def _number(row: Row, field: str) -> float | None:
    value = _text(row, field)
    return float(value) if value else None
