"""Onbeantwoord: the questions that wait, grouped, and what is judged about them."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from lde_bot import services_access, services_desk, services_editing, services_versions
from lde_bot.channels.web.desk.base import Desk, Visit, to
from lde_bot.services_access import Role
from lde_bot.services_desk import PAGE, Verdict

_CLOSING = {"buiten": Verdict.OUTSIDE, "gids": Verdict.DIRECTORY, "twijfel": Verdict.UNSURE}


class InboxPages:
    """The inbox."""

    def __init__(self, desk: Desk) -> None:
        """Show it at this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        look, act = self._desk.look, self._desk.act
        return [
            Route("/desk", look(self.waiting), methods=["GET"]),
            Route("/desk/beoordeeld", look(self.judged), methods=["GET"]),
            Route("/desk/groep/{number}", look(self.group), methods=["GET"]),
            Route("/desk/oordeel", act(self.judge), methods=["POST"]),
            Route("/desk/terug", act(self.undo), methods=["POST"]),
        ]

    async def waiting(self, visit: Visit) -> Response:
        """Show the groups that wait."""
        if services_access.may(visit.user, Role.CURATOR):
            services_editing.warm_up(self._app)
        newest = visit.get("orde") == "nieuw"
        found = services_desk.inbox(self._app, visit.number("vanaf"), newest=newest)
        return self._desk.page(visit, "inbox.html", inbox=found, newest=newest, size=PAGE)

    async def judged(self, visit: Visit) -> Response:
        """Show what was judged."""
        groups = services_desk.judged(self._app, visit.number("vanaf"))
        return self._desk.page(visit, "judged.html", groups=groups, offset=visit.number("vanaf"), size=PAGE)

    async def group(self, visit: Visit) -> Response:
        """Show one group."""
        found = services_desk.group(self._app, visit.number("number"))
        if found is None:
            return self._desk.page(visit, "gone.html", 404)
        group, questions, judgements = found
        shared = services_desk.shared_words(questions)
        return self._desk.page(
            visit, "group.html", group=group, questions=questions, judgements=judgements, shared=shared
        )

    async def judge(self, visit: Visit) -> Response:
        """Judge one group or several."""
        verdict = _CLOSING.get(visit.get("oordeel"))
        numbers = visit.numbers("groep")
        if verdict is None or not numbers:
            return to("/desk", "Kies eerst een groep en een oordeel.")
        about = visit.get("doel") if verdict is not Verdict.UNSURE else ""
        done = services_desk.judge(self._app, numbers, verdict, about, visit.get("nota"), visit.user)
        return to("/desk", _said(len(done), verdict))

    async def undo(self, visit: Visit) -> Response:
        """Take a judgement back; what it added to an entry is taken out as a draft."""
        done = services_versions.take_back(self._app, visit.number("oordeel"), visit.user)
        if done.group is None:
            return to("/desk", "Dat kon niet meer.")
        if done.check:
            said = "Teruggenomen. De vraag staat nog in de fiche. Dit is de fiche zonder die vraag: publiceer ze."
            return to(f"/desk/concept/{done.check.token}", said)
        stays = f" De vraag staat nog in de fiche '{done.stays}'. Haal ze daar weg, bij 'Fiches'." if done.stays else ""
        return to(f"/desk/groep/{done.group}", f"Teruggenomen.{stays}")


def _said(count: int, verdict: Verdict) -> str:
    """Return what was done, and where it is taken back: a group that is in doubt goes on waiting."""
    what = f"{'1 groep' if count == 1 else f'{count} groepen'} beoordeeld: {verdict.value}."
    if verdict is not Verdict.UNSURE:
        return f"{what} Terugnemen kan bij 'Beoordeeld'."
    waits = "Ze blijft hier wachten." if count == 1 else "Ze blijven hier wachten."
    return f"{what} {waits} Terugnemen kan als je de groep opent."
