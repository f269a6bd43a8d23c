"""Waiting for what a busy machine may take long to show; nothing here is a measurement."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

PATIENCE_S: Final = 120.0
T = TypeVar("T")


def wait_for(what: str, look: Callable[[], T | None], patience_s: float = PATIENCE_S) -> T:
    """What `look` sees as soon as it is true."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        if seen := look():
            return seen
        time.sleep(0.1)
    raise AssertionError(f"not seen within {patience_s:.0f} s: {what}")
