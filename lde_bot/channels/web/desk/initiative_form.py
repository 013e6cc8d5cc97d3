"""An initiative as a form, and a form as what was typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lde_bot import services_guide
from lde_bot.channels.web.desk.base import Visit
from lde_bot.channels.web.verify import HINTS, LABELS
from lde_bot.directory.model import Initiative, LdeStatus, Status

STATUSES = {
    Status.ACTIVE.value: "actief",
    Status.INACTIVE.value: "niet actief",
    Status.DEFUNCT.value: "gestopt",
    Status.TEMPORARILY_CLOSED.value: "tijdelijk gesloten",
}
"""What people at the desk call a status."""
CERTAINTIES = {
    LdeStatus.CERTAIN.value: "zeker",
    LdeStatus.LIKELY.value: "waarschijnlijk",
    LdeStatus.SAME_SERVICE.value: "zelfde soort dienst; of het LDE is, weten we niet",
}
"""What people at the desk call how sure it is that this is LDE."""
GROUPS = (
    ("Wie en wat", ("name", "alternate_name", "parent", "services", "description")),
    ("Bereiken", ("phone", "email", "website", "opening_hours")),
    ("Waar", ("street", "postcode", "locality", "service_areas", "point", "province")),
    ("Goed om te weten", ("target_group", "conditions", "price", "accessibility", "languages")),
    ("Status en bron", ("status", "lde_status", "source_url", "source_year")),
)
"""The fields in the order of the form."""
_WAS = "was_"  # begins the name of a field that carries what another was when the form was opened
_LABELS = LABELS | {
    "name": "Naam",
    "alternate_name": "Andere naam",
    "parent": "Organisatie erboven",
    "services": "Diensten",
    "street": "Straat en nummer",
    "postcode": "Postcode",
    "locality": "Gemeente of deelgemeente",
    "service_areas": "Werkgebied",
    "point": "Exact punt",
    "province": "Provincie",
    "languages": "Talen",
    "lde_status": "Is het LDE?",
    "source_url": "Bron",
    "source_year": "Jaar van de bron",
}
_HINTS = HINTS | {
    "alternate_name": "hoe mensen het ook noemen; de bot vindt het dan ook",
    "service_areas": "gemeenten of provincies waar ze komen, als ze dat zeggen, met ; ertussen",
    "point": "alleen als een bron het geeft, zoals 51.2194, 4.4025. Leeg: het midden van de plaats, en mensen lezen"
    " 'ongeveer'. Verhuist het, dan vervalt het oude punt.",
    "province": "alleen voor wie in een hele streek werkt en geen eigen adres heeft",
    "languages": "codes van twee letters, met ; ertussen: nl;fr",
    "status": "gestopt en niet actief: mensen zien het niet meer. Is het verhuisd? Verander dan het adres.",
    "source_url": "het webadres waar dit staat, of hun eigen website",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form."""

    name: str
    """Its name."""
    label: str
    """What people read above it."""
    hint: str
    """What helps to fill it in."""
    known: str
    """What it is now."""
    value: str
    """What stands in it: what was typed before, else what it is now."""
    wrong: str
    """What is wrong with it."""

    @property
    def about(self) -> str:
        """Ids of what tells about it."""
        told = ((self.hint, "hint"), (self.wrong, "wrong"))
        return " ".join(f"{self.name}-{what}" for text, what in told if text)


def form_of(
    one: Initiative, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> Sequence[tuple[str, Sequence[Field]]]:
    """Return the fields of the form in their groups."""

    def field(name: str) -> Field:
        known = services_guide.to_edit(one, name)
        value = typed.get(name, known)
        return Field(name, _LABELS[name], _HINTS.get(name, ""), known, value, wrong.get(name, ""))

    return [(title, [field(name) for name in names]) for title, names in GROUPS]


def opened_of(visit: Visit) -> dict[str, str]:
    """Return what the fields were when the form was opened."""
    return {name.removeprefix(_WAS): text for name, text in visit.form if name.startswith(_WAS)}


def typed_of(visit: Visit) -> dict[str, str]:
    """Return what was typed, and of the services those that are ticked: the ones that were known first."""
    typed = {name: text for name, text in visit.form if name in services_guide.STAFF_EDITABLE}
    opened, ticked = opened_of(visit), visit.every("services")
    if ticked or "services" in opened:
        known = [one for one in opened.get("services", "").split(";") if one in ticked]
        typed["services"] = ";".join(dict.fromkeys((*known, *ticked)))
    return typed
