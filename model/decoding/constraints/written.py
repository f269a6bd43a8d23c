"""A candidate where it would stand: the tokens left of it, its own, and the rest of the line."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from beamcoder.model.decoding.constraints.pairs import CLOSERS, OPENERS
from beamcoder.tokenizer.java.expressions import is_name
from beamcoder.tokenizer.java.names import declarations
from beamcoder.tokenizer.lexer import PRIMITIVES, lexical


@dataclass(frozen=True)
class Written:
    """`texts` end with the candidate; its tokens are those from `first` on, the line's those from
    `start` on. `rest` are the tokens right of the cursor on its line; of a single token, nothing is
    known to follow."""

    texts: list[str]
    first: int
    start: int
    rest: tuple[str, ...]

    @cached_property
    def whole(self) -> list[str]:
        """With the rest of the line, and so that looking ahead finds ""."""
        return [*self.texts, *self.rest, "", ""]

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Names that the line itself declares: they may hide others of another type."""
        begun, own = self.texts[self.start : self.first], self.texts[self.first :]
        pairs = pairwise((*begun[-1:], *own))
        if not any(a == "->" or (ends_type(a) and is_name(b)) for a, b in pairs):
            return frozenset()
        found = declarations(lexical(" ".join((*begun, *own))))
        return frozenset(each.name for each in found if each.index >= len(begun))

    def statement(self) -> int:
        """The number of the first token of the statement that the candidate ends in."""
        return statement_start(self.texts, len(self.texts) - 1)


def statement_start(texts: list[str], at: int) -> int:
    """The number of the first token of the statement or header that holds token `at`."""
    depth = 0
    while at > 0:
        before = texts[at - 1]
        if depth <= 0 and before in (";", "{", "}"):
            break
        depth += (before in CLOSERS) - (before in OPENERS)
        at -= 1
    return at


def matching(texts: list[str], opened: int) -> int:
    """The number of the token that closes the bracket at `opened`; -1 if none does."""
    depth = 0
    for at in range(opened, len(texts)):
        depth += (texts[at] in OPENERS) - (texts[at] in CLOSERS)
        if depth == 0:
            return at
    return -1


def ends_type(text: str) -> bool:
    return is_name(text) or text in PRIMITIVES or text in ("]", ">")
