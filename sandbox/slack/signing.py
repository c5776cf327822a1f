"""The signature of every request that Slack sends: docs.slack.dev/authentication/verifying-requests-from-slack."""

import hashlib
import hmac
from datetime import datetime

SIGNATURE_HEADER = "X-Slack-Signature"
TIMESTAMP_HEADER = "X-Slack-Request-Timestamp"


def sign(secret: str, body: bytes, at: datetime) -> dict[str, str]:
    """The two headers for exactly these bytes, sent at that time."""
    timestamp = str(int(at.timestamp()))
    signed = b":".join((b"v0", timestamp.encode(), body))
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return {TIMESTAMP_HEADER: timestamp, SIGNATURE_HEADER: f"v0={digest}"}
