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


def settled(what: str, look: Callable[[], T | None], still_s: float = 0.5) -> T:
    """What `look` sees when it has stayed the same for so long: a list may still be sorted anew."""

    def still() -> T | None:
        seen = look()
        time.sleep(still_s)
        return seen if seen and seen == look() else None

    return wait_for(what, still)
