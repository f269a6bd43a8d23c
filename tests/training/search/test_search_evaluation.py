"""Evaluation of the search: ranks, BM25 against its formula, fusion, questions, tables."""

import json
import math
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import CorpusError, PageError
from beamcoder.markdown import write_between
from beamcoder.model.search.bag_encoder import open_encoder
from beamcoder.model.search.units import Unit
from beamcoder.training.search.bm25 import K1, B, Bm25, unit_words
from beamcoder.training.search.evaluate import MARK, tables
from beamcoder.training.search.metrics import interval, pools, ranks_in_pool, reciprocal_ranks
from beamcoder.training.search.pairs import Pair, write_pairs
from beamcoder.training.search.sets import EvaluationSet, evaluation_sets
from beamcoder.training.search.systems import (
    FUSED,
    MEANING,
    WORDS,
    Systems,
    best_weight,
    pool_scores,
    ranked,
    standard,
)
from beamcoder.training.search.whole.questions import (
    AnnotatedAnswer,
    measure_questions,
    question_ndcg,
    question_table,
    read_questions,
)


def unit(name: str, body: str) -> Unit:
    return Unit("method", name, "Owner", f"void {name}()", "", body, (), 1, 3)


PAIRS = tuple(
    Pair(f"words about {name} here", unit(name, f"{{ {name}(); }}"), "", "javadoc", "a/b", "A.java")
    for name in ("heapify", "dijkstra", "median", "palindrome")
)


class FixedEncoder:
    """Knows the texts by their third word, turned by `shift`: 0 is always right."""

    sum = "0" * 64
    dimensions = 4

    def __init__(self, shift: int) -> None:
        self._names = [pair.unit.name for pair in PAIRS]
        self._shift = shift

    def encode_queries(self, queries: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        assert isinstance(queries, list)
        numbers = [(self._names.index(q.split()[2]) + self._shift) % 4 for q in queries]
        return np.eye(4, dtype=np.float32)[numbers]

    def encode_units(self, units: object) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        assert isinstance(units, list)
        return np.eye(4, dtype=np.float32)[[self._names.index(each.name) for each in units]]


@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=3, max_size=3))
def test_a_rank_counts_all_that_are_not_worse(rows: list[list[int]]) -> None:
    scores = np.array(rows, np.float32)
    for i, rank in enumerate(ranks_in_pool(scores)):
        assert rank == sum(score >= rows[i][i] for score in rows[i])


def test_equal_scores_are_no_success() -> None:
    assert reciprocal_ranks(np.ones((5, 2), np.float32), np.ones((5, 2), np.float32)).tolist() == (
        [0.2] * 5
    )


def test_pools_are_whole_and_share_nothing() -> None:
    parts = pools(2_500, 1_000)
    assert [len(part) for part in parts] == [1_000, 1_000]
    assert len(np.unique(np.concatenate(parts))) == 2_000
    assert [len(part) for part in pools(7, 1_000)] == [7]


def test_an_interval_holds_the_mean_and_shrinks_with_length() -> None:
    values = np.random.default_rng(0).random(400)
    low, high = interval(values)
    few_low, few_high = interval(values[:25])
    assert low < values.mean() < high
    assert high - low < few_high - few_low


def test_bm25_is_its_formula() -> None:
    documents = [Counter(heap=3, sort=1), Counter(sort=2), Counter(graph=5)]
    scores = Bm25.of(documents).scores(["heaps sort, sorting", "nothing known"])
    mean = (4 + 2 + 5) / 3

    def part(count: int, n_with: int, length: int) -> float:
        idf = math.log(1 + (3 - n_with + 0.5) / (n_with + 0.5))
        return idf * count * (K1 + 1) / (count + K1 * (1 - B + B * length / mean))

    expected = [part(3, 1, 4) + part(1, 2, 4), part(2, 2, 2), 0]
    assert scores[0].tolist() == pytest.approx(expected, rel=1e-5)
    assert scores[1].tolist() == [0, 0, 0]


def test_a_name_counts_three_times() -> None:
    assert unit_words(unit("heap", "{ sort(); }"))["heap"] == 4  # and once in the signature
    assert "heap" not in unit_words(unit("heap", "{ sort(); }"), ("name", "signature"))


@given(st.lists(st.floats(-100, 100, width=32), min_size=2, max_size=9))
def test_standard_scores_have_no_scale(row: list[float]) -> None:
    scores = standard(np.array([row], np.float32))
    assert abs(float(scores.mean())) < 1e-3
    assert float(scores.std()) == pytest.approx(1, abs=1e-2) or not scores.any()
    assert scores.any() or float(np.ptp(row)) < 1e-3


