"""Stop conditions of a search, checked between two decode steps."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from time import perf_counter


@dataclass(slots=True)
class Stop:
    """`reason` is None until a deadline (seconds of `perf_counter`) or a cancellation."""

    deadline: float | None
    cancelled: Callable[[], bool]
    reason: str | None = None

    @classmethod
    def after(cls, began: float, ms: float | None, cancelled: Callable[[], bool]) -> "Stop":
        """A deadline in milliseconds from `began`, None for none."""
        return cls(None if ms is None else began + ms / 1000, cancelled)

    @classmethod
    def never(cls) -> "Stop":
        return cls(None, lambda: False)

    @property
    def left_ms(self) -> float:
        """Milliseconds until the deadline, below 0 once it is past; inf without one."""
        return inf if self.deadline is None else 1000 * (self.deadline - perf_counter())

    def __call__(self) -> bool:
        """True once the search has to end; it stays true."""
        if self.reason is None:
            if self.cancelled():
                self.reason = "cancelled"
            elif self.deadline is not None and perf_counter() >= self.deadline:
                self.reason = "deadline"
        return self.reason is not None
