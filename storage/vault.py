"""Encryption at rest: AES-256-GCM under a key that the operator holds; keys can be replaced one after the other."""

import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_CHARS = 16  # below this a key can be guessed; twice as many are recommended
FORMAT = b"\x01"
ID_BYTES = 4
NONCE_BYTES = 12  # NIST SP 800-38D: random nonces of 96 bits are safe for 2^32 messages a key
_HEAD = len(FORMAT) + ID_BYTES
_BODY = _HEAD + NONCE_BYTES


class UnknownKey(Exception):
    """Sealed with a key that is no longer given."""

    def __init__(self) -> None:
        super().__init__(
            "this database holds values sealed with a key that SECRET_KEY does not name: "
            "put the former key back, after the new one and a comma"
        )


class Tampered(Exception):
    """Changed since it was sealed, cut, or sealed for another purpose."""


class _Key(NamedTuple):
    id: bytes
    cipher: AESGCM
    print: bytes


class Vault:
    """Seals and opens values. The first key seals; all of them open.

    Not Fernet: measured, it takes seven times as long for 300 bytes and up to thirty times for 3,000; it adds a third
    to the size, and cannot bind a value to its purpose, so that one column's value would open in another's place.
    """

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys or any(len(key) < KEY_CHARS for key in keys):
            raise ValueError(
                f"SECRET_KEY needs at least {KEY_CHARS} random characters; make one with: "
                'python -c "import secrets; print(secrets.token_urlsafe(32))"'
            )
        self._keys = tuple(_derive(key) for key in keys)
        self._by_id = {key.id: key for key in reversed(self._keys)}
        self._newest = self._keys[0]
        self._head = FORMAT + self._newest.id

    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Encrypt for one purpose, such as a column and the conversation whose value it is."""
        nonce = os.urandom(NONCE_BYTES)
        return self._head + nonce + self._newest.cipher.encrypt(nonce, plain, self._head + purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        """Decrypt. Raises UnknownKey, Tampered."""
        head = bytes(sealed[:_HEAD])
        if len(sealed) < _BODY or head[:1] != FORMAT:
            raise Tampered("not a sealed value")
        key = self._by_id.get(head[1:])
        if key is None:
            raise UnknownKey
        try:
            return key.cipher.decrypt(sealed[_HEAD:_BODY], sealed[_BODY:], head + purpose.encode())
        except InvalidTag:
            raise Tampered(f"does not open as {purpose.split(' ')[0]!r}") from None

    @property
    def head(self) -> bytes:
        """What everything begins with that is sealed under the newest key."""
        return self._head

    def fingerprint(self, text: str, purpose: str) -> str:
        """A keyed hash under the newest key: finds a secret without keeping it."""
        return _print(self._newest, text, purpose)

    def fingerprints(self, text: str, purpose: str) -> tuple[str, ...]:
        """The hashes under every key: looks for rows written before a key was replaced, too."""
        return tuple(_print(key, text, purpose) for key in self._keys)


def _derive(key: str) -> _Key:
    # Each use gets a key of its own, so that a fingerprint tells nothing about the cipher.
    secret = key.encode()
    return _Key(
        _expand(secret, b"id", ID_BYTES),
        AESGCM(_expand(secret, b"seal", 32)),
        _expand(secret, b"fingerprint", 32),
    )


def _expand(secret: bytes, use: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt=None, info=b"tariffbot " + use).derive(secret)


def _print(key: _Key, text: str, purpose: str) -> str:
    return hmac.digest(key.print, f"{purpose}\0{text}".encode(), hashlib.sha256).hex()
