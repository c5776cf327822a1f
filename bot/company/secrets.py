"""The secrets with which webhooks are signed, in the written form of Standard Webhooks."""

import base64

PREFIX = "whsec_"
SECRET_BYTES = range(24, 65)  # the standard's


def read_secret(written: str) -> bytes:
    """The key that a secret stands for. Raises ValueError."""
    try:
        key = base64.b64decode(written.removeprefix(PREFIX), validate=True)
    except ValueError:  # also what is not ASCII
        key = b""
    if not written.startswith(PREFIX) or len(key) not in SECRET_BYTES:
        raise ValueError("must be whsec_ and 24 to 64 random bytes in base64")
    return key
