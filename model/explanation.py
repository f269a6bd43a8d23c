"""Explanation of an answer after the fact: hypotheses, probabilities, rules.

    nodes = beam(completer, session, limit=200)              the tree of the session's last search
    for line in influences(completer, request, item): ...    what each line of a statement did

Node probabilities are the search's own: before rules, calibration, and the division by the mass
of what fits a typed word.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Final

import numpy as np

from beamcoder.model.decoding.tree import Tree
from beamcoder.model.proposal import Item, Request
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.layout import DEDENT, INDENT, NEWLINE
from beamcoder.tokenizer.statement import statement_words

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer

LAYOUT_SIGNS: Final = {NEWLINE: "⏎", INDENT: "⇥", DEDENT: "⇤"}


@dataclass(frozen=True, slots=True)
class Node:
    """One piece after its parent; `log_p` is that of the path from the root, the others are the
    piece's own and the end of the line after it."""

    id: int
    parent: int | None
    text: str
    log_p: float
    probability: float
    network_probability: float
    end_probability: float
    is_start: bool
    is_line: bool


@dataclass(frozen=True, slots=True)
class Influence:
    """By how much an item's log-probability changes when line `line`, from 0, is left out."""

    line: int
    text: str
    change: float


def device_of(completer: "Completer") -> str:
    """Where the network runs; only the runtime on torch can run elsewhere than on the CPU."""
    return str(getattr(getattr(completer, "runtime", None), "device", "cpu"))


def n_words(statement: str) -> int:
    """How many words of a statement are for the model to read."""
    return len(statement_words(statement))


def beam(completer: "Completer", session: Session, limit: int = 200) -> list[Node]:
    """The likeliest nodes of the last search's tree, parents before children; [] without one."""
    tree = session.tree
    if tree is None:
        return []
    log_ps = _path_log_ps(tree)
    chosen = sorted(sorted(range(len(tree)), key=lambda node: -log_ps[node])[:limit])
    ends = completer.vocabulary.line_ends
    end_log_ps = [float(np.logaddexp.reduce(row[ends])) for row in tree.rows]
    lines = _lines(completer, tree, [a + b for a, b in zip(log_ps, end_log_ps, strict=True)])
    return [
        _node(completer, tree, node, log_ps[node], exp(end_log_ps[node]), is_line=node in lines)
        for node in chosen
    ]


def _path_log_ps(tree: Tree) -> list[float]:
    """Of each node's path. A node has a larger number than its parent, and is less likely."""
    log_ps = [0.0]
    for node in range(1, len(tree)):
        parent, piece = tree.parents[node], tree.pieces[node]
        log_ps.append(log_ps[parent] + float(tree.rows[parent][piece]))
    return log_ps


def _lines(completer: "Completer", tree: Tree, totals: list[float]) -> set[int]:
    """The nodes after which the likeliest lines end; `totals` are log-probabilities of ending."""
    is_layout, options = completer.subword.is_layout, completer.options
    within = [n for n in range(1, len(totals)) if not is_layout[tree.path(n)].any()]
    best = sorted(within, key=lambda node: -totals[node])[: options.n_lines]
    floor = totals[best[0]] + log(max(options.min_line_probability, 1e-9)) if best else 0.0
    return {node for node in best if totals[node] > floor}


def _node(
    completer: "Completer", tree: Tree, node: int, log_p: float, ending: float, *, is_line: bool
) -> Node:
    if node == Tree.ROOT:
        return Node(node, None, "", 0.0, 1.0, 1.0, ending, is_start=False, is_line=False)
    parent, piece = tree.parents[node], tree.pieces[node]
    text = completer.subword.texts[piece]
    own, network = (exp(rows[parent][piece]) for rows in (tree.rows, tree.network_rows))
    is_start = bool(completer.subword.starts[piece])
    text = LAYOUT_SIGNS.get(text, text)
    return Node(node, parent, text, log_p, own, network, ending, is_start, is_line)


def influences(completer: "Completer", request: Request, item: Item) -> Iterator[Influence]:
    """One a line of the request's statement, as they are computed: in turn, each by itself.

    What the model does not read of a statement, such as blank lines and samples, changes nothing.
    """
    lines = request.statement.splitlines()
    whole = _Forcing(completer, request, item)
    log_p = whole.log_p(request.statement)
    for i, text in enumerate(lines):
        without = "\n".join(lines[:i] + lines[i + 1 :])
        change = whole.log_p(without) - log_p if text.strip() else 0.0
        yield Influence(i, text, change)


class _Forcing:
    """The log-probability of one item's pieces at one place, under any statement."""

    def __init__(self, completer: "Completer", request: Request, item: Item) -> None:
        self._completer, self._request = completer, request
        self._view = look(request.text, request.offset)
        self._session = completer.new_session()
        left = request.text[: request.offset - item.replace] + item.text
        written = look(left, len(left))
        before = [symbol.text for symbol in written.before]
        pieces = completer.subword.encode_all([*before, *filter(None, [written.fragment])])
        context = completer.context(self._view)
        self._pieces = pieces[len(context.earlier) + len(context.pieces) - 1 :].tolist()
        self._known: dict[bytes, float] = {}

    def log_p(self, statement: str) -> float:
        context = self._completer.context(self._view, statement)
        key = context.statement.tobytes()
        if key not in self._known:
            tree = self._session.align(self._completer.runtime, context)
            self._known[key] = sum(self._steps(tree))
        return self._known[key]

    def _steps(self, tree: Tree) -> Iterator[float]:
        node = Tree.ROOT
        for piece in self._pieces:
            yield float(tree.rows[node][piece])
            (node,) = tree.step([(node, piece)])
