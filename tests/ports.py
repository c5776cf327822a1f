"""Ports for services that are stopped and started again, or that must know their address beforehand."""

import random
import socket

# Below the ports that Linux gives to outgoing connections (32768 and up): none of those can take it meanwhile.
FIRST, LAST = 20_000, 32_000
TRIES = 100


def free_port() -> int:
    """A port of this machine on which nobody listens just now, and that no connection will be given."""
    for _ in range(TRIES):
        port = random.SystemRandom().randint(FIRST, LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")
