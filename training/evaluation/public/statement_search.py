"""Search for the most probable tokens up to the end of a statement.

The server completes lines, and drops what no user would take, such as `);`. A public test asks for
the tokens up to `;`, `{` or `}`, always. So it gets a beam search of its own, over the same tree:
layout passes for free, paths that say the same in the test's form add up, and what is said is the
one that is expected to save most: probability times characters.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

import numpy as np

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.session.session import Context
from beamcoder.tokenizer.layout import LAYOUT, layout
from beamcoder.tokenizer.lexer import lex

WIDTH: Final = 10  # paths followed at once
STEPS: Final = 48  # pieces at most; of the answers, 99 in 100 take 43 or fewer
ROOM: Final = 2 * STEPS  # of the model's context: a search up to a `{`, and one on from there
UNLIKELY: Final = 0.02  # paths this far below the best finished one are not followed
Said = tuple[str, ...]
Form = Callable[[str], str]  # a lexical token -> what it is compared as


@dataclass(frozen=True, slots=True)
class FoundStatement:
    """What was found to be said, as forms, its probability, and the node of its best path."""

    said: Said
    probability: float
    node: int


class StatementSearch:
    """Searches after one place; `form` says when two tokens are the same to the test."""

    def __init__(self, completer: Completer, tree: Tree, form: Form) -> None:
        self._subword, self._tree, self._form = completer.subword, tree, form
        self._closed_off = completer.subword.is_control
        self._inside = ~completer.subword.starts

    def run(self, ends: frozenset[str], start: int = Tree.ROOT) -> FoundStatement:
        """The best way from `start` to one of the tokens `ends`; unfinished if there is none."""
        subword, tree = self._subword, self._tree
        live, finished, best = [(start, 0.0)], list[tuple[int, float]](), -np.inf
        for step in range(STEPS):
            chosen = self._choose(live, best + np.log(UNLIKELY), is_first=step == 0)
            if not chosen:
                break
            nodes = tree.step([pair for pair, _ in chosen])
            live = []
            for node, ((_, piece), log_p) in zip(nodes, chosen, strict=True):
                is_end = subword.starts[piece] and subword.texts[piece] in ends
                (finished if is_end else live).append((node, log_p))
            best = max([best, *(log_p for _, log_p in finished)])
            if not live:
                break
        return self._best(finished or live or [(start, 0.0)], start)

    def _choose(
        self, live: Sequence[tuple[int, float]], floor: float, *, is_first: bool
    ) -> list[tuple[tuple[int, int], float]]:
        """The best continuations: ((node, piece), log-probability)."""
        rows = np.stack([self._tree.rows[node] for node, _ in live])
        rows[:, self._closed_off] = -np.inf
        if is_first:
            rows[:, self._inside] = -np.inf  # the token before the cursor has ended
        totals = rows + np.array([log_p for _, log_p in live], np.float32)[:, None]
        flat = totals.ravel()
        top = np.argpartition(-flat, WIDTH)[:WIDTH]
        which, pieces = np.divmod(top[np.argsort(-flat[top], kind="stable")], totals.shape[1])
        return [
            ((live[i][0], piece), float(totals[i, piece]))
            for i, piece in zip(which.tolist(), pieces.tolist(), strict=True)
            if totals[i, piece] > max(floor, -1e9)
        ]

    def _best(self, paths: Sequence[tuple[int, float]], start: int) -> FoundStatement:
        """The forms that save most, with the probability of all paths that say them."""
        by_said: defaultdict[Said, list[tuple[float, int]]] = defaultdict(list)
        n_before = len(self._tree.path(start))
        for node, log_p in paths:
            symbols = self._subword.decode(self._tree.path(node)[n_before:])
            said = tuple(self._form(s) for s in symbols if s and s not in LAYOUT)
            by_said[said].append((exp(log_p), node))
        totals = {said: sum(p for p, _ in ways) for said, ways in by_said.items()}
        said = max(totals, key=lambda said: totals[said] * max(1, len(" ".join(said))))
        return FoundStatement(said, totals[said], max(by_said[said])[1])


def tree_after(completer: Completer, text: str) -> Tree:
    """The model's state after the last token of `text`.

    The network reads all it has room for; what stands before that is for the cache model, if it is
    on.
    """
    subword = completer.subword
    symbols = layout(lex(text))
    pieces = np.concatenate(
        [np.array([subword.bos]), subword.encode_all(symbol.text for symbol in symbols)]
    )
    start = max(0, len(pieces) - (completer.runtime.config.context - ROOM))
    if start:
        line_starts = np.flatnonzero(subword.is_layout[pieces[start:]])
        start += int(line_starts[0]) if len(line_starts) else 0
    nothing = np.empty(0, np.int64)
    context = Context(pieces[start:], nothing, nothing, earlier=pieces[:start])
    return completer.new_session().align(completer.runtime, context)
