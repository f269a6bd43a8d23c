"""Network clients: their number, and the memory that they leave.

visitors = Visitors(limit)
with visitors.one() as is_welcome: ...
"""

import asyncio
import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from pygls.exceptions import JsonRpcException

from beamcoder.glibc import trim_malloc

log = logging.getLogger(__name__)

REST_S: Final = 2.0  # after a client has left: others may leave with it
LONG_REST_S: Final = 10.0  # after the last one
RESERVED_FILES: Final = 32  # descriptors that are no client's
REQUEST_FAILED: Final = -32803


class Visitors:
    """For the event loop."""

    def __init__(self, limit: int) -> None:
        self._limit, self.n = clients_that_fit(limit), 0
        self._soon: asyncio.TimerHandle | None = None
        self._later: asyncio.TimerHandle | None = None

    @contextmanager
    def one(self) -> Iterator[bool]:
        """While a client is here; whether it may stay."""
        if self.n >= self._limit:
            yield False
            return
        self.n += 1
        try:
            yield True
        finally:
            self.n -= 1
            self._tidy_soon()

    @property
    def refusal(self) -> JsonRpcException:
        sentence = f"{self._limit} clients are here already: try again later"
        return JsonRpcException(sentence, REQUEST_FAILED)

    def _tidy_soon(self) -> None:
        """Shortly, and again when what they had asked for has been computed in vain."""
        loop = asyncio.get_running_loop()
        if self._soon is None:
            self._soon = loop.call_later(REST_S, self._tidy)
        if self._later is not None:
            self._later.cancel()
        self._later = loop.call_later(LONG_REST_S, self._tidy)

    def _tidy(self) -> None:
        self._soon = None
        asyncio.get_running_loop().run_in_executor(None, give_memory_back)


def clients_that_fit(wanted: int) -> int:
    """As many as there are descriptors for, of which a process may have asked for more."""
    if sys.platform == "win32":
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted + RESERVED_FILES:
        most = wanted + RESERVED_FILES
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(1, min(wanted, soft - RESERVED_FILES))
    return wanted


def give_memory_back() -> None:
    """What clients that left held goes back to the system: first what refers to itself in a ring,
    then the free pages of the heaps."""
    gc.collect()
    trim_malloc()
