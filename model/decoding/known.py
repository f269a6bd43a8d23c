"""Distribution of the next token from the nodes that a search left in its tree.

    known = KnownTokens(tree, vocabulary, words)
    found = known.at(node, "ne")           after a node, with what has been typed of a token
    found.tokens, found.covered

It sums what `marginals` sums, over the nodes that there are. Where the one after a piece was
never computed, it is unknown whether the token ends there: punctuation and known words are then
taken for whole tokens, unless a longer one begins with the same pieces (`i`, where there is an
`ipsum`); all else counts as not covered. `covered` is the share of the mass that fits what has
been typed of which the tokens are known.
"""

from bisect import bisect_right
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import Final

import numpy as np

from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.runtime.interface import FloatArray, IntArray
from beamcoder.tokenizer.subword import spelling
from beamcoder.tokenizer.token import begins_name

_FLOOR: Final = 2e-4  # of what fits: pieces with less are not followed
_WIDTH: Final = 32  # pieces followed after one node
Branches = dict[int, list[tuple[int, int]]]  # node -> (piece, child) pairs


@dataclass(slots=True)
class TokenMasses:
    """(text, whether it replaces what was typed) -> mass; `mass` is that of all that fits."""

    mass: float
    tokens: dict[tuple[str, bool], float] = field(default_factory=dict)
    known: float = 0.0  # mass of which it is known what it is
    unsure: float = 0.0  # the greatest mass of one piece of which it is not

    @property
    def covered(self) -> float:
        return min(1.0, self.known / self.mass) if self.mass > 0 else 0.0

    def add(self, text: str, p: float, *, replaces: bool) -> None:
        self.known += p
        if text:
            key = text, replaces
            self.tokens[key] = self.tokens.get(key, 0.0) + p

    def doubt(self, p: float) -> None:
        self.unsure = max(self.unsure, p)


