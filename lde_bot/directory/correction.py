"""What someone types about an initiative in a form: what the fields were, what is wrong with what they become.

Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lde_bot.directory import values
from lde_bot.directory.hours import read_hours, to_type
from lde_bot.directory.model import Initiative, Status

EDITABLE = ("phone", "email", "website", "opening_hours", "target_group", "conditions", "price", "accessibility")
"""Fields that an initiative may put right itself."""
STAFF_EDITABLE = (*EDITABLE, "description", "status")
"""Fields that staff may put right."""


def _status(text: str) -> Status:
    if text not in {one.value for one in Status}:
        raise values.Doubt("form.status", "kies een status uit de lijst")
    return Status(text)


_READ = {
    "phone": values.phone,
    "email": values.email,
    "website": values.website,
    "opening_hours": read_hours,
    "status": _status,
}
_MOST = 500


def to_edit(one: Initiative, field: str) -> str:
    """Return a field of an initiative as it is typed in a form."""
    known = str(getattr(one, field))
    return to_type(known) if field == "opening_hours" else known


def edited(
    one: Initiative, typed: Mapping[str, str], fields: Sequence[str] = EDITABLE
) -> tuple[Initiative, dict[str, str]]:
    """Return an initiative as it was typed, and what is wrong with which field: those stay as they were.

    :param typed: new values.
    :param fields: which may be changed; of others, what was typed is left alone.
    """
    wrong: dict[str, str] = {}
    read: dict[str, str] = {}
    for field in fields:
        text = _plain(typed.get(field, ""))
        if field not in typed or (len(text) > _MOST and text == _plain(to_edit(one, field))):
            continue
        if len(text) > _MOST:
            wrong[field] = f"dit is te lang: {len(text)} tekens, en hoogstens {_MOST} mag"
            continue
        try:
            read[field] = _READ[field](text) if field in _READ else text
        except (values.Doubt, ValueError) as error:
            wrong[field] = str(error).removesuffix(" en is niet overgenomen")
    return replace(one, **read), wrong  # type: ignore[arg-type]


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
