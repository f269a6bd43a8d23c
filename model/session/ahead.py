"""What follows an answer, searched when it is out and while nobody waits.

    grow(narrow.complete, session, request, answer, limits)     sets `session.block`
    foresee(completer.complete, session, request, answer)       the answers after what it shows

Both work in the session's `look_ahead`, so that the next key finds all as it was, and end where
`request.cancelled` says so, with what was there.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final

from beamcoder.model.blocks.block import BLANKS
from beamcoder.model.blocks.growth import (
    FINISHED,
    BlockLimits,
    Growth,
    GrowthCancelledError,
    last_line,
    line_break,
    line_span,
    text_with,
)
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.model.session.session import Session

Complete = Callable[[Request, Session], Answer]
MAX_TAKEN: Final = 2  # of an answer: what is shown, and the line that a block goes on from


def grow(
    complete: Complete, session: Session, request: Request, answer: Answer, limits: BlockLimits
) -> None:
    """Grow the block behind an answer's first line; the session keeps it."""
    ahead, own = session.look_ahead(), anew(request)
    growth = Growth(own, answer, lambda place: complete(place, ahead), limits)
    with suppress(GrowthCancelledError):
        session.block = growth.run()


def foresee(complete: Complete, session: Session, request: Request, answer: Answer) -> None:
    """Search what comes after each text that a user may take with the next key: at its end, and in
    the line below, also where the editor closes a brace that it opens."""
    ahead, own = session.look_ahead(), anew(request)
    for item in likely_taken(answer):
        for place in places_after(own, answer, item):
            if complete(place, ahead).reason == "cancelled":
                return
            session.note_follow_ups()


def anew(request: Request) -> Request:
    """A request of the same kind at another place, whole and without a deadline."""
    return replace(request.without_deadline(), dismissed=frozenset(), around=None, reuse=False)


def likely_taken(answer: Answer) -> list[Item]:
    """What is shown, and the first line, if they are other ones."""
    shown = (answer.ghost_block(), answer.ghost(), *answer.lines[:1])
    found = {item.text[item.replace :]: item for item in reversed(shown) if item is not None}
    return [*reversed(found.values())][:MAX_TAKEN]


def places_after(request: Request, answer: Answer, item: Item) -> Iterator[Request]:
    """Where the cursor may stand once an item has been taken."""
    text, offset = request.text, request.offset
    base, added = text_with(request, answer, item.text, item.replace)
    _, end = line_span(text, offset)
    left, right, mark = text[:base] + added, text[end:], line_break(text, end)
    yield replace(request, text=left + text[offset:], offset=len(left))
    if not left.endswith(FINISHED) or text[offset:end].strip():
        return
    below = left + mark
    yield replace(request, text=below + right, offset=len(below))
    if left.endswith("{"):
        line = last_line(left)
        blanks = line[: len(line) - len(line.lstrip(BLANKS))]
        closed = f"{below}{mark}{blanks}}}{right}"
        yield replace(request, text=closed, offset=len(below))
