"""Keeping what people typed unreadable at rest. The door to ``cryptography``.

Texts are sealed with AES-256-GCM (authenticated encryption, NIST SP 800-38D); conversations are known only by an
HMAC-SHA256 of the chat id. Both keys are derived from one secret (HKDF, RFC 5869) that lies in a file of its own,
made on first run, never in the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lde_bot.errors import VaultError

_SECRET_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class Vault:
    """Seals and opens texts, and turns chat ids into pseudonyms."""

    def __init__(self, secret: bytes) -> None:
        """Derive the keys from ``secret`` (32 bytes)."""
        if len(secret) != _SECRET_BYTES:
            raise VaultError("The key file is damaged: it must hold 32 bytes.")
        self._cipher = AESGCM(_derive(secret, b"lde-bot seal v1"))
        self._signing_key = _derive(secret, b"lde-bot sign v1")
        self._pseudonym_key = _derive(secret, b"lde-bot conversation v1")

    def seal(self, text: str, purpose: str) -> bytes:
        """Return ``text`` encrypted; ``purpose`` binds it to its column, so that it opens nowhere else."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> str:
        """Return the text that was sealed for ``purpose``.

        :raises VaultError: another key sealed it, it is damaged, or it was sealed for something else.
        """
        if sealed[:1] != _VERSION:
            raise VaultError("A kept text has an unknown form: it was made by a newer program.")
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, body, purpose.encode()).decode()
        except InvalidTag:
            raise VaultError("A kept text cannot be opened: the key file is not the one that sealed it.") from None

    def pseudonym(self, channel: str, identity: str | int) -> str:
        """Return the keyed hash under which a conversation is known (32 hexadecimal digits)."""
        message = f"{channel}:{identity}".encode()
        return hmac.new(self._pseudonym_key, message, hashlib.sha256).hexdigest()[:32]

    def sign(self, text: str) -> str:
        """Return a signature of a text: 24 characters of ``A-Za-z0-9_-``, an HMAC-SHA256 cut to 144 bits."""
        digest = hmac.new(self._signing_key, text.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:18]).decode()


def open_vault(path: Path | None) -> Vault:
    """Return the vault whose secret lies in ``path``; the first time, make the secret there, for its owner only.

    ``None`` is a vault for this run alone.

    :raises VaultError: the file cannot be read or made.
    """
    if path is None:
        return Vault(secrets.token_bytes(_SECRET_BYTES))
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(_SECRET_BYTES))
        return Vault(path.read_bytes())
    except OSError as error:
        raise VaultError(f"The key file {path} cannot be used: {error.strerror}.") from None


def _derive(secret: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret)