class KnownTokens:
    """What a tree knows of next tokens. `words` are the names and keywords here."""

    def __init__(self, tree: Tree, vocabulary: Vocabulary, words: AbstractSet[str]) -> None:
        self._tree, self._vocabulary, self._words = tree, vocabulary, words
        self._branches: Branches = {}
        for node in range(1, len(tree)):
            pair = tree.pieces[node], node
            self._branches.setdefault(tree.parents[node], []).append(pair)
        self._endings: dict[int, float] = {}

    def at(self, node: int, fragment: str, *, through_layout: bool = False) -> TokenMasses:
        """The tokens after a node that begin with a fragment; after a whole one, the next too.

        `through_layout`: they may also come in the next line, of which nothing is known here.
        """
        if fragment:
            rest = spelling(fragment)
            found = TokenMasses(self._mass(node, rest, opening=True))
            self._spell(found, node, rest, (), 1.0)
            return found
        found = TokenMasses(self._ending(node))
        self._open(found, node, 1.0, replaces=True)
        if not through_layout:
            row = self._tree.rows[node]
            found.known += float(np.exp(row[self._vocabulary.line_ends]).sum())
        return found

    def _mass(self, node: int, rest: str, *, opening: bool) -> float:
        """The probability that what follows begins with `rest`; where that is open, all of it."""
        pieces, n_covering = self._vocabulary.compatible(rest, opening=opening)
        p = np.exp(self._tree.rows[node][pieces])
        mass = float(p[:n_covering].sum())
        for piece, share in zip(pieces[n_covering:].tolist(), p[n_covering:].tolist(), strict=True):
            child = self._tree.child(node, piece)
            text = self._vocabulary.spellings[piece]
            more = 1.0 if child is None else self._mass(child, rest[len(text) :], opening=False)
            mass += share * more
        return mass

    def _spell(
        self, found: TokenMasses, node: int, rest: str, pieces: tuple[int, ...], p: float
    ) -> None:
        """After `pieces`, a beginning of the fragment; `rest` is still to be spelt."""
        ids, n_covering = self._vocabulary.compatible(rest, opening=not pieces)
        shares = np.float32(p) * np.exp(self._tree.rows[node][ids])
        for i in _best(shares, _FLOOR * found.mass):
            piece, share = int(ids[i]), float(shares[i])
            child = self._tree.child(node, piece)
            if i < n_covering:
                fragment = self._spelt(pieces, rest)
                self._end(found, child, (*pieces, piece), share, fragment)
            elif child is None:
                found.doubt(share)
            else:
                left = rest[len(self._vocabulary.spellings[piece]) :]
                self._spell(found, child, left, (*pieces, piece), share)

    def _open(self, found: TokenMasses, node: int, p: float, *, replaces: bool) -> None:
        """A token begins after a node that has mass `p`."""
        opening: IntArray = self._vocabulary.opening
        shares = np.float32(p) * np.exp(self._tree.rows[node][opening])
        for i in _best(shares, _FLOOR * found.mass):
            piece = int(opening[i])
            child = self._tree.child(node, piece)
            self._end(found, child, (piece,), float(shares[i]), None if replaces else "")

    def _end(
        self,
        found: TokenMasses,
        node: int | None,
        pieces: tuple[int, ...],
        p: float,
        fragment: str | None,
    ) -> None:
        """After `pieces`, of mass `p`, a token may end.

        `fragment`: what has been typed of it, None for nothing, "" if it comes after that.
        """
        text = self._vocabulary.text(pieces)
        is_behind = fragment == ""
        if node is None:
            if self._is_whole(text, pieces) and text != fragment:
                found.add(text, p, replaces=not is_behind)
            else:
                found.doubt(p)
            return
        ending = self._ending(node)
        if fragment and text == fragment:
            self._follow_whole(found, node, p)
        else:
            found.add(text, p * ending, replaces=not is_behind)
        row, left = self._tree.rows[node], 1.0 - ending
        for piece, child in self._branches.get(node, ()):
            if not self._vocabulary.subword.starts[piece]:
                share = float(np.exp(row[piece]))
                left -= share
                self._end(found, child, (*pieces, piece), p * share, fragment)
        found.doubt(p * max(0.0, left))

    def _follow_whole(self, found: TokenMasses, node: int, p: float) -> None:
        """The fragment is a whole token, and another one comes after it, or the line's end."""
        self._open(found, node, p, replaces=False)
        row = self._tree.rows[node]
        found.known += p * float(np.exp(row[self._vocabulary.line_ends]).sum())

    def _ending(self, node: int) -> float:
        """The probability that a symbol ends at a node."""
        if node not in self._endings:
            row = self._tree.rows[node]
            self._endings[node] = float(np.exp(row) @ self._vocabulary.ends_token)
        return self._endings[node]

    def _spelt(self, pieces: tuple[int, ...], rest: str) -> str:
        """The text of pieces and of what is still to be spelt."""
        spelt = "".join(self._vocabulary.spellings[piece] for piece in pieces) + rest
        return spelt.encode("latin-1").decode("utf-8", "surrogatepass")

    def _is_whole(self, text: str, pieces: tuple[int, ...]) -> bool:
        """A known word, or a sign, that these pieces do not only begin (`=` of `==`)."""
        if not text or pieces in self._vocabulary.begun_signs:
            return False
        if not (text[0].isalnum() or begins_name(text)):
            return True
        return text in self._words and not self._begins_longer(text, pieces)

    def _begins_longer(self, word: str, pieces: tuple[int, ...]) -> bool:
        """Whether the pieces of a word are the first ones of a longer word."""
        words, encode = self._sorted, self._vocabulary.subword.encode
        longer = words[bisect_right(words, word) :]
        begun = takewhile(lambda other: other.startswith(word), longer)
        return any(encode(other)[: len(pieces)] == pieces for other in begun)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._words)


def _best(shares: FloatArray, floor: float) -> list[int]:
    """Indices of the shares worth following, few."""
    kept = np.flatnonzero(shares > floor)
    if len(kept) > _WIDTH:
        kept = kept[np.argpartition(-shares[kept], _WIDTH)[:_WIDTH]]
    found: list[int] = kept.tolist()
    return found
