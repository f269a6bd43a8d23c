"""Beam search over pieces up to the end of a Java line.

A hypothesis is finished when layout, or the end of the file, comes next:

    P(line) = P(pieces) * P(next piece is layout or eos)

and since probabilities only fall, the search ends when no hypothesis could still enter the list.
Lengths are not normalised: the probabilities mean what they say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.typed import State, Typed
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.runtime.interface import FloatArray

_FLOOR = np.float32(log(0.003))  # pieces less likely than this are not followed ...
_SLACK = np.float32(3.0)  # ... unless the best one is hardly likelier


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A line so far: its last node, its log-probability, what it must still spell."""

    node: int
    log_p: float
    state: State | None
    has_begun: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A finished line; its probability among all lines that fit the fragment."""

    pieces: tuple[int, ...]
    log_p: float


class LineSearch:
    """One search for lines; `log_mass` is that of what fits the fragment (TokenSearch)."""

    def __init__(
        self,
        tree: Tree,
        vocabulary: Vocabulary,
        typed: Typed,
        options: DecodingOptions,
        log_mass: float = 0.0,
    ) -> None:
        self._tree, self._vocabulary, self._typed = tree, vocabulary, typed
        self._options = options
        self._log_mass = log_mass
        self._floor = log_mass + log(max(options.min_line_probability, 1e-9))
        self._finished: list[tuple[float, int]] = []  # log-probability, node

    def run(self, stop: Stop, starts: Sequence[Hypothesis] = ()) -> list[Line]:
        """The most probable lines, best first; when stopped, those finished so far.

        They begin at the root, or after one of `starts`.
        """
        options = self._options
        live = [*starts] or [Hypothesis(Tree.ROOT, 0.0, self._typed.start, has_begun=False)]
        for step in range(options.line_steps + 1):
            rows = np.stack([self._tree.rows[hypothesis.node] for hypothesis in live])
            self._collect(live, rows)
            width = options.first_width if step == 0 else options.beam_width
            chosen = self._choose(live, rows, width)
            if not chosen or step == options.line_steps or stop():
                break
            live = self._advance(live, chosen)
        self._finished.sort(key=lambda pair: -pair[0])
        return [
            Line(tuple(self._tree.path(node)), log_p - self._log_mass)
            for log_p, node in self._finished[: self._n_wanted]
        ]

    @property
    def _n_wanted(self) -> int:
        return self._options.n_lines + self._options.spare_lines

    def _collect(self, live: list[Hypothesis], rows: FloatArray) -> None:
        """Note the hypotheses that may end here, and raise the floor to the last one wanted."""
        endings = np.logaddexp.reduce(rows[:, self._vocabulary.line_ends], axis=1)
        for hypothesis, ending in zip(live, endings.tolist(), strict=True):
            log_p = hypothesis.log_p + ending
            if hypothesis.has_begun and Typed.may_end(hypothesis.state) and log_p > self._floor:
                self._finished.append((log_p, hypothesis.node))
        if len(self._finished) >= self._n_wanted:
            self._finished.sort(key=lambda pair: -pair[0])
            del self._finished[self._n_wanted :]
            self._floor = max(self._floor, self._finished[-1][0])

    def _choose(
        self, live: list[Hypothesis], rows: FloatArray, width: int
    ) -> list[tuple[int, int, float]]:
        """The best continuations: (index into live, piece, log-probability)."""
        rows[:, self._vocabulary.never] = -np.inf
        for i, hypothesis in enumerate(live):
            self._constrain(hypothesis, rows[i])
        best = rows.max(axis=1, keepdims=True)
        which, pieces = np.nonzero(rows > np.minimum(_FLOOR, best - _SLACK))
        totals = np.array([h.log_p for h in live], np.float32)[which] + rows[which, pieces]
        if len(totals) > width:
            top = np.argpartition(-totals, width)[:width]
        else:
            top = np.arange(len(totals))
        top = top[np.argsort(-totals[top], kind="stable")]
        return [
            (int(which[k]), int(pieces[k]), float(totals[k]))
            for k in top
            if totals[k] > self._floor
        ]

    def _constrain(self, hypothesis: Hypothesis, row: FloatArray) -> None:
        """Leave in `row` only what may follow a hypothesis."""
        if hypothesis.state is not None:
            choices, weights, _ = self._typed.choices(hypothesis.state)
            scores = row[choices] + weights
            ends = Typed.may_end(hypothesis.state) and hypothesis.has_begun
            opening = row[self._vocabulary.opening] if ends else None
            row[:] = -np.inf
            row[choices] = scores
            if opening is not None:
                row[self._vocabulary.opening] = opening
        elif not hypothesis.has_begun:
            row[self._vocabulary.not_opening] = -np.inf

    def _advance(
        self, live: list[Hypothesis], chosen: list[tuple[int, int, float]]
    ) -> list[Hypothesis]:
        nodes = self._tree.step([(live[i].node, piece) for i, piece, _ in chosen])
        return [
            Hypothesis(node, log_p, self._state_after(live[i].state, piece))
            for node, (i, piece, log_p) in zip(nodes, chosen, strict=True)
        ]

    def _state_after(self, state: State | None, piece: int) -> State | None:
        if state is None or (self._vocabulary.subword.starts[piece] and not state.is_opening):
            return None
        return self._typed.follow(state, piece)
