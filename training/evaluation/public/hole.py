"""A solution with one line taken out.

    case = Case.draw(problem, seed=0)
    case.filled("return a + b;")           a whole program, with the published tests

Only a code line of the method's body goes, one of at least three lexical tokens; which one is
drawn by the seed and the problem's name alone, so that asking fewer problems asks the same holes.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from beamcoder.tokenizer.lexer import lex, lexical
from beamcoder.tokenizer.token import TokenKind
from beamcoder.training.evaluation.metrics.query import QueryPlace
from beamcoder.training.evaluation.places.program import MIN_TOKENS, CodeLine, Program
from beamcoder.training.evaluation.public.problem import Problem


@dataclass(frozen=True, slots=True)
class HoleCase:
    """A problem, and the place before the first token of the line that is taken out."""

    problem: Problem
    place: QueryPlace

    @classmethod
    def draw(cls, problem: Problem, seed: int) -> "HoleCase | None":
        """None if no line can be taken out. The draw of one problem depends on no other."""
        program = Program.parse(problem.text, problem.id)
        lines = list(_removable(program, len(problem.head)))
        if not lines:
            return None
        line = random.Random(f"{seed} {problem.id}").choice(lines)
        return cls(problem, QueryPlace(program, line, line.first))

    @property
    def line(self) -> str:
        """The line that was taken out, without its indentation and without comments after it."""
        return self._text_of(self.place.line)

    @property
    def line_above(self) -> str:
        """The nearest line above that has code."""
        lines = self.place.program.lines
        index = lines.index(self.place.line)
        return self._text_of(lines[index - 1]) if index else ""

    def _text_of(self, line: CodeLine) -> str:
        tokens = self.place.program.tokens
        return self.place.program.text[tokens[line.first].start : tokens[line.stop - 1].end]

    def filled(self, line: str, n_replaced: int = 0) -> str:
        """The program with its tests, and `line` in the place of the one that was taken out."""
        before = self.place.before
        kept = before[: len(before) - n_replaced]
        return self.problem.tested(kept + line + self.place.text_after)

    @property
    def tokens(self) -> tuple[str, ...]:
        """What the line that was taken out says."""
        return tuple(self.place.program.spelling(self.place.line))


def spelling(line: str) -> tuple[str, ...]:
    """What a line says: its lexical tokens. Two lines that say the same make the same program."""
    return tuple(token.text for token in lexical(line))


def _removable(program: Program, start: int) -> Iterator[CodeLine]:
    """Code lines from `start` on that nothing reaches into from another line, nor out of."""
    text = program.text
    long = [t for t in lex(text) if t.kind is not TokenKind.SPACE and "\n" in t.text]
    for line in program.lines:
        first, end = program.tokens[line.first].start, program.line_end(line)
        begin = text.rfind("\n", 0, first) + 1
        is_whole = not any(t.start < end and t.end > begin for t in long)
        if first >= start and len(line) >= MIN_TOKENS and is_whole:
            yield line
