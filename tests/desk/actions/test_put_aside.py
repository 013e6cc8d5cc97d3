"""Opzijgezet: letting go of what broke the program three times."""

from __future__ import annotations

from lde_bot import services, services_aside
from lde_bot.services_access import Role
from lde_bot.store.sessions import MOST_ATTEMPTS
from tests.desk.actions.contract import Action
from tests.desk.office import Form, Office

ASIDE = "/desk/opzij"


def breaks(office: Office, update_id: int) -> None:
    """Let an update break the program until it is put aside."""
    services.take_update(office.app, update_id, '{"message": {"text": "iets"}}')
    for _ in range(MOST_ATTEMPTS):
        services.begin_update(office.app, update_id)


class TestLettingGoOfWhatBrokeTheProgram(Action):
    route, role, line = ASIDE, Role.ADMIN, "opzijgezet bericht gewist"

    async def ready(self, office: Office) -> tuple[str, Form]:
        breaks(office, 71)
        return ASIDE, {"nummer": "71", "doe": "wis"}

    def is_done(self, office: Office) -> bool:
        return services_aside.put_aside(office.app) == []
