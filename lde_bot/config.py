"""Settings, read once from the environment. The only module that looks there."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from lde_bot.errors import ConfigError

PROJECT = Path(__file__).resolve().parent.parent
"""The project's root: where ``knowledge/`` and the data files in git lie."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
"""Addresses that only this computer itself can reach."""


class Settings(BaseSettings):
    """Everything that can be set from outside, each as ``LDE_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="LDE_", frozen=True, extra="ignore")

    telegram_token: SecretStr | None = None
    """Bot token from BotFather. Without one, ``bot.py`` starts the terminal chat."""
    telegram_token_file: Path | None = None
    """File with the token in it, for hosts that hand out secrets as files."""
    telegram_api_url: str = "https://api.telegram.org/bot"
    """Base URL of the Telegram Bot API, up to and with ``/bot``."""
    data_dir: Path = PROJECT / "data"
    """Where everything lies that changes at run time: database, key, cache."""
    knowledge_dir: Path = PROJECT / "knowledge"
    """The curated content."""
    cases_dir: Path = PROJECT / "tests" / "cases"
    """Held-out questions, on which the desk tries a draft."""
    key_file: Path | None = None
    """File with the encryption key; default ``lde.key`` in the data directory."""
    keep_days: int = Field(default=90, ge=1, le=365)
    """After how many days a kept question is deleted."""
    encoder: bool = True
    """Use sentence embeddings when the package is there; ``0`` is lexical only."""
    web_url: str = Field(default="", pattern=r"^(https?://[^\s/]+(/[^\s]*)?)?$")
    """Public address of the web pages, such as ``https://lde.voorbeeld.be``; empty: there are none."""
    web_host: str = "127.0.0.1"
    """Address on which the web pages are served; put a proxy with TLS before it."""
    web_port: int = Field(default=8080, ge=1, le=65535)
    """Port on which the web pages are served."""
    telegram_name: str = Field(default="", pattern=r"^[A-Za-z0-9_]*$")
    """Name of the bot in Telegram without the ``@``, for links to it."""
    telegram_webhook_url: str = Field(default="", pattern=r"^(https://[^\s/]+/[^\s?#]+)?$")
    """Public ``https`` address with its own path where Telegram brings updates; empty: the bot asks for them."""
    web_proxy: bool = False
    """A proxy with TLS stands before the web pages, so that they may be served on another address than this computer's
    own."""
    web_trusted_proxies: str = "127.0.0.1"
    """Addresses or networks of those proxies, with commas between: only they are believed about who asks."""
    metrics_token: SecretStr | None = None
    """Token with which figures are read at ``/metrics``; without one only from this computer."""
    alert_at: int = Field(default=5, ge=2, le=10_000)
    """How often a question is asked without a good answer before staff hear of it in Telegram."""
    backup_dir: Path | None = None
    """Folder that gets a copy of the database every day; none: no copies are made by themselves."""
    backup_keep: str = Field(default="7/4/12", pattern=r"^[1-9][0-9]{0,3}/[0-9]{1,3}/[0-9]{1,3}$")
    """How many copies stay: the newest of so many days, weeks and months."""
    log_format: str = Field(default="text", pattern="^(text|json)$")
    """How the log is written: lines for people, or one JSON object a line."""
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    """How much the log tells."""

    @field_validator("web_trusted_proxies")
    @classmethod
    def _are_addresses(cls, text: str) -> str:
        try:
            return ",".join(str(ip_network(part.strip())) for part in text.split(","))
        except ValueError:
            raise ValueError("it must be addresses or networks, such as 10.89.7.0/24, with commas between") from None

    @property
    def behind_tls(self) -> bool:
        """True when browsers only come in over TLS."""
        return self.web_proxy or self.web_url.startswith("https://")

    @property
    def places_file(self) -> Path:
        """Postcodes and localities; in git, read-only at run time."""
        return PROJECT / "data" / "places.csv"

    @property
    def exonyms_file(self) -> Path:
        """What other languages call the towns; in git, read-only at run time."""
        return PROJECT / "data" / "exonyms.csv"

    @property
    def outlines_file(self) -> Path:
        """Outlines of the provinces, for the map; in git, read-only at run time."""
        return PROJECT / "data" / "outlines.json"

    @property
    def initiatives_file(self) -> Path:
        """The directory as public data in git, taken in on first run."""
        return PROJECT / "data" / "initiatives.csv"

    @property
    def vectors_file(self) -> Path:
        """Sentence embeddings of the utterances in git, so that a first start is quick."""
        return PROJECT / "data" / "vectors.npz"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "lde.db"

    @property
    def cache_dir(self) -> Path:
        """What can be computed again and is kept to start faster."""
        return self.data_dir / "cache"

    @property
    def key_path(self) -> Path:
        """Where the encryption key lies."""
        return self.key_file or self.data_dir / "lde.key"

    def web_address(self) -> tuple[str, int]:
        """Return where the web pages are served.

        :raises ConfigError: other computers could reach them without TLS: passwords would be readable on the way.
        """
        open_to_others = self.web_host not in LOOPBACK
        if open_to_others and not self.behind_tls:
            raise ConfigError(
                f"LDE_WEB_HOST={self.web_host} laat andere computers toe zonder versleuteling: zet er een proxy met TLS"
                " voor en zet dan LDE_WEB_PROXY=1 of LDE_WEB_URL=https://..., of gebruik LDE_WEB_HOST=127.0.0.1."
            )
        return self.web_host, self.web_port

    def token(self) -> str | None:
        """Return the bot token, from the setting or from its file.

        :raises ConfigError: the file cannot be read, or the token does not look like one.
        """
        token = self.telegram_token.get_secret_value().strip() if self.telegram_token else ""
        if not token and self.telegram_token_file:
            try:
                token = self.telegram_token_file.read_text(encoding="utf-8").strip()
            except OSError as error:
                raise ConfigError(f"LDE_TELEGRAM_TOKEN_FILE cannot be read: {error.strerror}.") from None
        if not token:
            return None
        number, _, secret = token.partition(":")
        if not number.isdigit() or not secret or any(character.isspace() for character in token):
            raise ConfigError(
                "LDE_TELEGRAM_TOKEN is not a bot token (digits, a colon, letters): copy it from BotFather."
            )
        return token


def load_settings() -> Settings:
    """Read the settings from the environment.

    :raises ConfigError: a setting has a value that cannot be used; the sentence names it, never its value.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "LDE_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"{name} cannot be used: {first['msg']}.") from None


def prepare_libraries() -> None:
    """Tell libraries what they read from the environment only, unless it says otherwise. Before they are used.

    OpenMP threads spin only shortly while they wait: by default they spin so long that beside other work one sentence
    took 1.7 s to encode; when they do not spin at all a sentence takes twice as long on a machine that has nothing else
    to do. python-telegram-bot gives the time that Telegram asks to wait as a time span: else it warns at each 429.
    """
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    os.environ.setdefault("PTB_TIMEDELTA", "true")
