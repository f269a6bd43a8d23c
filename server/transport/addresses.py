"""Addresses to listen on: of this machine only, or encrypted.

host, port = parse_address("127.0.0.1:4389")
await check_reach(host, port, is_encrypted=False)
"""

import asyncio
import errno
import os
import sys
from ipaddress import ip_address
from typing import Any, Final

from beamcoder.errors import TransportError, UsageError

TUNNEL: Final = (
    "say --tls (or --cert and --key), or listen on 127.0.0.1 and let other machines in through an "
    "SSH tunnel: ssh -L PORT:127.0.0.1:"
)


def parse_address(written: str) -> tuple[str, int]:
    """UsageError when it is not HOST:PORT."""
    host, _, port = written.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise UsageError(f"an address is written HOST:PORT, not {written!r}")
    return host.strip("[]") or "127.0.0.1", int(port)


def is_loopback(host: str) -> bool:
    """`localhost`, or an address that never leaves this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def check_reach(host: str, port: int, *, is_encrypted: bool) -> None:
    """TransportError for a name that is not known, or that other machines could reach where nothing
    is encrypted."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port)
    except (OSError, UnicodeError) as exc:
        raise TransportError(f"cannot listen on {host}:{port}: the name is not known") from exc
    if not is_encrypted and not all(is_loopback(str(address[4][0])) for address in found):
        raise TransportError(
            f"cannot listen on {host}:{port}: other machines could reach it there, and nothing is "
            f"encrypted; {TUNNEL}{port} HOST"
        )


def cannot_listen(host: str, port: int, exc: OSError) -> TransportError:
    why = (os.strerror(exc.errno) if exc.errno else str(exc)).lower()
    mend = "; choose another port, or 0 for a free one" if exc.errno == errno.EADDRINUSE else ""
    return TransportError(f"cannot listen on {host}:{port}: {why}{mend}")


def announce(scheme: str, address: Any) -> None:
    """Say where a server listens, so that people and programs can read it."""
    host, port = address[:2]
    written = f"[{host}]" if ":" in host else host
    say(f"listening on {scheme}://{written}:{port}")


def say(sentence: str) -> None:
    if sys.stderr is not None:  # else it would go to standard output
        print(f"beamcoder: {sentence}", file=sys.stderr, flush=True)
