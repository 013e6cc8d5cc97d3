"""Fiches: looking one up, writing one, having it checked, publishing it, and what was published before."""

from __future__ import annotations

from difflib import unified_diff

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_desk, services_editing, services_versions
from lde_bot.channels.plain import plain_text
from lde_bot.channels.web.desk import form as forms
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.errors import Finding, Severity
from lde_bot.knowledge.model import Audience, Kind
from lde_bot.text import normalise

_MOST_PHRASES = 8  # questions of a group that become phrases at once


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
            found=found,
            zoek=visit.get("zoek"),
            diverged=services_editing.diverged(self._app),
            withdrawn=services_editing.withdrawn(self._app),
        )

    async def edit(self, visit: Visit) -> Response:
        """Show the form: of an entry, or empty; with the questions of a group when it comes from one."""
        entry = self._app.snapshot.knowledge.entries.get(visit.get("id"))
        form = forms.of_entry(entry) if entry else forms.empty()
        group = services_desk.group(self._app, visit.number("groep"))
        if group:
            form = forms.added(form, [one.text for one in group[1][:_MOST_PHRASES]])
        return self._form(visit, form, new=entry is None)

    def _form(self, visit: Visit, form: forms.EntryForm, *, new: bool, findings: object = ()) -> Response:
        return self._desk.page(
            visit,
            "entry.html",
            form=form,
            new=new,
            groep=visit.number("groep"),
            themes=self._themes(),
            kinds=[one.value for one in Kind],
            audiences=[one.value for one in Audience],
            findings=findings,
        )

    def _themes(self) -> list[str]:
        return sorted({one.theme for one in self._app.snapshot.knowledge.entries.values()})

    async def check(self, visit: Visit) -> Response:
        """Have a draft checked."""
        entries = self._app.snapshot.knowledge.entries
        form = forms.typed(visit, entries)
        name, theme = form.values["id"], form.values["theme"]
        new = name not in entries
        if visit.get("nieuw") and not new:
            return self._form(
                visit, form, new=True, findings=[_wrong(f"er is al een fiche '{name}': kies een andere naam")]
            )
        if theme and theme not in self._themes():
            return self._form(visit, form, new=new, findings=[_wrong(f"thema '{theme}' bestaat niet")])
        path = f"{self._app.knowledge_root}/{form.path}"
        groups = [visit.number("groep")] if visit.number("groep") else []
        one = self._begin(visit, path, forms.content(form, self._app.today), groups)
        if one.done and one.snapshot is None:
            return self._form(visit, form, new=new, findings=one.findings)
        return to(f"/desk/concept/{one.token}")

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
        preview = services_editing.tried(self._app, token, "") if one.content else None
        trial = services_editing.tried(self._app, token, visit.get("vraag")) if visit.get("vraag") else None
        return self._desk.page(
            visit,
            "check.html",
            check=one,
            preview=plain_text(preview.reply, say) if preview else "",
            buttons=[choice.label for choice in preview.reply.choices] if preview else [],
            vraag=visit.get("vraag"),
            trial=plain_text(trial.reply, say) if trial else "",
            trial_act=services_editing.ACTS[trial.act] if trial else "",
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


def _wrong(message: str) -> Finding:
    return Finding("", 0, Severity.ERROR, "draft.place", message)


def _difference(before: str, after: str) -> list[str]:
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))
    return lines[2:]
