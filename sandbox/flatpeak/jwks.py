"""The keys that sign deliveries, as they are published; their switches make publishing slow, or fail."""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.flatpeak.objects import Json

KEY_BITS = 2048


@dataclass(slots=True)
class SigningKey:
    """A key pair, and the id under which it is published."""

    id: str
    key: RSAPrivateKey

    def view(self) -> Json:
        """Its public half, as RFC 7517 writes it."""
        numbers = self.key.public_key().public_numbers()
        parts = {"n": _encode(numbers.n), "e": _encode(numbers.e)}
        return {"kty": "RSA", "use": "sig", "alg": "PS256", "kid": self.id, **parts}


@dataclass(slots=True)
class KeyRing:
    """The newest key signs; `published` are those in the document. Made when they are first needed.

    `down`: the document cannot be had. `delay_s`: it comes so late. `reads` counts who asked for it.
    """

    sleep: Callable[[float], Awaitable[None]]
    published: list[SigningKey] = field(default_factory=list)
    down: bool = False
    delay_s: float = 0.0
    reads: int = 0
    _made: int = 0

    @property
    def current(self) -> SigningKey:
        """The key that signs."""
        return self.published[-1] if self.published else self.rotate()

    def rotate(self, *, keep_old: bool = True) -> SigningKey:
        """Sign with a new key from now on; the old ones stay published for a while, as a rule."""
        key = self.make_key()
        self.published = [*(self.published if keep_old else ()), key]
        return key

    def make_key(self) -> SigningKey:
        """A key that is not published."""
        self._made += 1
        return SigningKey(f"wsk_test_{self._made:06x}", generate_private_key(65537, KEY_BITS))

    async def serve(self, _: Request) -> Response:
        """The document."""
        self.reads += 1
        if self.delay_s:
            await self.sleep(self.delay_s)
        if self.down:
            return Response("unavailable", 503)
        return JSONResponse({"keys": [key.view() for key in self.published or [self.rotate()]]})


def _encode(number: int) -> str:
    size = (number.bit_length() + 7) // 8
    return urlsafe_b64encode(number.to_bytes(size)).rstrip(b"=").decode()
