"""Fiches: looking one up, writing one, what can be said of it while it is typed, and handing it in to be checked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_desk, services_drafts, services_editing, services_glance, services_versions
from lde_bot.channels.web.desk import form as forms
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.channels.web.desk.remarks import LABELS, Remark, remarks_of, remarks_on
from lde_bot.channels.web.desk.trial import seen
from lde_bot.knowledge.model import Audience, Entry, Kind
from lde_bot.knowledge.writer import entry_text
from lde_bot.services_drafts import KeptDraft
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
            Route("/desk/fiche/nu", act(self.glance), methods=["POST"]),
        ]

    async def entries(self, visit: Visit) -> Response:
        """List entries, those that fit a text when one is given, drafts, and what was withdrawn."""
        wanted = normalise(visit.get("zoek"))
        every = self._app.snapshot.knowledge.entries.values()
        found = [one for one in every if wanted in normalise(f"{one.id} {one.question} {one.theme}")]
        drafts = services_drafts.all_kept(self._app)
        return self._desk.page(
            visit,
            "entries.html",
            found=found[visit.number("vanaf") :][:_PAGE],
            total=len(found),
            offset=visit.number("vanaf"),
            size=_PAGE,
            zoek=visit.get("zoek"),
            drafts=[(one, services_editing.check_of(self._app, one.token)) for one in drafts],
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
        begun = [one for one in services_drafts.all_kept(self._app) if entry and one.field("id") == entry.id]
        return self._form(visit, form, new=entry is None, begun=begun)

    def _entry(self, wanted: str) -> Entry | None:
        """Return the entry of that name, or with that question: people type what they see."""
        entries = self._app.snapshot.knowledge.entries
        asked = (one for one in entries.values() if wanted and normalise(one.question) == normalise(wanted))
        return entries.get(wanted) or next(asked, None)

    def _again(self, visit: Visit) -> Response:
        """Show a draft that was handed in as a form again, with what was found beside its fields."""
        token = visit.get("concept")
        one, kept = services_editing.check_of(self._app, token), services_drafts.kept(self._app, token)
        entry = one.draft if one else None
        if one and entry:
            new = entry.id not in self._app.snapshot.knowledge.entries
            group = one.groups[0] if one.groups else 0
            return self._form(visit, forms.of_entry(entry), new=new, remarks=remarks_of(one), groep=group)
        if kept:
            return self._as_typed(visit, kept, remarks_of(one) if one else (), unchecked=one is None)
        return self._desk.page(visit, "gone.html", 404)

    def _as_typed(self, visit: Visit, kept: KeptDraft, remarks: Sequence[Remark], *, unchecked: bool) -> Response:
        """Show what someone typed, as they typed it."""
        then = replace(visit, form=list(kept.fields))
        known = self._app.snapshot.knowledge.entries
        form = forms.typed(then, known, self._app.today)
        new, more = form.values["id"] not in known, {"groep": then.number("groep"), "stand": then.get("stand")}
        return self._form(visit, form, new=new, remarks=remarks, unchecked=unchecked, **more)

    def _form(
        self, visit: Visit, form: forms.EntryForm, *, new: bool, remarks: Sequence[Remark] = (), **more: object
    ) -> Response:
        entry = forms.entry_of(form, self._app.today)
        values: dict[str, object] = {
            "groep": visit.number("groep"),
            "stand": self._stand(form.values["id"]),
            "concept": visit.get("concept"),
            "begun": (),
            "unchecked": False,
        }
        return self._desk.page(
            visit,
            "entry.html",
            200,
            form=form,
            new=new,
            themes=self._themes(),
            kinds=[one.value for one in Kind],
            audiences=[one.value for one in Audience],
            labels=LABELS,
            remarks=remarks,
            measures=services_glance.measures(entry),
            plain_from=services_glance.B1_AT_LEAST,
            longest=services_glance.LONGEST_SENTENCE,
            preview=seen(self._app, services_glance.looks(self._app, entry)) if entry.answer else [],
            **(values | more),
        )

    def _themes(self) -> list[str]:
        return sorted({one.theme for one in self._app.snapshot.knowledge.entries.values()})

    def _stand(self, name: str) -> str:
        """Return what tells whether a fiche was changed since: a short name for its file."""
        path = services_versions.path_of(self._app, name)
        return services_editing.fingerprint(services_editing.live_texts(self._app).get(path, ""))

    def _typed(self, visit: Visit) -> tuple[forms.EntryForm, bool, str]:
        """Return what was filled in, whether it is a new entry, and its file."""
        entries = self._app.snapshot.knowledge.entries
        form = forms.typed(visit, entries, self._app.today)
        known = entries.get(form.values["id"])
        return form, known is None, known.path if known else f"{self._app.knowledge_root}/{form.path}"

    async def glance(self, visit: Visit) -> Response:
        """Show the form with what can be said of it while it is typed; nothing is kept, and what is empty can wait."""
        form, new, path = self._typed(visit)
        entry = forms.entry_of(form, self._app.today)
        text, base, today = entry_text(entry), self._app.snapshot.knowledge, self._app.today
        found = await asyncio.to_thread(services_glance.findings, base, path, text, entry, today)
        remarks = [*self._in_the_way(visit, form), *remarks_on(found, path, text, services_editing.errors_of(found))]
        typed = {**form.values, "audience": "".join(form.audience)}
        told = [one for one in dict.fromkeys(remarks) if typed.get(one.field, "always")]
        return self._form(visit, form, new=new or bool(visit.get("nieuw")), remarks=told)

    async def check(self, visit: Visit) -> Response:
        """Have a draft checked."""
        form, new, path = self._typed(visit)
        wrong = self._in_the_way(visit, form)
        if wrong:
            return self._form(visit, form, new=new or bool(visit.get("nieuw")), remarks=wrong)
        groups = [visit.number("groep")] if visit.number("groep") else []
        text = entry_text(forms.entry_of(form, self._app.today))
        one = services_drafts.hand_in(self._app, path, text, groups, visit.user)
        services_drafts.keep(self._app, one.token, forms.fields_of(visit, form), visit.user, visit.get("concept"))
        if one.done and one.snapshot is None:
            return self._form(visit, form, new=new, remarks=remarks_of(one), concept=one.token)
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
            by = services_editing.history(self._app, services_versions.path_of(self._app, name))
            who = f"{by[0].published_by} publiceerde" if by else "er kwam"
            wrong.append(
                Remark(f"intussen {who} een andere versie. Kijk eerst wat er veranderde; wat jij typte, staat hier nog")
            )
        return wrong
