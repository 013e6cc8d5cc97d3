"""Fiches: looking one up, writing one, having it checked, publishing it, and what was published before."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import unified_diff

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_desk, services_editing, services_versions
from lde_bot.channels.plain import plain_text
from lde_bot.channels.web.desk import form as forms
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.channels.web.desk.remarks import LABELS, Remark, remarks_on
from lde_bot.channels.web.desk.trial import trial_of
from lde_bot.dialogue.model import UserMessage
from lde_bot.knowledge.model import Audience, Entry, Kind
from lde_bot.text import normalise

_MOST_PHRASES = 8  # questions of a group that become phrases at once
_PAGE = 100  # fiches on a page
_FIRST_THEME = "basis"  # of a new fiche when nothing is like it


class EditorPages:
    """The editor."""

    def __init__(self, desk: Desk) -> None:
        """Show it at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        look, act = self._desk.look, self._desk.act
        return [
            Route("/desk/fiches", look(self.entries), methods=["GET"]),
            Route("/desk/fiche", look(self.edit), methods=["GET"]),
            Route("/desk/fiche", act(self.check), methods=["POST"]),
            Route("/desk/concept/{token}", look(self.checked), methods=["GET"]),
            Route("/desk/concept/{token}", act(self.publish), methods=["POST"]),
            Route("/desk/geschiedenis/{entry}", look(self.history), methods=["GET"]),
            Route("/desk/herstel", act(self.restore), methods=["POST"]),
        ]

    async def entries(self, visit: Visit) -> Response:
        """List entries, those that fit a text when one is given, and what was withdrawn."""
        wanted = normalise(visit.get("zoek"))
        every = self._app.snapshot.knowledge.entries.values()
        found = [one for one in every if wanted in normalise(f"{one.id} {one.question} {one.theme}")]
        return self._desk.page(
            visit,
            "entries.html",
            found=found[visit.number("vanaf") :][:_PAGE],
            total=len(found),
            offset=visit.number("vanaf"),
            size=_PAGE,
            zoek=visit.get("zoek"),
            diverged=services_editing.diverged(self._app),
            withdrawn=services_editing.withdrawn(self._app),
        )

    async def edit(self, visit: Visit) -> Response:
        """Show the form: of an entry, of a draft that needs more work, or empty; with the questions of a group."""
        if visit.get("concept"):
            return self._again(visit)
        wanted, group = visit.get("id"), services_desk.group(self._app, visit.number("groep"))
        entry = self._entry(wanted)
        if wanted and entry is None:
            back = f"/desk/groep/{group[0].id}" if group else "/desk/fiches"
            return to(back, f"Er is geen fiche '{wanted[:80]}'. Kies er een uit de lijst.")
        guesses = group[0].example.guesses if group else ()
        near = next((one for guess in guesses if (one := self._entry(guess.entry))), None)
        kind = Kind.REDIRECT if visit.get("soort") == Kind.REDIRECT.value else Kind.ANSWER
        theme = near.theme if near else _FIRST_THEME
        form = forms.of_entry(entry) if entry else forms.empty(theme, self._app.today, kind)
        if group:
            form = forms.added(form, [one.text for one in group[1][:_MOST_PHRASES]])
        return self._form(visit, form, new=entry is None)

    def _entry(self, wanted: str) -> Entry | None:
        """Return the entry of that name, or with that question: people type what they see."""
        entries = self._app.snapshot.knowledge.entries
        asked = (one for one in entries.values() if wanted and normalise(one.question) == normalise(wanted))
        return entries.get(wanted) or next(asked, None)

    def _again(self, visit: Visit) -> Response:
        """Show a draft that was checked as a form again, with what was found beside its fields."""
        one = services_editing.check_of(self._app, visit.get("concept"))
        entry = one.draft if one else None
        if one is None or entry is None:
            return self._desk.page(visit, "gone.html", 404)
        new = entry.id not in self._app.snapshot.knowledge.entries
        group = one.groups[0] if one.groups else 0
        return self._form(visit, forms.of_entry(entry), new=new, remarks=_remarks(one), group=group)

    def _form(
        self,
        visit: Visit,
        form: forms.EntryForm,
        *,
        new: bool,
        remarks: Sequence[Remark] = (),
        group: int | None = None,
    ) -> Response:
        return self._desk.page(
            visit,
            "entry.html",
            form=form,
            new=new,
            groep=visit.number("groep") if group is None else group,
            themes=self._themes(),
            kinds=[one.value for one in Kind],
            audiences=[one.value for one in Audience],
            labels=LABELS,
            remarks=remarks,
            stand=self._stand(form.values["id"]),
        )

    def _themes(self) -> list[str]:
        return sorted({one.theme for one in self._app.snapshot.knowledge.entries.values()})

    def _stand(self, name: str) -> str:
        """Return what tells whether a fiche was changed since: a short name for its file."""
        return services_editing.fingerprint(services_editing.live_texts(self._app).get(self._path(name), ""))

    async def check(self, visit: Visit) -> Response:
        """Have a draft checked."""
        entries = self._app.snapshot.knowledge.entries
        form = forms.typed(visit, entries, self._app.today)
        new = form.values["id"] not in entries
        wrong = self._in_the_way(visit, form)
        if wrong:
            return self._form(visit, form, new=new or bool(visit.get("nieuw")), remarks=wrong)
        path = f"{self._app.knowledge_root}/{form.path}" if new else entries[form.values["id"]].path
        groups = [visit.number("groep")] if visit.number("groep") else []
        one = self._begin(visit, path, forms.content(form), groups)
        if one.done and one.snapshot is None:
            return self._form(visit, form, new=new, remarks=_remarks(one))
        return to(f"/desk/concept/{one.token}")

    def _in_the_way(self, visit: Visit, form: forms.EntryForm) -> list[Remark]:
        """Return what keeps a form from being a draft at all."""
        name, theme = form.values["id"], form.values["theme"]
        known = name in self._app.snapshot.knowledge.entries
        wrong = [Remark("dat is geen dag: schrijf bijvoorbeeld 31/12/2026", one) for one in forms.no_days(form)]
        if theme and theme not in self._themes():
            wrong.append(Remark(f"thema '{theme}' bestaat niet", "theme"))
        if visit.get("nieuw") and known:
            wrong.append(Remark(f"er is al een fiche '{name}': kies een andere naam", "id"))
        elif known and visit.get("stand") not in {"", self._stand(name)}:
            by = services_editing.history(self._app, self._path(name))
            who = f"{by[0].published_by} publiceerde" if by else "er kwam"
            wrong.append(
                Remark(f"intussen {who} een andere versie. Kijk eerst wat er veranderde; wat jij typte, staat hier nog")
            )
        return wrong

    def _begin(self, visit: Visit, path: str, text: str, groups: list[int]) -> services_editing.Check:
        one = services_editing.begin_check(self._app, path, text, groups)
        self._app.desk.log(visit.user.name, "concept nagekeken", one.entry, self._app.clock())
        return one

    async def checked(self, visit: Visit) -> Response:
        """Show how far a check is, and what came of it."""
        token = str(visit.request.path_params["token"])
        one = services_editing.check_of(self._app, token)
        if one is None:
            return self._desk.page(visit, "gone.html", 404)
        say = self._app.snapshot.knowledge.responses.say
        shown = [UserMessage(choice=f"e:{one.entry}")] if one.content else []
        preview = services_editing.tried(self._app, token, shown)
        return self._desk.page(
            visit,
            "check.html",
            check=one,
            remarks=_remarks(one),
            preview=plain_text(preview[0].reply, say) if preview else "",
            buttons=[choice.label for choice in preview[0].reply.choices] if preview else [],
            trial=trial_of(self._app, token, visit),
        )

    async def publish(self, visit: Visit) -> Response:
        """Publish a draft that was checked."""
        token = str(visit.request.path_params["token"])
        one = services_editing.check_of(self._app, token)
        refused = services_editing.publish(self._app, token, visit.get("waarom"), visit.user)
        if refused or one is None:
            return to(f"/desk/concept/{token}", refused)
        done = "gepubliceerd" if one.content else "ingetrokken"
        return to("/desk", f"De fiche '{one.entry}' is {done}. Ze werkt nu.")

    async def history(self, visit: Visit) -> Response:
        """Show what was published of an entry, each against the text that it took the place of."""
        entry = str(visit.request.path_params["entry"])
        path = self._path(entry)
        if not path:
            return self._desk.page(visit, "gone.html", 404)
        shown = [
            (one, before is not None, _difference(before or "", one.content))
            for one, before in services_versions.versions(self._app, path)
        ]
        return self._desk.page(visit, "history.html", entry=entry, shown=shown, in_git=path in self._app.texts)

    async def restore(self, visit: Visit) -> Response:
        """Check an older state of an entry, that of git, or its withdrawal, as a draft."""
        entry, number = visit.get("fiche"), visit.number("versie")
        path = self._path(entry)
        revision = self._app.revisions.get(number) if number else None
        if not path or (number and (revision is None or revision.path != path)):
            return self._desk.page(visit, "gone.html", 404)
        text = revision.content if revision else ""
        if visit.get("git"):
            text = self._app.texts.get(path, "")
        one = self._begin(visit, path, text, [])
        return to(f"/desk/concept/{one.token}")

    def _path(self, entry: str) -> str:
        known = self._app.snapshot.knowledge.entries.get(entry)
        if known:
            return known.path
        every = [*self._app.texts, *(one.path for one in self._app.revisions.live())]
        return next((path for path in every if path.endswith(f"/{entry}.yaml")), "")


def _remarks(one: services_editing.Check) -> list[Remark]:
    return remarks_on(one.findings, one.path, one.content, one.errors)


def _difference(before: str, after: str) -> list[str]:
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))
    return lines[2:]
