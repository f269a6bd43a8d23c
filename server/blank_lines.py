"""What the engine is asked on a line of blanks, where it takes the indentation for given.

    answer = complete(completer, session, document, request)

An editor indents such a line as it likes, and the `}` that is due stands one step less deep. So the
engine is shown the line as deep as its block is, and how likely a `}` comes first is asked where
the code above ends, before anything is said of the new line. Only where more blocks are open than
closed: editors that close them by themselves leave nothing to ask.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.server.documents import Document
from beamcoder.server.indentation import blank_line_at, block_at

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session

CLOSER: Final = "}"
LEAST: Final = 0.005  # what is less likely beside a `}` would be shown as 0 %


def complete(
    completer: "Completer", session: "Session", document: Document, request: Request
) -> Answer:
    """The engine's answer; elsewhere than on a line of blanks it is asked as it is."""
    if blank_line_at(document, request.offset) is None:
        return completer.complete(request, session)
    request = settled(document, request)
    closer = find_closer(completer, session, request)
    answer = completer.complete(request, session)
    return answer if closer is None else with_closer(answer, closer, request.count)


def settled(document: Document, request: Request) -> Request:
    """On a line of blanks: as if it were indented as its block is, with the cursor behind that."""
    line = blank_line_at(document, request.offset)
    if line is None:
        return request
    (start, end), block = document.line_span(line), block_at(document, line)
    stands = document.text[start:end]
    if not block.is_sure and not block.blanks.startswith(stands):
        return request  # deeper than the statement that goes on: as its author wants it
    if block.blanks == document.text[start : request.offset] and request.offset == end:
        return request
    text = document.text[:start] + block.blanks + document.text[end:]
    return replace(request, text=text, offset=start + len(block.blanks))


def find_closer(completer: "Completer", session: "Session", request: Request) -> Item | None:
    """The `}` that may come next, with its probability; None if none is due or likely."""
    above = request.text[: request.offset].rstrip()
    is_due = request.text.count("{") > request.text.count(CLOSER)
    if not (request.tokens and is_due and above.endswith((";", CLOSER))):
        return None
    found = completer.complete(replace(request, offset=len(above), lines=False), session)
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
