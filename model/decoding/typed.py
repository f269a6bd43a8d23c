"""Characters typed of a word, as a constraint on the pieces of the next token.

    typed = Typed("nI", vocabulary, names=["nextInt", "n"], weight=0.05)
    state = typed.start                     None where nothing is left to hold to
    pieces, weights, n = typed.choices(state)
    state = typed.follow(state, piece)

A path of pieces fits if its text begins with the fragment, however the pieces cut it; or if it
spells a known name that fits loosely: in another case (`pq`, PQ) or by humps (`nI`, nextInt).
Known are the buffer's names and those that are a piece of their own. Loose fits weigh less, for
most people type what they mean.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import log
from typing import Any, Final
from unicodedata import category, normalize

import numpy as np

from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.runtime.interface import FloatArray, IntArray
from beamcoder.tokenizer.subword import spelling

_END: Final = -1  # key in a trie of names: one ends here
_HUMPS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9]")
_CAPITALS: Final = re.compile(r"[A-Z][a-z]*|[a-z]+|[0-9]+|[^A-Za-z0-9]")  # MV as M, V
Trie = dict[int, Any]


@dataclass(frozen=True, slots=True)
class State:
    """What a path has still to spell: the rest of the fragment's `spelling` (None: it spells
    otherwise), and the names it may be on the way to."""

    rest: str | None
    names: Trie
    is_opening: bool = False


class Typed:
    """The constraint of one fragment; an empty fragment constrains nothing."""

    def __init__(
        self, fragment: str, vocabulary: Vocabulary, names: Collection[str], weight: float
    ) -> None:
        self.fragment = fragment
        self._vocabulary = vocabulary
        self._log_weight = log(weight) if weight > 0 else 0.0
        fitting = [n for n in names if fits_loosely(fragment, n)] if fragment and weight else []
        trie = _trie(vocabulary.subword.encode(name) for name in fitting)
        self.start = State(spelling(fragment), trie, is_opening=True) if fragment else None
        # Characters beyond ASCII may be a piece a byte: what is spelt with them takes more steps,
        # in which names of the buffer are followed to their ends.
        begun = (name for name in names if fragment and name.startswith(fragment))
        wide = [word for word in (fragment, *fitting, *begun) if not word.isascii()]
        paths = [vocabulary.subword.encode(word) for word in wide]
        self.wide_paths = {path[:n] for path in paths for n in range(1, len(path) + 1)}
        self.n_wide_steps = 1 + max(map(len, paths), default=0)

    def choices(self, state: State) -> tuple[IntArray, FloatArray, int]:
        """Pieces that may follow, their log weights, and how many, the first ones, cover."""
        named = [piece for piece in state.names if piece != _END]
        if state.rest is None:
            return np.array(named, np.int64), np.zeros(len(named), np.float32), 0
        literal, n = self._vocabulary.compatible(state.rest, opening=state.is_opening)
        if named:
            known = set(literal.tolist())
            named = [piece for piece in named if piece not in known]
        weights = np.zeros(len(literal) + len(named), np.float32)
        weights[len(literal) :] = self._log_weight
        return np.concatenate([literal, np.array(named, np.int64)]), weights, n

    def follow(self, state: State, piece: int) -> State | None:
        """The state after one of the choices; None when the fragment is covered."""
        rest, text = state.rest, self._vocabulary.spellings[piece]
        if rest is not None:
            if text.startswith(rest):
                return None
            rest = rest[len(text) :] if rest.startswith(text) else None
        return State(rest, state.names.get(piece, {}))

    @staticmethod
    def may_end(state: State | None) -> bool:
        """Whether the token may end here."""
        return state is None or (state.rest is None and _END in state.names)


def fits_loosely(fragment: str, name: str) -> bool:
    """Whether a name fits by humps, in another case or with its accents composed in another way,
    but does not simply begin so."""
    if name.startswith(fragment) or len(name) <= 1:
        return False
    return _alike(name).startswith(_alike(fragment)) or _fits_humps(fragment, name)


def _alike(text: str) -> str:
    """What has no case, nor two ways to compose an accent."""
    return text.lower() if text.isascii() else normalize("NFC", text).lower()


def _fits_humps(fragment: str, name: str) -> bool:
    """`nI`, `neIn` and `nextI` fit nextInt: each hump of the fragment begins the next of it."""
    humps = _cut(_HUMPS, name)
    return any(_begin_in_order(_cut(cut, fragment), humps) for cut in (_HUMPS, _CAPITALS))


def _cut(pattern: re.Pattern[str], text: str) -> list[str]:
    """The parts of a text that a pattern of ASCII letters finds, whatever script it is in."""
    if text.isascii():
        return pattern.findall(text)
    shape = "".join(map(_shape, text))
    return [text[found.start() : found.end()] for found in pattern.finditer(shape)]


def _shape(character: str) -> str:
    """An ASCII character of the same kind: a capital, another letter or its accent, a digit."""
    if character.isascii():
        return character
    if character.isupper() or character.istitle():
        return "A"
    if character.isalpha() or category(character) in ("Mn", "Mc"):
        return "a"
    return "0" if character.isdecimal() else "_"


def _begin_in_order(parts: list[str], humps: list[str]) -> bool:
    if len(parts) < 2 or not humps or not humps[0].startswith(parts[0]):
        return False
    following = iter(humps[1:])
    return all(any(hump.startswith(part) for hump in following) for part in parts[1:])


def _trie(paths: Iterable[tuple[int, ...]]) -> Trie:
    root: Trie = {}
    for path in paths:
        node = root
        for piece in path:
            node = node.setdefault(piece, {})
        node[_END] = {}
    return root
