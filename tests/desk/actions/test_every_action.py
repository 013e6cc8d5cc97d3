"""Every action of the desk has a file here, so that nobody adds one without asking who may do it."""

from __future__ import annotations

import importlib
from pathlib import Path

from starlette.routing import Route

from lde_bot.channels.web.app import web_app
from lde_bot.services import App
from tests.desk.actions.contract import ROUTES

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


def test_every_action_of_the_desk_has_a_file_here(app: App) -> None:
    for path in Path(__file__).parent.glob("test_*.py"):
        importlib.import_module(f"tests.desk.actions.{path.stem}")
    routes = [route for route in web_app(app).routes if isinstance(route, Route)]
    actions = {route.path for route in routes if route.path.startswith("/desk") and CHANGES & (route.methods or set())}
    assert actions - ROUTES == set(), "write a file for it beside this one"
    assert ROUTES - actions == set(), "this action is gone: so may its file be"
