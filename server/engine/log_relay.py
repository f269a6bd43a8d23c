"""Log warnings of the engine, relayed to the client as messages.

The engine knows no editors: it logs. A warning of its own is for people, and goes to every client.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

ENGINE: Final = logging.getLogger("beamcoder.model")


class LogRelay(logging.Handler):
    """From any thread to `tell`, on the client's event loop, until `leave`."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self._tell = tell
        self._loop: asyncio.AbstractEventLoop | None = None

    def listen(self) -> None:
        """From now on; on the event loop."""
        self._loop = asyncio.get_running_loop()
        ENGINE.addHandler(self)

    def leave(self) -> None:
        ENGINE.removeHandler(self)
        self._loop = None

    def emit(self, record: logging.LogRecord) -> None:
        loop = self._loop
        if record.levelno == logging.WARNING and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._tell, record.getMessage())
