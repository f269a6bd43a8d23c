"""Completion on a line of blanks, with the indentation taken as right.

    answer = complete(completer, session, document, request)

An editor indents such a line as it likes, by tabs in a buffer of spaces too, and the `}` that is
due stands one step less deep. So the engine is shown the line as deep as its block is, and how
likely a `}` comes first is completed where the code above ends, before any line
break. Only where more blocks are open than closed: editors that close them by themselves leave
nothing to complete.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.server.documents.documents import Document, Edit
from beamcoder.server.documents.indentation import blank_line_at, blanks_of, block_at, is_foreign

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session

CLOSER: Final = "}"
LEAST: Final = 0.005  # what is less likely next to a `}` would be shown as 0 %


def complete(
    completer: "Completer", session: "Session", document: Document, request: Request
) -> Answer:
    """The engine's answer; on a line of blanks with the `}` that may be due."""
    line = blank_line_at(document, request.offset)
    request = settled(document, request)
    if line is None or not (request.tokens and closes_above(document, line)):
        return completer.complete(request, session)
    closer = find_closer(completer, session, document.end_above(line), request)
    if closer is None:
        return completer.complete(request, session)
    add = partial(with_closer, closer=closer, count=request.count)
    tell = request.on_tokens
    if tell is not None:
        request = replace(request, on_tokens=lambda answer: tell(add(answer)))
    return add(completer.complete(request, session))


def settled(document: Document, request: Request) -> Request:
    """As if the line were indented as its block is, where it is blank or indented by other blanks
    than the buffer's, which are as wide as the editor likes."""
    line = document.line_at(request.offset)
    start, end = document.line_span(line)
    text = document.text[start:end]
    stands, rest = blanks_of(text), text.lstrip(" \t")
    n_right = request.offset - start - len(stands)
    if rest and not (n_right >= 0 and is_foreign(document, stands)):
        return request
    block = block_at(document, line)
    if rest and not block.is_sure:
        return request
    if not block.is_sure and not block.blanks.startswith(stands):
        return request  # deeper than the statement that goes on: as its author wants it
    blanks, n_right = block.of(rest), max(0, n_right)
    if blanks == stands and start + len(blanks) + n_right == request.offset:
        return request
    shown = document.edited(Edit(start, end, blanks + rest))
    offset = start + len(blanks) + n_right
    return replace(request, text=shown.text, offset=offset, around=shown.around)


def closes_above(document: Document, line: int) -> bool:
    """Whether a statement or a block ends above a line, where a block is still open."""
    ends = document.text.endswith((";", CLOSER), 0, document.end_above(line))
    return ends and document.n_unclosed > 0


def find_closer(
    completer: "Completer", session: "Session", above: int, request: Request
) -> Item | None:
    """The `}` that may come where the text `above` ends, with its probability; None if unlikely."""
    found = completer.complete(replace(request, offset=above, lines=False), session)
    return next((item for item in found.tokens if item.text.strip() == CLOSER), None)


def with_closer(answer: Answer, closer: Item, count: int) -> Answer:
    """The rest is as likely as it was, where the block goes on."""
    if answer.reason == "cancelled":
        return answer
    goes_on = 1 - closer.probability
    tokens = [*scaled(answer.tokens, goes_on), replace(closer, text=CLOSER)]
    tokens.sort(key=lambda item: -item.probability)
    return replace(
        answer,
        tokens=tuple(tokens[:count]),
        lines=tuple(scaled(answer.lines, goes_on)),
        taken=None if answer.taken is None else goes_on * answer.taken,
        reason=None,
    )


def scaled(items: Iterable[Item], factor: float) -> Iterator[Item]:
    """What is still worth showing of items that are so much less likely."""
    for item in items:
        probability = factor * item.probability
        if item.text != CLOSER and probability >= LEAST:
            yield replace(item, probability=probability)
