"""Addresses that Connect wants the person's browser to open: which are fit to be shown, and which are our own."""

from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

PORTS = {"https": 443, "http": 80}


def login_link(url: str, token: str) -> str:
    """The address of a provider's login, with the session's token in its query; "" if it must not be opened.

    Only https; http where it stays on this machine, for the sandbox.
    """
    parts = _split(url)
    if parts is None or parts.username is not None or parts.password is not None:
        return ""
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        return ""
    if "fp_cot" in dict(parse_qsl(parts.query, keep_blank_values=True)):
        return url
    member = f"fp_cot={quote(token, safe='')}"
    return parts._replace(query=f"{parts.query}&{member}" if parts.query else member).geturl()


def is_same_place(url: str, own: str) -> bool:
    """Whether two addresses have the same scheme, host, port and path."""
    one, other = _split(url), _split(own)
    return one is not None and other is not None and _place_of(one) == _place_of(other)


def _place_of(parts: SplitResult) -> tuple[str, str, int | None, str]:
    return parts.scheme, parts.hostname or "", parts.port or PORTS.get(parts.scheme), parts.path.rstrip("/")


def _split(url: str) -> SplitResult | None:
    if not url.isprintable() or " " in url or "\\" in url:
        return None
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and (parts.port is None or parts.port) else None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
