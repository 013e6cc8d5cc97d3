"""The use cases of the directory at the desk: putting right, adding, verifying, taking back, taking a sheet in.

Every deed looks itself whether someone may do it, and leaves a trace: what it was, what it became, who and why. Only
*nagekeken* moves the day of verification.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time

from lde_bot.directory.compare import Twin, differences, twins
from lde_bot.directory.correction import STAFF_EDITABLE as STAFF_EDITABLE
from lde_bot.directory.correction import edited_by_staff, overtaken
from lde_bot.directory.correction import to_edit as to_edit
from lde_bot.directory.correction import touched as touched
from lde_bot.directory.geo import Gazetteer
from lde_bot.directory.history import Saved as Saved
from lde_bot.directory.history import told, undone
from lde_bot.directory.ingest import identity_of
from lde_bot.directory.model import Change, Initiative, Wanted
from lde_bot.directory.plan import ImportPlan
from lde_bot.services import BRUSSELS, App
from lde_bot.services_access import DeskUser, Role, require
from lde_bot.services_directory import carry_out, fingerprint, terms_of
from lde_bot.services_lookup import digits_of
from lde_bot.services_upkeep import staff_verifies
from lde_bot.text import normalise

KOEPEL = "de Koepel"
"""Who verified, as everyone may see."""
_HERE = "aan het bureau"  # why, when nobody said
_MOST_WHY = 200
_MOST_LIKE = 200  # that are looked at to find the same one


def history(app: App, identity: str) -> list[Saved]:
    """Return what was done to an initiative, save by save, newest first."""
    return told(app.directory.history(identity), terms_of(app))


def edit(
    app: App,
    identity: str,
    typed: Mapping[str, str],
    opened: Mapping[str, str],
    user: DeskUser,
    why: str = "",
    *,
    verified: bool = False,
) -> dict[str, str]:
    """Put data right as staff typed it; return what is wrong, by field: then nothing changed.

    :param typed: new values of :data:`STAFF_EDITABLE` fields.
    :param opened: what those were when the form was opened: what another changed since is not overwritten unseen.
    :param verified: everything was asked and is right now, so it was verified today. Without it that day stays.
    :raises DeniedError: they are no curator.
    """
    require(user, Role.CURATOR)
    found = app.directory.get([identity])
    if not found:
        return {"": "dit initiatief bestaat niet meer"}
    [before] = found
    after, wrong = edited_by_staff(before, typed, app.snapshot.gazetteer, terms_of(app))
    last = {change.field: change.by for change in app.directory.history(identity)}
    last["point"] = last.get("latitude", "")
    for field in overtaken(before, typed, opened):
        wrong[field] = (
            f"intussen veranderd door {last.get(field) or 'iemand anders'}. Kijk in de geschiedenis hieronder. Bewaar"
            " opnieuw als het toch moet worden wat hier staat"
        )
    if not wrong:
        with app.transaction():
            _save(app, before, after, user, why, "gids verbeterd")
            if verified:
                verify(app, identity, user)
    return wrong


def _save(app: App, before: Initiative, after: Initiative, user: DeskUser, why: str, deed: str) -> bool:
    """Keep what an initiative became, with the trace of it; False when it is what it was."""
    because = " ".join(why.split())[:_MOST_WHY] or _HERE
    changes = [
        Change(after.id, part.field, part.before, part.after, "update", user.name, because, app.today)
        for part in differences(before, after)
    ]
    if changes:
        app.directory.save([after], terms_of(app), changes)
        app.desk.log(user.name, deed, after.id, app.clock())
    return bool(changes)


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding an initiative by hand."""

    initiative: Initiative
    """As it is, or would be."""
    wrong: Mapping[str, str]
    """What is wrong, by field: then nothing was added."""
    twins: tuple[Twin, ...] = ()
    """Who may be the same: nothing was added until someone says that they are not."""
    mark: str = ""
    """Stands for just these twins: it comes back with who says so."""

    @property
    def done(self) -> bool:
        """True when it is in the directory."""
        return not self.wrong and not self.mark


