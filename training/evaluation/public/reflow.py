"""Lines and indentation for lexical tokens that come without layout.

javaCorpus keeps no white space, and the model has learned from lines. A line ends after `;`, `{`
and `}`, after the annotations of a declaration and after `case x:`; not inside parentheses, and
not in the braces of an array. `} else`, `} catch` and the like go on in the same line.
"""

from dataclasses import dataclass, field
from typing import Final

INDENT: Final = "    "
# A `{` after one of these opens an array's elements, not a block.
_BEFORE_ELEMENTS: Final = frozenset({"=", "]", ",", "("})
_GOES_ON: Final = frozenset({"else", "catch", "finally", ")", ",", ";", ".", "]"})
_LABELS: Final = frozenset({"case", "default"})
_CLOSERS: Final = {"(": ")", "[": "]"}


def reflow(tokens: list[str], n_last: int | None = None) -> str:
    """The text of `tokens`, a blank between two; only the lines of the last `n_last` tokens."""
    lines = _Reflow().lines(tokens)
    if n_last is not None:
        first, n = len(lines), 0
        while first and n < n_last:
            first -= 1
            n += len(lines[first].tokens)
        lines = lines[first:]
    return "\n".join(INDENT * line.depth + " ".join(line.tokens) for line in lines)


@dataclass(slots=True)
class _Line:
    depth: int
    tokens: list[str] = field(default_factory=list)


class _Reflow:
    """The brackets that are open, and the line begun."""

    def __init__(self) -> None:
        self._open: list[str] = []  # `{` for blocks, `=` for an array's elements, `(` and `[`
        self._is_labelled: list[bool] = [False]  # a level each: below `case x:`
        self._lines: list[_Line] = []
        self._ends = True  # the line begun ends here
        self._closed = ""  # the bracket that the last token closed

    def lines(self, tokens: list[str]) -> list[_Line]:
        for i, token in enumerate(tokens):
            if self._breaks(token, tokens, i):
                self._lines.append(_Line(self._depth(token)))
            self._lines[-1].tokens.append(token)
            self._follow(token, tokens[i - 1] if i else "")
        return self._lines

    def _breaks(self, token: str, tokens: list[str], i: int) -> bool:
        """Whether a line begins with this token."""
        if not self._lines:
            return True
        if self._is_inside():
            return False
        if token == "}" and self._open:
            return tokens[i - 1] != "{"
        if self._closed == "{" and self._ends:
            return token not in _GOES_ON
        return self._ends or (self._closes_annotation(tokens, i) and token not in (".", "("))

    def _depth(self, token: str) -> int:
        level = sum(bracket == "{" for bracket in self._open)
        marks = self._is_labelled
        if token == "}" and level:
            return level - 1 + sum(marks[:-1])
        return level + sum(marks[:-1]) + (marks[-1] and token not in _LABELS)

    def _follow(self, token: str, last: str) -> None:
        """Note what a token opens, closes and ends."""
        self._ends, self._closed = False, ""
        if token in _CLOSERS:
            self._open.append(token)
        elif token == "{":
            self._open_brace(last)
        elif token in (")", "]", "}"):
            self._close(token)
        elif not self._is_inside():
            self._ends = token == ";" or self._ends_label(token)

    def _open_brace(self, last: str) -> None:
        is_elements = last in _BEFORE_ELEMENTS or (last == "{" and self._open[-1:] == ["="])
        self._open.append("=" if is_elements else "{")
        if not is_elements:
            self._is_labelled.append(False)
            self._ends = True

    def _close(self, token: str) -> None:
        if token == "}":
            while self._is_inside() and self._open[-1] != "=":
                self._drop()  # parentheses that were never closed
        elif not self._open or _CLOSERS.get(self._open[-1]) != token:
            return  # closes nothing
        self._closed = self._drop() if self._open else "{"
        self._ends = self._closed == "{"

    def _drop(self) -> str:
        bracket = self._open.pop()
        if bracket == "{" and len(self._is_labelled) > 1:
            self._is_labelled.pop()
        return bracket

    def _is_inside(self) -> bool:
        return bool(self._open) and self._open[-1] != "{"

    def _ends_label(self, token: str) -> bool:
        line = self._lines[-1].tokens
        is_label = token == ":" and line[0] in _LABELS and "?" not in line
        if is_label:
            self._is_labelled[-1] = True
        return is_label

    def _closes_annotation(self, tokens: list[str], i: int) -> bool:
        """Whether the line begun is just `@ Name`, perhaps dotted, perhaps with arguments."""
        line = self._lines[-1].tokens
        if line[0] != "@" or line[1:2] == ["interface"] or len(line) < 2:
            return False
        if self._closed == "(":
            return True
        return tokens[i - 1] != "." and all(part == "." or part[0].isalpha() for part in line[1:])
