"""Token probabilities, summed over all spellings and endings of a token.

A token ends where the next piece starts a symbol, so

    P(token) = sum over paths that spell it of P(pieces) * P(next piece starts a symbol).

Unfinished paths are expanded best first, many in one forward, until none that is left could enter
the list. Where nothing has been typed, the token before has ended: what would go on with it is
left out of account. After a typed fragment the mass is shared among what fits it; if it may be a
whole token already, the tokens after it are found too, and replace nothing. At the end of a line
the next token may come after layout: those paths count as well.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.typed import State, Typed
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.runtime.interface import FloatArray, IntArray

MAX_LAYOUT: Final = 4  # layout pieces passed over at a line's end
MORE_STEPS: Final = 6  # for what no path has spelt to its end so far: the fragment, the best token
MAX_STEPS: Final = 40  # for a name that is spelt byte by byte
MORE_WIDTH: Final = 4  # paths followed in those
_FLOOR: Final = 2e-4  # of what fits: paths with less are not followed


@dataclass(frozen=True, slots=True)
class Path:
    """A way to the next token: where it stands, and what it has still to do."""

    parent: int  # node of the tree
    piece: int
    log_p: float
    pieces: tuple[int, ...]  # of the token, `piece` included; none yet on layout
    state: State | None = None
    is_next: bool = False  # the fragment was a whole token; this is the next one
    n_layout: int = 0


@dataclass(frozen=True, slots=True)
class Marginals:
    """(text, whether it replaces the fragment) -> probability; and the mass of all that fits."""

    tokens: dict[tuple[str, bool], float]
    log_mass: float


def mass_of_starts(tree: Tree, vocabulary: Vocabulary) -> float:
    """The probability that a symbol begins at the cursor: the one before has ended, for sure."""
    return float(np.exp(tree.rows[Tree.ROOT]) @ vocabulary.ends_token)


class TokenSearch:
    """One search for the next token."""

    def __init__(
        self,
        tree: Tree,
        vocabulary: Vocabulary,
        typed: Typed,
        options: DecodingOptions,
        *,
        through_layout: bool = False,
    ) -> None:
        self._tree, self._vocabulary, self._typed = tree, vocabulary, typed
        self._options = options
        self._through_layout = through_layout
        self._frontier: list[Path] = []
        self._log_floor = np.float32(-np.inf)  # paths with less are not followed
        self._found: dict[tuple[str, bool], float] = {}
        self._mass = 0.0 if typed.fragment else mass_of_starts(tree, vocabulary)

    def run(self, n_tokens: int, stop: Stop) -> Marginals:
        """The most probable tokens; at the deadline those found so far."""
        self._open()
        n_steps = self._options.token_steps + MORE_STEPS
        for step in range(max(n_steps, min(MAX_STEPS, self._typed.n_wide_steps))):
            is_more = step >= self._options.token_steps
            if (is_more and not self._is_open()) or self._is_over(stop, step):
                break
            chosen = self._choose(n_tokens, MORE_WIDTH if is_more else self._options.token_width)
            if not chosen:
                break
            self._expand(chosen)
        if not self._found:
            self._guess(n_tokens)
        mass = max(self._mass + self._unresolved(), 1e-30)
        tokens = {key: min(1.0, p / mass) for key, p in self._found.items()}
        return Marginals(tokens, float(np.log(mass)))

    @staticmethod
    def _is_over(stop: Stop, step: int) -> bool:
        """A deadline that is past already costs one step: better than a list of guesses."""
        return stop() and (step > 0 or stop.reason == "cancelled")

    def _is_open(self) -> bool:
        """Whether hardly anything has spelt the fragment yet, or the best token may still come."""
        best = max(self._found.values(), default=0.0)
        ahead = max((path.log_p for path in self._frontier if path.pieces), default=-np.inf)
        is_open = self._unresolved() >= self._mass or float(np.exp(ahead)) > best
        return is_open or any(map(self._is_wide, self._frontier))

    def _is_wide(self, path: Path) -> bool:
        """Whether a path leads to a known name beyond ASCII, which may take many pieces."""
        return path.pieces in self._typed.wide_paths and bool(path.log_p > self._log_floor)

    def _unresolved(self) -> float:
        """The mass of paths that have not spelt the fragment to its end: some of it may fit."""
        return sum(float(np.exp(path.log_p)) for path in self._frontier if path.state is not None)

    def _open(self) -> None:
        root = Path(Tree.ROOT, -1, 0.0, (), self._typed.start)
        if self._typed.start is None:
            self._log_floor = np.float32(np.log(_FLOOR * self._mass))
            self._begin(Tree.ROOT, root)
        else:
            self._hold(Tree.ROOT, root, self._typed.start)

    def _choose(self, n_tokens: int, width: int) -> list[Path]:
        """The best unfinished paths, and only those that could still enter the list."""
        known = sorted(self._found.values(), reverse=True)
        floor = known[n_tokens - 1] if len(known) >= n_tokens else 0.0
        floor = max(floor, _FLOOR * self._mass, 1e-30)
        self._frontier.sort(key=lambda path: (not self._is_wide(path), -path.log_p))
        log_floor = float(np.log(floor))
        chosen = [path for path in self._frontier[:width] if path.log_p > log_floor]
        del self._frontier[: len(chosen)]
        return chosen

    def _expand(self, paths: list[Path]) -> None:
        nodes = self._tree.step([(path.parent, path.piece) for path in paths])
        rows = np.stack([self._tree.rows[node] for node in nodes])
        endings = np.exp(rows) @ self._vocabulary.ends_token
        for path, node, ending in zip(paths, nodes, endings.tolist(), strict=True):
            if not path.pieces:
                self._begin(node, path)
                continue
            if Typed.may_end(path.state):
                self._finish(node, path, ending)
            if path.state is None:
                self._follow(node, path, self._vocabulary.continuing)
            else:
                self._hold(node, path, path.state)

    def _guess(self, n_tokens: int) -> None:
        """No time for more: take paths for tokens that end where the paths stand."""
        self._frontier.sort(key=lambda path: -path.log_p)
        for path in self._frontier[:n_tokens]:
            if path.pieces and Typed.may_end(path.state):
                text = self._vocabulary.text(path.pieces)
                if text:
                    key = text, not path.is_next
                    self._found.setdefault(key, float(np.exp(path.log_p)))

    def _finish(self, node: int, path: Path, ending: float) -> None:
        p = float(np.exp(path.log_p)) * ending
        text = self._vocabulary.text(path.pieces)
        if path.state is not None:  # a loose fit has no mass yet
            self._mass += p
        if not text:
            return
        if text == self._typed.fragment and not path.is_next:
            self._begin(node, Path(node, -1, path.log_p, (), is_next=True))
            return
        key = text, not path.is_next
        self._found[key] = self._found.get(key, 0.0) + p

    def _begin(self, node: int, path: Path) -> None:
        """A new token begins after `node`, or a line before it."""
        self._follow(node, path, self._vocabulary.opening)
        if self._through_layout and path.n_layout < MAX_LAYOUT and not path.is_next:
            row = self._tree.rows[node]
            for piece in self._vocabulary.layout.tolist():
                log_p = path.log_p + float(row[piece])
                self._frontier.append(Path(node, piece, log_p, (), n_layout=path.n_layout + 1))

    def _follow(self, node: int, path: Path, choices: IntArray) -> None:
        scores = self._tree.rows[node][choices] + np.float32(path.log_p)
        for i in self._best(scores).tolist():
            piece = int(choices[i])
            self._frontier.append(
                Path(node, piece, float(scores[i]), (*path.pieces, piece), None, path.is_next)
            )

    def _hold(self, node: int, path: Path, state: State) -> None:
        """Go on under the constraint of the fragment."""
        choices, weights, n_covering = self._typed.choices(state)
        scores = self._tree.rows[node][choices] + weights + np.float32(path.log_p)
        self._mass += float(np.exp(scores[:n_covering]).sum())
        self._log_floor = np.float32(np.log(max(_FLOOR * self._mass, 1e-30)))
        for i in self._best(scores).tolist():
            piece = int(choices[i])
            follows = self._typed.follow(state, piece)
            self._frontier.append(
                Path(node, piece, float(scores[i]), (*path.pieces, piece), follows)
            )

    def _best(self, scores: FloatArray) -> IntArray:
        """Indices of the scores worth keeping: few, and the best among them."""
        kept = np.flatnonzero(scores > self._log_floor)
        width = 2 * self._options.token_width
        if len(kept) > width:
            kept = kept[np.argpartition(-scores[kept], width)[:width]]
        return kept
