"""Parse metric: shown lines that add no syntax error to their file.

The file is the one that the request showed, so that nothing is expected of a model that it could
not see. As an editor's auto-closing would, brackets still open are closed at the end of a text that
ends at the cursor, before and after; a line that opens brackets of its own may have them closed
after it; and a header, whose block may begin on the next line, may have an empty one. Nothing
else is forgiven: a line without its semicolon breaks the file, and an expression that does nothing
is no statement. A line that was begun is compared with the file without it. Independent of the
completer's own filter: fresh parses, no tree reused.
"""

from collections.abc import Sequence
from typing import Final

from beamcoder.model.proposal import Item, Request
from beamcoder.tokenizer.java.syntax import count_errors, count_no_statements
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.token import Token
from beamcoder.training.evaluation.places.template import OPENERS

CLOSERS: Final = frozenset(OPENERS.values())


class ParseCheck:
    """The question for one request; its own file is parsed once."""

    def __init__(self, request: Request) -> None:
        self._left = request.text[: request.offset]
        self._right = request.text[request.offset :]
        begun = max(self._left.rfind(mark) for mark in "\r\n") + 1
        self._n_errors = min(self._errors(self._left), self._errors(self._left[:begun]))

    def parses(self, item: Item) -> bool:
        kept = self._left[: len(self._left) - item.replace] + item.text
        endings = ("", closers(lexical(item.text)), " {}")
        return any(self._errors(kept + ending) <= self._n_errors for ending in endings)

    def _errors(self, left: str) -> int:
        ends_here = not self._right.strip()
        text = left + (closers(lexical(left)) if ends_here else self._right)
        return count_errors(text) + count_no_statements(text)


def closers(tokens: Sequence[Token]) -> str:
    """What closes the brackets that `tokens` leave open, on a line of its own."""
    opened: list[str] = []
    for token in tokens:
        if token.text in OPENERS:
            opened.append(token.text)
        elif token.text in CLOSERS and opened and OPENERS[opened[-1]] == token.text:
            opened.pop()
    return "\n" + "".join(OPENERS[text] for text in reversed(opened)) if opened else ""
