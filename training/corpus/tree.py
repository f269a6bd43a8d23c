"""Common form of folders, zip files and repositories: entries and their bytes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Protocol, Self

# A file this big is no solution; its bytes are not even read. Cleaning has a lower limit.
MAX_READ_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: `key` finds its bytes, and equal keys mean equal bytes where the tree knows."""

    path: str
    key: str
    is_deleted: bool = False  # only in a repository's history


class SourceTree(Protocol):
    """What the three kinds of places have in common."""

    @property
    def commit(self) -> str:
        """The commit id of a repository, else empty."""

    @property
    def state(self) -> str:
        """Changes when a file does: commit id, or sums, or sizes and times."""

    def entries(self, history: bool) -> list[Entry]: ...
    def read(self, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bytes | None]]: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
