"""Logging in and out, one's own account, and for admins the accounts and the log."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lde_bot import services_access, services_staff
from lde_bot.channels.web.desk.base import Desk, Visit, is_ours, to
from lde_bot.channels.web.pages import read_form
from lde_bot.dialogue.wording import long_date
from lde_bot.services import BRUSSELS
from lde_bot.services_access import Role


class Access:
    """The door of the desk."""

    def __init__(self, desk: Desk) -> None:
        """Guard this desk."""
        self._desk, self._app = desk, desk.app

    @property
    def routes(self) -> list[Route]:
        """Where it listens."""
        look, act = self._desk.look, self._desk.act
        return [
            Route("/desk/login", self.ask, methods=["GET"]),
            Route("/desk/login", self.log_in, methods=["POST"]),
            Route("/desk/afmelden", act(self.log_out, Role.READER), methods=["POST"]),
            Route("/desk/account", look(self.account), methods=["GET"]),
            Route("/desk/account", act(self.switch_codes, Role.READER), methods=["POST"]),
            Route("/desk/wachtwoord", act(self.change_password, Role.READER), methods=["POST"]),
            Route("/desk/telegram", act(self.telegram, Role.READER), methods=["POST"]),
            Route("/desk/accounts", look(self.accounts, Role.ADMIN), methods=["GET"]),
            Route("/desk/accounts", act(self.switch, Role.ADMIN), methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        """Show the form to log in."""
        if self._desk.user_of(request):
            return to("/desk")
        return self._desk.login(request.query_params.get("naar", "/desk"))

    async def log_in(self, request: Request) -> Response:
        """Begin a session."""
        if not is_ours(request):
            return self._desk.bare("refused.html", 403)
        form = await read_form(request)
        address = request.client.host if request.client else ""
        name, password, code = (form.get(field, "") for field in ("naam", "wachtwoord", "code"))
        before = self._desk.token_of(request)
        token = services_access.log_in(self._app, name, password, code, address, before)
        wanted, kept = form.get("naar", ""), form.get("bewaard", "")
        wanted = wanted if wanted.startswith("/desk") else "/desk"
        if token is None:
            waits = services_access.must_wait(self._app, name, address)
            return self._desk.login(wanted, kept, 401, wrong=True, waits=waits)
        fields = parse_qsl(kept, keep_blank_values=True)
        response = (
            self._desk.bare("again.html", naar=wanted, fields=fields) if fields else RedirectResponse(wanted, 303)
        )
        return self._desk.keep(response, request, token)

    async def log_out(self, visit: Visit) -> Response:
        """End this session, or all of them."""
        if visit.get("overal"):
            services_access.log_out_everywhere(self._app, visit.user)
        services_access.log_out(self._app, self._desk.token_of(visit.request))
        return self._desk.keep(to("/desk/login"), visit.request, "")

    async def account(self, visit: Visit) -> Response:
        """Show one's own account."""
        return self._account(visit)

    def _account(self, visit: Visit, link_code: str = "") -> Response:
        secret, url = services_access.begin_codes(self._app, visit.user)
        chat = services_staff.chat_of(self._app, visit.user)
        name = self._app.telegram_name
        return self._desk.page(
            visit,
            "account.html",
            secret=secret,
            url=url,
            chat=chat,
            since=long_date(chat.linked_at.astimezone(BRUSSELS).date()) if chat else "",
            link_code=link_code,
            minutes=services_staff.CODE_MINUTES,
            telegram=f"https://t.me/{name}?start=w_{link_code}" if name and link_code else "",
        )

    async def telegram(self, visit: Visit) -> Response:
        """Show a code that links a conversation in Telegram to this account, or let go of that conversation.

        The code is in the page that answers, never in an address.
        """
        if visit.get("los"):
            services_staff.end_link(self._app, visit.user)
            return to("/desk/account", "Telegram is losgemaakt.")
        return self._account(visit, services_staff.begin_link(self._app, visit.user))

    async def switch_codes(self, visit: Visit) -> Response:
        """Switch one-time codes on, or replace them."""
        secret, code, proof = (visit.get(field) for field in ("geheim", "code", "bewijs"))
        refused = services_access.switch_codes(self._app, visit.user, secret, code, proof)
        return to("/desk/account", refused or "Codes staan aan.")

    async def change_password(self, visit: Visit) -> Response:
        """Give oneself another password; every session ends, and this browser goes on in a new one."""
        form = dict(visit.form)  # as it was typed: a space at the end of a password is a part of it
        now, new, code = (form.get(field, "") for field in ("wachtwoord", "nieuw_wachtwoord", "code"))
        refused = services_access.change_password(self._app, visit.user, now, new, code)
        if refused:
            return to("/desk/account", refused)
        token = services_access.begin_session(self._app, visit.user)
        return self._desk.keep(to("/desk/account", "Je wachtwoord is veranderd."), visit.request, token)

    async def accounts(self, visit: Visit) -> Response:
        """Show the accounts and the log."""
        users, lines = self._app.desk.users(), self._app.desk.lines(100)
        return self._desk.page(visit, "accounts.html", users=users, lines=lines)

    async def switch(self, visit: Visit) -> Response:
        """Let an account in, or no longer."""
        done = services_access.set_active(self._app, visit.number("nummer"), visit.user, active=visit.get("aan") == "1")
        return to("/desk/accounts", "Bewaard." if done else "Dat ging niet: je eigen account kan je niet uitzetten.")
