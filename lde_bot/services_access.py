"""Who may come in at the desk: accounts, logging in, sessions, and the log of what they did."""

from __future__ import annotations

import secrets
from datetime import timedelta

from lde_bot import passwords
from lde_bot.errors import DeniedError
from lde_bot.services import App
from lde_bot.store.desk import SESSION, DeskUser, LogLine, Role

__all__ = ["SESSION", "DeskUser", "LogLine", "Role"]

IDLE = timedelta(hours=2)
"""And after so long without a click."""
WINDOW = timedelta(minutes=15)
"""Failed attempts are counted over this time."""
MOST_PER_ADDRESS = 10
"""Failed attempts from one address, after which it waits: never the account, so nobody can lock the owner out."""
MOST_PER_PAIR = 5
"""Failed attempts for one account from one address."""
NOBODY = "onbekende naam"
"""What the log says of who fails to log in without an account: what was typed could be a password."""
TOO_OFTEN = "Er is te vaak geprobeerd. Wacht een kwartier en probeer het opnieuw."
"""What who guesses at an open session reads."""
_ORDER = (Role.READER, Role.CURATOR, Role.ADMIN)


def may(user: DeskUser, role: Role) -> bool:
    """True when someone has at least this role."""
    return _ORDER.index(user.role) >= _ORDER.index(role)


def require(user: DeskUser, role: Role) -> None:
    """Go on only for who has at least this role; what changes something at the desk begins with it.

    :raises DeniedError: someone else came this far.
    """
    if not may(user, role):
        raise DeniedError(f"{user.name} may not do this: it takes the role {role.value}.")


def add_user(app: App, name: str, role: Role, password: str, by: str) -> bool:
    """Add an account, or give an existing one a new role and password; False when it existed.

    :raises ValueError: the password cannot be used; the message says why.
    """
    if refused := passwords.refused(password, name):
        raise ValueError(refused)
    with app.transaction():
        new = app.desk.add_user(name.strip(), role, passwords.hash_password(password), app.clock())
        user = app.desk.user_named(name.strip())
        if user:
            app.desk.end_sessions(user.id)
            app.staff.unlink_user(user.id)
        app.desk.log(by, "account gemaakt" if new else "account veranderd", f"{name} ({role.value})", app.clock())
    return new


def log_in(app: App, name: str, password: str, code: str, address: str, before: str = "") -> str | None:
    """Return the token of a new session, or ``None`` when name, password or code is wrong, or it was tried too often.

    :param code: one-time code, for who uses those.
    :param address: where the attempt comes from.
    :param before: token of a session that this browser had; it ends.
    """
    now = app.clock()
    if must_wait(app, name, address):
        return None
    user = app.desk.user_named(name.strip())
    right = passwords.is_right(password, user.password if user and user.active else None)
    if not right or user is None or not _code_right(app, user, code):
        for key in _counted(app, name, address):
            app.desk.note_attempt(key, now)
        waits = ", en moet nu wachten" if must_wait(app, name, address) else ""
        app.desk.log(user.name if user else NOBODY, "aanmelden mislukt", f"wachtwoord of code{waits}", now)
        return None
    with app.transaction():
        app.desk.forget_attempts(_pair(app, name, address))
        app.desk.end_session(app.sign(f"session {before}"))
        app.desk.log(user.name, "aangemeld", "met code" if user.totp else "zonder code", now)
        return begin_session(app, user)


def begin_session(app: App, user: DeskUser) -> str:
    """Return the token of a new session of someone who just showed who they are."""
    token, now = secrets.token_urlsafe(32), app.clock()
    app.desk.begin_session(app.sign(f"session {token}"), user.id, now, now + SESSION)
    return token


def must_wait(app: App, name: str, address: str) -> bool:
    """True when it was tried too often from this address, whether the account exists or not."""
    now = app.clock()
    since = now - WINDOW
    return any(app.desk.attempts(key, since, now) >= most for key, most in _counted(app, name, address).items())


def _counted(app: App, name: str, address: str) -> dict[str, int]:
    """Return under what a failed attempt is counted, and how many there may be."""
    return {_pair(app, name, address): MOST_PER_PAIR, app.sign(f"address {address}"): MOST_PER_ADDRESS}


def _pair(app: App, name: str, address: str) -> str:
    return app.sign(f"login {name.lower().strip()} {address}")


def _code_right(app: App, user: DeskUser, code: str) -> bool:
    if not user.totp:
        return True
    step = passwords.code_step(user.totp, code, app.clock())
    return step is not None and app.desk.use_code(user.id, step)


