"""Keeping what people typed unreadable at rest. The door to ``cryptography``.

Texts are sealed with AES-256-GCM (authenticated encryption, NIST SP 800-38D); conversations are known only by an
HMAC-SHA256 of the chat id. Both keys are derived from one secret (HKDF, RFC 5869) that lies in a file of its own,
made on first run, never in the database.

When the key is changed, a conversation must stay the same conversation, though nobody knows whose it is: its new code
is the HMAC of its old one. A key file therefore holds its own secret and, after it, the keys of the codes before.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from lde_bot.errors import VaultError
from lde_bot.files import take_place

log = logging.getLogger(__name__)
_SECRET_BYTES = 32
_NONCE_BYTES = 12
_OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO
"""Rights of all but the owner."""
_VERSION = b"\x01"


class Vault:
    """Seals and opens texts, and turns chat ids into pseudonyms."""

    def __init__(self, content: bytes) -> None:
        """Derive the keys from what a key file holds: 32 bytes, and 32 more for each time that the key was changed."""
        if not content or len(content) % _SECRET_BYTES:
            raise VaultError("The key file is damaged: it must hold 32 bytes, or a multiple of that.")
        secret, earlier = content[:_SECRET_BYTES], content[_SECRET_BYTES:]
        self._cipher = AESGCM(_derive(secret, b"lde-bot seal v1"))
        self._signing_key = _derive(secret, b"lde-bot sign v1")
        keys = [earlier[start : start + _SECRET_BYTES] for start in range(0, len(earlier), _SECRET_BYTES)]
        self._pseudonym_keys = (*keys, _derive(secret, b"lde-bot conversation v1"))

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
        code = f"{channel}:{identity}"
        for key in self._pseudonym_keys:
            code = _code(key, code)
        return code

    def follow(self, code: str) -> str:
        """Return what a conversation is called with this key, from what it was called with the key before."""
        return _code(self._pseudonym_keys[-1], code)

    def successor(self) -> bytes:
        """Return a new key file's content: another secret, and what is needed to know the same conversations."""
        return secrets.token_bytes(_SECRET_BYTES) + b"".join(self._pseudonym_keys)

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
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            write_key(draft, secrets.token_bytes(_SECRET_BYTES))
            take_place(draft, path)
            try:
                os.link(draft, path)
            except FileExistsError:  # another program made it first
                draft.unlink()
            except OSError:  # a disk without links
                draft.replace(path)
            draft.unlink(missing_ok=True)
            sync_folder(path.parent)
        return Vault(path.read_bytes())
    except OSError as error:
        raise VaultError(f"The key file {path} cannot be used: {error.strerror}.") from None


def keep_private(path: Path) -> None:
    """See to it that only its owner can read a key file.

    A host that hands out a key may let a group read it, and keep that as it is; everyone may never.

    :raises VaultError: everyone can read it, and that cannot be changed.
    """
    if os.name != "posix" or not path.stat().st_mode & OTHERS:
        return
    try:
        path.chmod(_OWNER_ONLY)
        why = "dat blijft zo op deze schijf"
    except OSError as error:
        why = str(error.strerror)
    if path.stat().st_mode & stat.S_IRWXO:
        raise VaultError(
            f"Iedereen op deze computer kan de sleutel {path} lezen, en de bot kan dat niet veranderen ({why})."
            f" Doe als eigenaar: chmod 600 {path}. Of leg hem op een andere plaats en zet LDE_KEY_FILE."
        )
    if not path.stat().st_mode & OTHERS:
        log.warning("Others could read the key %s; only its owner can now (0600).", path)


def write_key(path: Path, content: bytes) -> None:
    """Write a key file for its owner only, and wait until it is on the disk: half a key would lock out everything."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names of the files in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _code(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def _derive(secret: bytes, label: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=label).derive(secret)
