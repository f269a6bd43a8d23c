"""Augmentation by line style: the statement after `if`, `for`, `while` or `else`.

    other = LineStyle.of(subword).turned(pieces, rng)

There are three: in braces, on the next line, on the line of its head. After `if`, `for` and
`while` of 800 training files 67 % stand in braces and 21 % on the next line; one of the validation
authors writes all on the next line. They mean the same. So a share of the training files is read
in a form drawn at random. It needs no lexer: it works on pieces (`tokenizer.subword`), layout
between them.

A statement stays as it is where it holds a line break, a brace or another such head (whose `else`
could come to belong to another `if`), where it is empty, or where its `{` stands on the next line.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from beamcoder.tokenizer.layout import DEDENT, INDENT, NEWLINE
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.augmentation.renaming import Pieces, Word, joined, words_of

HEADED: Final = ("if", "for", "while")  # and a condition in parentheses
ELSE: Final = "else"
NEVER: Final = (*HEADED, ELSE, "do", "switch", "try", "case", "->", "{", "}")  # in the statement
BRACED, BELOW, SAME_LINE = range(3)


class Body(NamedTuple):
    """A statement with its `;`, the index of what stands after it and its layout, and that layout
    as it is if the statement stands on the line of its head."""

    statement: list[Word]
    end: int
    after: list[Word]


@dataclass(frozen=True, slots=True)
class LineStyle:
    """`spelt`: the words that matter, and how they are written; `starts` over the vocabulary."""

    spelt: dict[Word, str]
    starts: NDArray[np.bool_]

    @classmethod
    def of(cls, subword: Subword) -> "LineStyle":
        texts = {*HEADED, *NEVER, "(", ")", ";", NEWLINE, INDENT, DEDENT}
        return cls({subword.encode(text): text for text in texts}, np.asarray(subword.starts))

    def turned(self, pieces: Pieces, rng: np.random.Generator) -> Pieces:
        """The file with all such statements in one form, drawn at random; not in braces where
        braces stand on lines of their own."""
        file = self._file(pieces)
        is_apart = (NEWLINE, "{") in pairwise(file.texts)
        return joined(file.turned(int(rng.integers(BELOW if is_apart else BRACED, SAME_LINE + 1))))

    def written(self, pieces: Pieces, form: int) -> Pieces:
        """The file with all such statements BRACED, BELOW or on the SAME_LINE as their heads."""
        return joined(self._file(pieces).turned(form))

    def _file(self, pieces: Pieces) -> "_File":
        words = words_of(pieces, self.starts)
        spelling = {text: word for word, text in self.spelt.items()}
        return _File(words, [self.spelt.get(word, "") for word in words], spelling)


@dataclass(frozen=True, slots=True)
class _File:
    """`texts`: of each word, "" where it does not matter."""

    words: list[Word]
    texts: list[str]
    word: dict[str, Word]

    def turned(self, form: int) -> list[Word]:
        changed, at = list[Word](), 0
        while at < len(self.words):
            after_head = self._after_head(at)
            body = self._body(after_head) if after_head else None
            if body is None:
                changed.append(self.words[at])
                at += 1
            else:
                changed += self.words[at:after_head] + self._written(body, form)
                at = body.end
        return changed

    def _text(self, at: int) -> str:
        return self.texts[at] if at < len(self.texts) else ""

    def _after_head(self, at: int) -> int:
        """Where the head that begins here has ended; 0 if none begins."""
        if self.texts[at] == ELSE:
            return at + 1
        if self.texts[at] not in HEADED or self._text(at + 1) != "(":
            return 0
        depth = 0
        for i in range(at + 1, len(self.texts)):
            depth += {"(": 1, ")": -1}.get(self.texts[i], 0)
            if not depth:
                return i + 1
        return 0

    def _body(self, at: int) -> Body | None:
        """The single statement after a head, in whatever form."""
        if self._text(at) == "{":
            return self._braced(at + 1)
        below = self._text(at) == INDENT
        body = self._same_line(at + below)
        if body is None or not below:
            return body
        if body.after[0] != self.word[DEDENT]:
            return None
        return body._replace(after=body.after[1:] or [self.word[NEWLINE]])

    def _braced(self, at: int) -> Body | None:
        """After the `{`."""
        end = self._end(at + 1) if self._text(at) == INDENT else 0
        if not end or (self._text(end), self._text(end + 1)) != (DEDENT, "}"):
            return None
        after = self._layout(end + 2)
        if not after and self._text(end + 2) == ELSE:
            return Body(self.words[at + 1 : end], end + 2, [self.word[NEWLINE]])
        return self._bounded(at + 1, end, end + 2, after)

    def _same_line(self, at: int) -> Body | None:
        end = self._end(at)
        return self._bounded(at, end, end, self._layout(end)) if end else None

    def _bounded(self, at: int, end: int, after_head: int, after: list[Word]) -> Body | None:
        """None if something else stands on the same line, or deeper below."""
        if not after or after[0] == self.word[INDENT]:
            return None
        return Body(self.words[at:end], after_head + len(after), after)

    def _end(self, at: int) -> int:
        """Where the statement that begins here has ended; 0 if it must stay as it is."""
        for i in range(at, len(self.texts)):
            if self.texts[i] == ";":
                return i + 1 if i > at else 0
            if self.texts[i] in (*NEVER, NEWLINE, INDENT, DEDENT):
                return 0
        return 0

    def _layout(self, at: int) -> list[Word]:
        end = at
        while self._text(end) in (NEWLINE, INDENT, DEDENT):
            end += 1
        return self.words[at:end]

    def _written(self, body: Body, form: int) -> list[Word]:
        deeper, back, newline = (self.word[mark] for mark in (INDENT, DEDENT, NEWLINE))
        if form == SAME_LINE:
            return body.statement + body.after
        if form == BELOW:
            deep = body.after if body.after[0] == back else []
            return [deeper, *body.statement, back, *deep]
        chained = self._text(body.end) == ELSE and body.after == [newline]
        block = [self.word["{"], deeper, *body.statement, back, self.word["}"]]
        return block if chained else block + body.after
