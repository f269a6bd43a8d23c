"""Completion on a line of blanks, with the indentation taken as right.

    answer = complete(search, reader, request)      `search` is the completer's own way to answer

Editors indent such a line in their own way, by tabs in a buffer of spaces too, and the `}` that is
due stands one step less deep. So the search is given the line as deep as its block is, and the
probability that a `}` comes first is taken where the code above ends, before anything is known of
the new line. Only where more blocks are open than closed: where an editor has closed them already,
no `}` is due. The answer's `indentation` says how deep what is accepted is to stand.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Final

from beamcoder.model.decoding.stop import Stop
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.tokenizer.lexer import Mode
from beamcoder.tokenizer.live.buffer import ReadingCancelledError
from beamcoder.tokenizer.live.code_above import blanks_of
from beamcoder.tokenizer.live.indenter import (
    REACH_BELOW,
    code_end_above,
    indentation_at,
    n_unclosed,
)
from beamcoder.tokenizer.live.reader import Reader
from beamcoder.tokenizer.style.indentation import Indentation

Search = Callable[[Request], Answer]

CLOSER: Final = "}"
MIN_PROBABILITY: Final = 0.005  # what is less likely next to a `}` would be shown as 0 %
MAX_SCANNED_CHARACTERS: Final = 20_000  # that tell at each key whether a buffer is indented by tabs


def complete(search: Search, reader: Reader, request: Request) -> Answer:
    """The answer of a search; on a line of blanks with the `}` that may be due."""
    start, end = line_span(request)
    line = request.text[start:end]
    if line.strip(" \t") and not is_foreign(request.text, blanks_of(line)):
        return search(request)
    began = perf_counter() if request.requested_at is None else request.requested_at
    request = replace(request, requested_at=began)  # two searches, and one deadline
    is_over = Stop.after(began, request.deadline_ms, request.cancelled)
    try:
        found = _indentation(reader, request, is_over)
        above = None if found is None else _closes_above(reader, request, is_over)
    except ReadingCancelledError:
        return search(request)  # which goes on with what was read, and says why there is nothing
    if found is None:
        return search(request)
    settled = _settled(request, start, line, found)
    return search(settled) if line.strip(" \t") else _with_closer(search, settled, found, above)


def _with_closer(search: Search, request: Request, found: Indentation, above: int | None) -> Answer:
    """The answer on a line of blanks; `above` is where a `}` may be due."""
    due = partial(replace, indentation=found)
    if above is not None and request.tokens:
        closer = find_closer(search, replace(request, offset=above, on_tokens=None))
        if closer is not None:
            due = partial(with_closer, closer=closer, count=request.count, indentation=found)
    tell = request.on_tokens
    if tell is not None:
        request = replace(request, on_tokens=lambda answer: tell(due(answer)))
    return due(search(request))


def line_span(request: Request) -> tuple[int, int]:
    """Where the cursor's line starts, and where it ends, its end mark left out."""
    text, offset = request.text, request.offset
    start = text.rfind("\n", 0, offset) + 1
    start = max(start, text.rfind("\r", start, offset) + 1)
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    before = text.find("\r", offset, end)
    return start, end if before < 0 else before


def is_foreign(text: str, blanks: str) -> bool:
    """Whether a line seems to be indented by tabs in a buffer of spaces, or the other way round."""
    if not blanks:
        return False
    # Counted, not read line by line: this runs at every key.
    n_tabbed = text.count("\n\t", 0, MAX_SCANNED_CHARACTERS)
    is_tabbed = n_tabbed > 0 and n_tabbed > text.count("\n  ", 0, MAX_SCANNED_CHARACTERS)
    return ("\t" in blanks) != is_tabbed


def _indentation(reader: Reader, request: Request, is_over: Stop) -> Indentation | None:
    """Of the cursor's line; None inside a comment or a text block."""
    cursor = reader.read(request.text, request.offset, request.around, is_over)
    if cursor.before.lexer.mode is not Mode.CODE:
        return None
    return indentation_at(reader.buffer, cursor.line)


def _settled(request: Request, start: int, line: str, found: Indentation) -> Request:
    """As if the line were indented as its block is, where it is blank or indented by other blanks
    than the buffer's, which are as wide as the editor likes."""
    stands, rest = blanks_of(line), line.lstrip(" \t")
    n_right = request.offset - start - len(stands)
    is_foreign_line = ("\t" in stands) != ("\t" in found.unit)
    if rest and not (n_right >= 0 and found.is_sure and is_foreign_line):
        return request
    if not found.is_sure and not found.blanks.startswith(stands):
        return request  # deeper than the statement that goes on: as its author wants it
    blanks, end = found.of(rest), start + len(line)
    offset = start + len(blanks) + max(0, n_right)
    if blanks == stands and offset == request.offset:
        return request
    text, around = request.text, request.around
    if around is not None and not around.is_about(start, end, len(text)):
        around = None
    shown = "".join((text[:start], blanks, rest, text[end:]))
    return replace(request, text=shown, offset=offset, around=around)


def _closes_above(reader: Reader, request: Request, is_over: Stop) -> int | None:
    """Where the code above ends, if a statement or a block ends there and a block is still open."""
    buffer = reader.buffer
    line, _ = buffer.live.position(request.offset)
    buffer.settle(min(line + 1 + REACH_BELOW, buffer.live.n_lines), is_over)
    above = code_end_above(buffer, line)
    if above is None or not request.text.endswith((";", CLOSER), 0, above):
        return None
    return above if n_unclosed(buffer, line) > 0 else None


def find_closer(search: Search, request: Request) -> Item | None:
    """The `}` that may come where the code above ends, with its probability; None if unlikely."""
    found = search(replace(request, lines=False))
    return next((item for item in found.tokens if item.text.strip() == CLOSER), None)


def with_closer(answer: Answer, closer: Item, count: int, indentation: Indentation) -> Answer:
    """With the `}`; the rest is as likely as it was, where the block goes on."""
    if answer.reason == "cancelled":
        return answer
    goes_on = 1 - closer.probability
    tokens = [*scaled(answer.tokens, goes_on), replace(closer, text=CLOSER)]
    tokens.sort(key=lambda item: -item.probability)
    return replace(
        answer,
        tokens=tuple(tokens[:count]),
        lines=tuple(scaled(answer.lines, goes_on)),
        ghost_probability=None
        if answer.ghost_probability is None
        else goes_on * answer.ghost_probability,
        beginnings=tuple(scaled(answer.beginnings, goes_on)),
        reason=None,
        indentation=indentation,
    )


def scaled(items: Iterable[Item], factor: float) -> Iterator[Item]:
    """What is still worth showing of items that are so much less likely."""
    for item in items:
        probability = factor * item.probability
        if item.text != CLOSER and probability >= MIN_PROBABILITY:
            yield replace(item, probability=probability, weight=factor * item.weight)
