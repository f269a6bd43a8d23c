"""Beginnings of a line that are likelier than the whole: how far ghost text may go.

    beginnings = Beginnings(tree, vocabulary, calibrate)
    beginnings.of(line, line, log_mass, traits)    items, the shortest first

    P(beginning) = P(its pieces) * P(a symbol begins after them, or the line ends)

Both are read from rows that the search has left in its tree. A line of which the number at its end
is open is still `for (int i = 0; i <`, and that is what a person would type without a thought.
"""

from collections.abc import Iterator, Sequence
from math import exp
from typing import Final

import numpy as np

from beamcoder.model.decoding.calibration import Calibration, Traits, beginning_traits
from beamcoder.model.decoding.constraints.place import Candidate
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import Item

FLOOR: Final = 0.5  # what the search finds less likely is not looked at
SHORTEST: Final = 4  # characters to be typed; fewer are quicker typed than read


class Beginnings:
    """Those of the lines found in one tree; `calibrate` maps their probabilities to those shown."""

    def __init__(self, tree: Tree, vocabulary: Vocabulary, calibrate: Calibration) -> None:
        self._tree, self._vocabulary, self._calibrate = tree, vocabulary, calibrate
        self._endings: dict[int, float] = {}

    def of(
        self, line: Candidate, rest: Candidate, log_mass: float, of_line: Traits
    ) -> tuple[Item, ...]:
        """The beginnings of a line as it was found that go as far as into its `rest`.

        `log_mass` is that of all that fits what has been typed; `of_line` are the traits of the
        line as ghost text. The whole line is not one of them.
        """
        items, n_cut = list[Item](), len(line.text) - len(rest.text)
        for n, p in self._likely(line.symbols, log_mass):
            end = end_of(line.text, line.symbols, n)
            text = "" if end is None else rest.text[: max(0, end - n_cut)]
            if len(text) - rest.replace >= SHORTEST:
                traits = beginning_traits(text, rest.replace, of_line)
                items.append(Item(text, rest.replace, self._calibrate(p * rest.weight, traits)))
        return tuple(items)

    def _likely(self, symbols: Sequence[str], log_mass: float) -> Iterator[tuple[int, float]]:
        """How many symbols, and their probability before it is calibrated; none below FLOOR."""
        node, log_p = Tree.ROOT, -log_mass
        for n, symbol in enumerate(symbols[:-1], 1):
            for piece in self._vocabulary.subword.encode(symbol):
                log_p += float(self._tree.rows[node][piece])
                child = self._tree.child(node, piece)
                if child is None:
                    return  # a rule has written it otherwise than the search found it
                node = child
            likely = exp(min(0.0, log_p))
            if likely < FLOOR:
                return
            p = likely * self._ending(node)
            if p >= FLOOR:
                yield n, p

    def _ending(self, node: int) -> float:
        """The probability that a symbol ends at a node."""
        if node not in self._endings:
            row = self._tree.rows[node]
            self._endings[node] = float(np.exp(row) @ self._vocabulary.ends_token)
        return self._endings[node]


def end_of(text: str, symbols: Sequence[str], n: int) -> int | None:
    """The offset in a line's text where its n-th symbol ends; None if it is not spelt so."""
    at = 0
    for symbol in symbols[:n]:
        at = len(text) - len(text[at:].lstrip())
        if not text.startswith(symbol, at):
            return None
        at += len(symbol)
    return at
