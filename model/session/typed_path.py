"""What was typed since a search, and what a line found there still has after it.

typed_since(old, new)      the text typed between two requests
rest_of(candidate, walk)   the rest of a line after a TypedPath
"""

from dataclasses import dataclass
from typing import Final

from beamcoder.model.decoding.beginnings import end_of
from beamcoder.model.decoding.constraints.place import Candidate
from beamcoder.model.proposal import Request

MAX_TYPED: Final = 64  # code points that are followed


@dataclass(frozen=True, slots=True)
class TypedPath:
    """Where what was typed leads: finished symbols, the word begun, the node after the former."""

    symbols: tuple[str, ...]
    fragment: str
    node: int
    log_p: float
    ends_blank: bool


def rest_of(candidate: Candidate, walk: TypedPath) -> str | None:
    """What a line has after the finished symbols typed; None if it goes another way."""
    n, text = len(walk.symbols), candidate.text
    if candidate.symbols[:n] != walk.symbols:
        return None
    if len(candidate.symbols) == n:
        return "" if not walk.fragment else None
    if not candidate.symbols[n].startswith(walk.fragment):
        return None
    at = end_of(text, walk.symbols, n)
    if at is None:
        return None
    rest = text[at:]
    return rest.lstrip() if walk.fragment or walk.ends_blank else rest


def typed_since(old: Request, new: Request) -> str | None:
    """What was typed at the cursor between two requests, MAX_TYPED at most; None if anything else
    is other, or if nothing was."""
    n_typed, first = new.offset - old.offset, old.offset
    if not 0 < n_typed <= MAX_TYPED or len(new.text) != len(old.text) + n_typed:
        return None
    text, grown, around = old.text, new.text, old.around
    if around is not None and around is new.around and around.is_about(first, first, len(text)):
        text, grown, first = around.between(text), around.between(grown), first - len(around.before)
    if not (grown.startswith(text[:first]) and grown.endswith(text[first:])):
        return None
    return grown[first : first + n_typed]
