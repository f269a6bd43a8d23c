"""Validation of the whole search: its questions, what they gain, and variants beside each other."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.search.answers.answer import Hit
from beamcoder.model.search.fusion import RULES, Ranking
from beamcoder.model.search.units import extract
from beamcoder.training.search.whole.__main__ import table, variants
from beamcoder.training.search.whole.repositories import (
    METHODS,
    N_METHODS,
    TYPES,
    RepositoryQuestion,
    drawn,
    read_repository,
    without_sentences,
)
from beamcoder.training.search.whole.variants import Variant, difference, gain, measure, without
from tests.model.search.test_encoding import ENCODER

JAVA = """/** Keeps numbers in order. Slowly. */
public class Heap {
  /** Removes the smallest number. Then sinks. */
  int poll() {
    int top = a[0];
    return top;
  }
  /** Adds a number of somebody. */
  void push(int x) {
    a[n++] = x;
    sift(n);
  }
}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "Heap.java").write_text(JAVA, encoding="utf-8")
    (tmp_path / "HeapTest.java").write_text(JAVA.replace("Heap", "HeapTest"), encoding="utf-8")
    return tmp_path


def test_comments_lose_their_first_sentence() -> None:
    units = without_sentences(extract(JAVA)).units
    assert [unit.comment for unit in units] == ["Slowly.", "Then sinks.", ""]


def test_a_repository_has_questions_of_its_methods_and_types_but_not_of_tests(
    folder: Path,
) -> None:
    repository = read_repository(folder, "a/b", ENCODER)
    snapshot = repository.index.snapshot
    assert snapshot.n_files == 2 and snapshot.n_vectors == snapshot.n_units > 5
    assert {(q.group, q.text, q.path) for q in repository.questions} == {
        (METHODS, "Removes the smallest number.", "Heap.java"),
        (METHODS, "Adds a number of somebody.", "Heap.java"),
        (TYPES, "Keeps numbers in order.", "Heap.java"),
    }


@given(st.lists(st.integers(0, 400), max_size=300))
def test_each_question_is_asked_once_and_never_one_of_two_comments(texts: list[int]) -> None:
    questions = [RepositoryQuestion(f"Q{n}", METHODS, f"{i}", i) for i, n in enumerate(texts)]
    some = list(drawn(questions))
    assert len(some) == min(N_METHODS, sum(texts.count(n) == 1 for n in set(texts)))
    assert all(texts.count(int(question.text[1:])) == 1 for question in some)
    assert list(drawn(reversed(questions))) == some


def hit(path: str, line: int) -> Hit:
    return Hit(path, line, line, "method", "f", "A", "f()", 0.5, 0, 0, (), path)


@pytest.mark.parametrize(
    ("group", "hits", "gained"),
    [
        (METHODS, [("A", 3)], 1.0),
        (METHODS, [("A", 9), ("B", 3), ("A", 3)], 1 / 3),
        (METHODS, [("B", 3)], 0.0),
        (TYPES, [("B", 1), ("A", 9)], 1 / np.log2(3)),
        (TYPES, [], 0.0),
    ],
)
def test_what_a_question_gains(group: str, hits: Sequence[tuple[str, int]], gained: float) -> None:
    question = RepositoryQuestion("words", group, "A", 3)
    assert gain(question, [hit(*each) for each in hits]) == pytest.approx(gained)


def test_variants_differ_in_what_they_name(folder: Path) -> None:
    repositories = [read_repository(folder, "a/b", ENCODER)]
    shipped = measure(repositories, ENCODER, Variant())
    again = measure(repositories, ENCODER, Variant(Ranking()))
    assert difference(shipped, again) == dict.fromkeys((METHODS, TYPES), (0.0, (0.0, 0.0)))
    bare = measure(repositories, ENCODER, Variant(without("test")))
    # Its twin of the test file stands beside each unit: without the rule some come behind it.
    assert difference(shipped, bare)[METHODS][0] <= 0
    text = table(repositories, ENCODER)
    assert all(f"without `{name}`" in text for name in RULES) and "as shipped" in text
    assert text.count("\n") == 2 + len(list(variants()))


def test_without_leaves_the_other_rules() -> None:
    assert set(without("copy", "use").rules) == set(RULES) - {"copy", "use"}
