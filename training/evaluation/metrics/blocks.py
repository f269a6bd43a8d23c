"""Block metrics: bodies from the end of their header, and lines typed with blocks as ghost text.

    block.body.short.exact      bodies of two to four lines, wholly right up to their `}`
    block.body.long.exact       of five to eight lines
    block.body.lines.right      share of their lines that are right
    block.typed.right           of the blocks shown, those wholly right
    block.typed.wrong_lines     of the lines of blocks shown, those that are wrong
    block.typed.saved           keystrokes saved with blocks, on the lines of `block.typed.lines`
    block.typed.lines           keystrokes saved on the same lines without blocks
    block.typed.ready           after a ghost line or block is taken: its next answer was there

Lines are typed as `replay` has it, N_LINES of a file one after the other. At the end of the line
before, and where a line begins, the block is grown, and taken with one key if it is shown and
wholly right; it takes the lines that it has, their line ends with them. A block that begins at a
line's end may be one line, and takes its line end.
"""

from dataclasses import replace
from typing import Any, Final, Protocol, cast
from zlib import crc32

import numpy as np

from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.tokenizer.lexer import lexical
from beamcoder.training.evaluation.metrics.query import CompletionEngine
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.replay import type_line
from beamcoder.training.evaluation.places.bodies import HeaderBody, bodies
from beamcoder.training.evaluation.places.sampling import EvaluationCase
from beamcoder.training.evaluation.places.template import bracket_partners

N_BODIES: Final = 3  # of a file
N_LINES: Final = 10
SHORT: Final = 4  # lines of a short body


class BlockEngine(CompletionEngine, Protocol):
    """An engine whose answers go on with blocks."""

    def grow(self, request: Request, answer: Answer, session: Any) -> Answer: ...

    def foresee(self, request: Request, answer: Answer, session: Any) -> None: ...


def ask_blocks(engine: CompletionEngine, case: EvaluationCase, record: FileCounts) -> None:
    """Bodies and typed lines of a case; nothing for an engine that grows no blocks."""
    if hasattr(engine, "grow"):
        growing = cast(BlockEngine, engine)
        rng = np.random.default_rng(crc32(case.program.id.encode()))
        found = list(bodies(case.program))
        for i in sorted(rng.permutation(len(found))[:N_BODIES].tolist()):
            _ask_body(growing, case, found[i], record)
        _BlockTypist(growing, case, record).type_lines()


def _ask_body(
    engine: BlockEngine, case: EvaluationCase, body: HeaderBody, record: FileCounts
) -> None:
    """The whole block that grows at the end of a header, with nothing right of it."""
    program = case.program
    offset = program.tokens[body.header.stop - 1].end
    request = Request(program.text[:offset], offset, file_name=program.file_name)
    session = engine.new_session()
    answer = engine.grow(request, engine.complete(request, session), session)
    found = rows_of(answer.blocks[-1]) if answer.blocks else []
    true = [tuple(program.spelling(line)) for line in body.lines]
    kind = "short" if len(true) <= SHORT else "long"
    record.add(f"block.body.{kind}.exact", found == true)
    n_right = sum(a == b for a, b in zip(found, true, strict=False))
    record.add("block.body.lines.right", n_right, len(true))


def rows_of(block: Item) -> list[tuple[str, ...]]:
    """The tokens of a block's lines; one without any, at its beginning, is the end of a line."""
    rows = (tuple(t.text for t in lexical(row)) for row in block.text.splitlines())
    return [row for row in rows if row]


class _BlockTypist:
    """A user who types some lines of one program, and takes blocks that are right."""

    def __init__(self, engine: BlockEngine, case: EvaluationCase, record: FileCounts) -> None:
        self._engine, self._program, self._record = engine, case.program, record
        first = case.replayed[0] if case.replayed else case.program.lines[0]
        at = case.program.lines.index(first)
        self._lines = case.program.lines[at : at + N_LINES]
        self._closed = frozenset(bracket_partners(case.program.tokens).values())
        self._session, self._plain = engine.new_session(), engine.new_session()

    def type_lines(self) -> None:
        at = 0
        while at < len(self._lines):
            at += self._type_some(at)

    def _type_some(self, at: int) -> int:
        """How many lines a block has taken, or 1 for a line that was typed."""
        line = self._lines[at]
        n = self._taken(at, self._program.tokens[line.first - 1].end) if line.first else 0
        n_more = 0
        if not n:
            n, n_more = self._taken(at, self._program.tokens[line.first].start), int(line.first > 0)
        for i, each in enumerate(self._lines[at : at + max(1, n)]):
            n_keys, n_characters = type_line(
                self._engine, self._program, each, self._closed, self._plain
            )
            self._record.add("block.typed.lines", n_characters - n_keys, n_characters)
            with_blocks = n_keys if not n else 0 if i else 1 + n_more
            self._record.add("block.typed.saved", n_characters - with_blocks, n_characters)
        return max(1, n)

    def _taken(self, at: int, offset: int) -> int:
        """How many lines the block at an offset takes; 0 if none is shown or it is wrong."""
        answer = self._answer(offset)
        block = answer.ghost_block()
        shown = block or answer.ghost()
        if shown is None:
            return 0
        program = self._program
        true = [tuple(program.spelling(each)) for each in self._lines[at:]]
        rows = rows_of(shown)
        n_right = sum(a == b for a, b in zip(rows, true, strict=False))
        is_right = rows == true[: len(rows)]
        if is_right and rows:
            self._engine.foresee(self._request(offset), answer, self._session)
            self._note_next(offset, shown)
        if block is None or len(rows) > len(true):
            return 0
        self._record.add("block.typed.right", is_right)
        self._record.add("block.typed.wrong_lines", len(rows) - n_right, len(rows))
        return len(rows) if is_right else 0

    def _note_next(self, offset: int, taken: Item) -> None:
        """Whether the answer behind an item that was taken is known at once."""
        left = self._program.text[: offset - taken.replace] + taken.text
        request = replace(self._request(offset), text=left, offset=len(left))
        answer = self._engine.complete(request, self._session)
        self._record.add("block.typed.ready", answer.source != "model")

    def _answer(self, offset: int) -> Answer:
        request = self._request(offset)
        answer = self._engine.complete(request, self._session)
        grown = self._engine.grow(request, answer, self._session)
        return replace(grown, standing=None)

    def _request(self, offset: int) -> Request:
        text = self._program.text[:offset]
        return Request(text, offset, file_name=self._program.file_name)
