"""What someone types about an initiative in a form: what the fields were, what is wrong with what they become.

Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from lde_bot.directory import values
from lde_bot.directory.compare import as_text
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.hours import read_hours, to_type
from lde_bot.directory.model import Initiative, LdeStatus, Status
from lde_bot.directory.placing import ADDRESS, placed, typed_address

EDITABLE = ("phone", "email", "website", "opening_hours", "target_group", "conditions", "price", "accessibility")
"""Fields that an initiative may put right itself."""
_BY_STAFF = (
    *("name", "alternate_name", "parent", "services", "description", "service_areas", *EDITABLE, "languages"),
    *("status", "lde_status", "source_url", "source_year"),
)
STAFF_EDITABLE = (*_BY_STAFF, *ADDRESS)
"""Fields that staff may put right; those of the address are read together."""
_MOST = 500
_MOST_OF = dict.fromkeys(("name", "alternate_name", "parent", "street", "locality"), 150) | {"service_areas": 2000}
Reader = Callable[[str], object]


def _status(text: str) -> Status:
    if text not in {one.value for one in Status}:
        raise values.Doubt("form.status", "kies een status uit de lijst")
    return Status(text)


def _certainty(text: str) -> LdeStatus:
    if text not in {one.value for one in LdeStatus}:
        raise values.Doubt("form.lde", "kies uit de lijst")
    return LdeStatus(text)


def _saying(text: str) -> str:
    if values.says_nothing(text):
        raise values.Doubt("form.empty", f"{text!r} zegt niets: laat dit leeg")
    return text


def _name(text: str) -> str:
    if not _saying(text):
        raise values.Doubt("form.name", "vul de naam in")
    return text


def _source(text: str) -> str:
    if not values.is_web_address(text):
        raise values.Doubt("form.source", "vul een heel webadres in, bijvoorbeeld https://www.voorbeeld.be/diensten")
    return text


def _services(terms: Mapping[str, str], text: str) -> tuple[str, ...]:
    chosen = values.several(text)
    if not chosen or not terms.keys() >= set(chosen):
        raise values.Doubt("form.services", "kies minstens één dienst uit de lijst")
    return chosen


def _areas(gazetteer: Gazetteer, known: Sequence[str], text: str) -> tuple[str, ...]:
    """Return areas that a search understands, and those that stood there before."""
    areas = values.several(text.replace(",", ";"))
    towns = {place.municipality for place in gazetteer.places} | {place.province for place in gazetteer.places}
    for one in areas:
        if one not in towns and one not in known:
            match = gazetteer.by_name(one) or gazetteer.like_name(one)
            hint = f": bedoel je {match.place.municipality}?" if match else ""
            raise values.Doubt("form.area", f"{one} is geen gemeente of provincie die de bot kent{hint}")
    return areas


_READ: Mapping[str, Reader] = {
    "phone": values.phone,
    "email": values.email,
    "website": values.website,
    "opening_hours": read_hours,
    "status": _status,
    "lde_status": _certainty,
    "name": _name,
    "languages": values.languages,
    "source_url": _source,
    "source_year": values.year,
}


def to_edit(one: Initiative, field: str) -> str:
    """Return a field of an initiative as it is typed in a form."""
    if field in ADDRESS:
        return typed_address(one)[field]
    known = getattr(one, field)
    if field == "service_areas":
        return "; ".join(known)
    return to_type(known) if field == "opening_hours" else as_text(known)


def edited(
    one: Initiative,
    typed: Mapping[str, str],
    fields: Sequence[str] = EDITABLE,
    readers: Mapping[str, Reader] = _READ,
) -> tuple[Initiative, dict[str, str]]:
    """Return an initiative as it was typed, and what is wrong with which field: those stay as they were.

    :param typed: new values.
    :param fields: which may be changed; of others, what was typed is left alone.
    :param readers: what reads a field; others are plain text.
    """
    wrong: dict[str, str] = {}
    read: dict[str, object] = {}
    for field in fields:
        text, most = _plain(typed.get(field, "")), _MOST_OF.get(field, _MOST)
        if field not in typed or (len(text) > most and text == _plain(to_edit(one, field))):
            continue
        if len(text) > most:
            wrong[field] = f"dit is te lang: {len(text)} tekens, en hoogstens {most} mag"
            continue
        try:
            read[field] = readers.get(field, _saying)(text)
        except (values.Doubt, ValueError) as error:
            wrong[field] = str(error).removesuffix(" en is niet overgenomen")
    return replace(one, **read), wrong  # type: ignore[arg-type]


def edited_by_staff(
    one: Initiative, typed: Mapping[str, str], gazetteer: Gazetteer, terms: Mapping[str, str]
) -> tuple[Initiative, dict[str, str]]:
    """Return an initiative as staff typed it, and what is wrong with which field.

    :param terms: label of each service by id.
    """
    readers: dict[str, Reader] = {
        **_READ,
        "services": partial(_services, terms),
        "service_areas": partial(_areas, gazetteer, one.service_areas),
    }
    after, wrong = edited(one, typed, _BY_STAFF, readers)
    long = {name: typed[name] for name in ADDRESS if len(_plain(typed.get(name, ""))) > _MOST_OF.get(name, _MOST)}
    if long:
        return after, wrong | {name: f"dit is te lang: {len(text)} tekens" for name, text in long.items()}
    after, lost = placed(after, typed, gazetteer)
    return after, wrong | lost


def touched(typed: Mapping[str, str], opened: Mapping[str, str]) -> dict[str, str]:
    """Return only what someone changed in a form.

    :param opened: what each field was when the form was opened; a field that is not in it counts as changed.
    """
    return {name: text for name, text in typed.items() if name not in opened or _plain(text) != _plain(opened[name])}


def overtaken(one: Initiative, typed: Mapping[str, str], opened: Mapping[str, str]) -> list[str]:
    """Return the fields that became something else since the form was opened, and are not what was typed either.

    :param one: the initiative as it is now.
    """
    return [
        name
        for name in STAFF_EDITABLE
        if name in typed and name in opened
        if _plain(to_edit(one, name)) not in {_plain(opened[name]), _plain(typed[name])}
    ]


def _plain(text: str) -> str:
    return " ".join(text.split())