def add(
    app: App, typed: Mapping[str, str], user: DeskUser, why: str = "", seen: str = "", *, verified: bool = False
) -> Added:
    """Add an initiative by hand, unless something is wrong or it may be there already.

    :param seen: :attr:`Added.mark` of the twins that someone looked at: none of them is this one.
    :param verified: the initiative itself was asked, and all is right.
    :raises DeniedError: they are no curator.
    """
    require(user, Role.CURATOR)
    blank = Initiative("", "", ())
    one, wrong = edited_by_staff(blank, dict.fromkeys(STAFF_EDITABLE, "") | _STANDARD | dict(typed), *_known(app))
    one = replace(one, id=identity_of(one.name, one.municipality or one.province))
    taken = app.directory.get([one.id])
    if taken and not wrong:
        where = one.municipality or one.province
        wrong["name"] = f"{taken[0].name} in {where} staat al in de gids. Zet er iets bij, zoals de straat of de wijk"
    if wrong:
        return Added(one, wrong)
    same = tuple(twins([one], _candidates(app, one), any_service=True))
    mark = fingerprint(" ".join(sorted(twin.other.id for twin in same)).encode()) if same else ""
    if mark and mark != seen:
        return Added(one, {}, same, mark)
    because = " ".join(why.split())[:_MOST_WHY] or _HERE
    with app.transaction():
        made = Change(one.id, "", "", one.name, "create", user.name, because, app.today)
        app.directory.save([one], terms_of(app), [made])
        app.desk.log(user.name, "gids aangevuld", one.id, app.clock())
        if verified:
            verify(app, one.id, user)
    return Added(one, {})


_STANDARD = {"status": Initiative("", "", ()).status.value, "lde_status": Initiative("", "", ()).lde_status.value}


def _known(app: App) -> tuple[Gazetteer, Mapping[str, str]]:
    return app.snapshot.gazetteer, terms_of(app)


def _candidates(app: App, one: Initiative) -> list[Initiative]:
    """Return who can be the same as an initiative: with its number, its postcode, or a name like it."""
    wanted = [Wanted(digits=digits_of(one.phone)[-8:])] if one.phone else []
    wanted += [Wanted(postcodes=(one.postcode,))] if one.postcode else []
    found = [identity for which in wanted for identity in app.directory.find(which, 0, _MOST_LIKE)[0]]
    found += [other.id for other in app.directory.named(normalise(one.name), _MOST_LIKE)]
    return app.directory.get(list(dict.fromkeys(found)))


def verify(app: App, identity: str, user: DeskUser) -> bool:
    """Note that someone of the Koepel asked the initiative itself and all is right; False when it is not known.

    :raises DeniedError: they are no curator.
    """
    require(user, Role.CURATOR)
    with app.transaction():
        done = staff_verifies(app, identity, KOEPEL)
        if done:
            app.desk.log(user.name, "gids nagekeken", identity, app.clock())
    return done


def undo(app: App, identity: str, batch: int, user: DeskUser) -> str:
    """Take one save back, as a save of its own; return what keeps it from that, or nothing when it is done.

    What people reported, and a verification by mistake closed, is open again.

    :raises DeniedError: they are no curator.
    """
    require(user, Role.CURATOR)
    found = app.directory.get([identity])
    changes = [one for one in app.directory.history(identity) if one.batch == batch]
    if not found or not changes or changes[0].action not in {"update", "verify"}:
        return "Dat kan niet worden teruggezet."
    [now] = found
    before = undone(now, changes)
    if before is None:
        return "Dat is intussen nog eens veranderd. Zet eerst terug wat daarna kwam."
    day = changes[0].on
    with app.transaction():
        _save(app, now, before, user, f"teruggezet: {changes[0].by}, {day:%d/%m/%Y}", "gids teruggezet")
        if changes[0].action == "verify":
            app.care.reopen(identity, datetime.combine(day, time(), BRUSSELS))
    return ""


def take_in(app: App, planned: ImportPlan, mark: str, user: DeskUser) -> None:
    """Take a sheet in at the desk, as planned, and note who did.

    :param mark: fingerprint of the sheet.
    :raises DeniedError: they are no curator.
    :raises DirectoryFileError: nothing in it can be used, or a row is refused; nothing changed.
    """
    require(user, Role.CURATOR)
    with app.transaction():
        carry_out(app, planned, mark, partial=False, by=user.name, why="aan het bureau ingelezen")
        about = f"{len(planned.added)} nieuw, {len(planned.changed)} gewijzigd"
        app.desk.log(user.name, "gids ingelezen", about, app.clock())
