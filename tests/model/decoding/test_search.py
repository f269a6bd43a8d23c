"""The search against the naive way: probabilities multiplied along every path."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from beamcoder.model.decoding.beam import LineSearch
from beamcoder.model.decoding.marginals import TokenSearch
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.decoding.typed import Typed, fits_loosely
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import never
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import FloatArray, Runtime, Step
from beamcoder.model.session.session import Context, Session
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword

WIDE = DecodingOptions(token_width=64, token_steps=4)
FOREVER = Stop(None, never)
LEFTS = (
    "",
    "import java.util.Scanner;\npublic class A { int n =",
    "class A {\n    void f() {\n        for (int i = 0; i < n; i++) {\n            System.out.",
    "x = values[i] - values[i - 1]",
)
NOTHING = np.empty(0, np.int64)


def pieces_of(subword: Subword, text: str) -> list[int]:
    symbols = [symbol.text for symbol in layout(lex(text))]
    return [subword.bos, *subword.encode_all(symbols).tolist()]


def tree_at(runtime: Runtime, subword: Subword, left: str) -> Tree:
    context = Context(np.array(pieces_of(subword, left)), NOTHING, NOTHING)
    return Session().align(runtime, context)


class Naive:
    """Log-probabilities of what follows any pieces, each time from nothing."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._known: dict[tuple[int, ...], FloatArray] = {}

    def row(self, pieces: tuple[int, ...]) -> FloatArray:
        if pieces not in self._known:
            n = len(pieces)
            rows, _ = self._runtime.forward(
                Step(
                    np.array(pieces),
                    np.arange(n),
                    Cache(self._runtime.config),
                    np.tri(n, dtype=np.bool_),
                    np.array([n - 1]),
                )
            )
            self._known[pieces] = rows[0]
        return self._known[pieces]


@pytest.fixture(scope="module")
def naive(runtime: Any) -> Naive:
    return Naive(runtime)


def spelt(
    naive: Naive, subword: Subword, prefix: tuple[int, ...], floor: float
) -> Iterator[tuple[str, float]]:
    """Every way to spell a next token with at least this probability."""
    waiting: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
    while waiting:
        path, p = waiting.pop()
        follows = np.exp(naive.row(prefix + path).astype(float))
        if path:
            ends = float(follows[subword.starts].sum())
            yield subword.decode(path)[0], p * ends
        for piece in np.flatnonzero(p * follows > floor).tolist():
            is_plain = not subword.is_layout[piece] and not subword.is_control[piece]
            if is_plain and bool(subword.starts[piece]) != bool(path):
                waiting.append(((*path, piece), p * float(follows[piece])))


def grow(tree: Tree, n_steps: int) -> list[int]:
    """Steps from nodes drawn at random; all nodes that it has then."""
    rng = np.random.default_rng(n_steps)
    nodes = [Tree.ROOT]
    for _ in range(n_steps):
        parents = rng.choice(nodes, 6).tolist()
        nodes += tree.step([(parent, int(rng.integers(3, 300))) for parent in parents])
    return nodes


@pytest.mark.parametrize("left", LEFTS)
def test_a_step_of_the_tree_is_the_prefix_read_again(
    runtime: Any, naive: Naive, subword: Subword, left: str
) -> None:
    tree = tree_at(runtime, subword, left)
    prefix = tuple(pieces_of(subword, left))
    for node in grow(tree, 5):
        expected = naive.row(prefix + tuple(tree.path(node)))
        np.testing.assert_allclose(tree.rows[node], expected, atol=1e-4)


@pytest.mark.parametrize("left", LEFTS)
def test_a_tree_goes_on_below_any_of_its_nodes(
    runtime: Any, naive: Naive, subword: Subword, left: str
) -> None:
    tree = tree_at(runtime, subword, left)
    prefix = tuple(pieces_of(subword, left))
    grow(tree, 4)
    for _ in range(2):
        node = max(range(1, len(tree)), key=tree.parents.count)
        below = {tuple(tree.path(n)): tree.rows[n] for n in range(len(tree))}
        path = tree.path(node)
        tree.descend(tree.walk(path))
        prefix += tuple(path)
        kept = {(*path, *tree.path(n)) for n in range(len(tree))}
        assert kept == {known for known in below if list(known[: len(path)]) == path}
        new = tree.step([(n, 7) for n in range(len(tree))])
        for n in (*range(len(tree)), *new):
            expected = naive.row(prefix + tuple(tree.path(n)))
            np.testing.assert_allclose(tree.rows[n], expected, atol=1e-4)


@pytest.mark.parametrize("left", LEFTS)
def test_tokens_are_summed_over_all_their_spellings(
    runtime: Any, naive: Naive, subword: Subword, left: str
) -> None:
    expected: dict[str, float] = {}
    prefix = tuple(pieces_of(subword, left))
    starts = float(np.exp(naive.row(prefix).astype(float))[subword.starts].sum())
    for text, p in spelt(naive, subword, prefix, 1e-3):
        expected[text] = expected.get(text, 0.0) + p / starts
    vocabulary = Vocabulary(subword)
    typed = Typed("", vocabulary, [], 0)
    search = TokenSearch(tree_at(runtime, subword, left), vocabulary, typed, WIDE)
    found = {text: p for (text, _), p in search.run(10, FOREVER).tokens.items()}
    best = sorted(expected, key=lambda text: -expected[text])[:10]
    assert {text: found.get(text) for text in best} == pytest.approx(
        {text: expected[text] for text in best}, abs=2e-3
    )


