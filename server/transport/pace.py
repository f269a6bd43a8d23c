"""Rate limit of one client's messages.

    pace = Pace(messages_per_s=250)
    await pace.turn(n_bytes)          after each message of that size

A token bucket: a client that has been still may send BURST_S seconds' worth at once; who goes on
beyond that is read later, and nothing is lost. A large message counts as many.
"""

import asyncio
from math import inf
from typing import Final

BURST_S: Final = 4.0
BYTES_OF_ONE: Final = 16_384  # a message of that size counts as two: it takes as long to parse


class Pace:
    def __init__(self, messages_per_s: float = inf) -> None:
        self._rate = messages_per_s
        self._credit = messages_per_s * BURST_S
        self._at = asyncio.get_running_loop().time()

    async def turn(self, n_bytes: int) -> None:
        """Let the others have their turn, and wait as long as this client has sent too much."""
        await asyncio.sleep(self._debt_s(n_bytes))

    def _debt_s(self, n_bytes: int) -> float:
        if self._rate == inf:
            return 0.0
        now = asyncio.get_running_loop().time()
        earned = (now - self._at) * self._rate
        self._at = now
        self._credit = min(self._credit + earned, self._rate * BURST_S)
        self._credit -= 1 + n_bytes / BYTES_OF_ONE
        return max(0.0, -self._credit / self._rate)
