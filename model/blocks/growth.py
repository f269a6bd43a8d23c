"""Growth of a block: line by line, each by a search of its own.

    block = Growth(request, answer, search, limits).run()

Each line found is put into the text, and the next one searched under all rules that lines have:
what a line declares is known to those below it. A `}` comes where it is likelier than a line. The
block ends where its braces close,
before a `}` of the block around it, and where nothing likely follows; it may end wherever the file
has no more syntax errors with it than without.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from beamcoder.model.blocks.block import BREAKS, BlockLine, GrownBlock
from beamcoder.model.decoding.constraints.pairs import closers_of
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.tokenizer.java.syntax import count_errors, count_no_statements
from beamcoder.tokenizer.lexer import lexical

MAX_LINES: Final = 12
MAX_TEXT: Final = 200_000  # code points: what is parsed at each end
FINISHED: Final = (";", "{", "}")  # how a line ends after which another one begins
BRACES: Final = {"{": 1, "}": -1}
Search = Callable[[Request], Answer]


@dataclass(frozen=True, slots=True)
class BlockLimits:
    """At most so many lines; no first line that is less likely than `first`, and no line that makes
    those below it less likely than `least`."""

    n_lines: int = MAX_LINES
    first: float = 0.0
    least: float = 0.005

    @classmethod
    def of_shown(cls, n_lines: int) -> "BlockLimits":
        """What is less likely is never shown, however much of the first line is typed."""
        return cls(n_lines, first=0.1, least=0.25)


class GrowthCancelledError(Exception):
    """Another request is waiting."""


class Growth:
    """One block, on its way."""

    def __init__(
        self, request: Request, answer: Answer, search: Search, limits: BlockLimits
    ) -> None:
        self._request, self._answer = request, answer
        self._search, self._limits = search, limits
        start, end = line_span(request.text, request.offset)
        self._line, self._rest = request.text[start : request.offset], request.text[end:]
        self._right = request.text[request.offset : end]
        self._break = line_break(request.text, end)

    def run(self) -> GrownBlock | None:
        """The block; None where none begins. GrowthCancelledError."""
        first = self._first()
        if first is None:
            return None
        base, text = text_with(self._request, self._answer, first.text, first.replace)
        left = self._request.text[:base] + text
        steps = [BlockLine(text, first.probability, may_end=False)]
        steps += self._grown(left, depth_after(last_line(left)))
        return GrownBlock(self._request, base, self._judged(base, steps))

    # The first line

    def _first(self) -> Item | None:
        """The line that it goes on from, an empty one at a line's end."""
        answer = self._answer
        is_code = answer.reason not in ("in_comment", "in_string", "cancelled")
        if self._right.strip() or not is_code or len(self._request.text) > MAX_TEXT:
            return None
        if self._line.rstrip().endswith(FINISHED):
            return Item("", 0, 1.0)
        first = answer.lines[0] if answer.lines else None
        return None if first is None or first.probability < self._limits.first else first

    # Those below

    def _grown(self, left: str, depth: int) -> Iterator[BlockLine]:
        p, has_opened = 1.0, depth > 0
        for _ in range(1, self._limits.n_lines):
            step = self._next(left)
            if step is None or p * step.probability < self._limits.least:
                return
            if step.text.strip() == "}" and depth == 0:
                return  # that is the end of the block around it
            yield step
            left, p = left + step.text, p * step.probability
            depth = depth_after(step.text, depth)
            has_opened = has_opened or depth > 0
            if has_opened and depth == 0:
                return

    def _next(self, left: str) -> BlockLine | None:
        """The likeliest line below `left`; None where a `}` that stands there is likelier."""
        answer = self._answered(left + self._break)
        closer = next((item for item in answer.tokens if item.text == "}"), None)
        line = answer.lines[0] if answer.lines else None
        goes_on = answer.goes_on if closer is None else 1.0  # else the lines know of it
        ends = 1 - goes_on if closer is None else closer.probability
        p = 0.0 if line is None else line.probability * goes_on
        is_empty = left.rstrip().endswith("{")  # hardly anybody writes a block of nothing
        if line is not None and (p > ends or is_empty):
            return self._step(line.text, p, answer)
        is_due = not is_empty and n_open(left) + n_open(self._rest) > 0
        return self._step("}", ends, answer) if is_due and ends > 0 else None

    def _step(self, text: str, p: float, answer: Answer) -> BlockLine:
        blanks = "" if answer.indentation is None else answer.indentation.of(text)
        return BlockLine(self._break + blanks + text, p, may_end=False)

    def _answered(self, left: str) -> Answer:
        place = replace(self._request, text=left + self._rest, offset=len(left))
        answer = self._search(place)
        if answer.reason == "cancelled":
            raise GrowthCancelledError
        return answer

    # Ends

    def _judged(self, base: int, steps: list[BlockLine]) -> tuple[BlockLine, ...]:
        """With the ends after which the file has no more syntax errors than before."""
        n_before = n_errors(self._request.text[: self._request.offset], self._rest)
        text, judged = self._request.text[:base], list[BlockLine]()
        for i, step in enumerate(steps):
            text += step.text
            fits = (
                i > 0 and n_open(text[base:]) in (0, -1) and n_errors(text, self._rest) <= n_before
            )
            judged.append(replace(step, may_end=fits))
        return tuple(judged)


def text_with(request: Request, answer: Answer, text: str, n_replaced: int) -> tuple[int, str]:
    """Where the text of an item is put, and what: on a line of blanks with its indentation."""
    start, _ = line_span(request.text, request.offset)
    line, found = request.text[start : request.offset], answer.indentation
    if line.strip() or not text:
        return request.offset - n_replaced, text
    return start, (line if found is None else found.of(text)) + text


def n_errors(left: str, right: str) -> int:
    """Syntax errors of a text; at the end of one, the brackets still open are closed."""
    text = left + (right if right.strip() else closers(left))
    return count_errors(text) + count_no_statements(text)


def closers(text: str) -> str:
    """What closes the brackets that a text leaves open."""
    return "\n" + "".join(closers_of(token.text for token in lexical(text)))


def n_open(text: str) -> int:
    """How many more braces a text opens than it closes."""
    return sum(BRACES.get(token.text, 0) for token in lexical(text))


def depth_after(text: str, depth: int = 0) -> int:
    """How many braces are open after a text, those left out that it closes for others."""
    for token in lexical(text):
        depth = max(0, depth + BRACES.get(token.text, 0))
    return depth


def line_span(text: str, offset: int) -> tuple[int, int]:
    """Where the line of an offset starts, and where it ends, its line break left out."""
    start = max(text.rfind(mark, 0, offset) for mark in BREAKS) + 1
    ends = [end for mark in BREAKS if (end := text.find(mark, offset)) >= 0]
    return start, min(ends, default=len(text))


def last_line(text: str) -> str:
    return text[line_span(text, len(text))[0] :]


def line_break(text: str, end: int) -> str:
    """The line break that stands at `end`, or else the first one of the text."""
    at = end if end < len(text) else line_span(text, 0)[1]
    return "\r\n" if text[at : at + 2] == "\r\n" else text[at : at + 1] or "\n"
