"""Keystrokes saved: a program typed again with right offers accepted.

At each place the user takes the ghost text if it is right as far as it goes (1 key), or an item
among the first five of the list that is right (1 key + its rank - 1), whichever saves more, and
only when that costs fewer keys than typing it; else types a character. The list is the one that
editors show (`Answer.merged`). Nothing stands right of the cursor: the file grows from an empty
buffer.

Characters are those of the lexical tokens, one blank where there is space between two, and one
line end a code line. Indentation, comments and blank lines are left out. Brackets that close
another one are typed by the editor, as are line ends before them: they count neither as keys nor
as characters, so that they credit no model.

What stands left of the cursor is always the true text. A file's keys are therefore the sum of its
lines' keys, and a sample of lines gives the same share as whole files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from beamcoder.model.proposal import Answer, Request
from beamcoder.training.evaluation.metrics.query import CompletionEngine, spelled
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.places.program import CodeLine, Program
from beamcoder.training.evaluation.places.sampling import EvaluationCase
from beamcoder.training.evaluation.places.template import bracket_partners

LIST_MADE: Final = 10  # items of the list, as the server makes it by default
LIST_SHOWN: Final = 5  # of which are looked at


@dataclass(frozen=True, slots=True)
class Stroke:
    """One character of the text at `start`, typed by the user or else by the editor."""

    start: int
    by_user: bool


def replay(engine: CompletionEngine, case: EvaluationCase, record: FileCounts) -> None:
    """Type every sampled line of a case."""
    session = engine.new_session()
    closed = frozenset(bracket_partners(case.program.tokens).values())
    for line in case.replayed:
        n_keys, n_characters = type_line(engine, case.program, line, closed, session)
        scopes = ("all", "body") if case.body[line.first] else ("all",)
        for scope in scopes:
            if n_characters:
                name = f"keystrokes_saved.left.{scope}"
                record.add(name, n_characters - n_keys, n_characters)


def type_line(
    engine: CompletionEngine,
    program: Program,
    line: CodeLine,
    closed: frozenset[int],
    session: Any,
) -> tuple[int, int]:
    """Keys pressed and characters there are; `closed` are the tokens that the editor types."""
    keys = list(strokes(program, line, closed))
    n_after = _remaining(keys)  # characters from each stroke to the end
    has_line_end = line.first > 0 and line.first not in closed
    n_keys = int(has_line_end)
    at = 0
    while n_after[at]:
        if not keys[at].by_user:
            at += 1
            continue
        offset = keys[at].start
        request = Request(program.text[:offset], offset, file_name=program.file_name)
        answer = engine.complete(request, session)
        cost, reached = 1, at + 1  # a character
        for n, end in _offers(program, line, offset, answer):
            to = next((i for i in range(at, len(keys)) if keys[i].start >= end), len(keys))
            if n_after[reached] + cost > n_after[to] + n:
                cost, reached = n, to
        n_keys, at = n_keys + cost, reached
    return n_keys, int(has_line_end) + n_after[0]


def strokes(program: Program, line: CodeLine, closed: frozenset[int]) -> Iterator[Stroke]:
    """The characters of a line, one blank where there is space between two tokens."""
    end = program.tokens[line.first].start
    for index in range(line.first, line.stop):
        token = program.tokens[index]
        gap = program.text[end : token.start]
        if gap and (gap[0].isspace() or gap[-1].isspace()):
            yield Stroke(end, True)
        for offset in range(token.start, token.end):
            yield Stroke(offset, index not in closed)
        end = token.end


def _remaining(keys: Sequence[Stroke]) -> list[int]:
    """How many characters the user has to give from each stroke on, and 0 at the end."""
    counts = [0]
    for stroke in reversed(keys):
        counts.append(counts[-1] + stroke.by_user)
    return counts[::-1]


def _offers(
    program: Program, line: CodeLine, offset: int, answer: Answer
) -> Iterator[tuple[int, int]]:
    """What is right of all that is offered: the keys it costs, and the offset where it leads."""
    before = program.text[program.tokens[line.first].start : offset]
    ghost = answer.ghost()
    if ghost is not None:
        end = _end_if_right(program, line, spelled(before, ghost))
        if end > offset:
            yield 1, end
    for rank, (item, _) in enumerate(answer.merged(before, LIST_MADE)[:LIST_SHOWN], 1):
        end = _end_if_right(program, line, spelled(before, item))
        if end > offset:
            yield rank, end


def _end_if_right(program: Program, line: CodeLine, tokens: Sequence[str]) -> int:
    """Where the tokens of a line end in the program, or 0 if they are not how it begins."""
    true = program.spelling(line)
    if not tokens or list(tokens) != true[: len(tokens)]:
        return 0
    return program.tokens[line.first + len(tokens) - 1].end
