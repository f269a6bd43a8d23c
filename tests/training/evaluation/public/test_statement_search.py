"""The search for the rest of a statement: the best path there is, whatever stands in the way."""

import math
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.cache_model.mixture import CacheShares, CacheWeights
from beamcoder.model.decoding.tree import Tree
from beamcoder.tokenizer.layout import LAYOUT
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.public import statement_search
from beamcoder.training.evaluation.public.javacorpus import (
    Asker,
    ask_all,
)
from beamcoder.training.evaluation.public.reflow import reflow
from beamcoder.training.evaluation.public.rows import Row
from beamcoder.training.evaluation.public.statement_search import (
    ROOM,
    StatementSearch,
    tree_after,
)
from tests.fakes import BigramRuntime
from tests.training.evaluation.public.forms import INFO, LITERALS, words


@pytest.fixture(scope="module")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    known = words("int sum = count + total ; { } ( ) if 47 a b") * 4
    return Subword.train([known], 320, tmp_path_factory.mktemp("pieces") / "t.model")


def completer_of(subword: Subword, rows: NDArray[np.float64] | NDArray[np.float32]) -> Completer:
    return Completer(BigramRuntime(rows.astype(np.float32)), subword, INFO)


def chain(subword: Subword, *texts: tuple[str, float]) -> Completer:
    """A completer that has read texts, each with its weight; layout marks are words here."""
    weights = np.zeros((subword.n_pieces, subword.n_pieces))
    for text, weight in texts:
        pieces = subword.encode_all(text.split()).tolist()
        for piece, following in pairwise(pieces):
            weights[piece, following] += weight
    rows = np.where(weights > 0, weights, 1e-6)
    return completer_of(subword, np.log(rows / rows.sum(axis=1, keepdims=True)))


def random_chain(subword: Subword, seed: int) -> Completer:
    return completer_of(subword, BigramRuntime.random_rows(subword.n_pieces, 3, seed))


def best_path(completer: Completer, tree: Tree, ends: set[str]) -> tuple[float, list[str]]:
    """The likeliest path to an end by Dijkstra's search: its log-probability, and its symbols."""
    subword, runtime = completer.subword, completer.runtime
    assert isinstance(runtime, BigramRuntime)
    rows = runtime.rows
    first = np.where(subword.starts & ~subword.is_control, tree.rows[Tree.ROOT], -np.inf)
    queue: list[tuple[float, tuple[int, ...]]]
    queue = [(-float(p), (i,)) for i, p in enumerate(first) if np.isfinite(p)]
    heapify(queue)
    done: set[int] = set()
    while queue:
        cost, path = heappop(queue)
        piece = path[-1]
        if subword.starts[piece] and subword.texts[piece] in ends:
            return -cost, [s for s in subword.decode(path) if s and s not in LAYOUT]
        if piece in done:
            continue
        done.add(piece)
        for i in np.flatnonzero(~subword.is_control).tolist():
            heappush(queue, (cost - float(rows[piece, i]), (*path, i)))
    raise AssertionError("no end can be reached")


class TestSearch:
    def test_the_likeliest_way_to_an_end_is_found_through_layout(self, subword: Subword) -> None:
        completer = chain(subword, ("int <nl> sum = <in> count ; } total", 0.9))
        asker = Asker(completer, LITERALS)
        row = Row(("int",), (";",))
        assert asker.answer(row) == words("sum = count ;")

    def test_behind_a_brace_it_goes_on_to_an_end(self, subword: Subword) -> None:
        completer = chain(subword, ("if ( a ) { <in> sum = count ; total", 0.9))
        assert Asker(completer, LITERALS).answer(Row(("if",), (";",))) == (
            words("( a ) { sum = count ;")
        )

    def test_ways_to_say_the_same_add_up(self, subword: Subword) -> None:
        texts = (("int sum ;", 0.4), ("int <nl> count ;", 0.3), ("int <in> count ;", 0.3))
        completer = chain(subword, *texts)
        tree = tree_after(completer, "int")
        found = StatementSearch(completer, tree, LITERALS.form).run(frozenset(";"))
        assert found.said == ("count", ";")
        assert found.probability == pytest.approx(0.6, abs=0.01)

    def test_literals_come_in_the_form_of_the_test(self, subword: Subword) -> None:
        completer = chain(subword, ("int = 47 ; a", 1.0))
        assert Asker(completer, LITERALS).answer(Row(("int",), (";",))) == words("= <NUM_LIT> ;")

    @pytest.mark.parametrize("seed", range(5))
    def test_a_wide_search_finds_what_an_exact_one_finds(
        self, subword: Subword, seed: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(statement_search, "WIDTH", 64)
        completer = random_chain(subword, seed)
        tree = tree_after(completer, "int sum")
        log_p, symbols = best_path(completer, tree, {";", "}"})
        found = StatementSearch(completer, tree, form=str).run(frozenset(";}"))
        assert found.said[-1] in (";", "}")
        saved = found.probability * len(" ".join(found.said))
        assert saved >= 0.999 * math.exp(log_p) * len(" ".join(symbols))

    def test_what_saves_more_is_said_though_less_likely(self, subword: Subword) -> None:
        texts = (("int ;", 0.5), ("int = count + total ;", 0.4))
        completer = chain(subword, *texts)
        tree = tree_after(completer, "int")
        found = StatementSearch(completer, tree, LITERALS.form).run(frozenset(";"))
        assert found.said == ("=", "count", "+", "total", ";")

    def test_a_long_file_leaves_room_for_the_search(self, subword: Subword) -> None:
        completer = chain(subword, ("int sum ;", 1.0))
        text = reflow(words("int sum ; ") * 900)
        assert tree_after(completer, text).base <= completer.runtime.config.context - ROOM

    def test_workers_do_not_change_the_order(self, subword: Subword) -> None:
        completer = chain(subword, ("int sum ; count ; total", 1.0))
        rows = [Row(("int",), (";",)), Row((";",), (";",)), Row(("int",), (";",))]
        asker = Asker(completer, LITERALS)
        assert ask_all(lambda: asker, rows, 1) == [["sum", ";"], ["count", ";"], ["sum", ";"]]

    def test_what_left_the_window_is_recalled(self, subword: Subword) -> None:
        """The network knows nothing; the file has said this once, long ago."""
        completer = chain(subword)
        said = words("if ( a ) sum = count ; ")
        between = words("int b ;") * (completer.runtime.config.context // 3)
        tokens = [*said, *between, *words("if ( a )")]
        shares = CacheShares((0.0, 1.0, 3.0, 5.0, 5.0), (0.0, 0.0, 0.0, 0.0))
        completer.cache_weights = CacheWeights(buffer=shares, workspace=shares)
        assert Asker(completer, LITERALS).answer(Row(tuple(tokens), (";",))) == said[4:]
