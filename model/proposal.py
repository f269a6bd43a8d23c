"""What goes into the engine and what comes out: plain values, code-point offsets, no LSP."""

from collections.abc import Callable
from dataclasses import dataclass, field

from beamcoder.errors import UsageError


def never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Request:
    """A place in a text, and what is wanted there.

    `offset` counts code points, 0 to len(text). `count` bounds each list. `deadline_ms` counts
    from the call; at the deadline the best so far is returned. `cancelled` is asked between two
    decode steps. `dismissed` holds texts not to be offered again here.
    """

    text: str
    offset: int
    statement: str = ""
    count: int = 10
    tokens: bool = True
    lines: bool = True
    deadline_ms: float | None = None
    cancelled: Callable[[], bool] = never
    dismissed: frozenset[str] = frozenset()

    def verify(self) -> None:
        """UsageError with the values if they make no sense."""
        if not 0 <= self.offset <= len(self.text):
            raise UsageError(
                f"offset {self.offset} is outside the text of {len(self.text)} code points"
            )
        if not 1 <= self.count <= 100:
            raise UsageError(f"count must lie between 1 and 100, not {self.count}")


@dataclass(frozen=True, slots=True)
class Item:
    """`text` replaces the `replace` code points left of the cursor."""

    text: str
    replace: int
    probability: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Both lists best first. `reason` says why both are empty, or is None."""

    tokens: tuple[Item, ...] = ()
    lines: tuple[Item, ...] = ()
    reason: str | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    name: str
    parameters: int
    sha256: str
