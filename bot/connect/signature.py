"""The signature of a delivery: RSA-PSS over the very bytes that came, under a key that FlatPeak publishes."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

SCHEME = "v1"
UNSIGNED = "none"  # what an account sends for which signing is off
SALT_BYTES = 32

_SIGNATURE, _SCHEME = b"flatpeak-signature", b"flatpeak-signature-scheme"
_TIMESTAMP, _KEY_ID = b"flatpeak-timestamp", b"flatpeak-key-id"
_OURS = frozenset((_SIGNATURE, _SCHEME, _TIMESTAMP, _KEY_ID))
_V1 = re.compile(r"v1=([A-Za-z0-9_-]{100,1400})", re.ASCII)  # keys of 1024 to 8192 bits; of 2048 it has 342 characters
_SECONDS = re.compile(r"[1-9][0-9]{0,11}", re.ASCII)
_ID = re.compile(r"[\x21-\x7e]{1,200}")

_PADDING = PSS(mgf=MGF1(SHA256()), salt_length=SALT_BYTES)
_HASH = SHA256()


class BadSignature(Exception):
    """Not to be believed. The text says why, and holds nothing of what came."""


class Unsigned(BadSignature):
    """It does not even claim to be signed."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What the headers of a delivery claim; nothing of it is true before `verify`."""

    signature: bytes
    timestamp: int  # unix seconds of signing
    key_id: str

    def verify(self, key: RSAPublicKey, body: bytes) -> None:
        """Return if the key signed exactly this body at that time. Raises BadSignature."""
        try:
            key.verify(self.signature, b"%d.%b" % (self.timestamp, body), _PADDING, _HASH)
        except (InvalidSignature, ValueError):
            raise BadSignature("the signature does not match") from None

    def age_s(self, now_s: float) -> float:
        """Seconds since it was signed; below zero if that is still to come."""
        return now_s - self.timestamp


def read_signature(headers: Iterable[tuple[bytes, bytes]]) -> Signature:
    """The claims of raw headers, whose names may be in any case. Raises BadSignature for any but one whole `v1`."""
    found: dict[bytes, str] = {}
    for name, value in headers:
        lower = name.lower()
        if lower in _OURS:
            if lower in found:
                raise BadSignature(f"more than one {lower.decode()}")
            found[lower] = value.decode("latin-1").strip()
    given = found.get(_SIGNATURE, "")
    if given in ("", UNSIGNED):
        raise Unsigned("it is not signed")
    matched = _V1.fullmatch(given)
    if matched is None or found.get(_SCHEME, SCHEME) != SCHEME:
        raise BadSignature("not one signature of the scheme v1")
    timestamp, key_id = found.get(_TIMESTAMP, ""), found.get(_KEY_ID, "")
    if not _SECONDS.fullmatch(timestamp):
        raise BadSignature("no timestamp in seconds")
    if not _ID.fullmatch(key_id):
        raise BadSignature("no key id")
    return Signature(_decode(matched[1]), int(timestamp), key_id)


def _decode(text: str) -> bytes:
    if len(text) % 4 == 1:
        raise BadSignature("the signature is cut")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
