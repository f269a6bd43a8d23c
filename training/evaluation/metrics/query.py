"""Queries of the evaluation: one way to ask an engine at a place in a program.

The cursor stands where a token begins. Where a word or an operator that begins a longer one stands
directly before it (`next‸(`, `i<‸n`), a blank is put between them: without one it would still be
being typed, and `nextInt` or `<=` a fair answer.
Spacing does not exist for the model. In the setting LEFT the text ends at the cursor; in RIGHT
what follows the end of the line of the answer is visible too, never the line itself, which would
give the answer away.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, Protocol

from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.tokenizer.cursor import may_grow
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.token import Token
from beamcoder.training.evaluation.places.program import CodeLine, Program

LIST_LENGTH: Final = 10  # of either list; MRR@10 looks no deeper


class CompletionEngine(Protocol):
    """What evaluation needs of `beamcoder.model.completer.Completer`.

    An engine may also have `score(request, text, session) -> float`, see `scoring`;
    `with_author_of`, see below; and `metrics`, the beginnings of those that mean anything for it.
    """

    @property
    def info(self) -> ModelInfo: ...

    def new_session(self) -> Any: ...

    def complete(self, request: Request, session: Any = None) -> Answer: ...


def with_author_of(engine: CompletionEngine, program: Program) -> CompletionEngine:
    """The engine for one program, for those that read its author's other files.

    Such an engine has `with_author_of(program) -> Engine`, and must leave out the program itself.
    """
    prepare = getattr(engine, "with_author_of", None)
    return engine if prepare is None else prepare(program)


class QueryContext(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class QueryPlace:
    """A cursor before token `index` of `line`, of which `n_typed` characters stand there."""

    program: Program
    line: CodeLine
    index: int
    n_typed: int = 0

    @property
    def token(self) -> Token:
        return self.program.tokens[self.index]

    @property
    def before(self) -> str:
        """The text left of the cursor."""
        return self.program.text[: self.token.start] + self._gap() + self.typed

    @property
    def typed(self) -> str:
        return self.token.text[: self.n_typed]

    @property
    def line_before(self) -> str:
        """What stands left of the cursor on its line, without the indentation."""
        return self.before[self.program.tokens[self.line.first].start :]

    @property
    def text_after(self) -> str:
        """What stands after the line, with the line break."""
        return self.program.text[self.program.line_end(self.line) :]

    def _gap(self) -> str:
        if self.index == 0:
            return ""
        last = self.program.tokens[self.index - 1]
        return " " if may_grow(last) and last.end == self.token.start else ""

    def request(self, context: QueryContext, *, lines: bool) -> Request:
        """A request for one of the two lists."""
        before = self.before
        text = before + (self.text_after if context is QueryContext.RIGHT else "")
        wanted = Request("", 0, count=LIST_LENGTH, file_name=self.program.file_name)
        return replace(wanted, text=text, offset=len(before), tokens=not lines, lines=lines)


def spelled(line_before: str, item: Item) -> list[str]:
    """The lexical tokens of the line once `item` is taken, comments left out."""
    kept = line_before[: max(0, len(line_before) - item.replace)]
    return [token.text for token in lexical(kept + item.text)]


def rank_of(token: str, typed: str, items: Sequence[Item]) -> int | None:
    """The rank, from 1, of the item that makes what has been typed into exactly `token`."""
    for rank, item in enumerate(items, 1):
        kept = len(typed) - item.replace
        if kept >= 0 and typed[:kept] + item.text == token:
            return rank
    return None
