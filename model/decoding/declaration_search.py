"""Search for lines that declare a name which the code below needs.

    search_declaring(Needed("total", uses), tree, vocabulary, options, stop)

What may stand before the name is tried in one batch: of `int`, `String`, `for (int` and the like
those that its uses allow. From the likeliest of these heads the beam goes on to the ends of lines.
Probabilities are conditional on the line being such a declaration, times the belief that it is one:

    P(line) = BELIEF * P(pieces) / (sum over the heads of P(head, name))
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

import numpy as np

from beamcoder.model.decoding.beam import Hypothesis, Line, LineSearch
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.typed import Typed
from beamcoder.model.decoding.vocabulary import Vocabulary

BELIEF: Final = 0.9  # it always was on validation files; the code below may also be unfinished
N_HEADS: Final = 5  # followed beyond the name
NUMBERS: Final = ("int", "long", "double", "char", "for ( int")
ARRAYS: Final = ("int [ ]", "long [ ]", "char [ ]", "String [ ]", "int [ ] [ ]")
OBJECTS: Final = ("String", "List < Integer >", "ArrayList < Integer >", "Set < Integer >")
HEADS: Final = (*NUMBERS, "boolean", *ARRAYS, *OBJECTS)

_OF_NUMBERS: Final = frozenset({"++", "--", "*", "/", "%", "-", "-=", "*=", "<", ">", "<=", ">="})
_OF_TRUTH: Final = frozenset({"&&", "||", "!"})


@dataclass(frozen=True, slots=True)
class Use:
    """The texts of the two tokens before a name and of the three after it, "" where none is."""

    before: tuple[str, str]
    after: tuple[str, str, str]

    @property
    def heads(self) -> tuple[str, ...]:
        """What the name may be declared with if this is Java."""
        (outer, before), (after, second, third) = self.before, self.after
        if after == "[" or (after == "." and second == "length" and third != "("):
            return ARRAYS
        if after == "." or (after == "=" and second.startswith('"')):
            return OBJECTS
        is_condition = outer in ("if", "while") and (before, after) == ("(", ")")
        if is_condition or before == "!" or (after == "=" and second in ("true", "false")):
            return ("boolean",)
        if {before, after} <= _OF_TRUTH | {"(", ")"} and {before, after} & _OF_TRUTH:
            return ("boolean",)
        return NUMBERS if {before, after} & _OF_NUMBERS else HEADS


@dataclass(frozen=True, slots=True)
class Needed:
    """A name that the code below uses, and how."""

    name: str
    uses: Sequence[Use]

    @property
    def heads(self) -> list[str]:
        """What all uses allow; the first one decides where they contradict each other."""
        found = list(HEADS)
        for use in self.uses:
            found = [head for head in found if head in use.heads] or found
        return found


def search_declaring(
    needed: Needed, tree: Tree, vocabulary: Vocabulary, options: DecodingOptions, stop: Stop
) -> list[Line]:
    """The most probable lines that begin with a head and the name, best first."""
    encode = vocabulary.subword.encode
    heads = [[piece for text in head.split() for piece in encode(text)] for head in needed.heads]
    starts = [Hypothesis(Tree.ROOT, 0.0, None, has_begun=False)] * len(heads)
    starts = _follow(tree, starts, heads, stop)
    starts = sorted(starts, key=lambda start: -start.log_p)[:N_HEADS]
    starts = _follow(tree, starts, [list(encode(needed.name))] * len(starts), stop)
    if not starts:
        return []
    log_mass = float(np.logaddexp.reduce([start.log_p for start in starts])) - log(BELIEF)
    free = Typed("", vocabulary, (), 0.0)
    return LineSearch(tree, vocabulary, free, options, log_mass).run(stop, starts)


def _follow(
    tree: Tree, starts: list[Hypothesis], rows: list[list[int]], stop: Stop
) -> list[Hypothesis]:
    """Each start after the pieces of its row, all rows a piece a step; a token begins next.

    None once the search has to end.
    """
    found = [(start.node, start.log_p) for start in starts]
    for depth in range(max(map(len, rows), default=0)):
        if stop():
            return []
        which = [i for i, row in enumerate(rows) if depth < len(row)]
        nodes = tree.step([(found[i][0], rows[i][depth]) for i in which])
        for i, node in zip(which, nodes, strict=True):
            parent, log_p = found[i]
            found[i] = node, log_p + float(tree.rows[parent][rows[i][depth]])
    return [Hypothesis(node, log_p, None, has_begun=False) for node, log_p in found]