def who(app: App, token: str) -> DeskUser | None:
    """Return whose session a token is."""
    now = app.clock()
    return app.desk.session(app.sign(f"session {token}"), now, now - IDLE) if token else None


def log_out(app: App, token: str) -> None:
    """End a session."""
    user = who(app, token)
    app.desk.end_session(app.sign(f"session {token}"))
    if user:
        app.desk.log(user.name, "afgemeld", "", app.clock())


def log_out_everywhere(app: App, user: DeskUser) -> None:
    """End every session of someone, and let go of their conversation in Telegram."""
    app.desk.end_sessions(user.id)
    app.staff.unlink_user(user.id)
    app.desk.log(user.name, "overal afgemeld", "", app.clock())


def note_refused(app: App, user: DeskUser, what: str) -> None:
    """Write down that someone who is logged in wanted what they may not, or was sent here by another site."""
    app.desk.log(user.name, "geweigerd", what, app.clock())


def change_password(app: App, user: DeskUser, password: str, new: str, code: str) -> str:
    """Give someone another password and end their sessions; return what keeps it from that, or nothing.

    :param password: the password of now.
    :param code: the code of now, of who uses codes.
    """
    now, key = app.clock(), _proof(app, user)
    if app.desk.attempts(key, now - WINDOW, now) >= MOST_PER_PAIR:
        return TOO_OFTEN
    if refused := passwords.refused(new, user.name):
        return refused
    if not passwords.is_right(password, user.password) or not _code_right(app, user, code):
        app.desk.note_attempt(key, now)
        app.desk.log(user.name, "wachtwoord veranderen mislukt", "", now)
        return "Je wachtwoord of code van nu klopt niet. Probeer het opnieuw."
    with app.transaction():
        app.desk.forget_attempts(key)
        app.desk.set_password(user.id, passwords.hash_password(new))
        app.desk.end_sessions(user.id)
        app.staff.unlink_user(user.id)
        app.desk.log(user.name, "wachtwoord veranderd", "", now)
    return ""


def _proof(app: App, user: DeskUser) -> str:
    """Return under what wrong proofs of who is at an open session are counted."""
    return app.sign(f"codes {user.id}")


def set_active(app: App, number: int, by: DeskUser, *, active: bool) -> bool:
    """Let someone in, or no longer; False for oneself, so that nobody locks everyone out, and for nobody.

    :raises DeniedError: they are no admin.
    """
    require(by, Role.ADMIN)
    name = next((one.name for one in app.desk.users() if one.id == number), "")
    if number == by.id or not name:
        return False
    with app.transaction():
        app.desk.set_active(number, active=active)
        app.staff.unlink_user(number)
        app.desk.log(by.name, "account aan" if active else "account uit", name, app.clock())
    return True


def begin_codes(app: App, user: DeskUser) -> tuple[str, str]:
    """Return a new secret for one-time codes and what an authenticator reads; nothing changes yet."""
    secret = passwords.new_secret()
    return secret, passwords.secret_url(secret, user.name)


def switch_codes(app: App, user: DeskUser, secret: str, code: str, proof: str) -> str:
    """Switch one-time codes on, or replace them; return what keeps it from that, or nothing when it is done.

    :param code: shows that the authenticator knows the new secret.
    :param proof: the code of now, or the password of who has none yet: a session that was left open is not enough.
    """
    now, key = app.clock(), _proof(app, user)
    if app.desk.attempts(key, now - WINDOW, now) >= MOST_PER_PAIR:
        return TOO_OFTEN
    if passwords.code_step(secret, code, now) is None:
        return "De code van het nieuwe geheim klopt niet. Probeer het opnieuw."
    if not (_code_right(app, user, proof) if user.totp else passwords.is_right(proof, user.password)):
        app.desk.note_attempt(key, now)
        app.desk.log(user.name, "codes veranderen mislukt", "", now)
        if user.totp:
            return "Je huidige code klopt niet, of is al gebruikt. Wacht op de volgende en probeer het opnieuw."
        return "Je wachtwoord klopt niet. Probeer het opnieuw."
    with app.transaction():
        app.desk.forget_attempts(key)
        app.desk.set_totp(user.id, secret)
        app.desk.log(user.name, "codes vervangen" if user.totp else "codes aan", "", now)
    return ""


def drop_codes(app: App, name: str, by: str) -> bool:
    """Switch the codes off of someone whose phone is gone, and end their sessions; False when they have none."""
    user = app.desk.user_named(name.strip())
    if user is None or not user.totp:
        return False
    with app.transaction():
        app.desk.set_totp(user.id, "")
        app.desk.end_sessions(user.id)
        app.desk.log(by, "codes uit", user.name, app.clock())
    return True