def test_fusion_helps_out_the_half_that_is_wrong() -> None:
    chosen = EvaluationSet("tiny", PAIRS)
    right = ranked(pool_scores(chosen, right_systems := Systems(FixedEncoder(0))), right_systems)
    assert [right[name].reciprocal.mean() for name in (WORDS, MEANING, FUSED)] == [1, 1, 1]
    wrong = Systems(FixedEncoder(1))
    pool = pool_scores(chosen, wrong)
    assert ranked(pool, wrong)[MEANING].recall(1) == 0
    weight = best_weight({"tiny": pool}, lambda value: replace(wrong, weight=value), FUSED)
    assert ranked(pool, replace(wrong, weight=weight))[FUSED].recall(1) == 1
    assert ranked(pool, replace(wrong, weight=100))[FUSED].recall(1) == 0


def test_sets_are_drawn_alike_each_time(tmp_path: Path) -> None:
    write_pairs(tmp_path / "test-javadoc.jsonl", PAIRS)
    sets = {chosen.name: chosen for chosen in evaluation_sets(tmp_path, "test")}
    assert list(sets) == ["javadoc", "body only", "full pool"]
    again = {chosen.name: chosen for chosen in evaluation_sets(tmp_path, "test")}
    assert sets == again
    assert {pair.unit.name for pair in sets["body only"].pairs} == {""}
    assert all(pair.unit.body for pair in sets["body only"].pairs)
    with pytest.raises(CorpusError, match="has no validation pairs"):
        list(evaluation_sets(tmp_path, "validation"))


def test_questions_count_answers_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "lib" / "src").mkdir(parents=True)
    (tmp_path / "lib" / "src" / "A.java").write_text("class A {}", encoding="utf-8")
    rows = [
        {"query": "a", "category": "symbol", "relevant": ["src/A.java"], "secondary": ["B.java"]},
        {"query": "b", "category": "semantic", "secondary": []}
        | {"relevant": [{"path": "src/A.java", "start_line": 5, "end_line": 9}]},
    ]
    (tmp_path / "lib.json").write_text(json.dumps(rows), encoding="utf-8")
    (tmp_path / "absent.json").write_text("[]", encoding="utf-8")
    [questions] = read_questions(tmp_path)
    assert [len(question.answers) for question in questions.all] == [1, 1]
    first, second = questions.all
    assert question_ndcg([("src/A.java", 1, 4)], first.answers) == 1
    assert question_ndcg([("src/A.java", 1, 4)], second.answers) == 0
    assert question_ndcg([("x", 1, 1), ("src/A.java", 9, 20)], second.answers) < 1
    (tmp_path / "lib.json").write_text('[{"query": 1}]', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"lib\.json has no questions"):
        list(read_questions(tmp_path))


def test_lines_of_an_answer_have_to_be_met() -> None:
    answer = AnnotatedAnswer("a/B.java", 5, 9)
    assert answer.is_covered_by("src/a/B.java", 9, 30)
    assert not answer.is_covered_by("src/a/B.java", 10, 30)
    assert not answer.is_covered_by("src/b/B.java", 5, 9)


def test_tables_go_between_the_marks_of_a_page(tmp_path: Path) -> None:
    row = {"mrr": 0.5, "interval": (0.4, 0.6), "recall@1": 0.3, "recall@10": 0.9, "n": 1000}
    gain = {"gain": 0.1, "interval": (0.05, 0.15), "n": 1000}
    text = tables({"javadoc": {"systems": {WORDS: row}, "differences": {"fused over words": gain}}})
    assert "0.500 (0.400-0.600)" in text and "+0.100 (+0.050 to +0.150)" in text
    page = tmp_path / "page.md"
    page.write_text(
        f"# Head\n<!-- {MARK}: begin -->\nold\n<!-- {MARK}: end -->\ntail\n", encoding="utf-8"
    )
    write_between(page, MARK, text)
    written = page.read_text(encoding="utf-8")
    assert "old" not in written and text in written
    assert written.startswith("# Head\n") and written.endswith("tail\n")
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(PageError, match="no place for the tables"):
        write_between(page, MARK, text)


def test_the_whole_search_answers_questions_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    for name in ("Heap", "Graph"):
        text = f"class {name} {{\n  int size() {{\n    return {name.lower()};\n  }}\n}}\n"
        (tmp_path / "lib" / f"{name}.java").write_text(text, encoding="utf-8")
    rows = [
        {"query": name, "category": "symbol", "relevant": [f"{name}.java"], "secondary": []}
        for name in ("Heap", "Graph")
    ]
    (tmp_path / "lib.json").write_text(json.dumps(rows), encoding="utf-8")
    figures = measure_questions(tmp_path, open_encoder())
    assert list(figures) == ["words", "meaning", "both"]
    assert figures["both"]["ndcg"] == 1 and figures["both"]["n"] == 2
    assert "1.000 (1.000-1.000)" in question_table(figures)