@pytest.mark.parametrize("left", LEFTS[:3])
@pytest.mark.parametrize("fragment", ["n", "Sca"])
def test_a_fragment_shares_the_mass_of_what_fits_it(
    runtime: Any, naive: Naive, subword: Subword, left: str, fragment: str
) -> None:
    prefix = tuple(pieces_of(subword, left))
    fitting: dict[str, float] = {}
    for text, p in spelt(naive, subword, prefix, 1e-5):
        if text.startswith(fragment) and text != fragment:
            fitting[text] = fitting.get(text, 0.0) + p
    vocabulary = Vocabulary(subword)
    typed = Typed(fragment, vocabulary, [], 0)
    search = TokenSearch(tree_at(runtime, subword, left), vocabulary, typed, WIDE)
    marginals = search.run(5, FOREVER)
    found = {text: p for (text, replaces), p in marginals.tokens.items() if replaces}
    mass = float(np.exp(marginals.log_mass))
    for text in sorted(fitting, key=lambda text: -fitting[text])[:3]:
        assert found.get(text, 0.0) * mass == pytest.approx(fitting[text], rel=0.1, abs=1e-4)
    assert sum(fitting.values()) <= mass * 1.001
    assert sum(marginals.tokens.values()) <= 1.001


def lines_of(
    naive: Naive, subword: Subword, prefix: tuple[int, ...], floor: float
) -> dict[tuple[int, ...], float]:
    ends = [*np.flatnonzero(subword.is_layout).tolist(), subword.eos]
    found: dict[tuple[int, ...], float] = {}
    waiting: list[tuple[tuple[int, ...], float]] = [((), 1.0)]
    while waiting:
        path, p = waiting.pop()
        follows = p * np.exp(naive.row(prefix + path).astype(float))
        if path and follows[ends].sum() > floor:
            found[path] = float(follows[ends].sum())
        for piece in np.flatnonzero(follows > floor).tolist():
            is_plain = not subword.is_layout[piece] and not subword.is_control[piece]
            if is_plain and (path or subword.starts[piece]):
                waiting.append(((*path, piece), float(follows[piece])))
    return found


@pytest.mark.parametrize("left", LEFTS)
@pytest.mark.parametrize("width", [8, 32])
def test_lines_are_the_most_probable_ones(
    runtime: Any, naive: Naive, subword: Subword, left: str, width: int
) -> None:
    expected = lines_of(naive, subword, tuple(pieces_of(subword, left)), 1e-2)
    best = sorted(expected.items(), key=lambda pair: -pair[1])[:3]
    options = DecodingOptions(beam_width=width, min_line_probability=1e-3)
    vocabulary = Vocabulary(subword)
    typed = Typed("", vocabulary, [], 0)
    search = LineSearch(tree_at(runtime, subword, left), vocabulary, typed, options)
    found = {line.pieces: float(np.exp(line.log_p)) for line in search.run(FOREVER)}
    for pieces, p in best:
        assert found.get(pieces) == pytest.approx(p, rel=1e-2)
    assert list(found.values()) == sorted(found.values(), reverse=True)


def test_a_second_search_at_the_same_place_computes_nothing(runtime: Any, subword: Subword) -> None:
    tree, vocabulary = tree_at(runtime, subword, LEFTS[1]), Vocabulary(subword)
    typed = Typed("", vocabulary, [], 0)
    first = LineSearch(tree, vocabulary, typed, DecodingOptions()).run(FOREVER)
    n_forwards = tree.n_forwards
    assert LineSearch(tree, vocabulary, typed, DecodingOptions()).run(FOREVER) == first
    assert tree.n_forwards == n_forwards


def test_a_stopped_search_keeps_what_it_has(runtime: Any, subword: Subword) -> None:
    tree, vocabulary = tree_at(runtime, subword, LEFTS[1]), Vocabulary(subword)
    typed = Typed("", vocabulary, [], 0)
    n_asked = iter(range(100))
    stop = Stop(None, lambda: next(n_asked) >= 2)
    LineSearch(tree, vocabulary, typed, DecodingOptions()).run(stop)
    assert stop.reason == "cancelled" and tree.n_forwards == 2
    late = Stop(0.0, never)
    fresh = tree_at(runtime, subword, LEFTS[1])
    tokens = TokenSearch(fresh, vocabulary, typed, DecodingOptions()).run(5, late).tokens
    assert late.reason == "deadline" and fresh.n_forwards == 1 and tokens  # one step, however late


FITS = """
    nI nextInt, neIn nextInt, nextint nextInt, pq PQ, mV maxValue, MV MAX_VALUE, lL listOfLists
"""
FITS_NOT = "nI nIx, n x, nI next, I nextInt, nD nextInt, nI n"


def pairs(text: str) -> list[list[str]]:
    return [pair.split() for pair in text.split(",")]


@pytest.mark.parametrize(("fragment", "name"), pairs(FITS))
def test_fits_loosely(fragment: str, name: str) -> None:
    assert fits_loosely(fragment, name)


@pytest.mark.parametrize(("fragment", "name"), pairs(FITS_NOT))
def test_fits_not(fragment: str, name: str) -> None:
    assert not fits_loosely(fragment, name)
