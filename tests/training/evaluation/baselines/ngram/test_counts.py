"""Counts in sorted arrays against counts in dictionaries."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.tokenizer.layout import DEDENT, INDENT, NEWLINE
from beamcoder.training.evaluation.baselines.ngram.counts import PAD, Counts, Ids, places
from beamcoder.training.evaluation.baselines.ngram.lexicon import (
    DEDENTS,
    END,
    FIRST_TOKEN,
    LINE_ENDS,
    UNKNOWN,
    Lexicon,
    NameTable,
    joined,
    symbols_of,
)

N_SYMBOLS = 6
FILES = st.lists(st.lists(st.integers(1, N_SYMBOLS - 1), max_size=12), max_size=4)
ORDERS = st.integers(1, 7)

Naive = Counter[tuple[tuple[int, ...], int]]  # context and symbol


def stream(files: list[list[int]], order: int) -> Ids:
    padded = [[PAD] * (order - 1) + file for file in files]
    return np.array([id for file in padded for id in file], np.int64)


def naive(files: list[list[int]], order: int) -> Naive:
    found: Naive = Counter()
    for file in files:
        padded = [PAD] * (order - 1) + file
        for i in range(order - 1, len(padded)):
            for n in range(order):
                found[tuple(padded[i - n : i]), padded[i]] += 1
    return found


@settings(deadline=None, max_examples=60)
@given(FILES, ORDERS, st.lists(st.integers(0, N_SYMBOLS - 1), min_size=6, max_size=6))
def test_counts_are_those_of_dictionaries(
    files: list[list[int]], order: int, behind: list[int]
) -> None:
    counts, expected = Counts.of(stream(files, order), order), naive(files, order)
    last = np.array(behind[6 - (order - 1) :], np.int64)
    contexts, ids = counts.contexts(last), np.arange(1, N_SYMBOLS)
    table = counts.count(contexts[:, None], ids)  # (orders, symbols)
    spans = counts.spans(contexts)
    for n in range(order):
        context = tuple(behind[6 - n :])
        row = [expected[context, int(id)] for id in ids]
        assert table[n].tolist() == row
        assert spans.total[n] == sum(row)
        assert spans.high[n] - spans.low[n] == sum(x > 0 for x in row)
        assert counts.count_between(contexts[n : n + 1], 2, 4).tolist() == [row[1] + row[2]]
        best = counts.top(int(spans.low[n]), int(spans.high[n]), 2)
        assert sorted(row[id - 1] for id in best) == [n for n in sorted(row)[-2:] if n]


@settings(deadline=None, max_examples=30)
@given(FILES, ORDERS)
def test_places_are_all_symbols_and_what_stands_before(files: list[list[int]], order: int) -> None:
    flat = stream([*files, [1]], order)
    last, ids = places(flat, order)
    assert ids.tolist() == [id for file in [*files, [1]] for id in file]
    assert last.shape == (len(ids), order - 1)


def test_the_most_frequent_are_kept_for_large_contexts() -> None:
    ids = np.repeat(np.arange(1, 3001), np.where(np.arange(1, 3001) % 1000 == 7, 3, 1))
    counts = Counts.of(ids.astype(np.int64), 1)
    for _ in range(2):
        assert set(counts.top(0, 3000, 3).tolist()) == {7, 1007, 2007}


def test_a_run_of_dedents_is_one_symbol() -> None:
    marks = [DEDENT, "}", DEDENT, DEDENT, "}", NEWLINE, "a", INDENT, "b", *[DEDENT] * 9]
    wanted = [DEDENT, "}", DEDENTS[0], "}", NEWLINE, "a", INDENT, "b", DEDENTS[-1]]
    assert list(joined(marks)) == wanted
    assert symbols_of("a;\n  b;\n") == [NEWLINE, "a", ";", INDENT, "b", ";", END]


def test_numbers_of_a_beginning_stand_together() -> None:
    tokens = sorted(["i", "in", "int", "interface", "j", "sum", '"in"', "ins\U0010fffe"])
    lexicon = Lexicon(tokens)
    first, stop = lexicon.beginning("in")
    found = [tokens[i - FIRST_TOKEN] for i in range(first, stop)]
    assert found == [text for text in tokens if text.startswith("in")]
    assert len(lexicon) == FIRST_TOKEN + len(tokens)


def test_new_names_are_known_to_their_files_only() -> None:
    lexicon = Lexicon(["a", "b"])
    names = NameTable(lexicon)
    ids = names.ids(["a", "fresh", NEWLINE, "fresh", "fruit"])
    assert ids[1] == ids[3] == len(lexicon) and names.text(ids[1]) == "fresh"
    assert names.text(ids[0]) == "a" and ids[2] == lexicon.id(NEWLINE) != UNKNOWN
    assert lexicon.ids(["fresh", "b"]).tolist() == [UNKNOWN, FIRST_TOKEN + 1]
    assert names.beginning("fr").tolist() == [len(lexicon), len(lexicon) + 1]
    other = names.copy()
    other.ids(["more"])
    assert (names.find("more"), other.find("more")) == (UNKNOWN, len(lexicon) + 2)
    assert other.find("fruit") == names.find("fruit")


@pytest.mark.parametrize("mark", LINE_ENDS)
def test_line_ends_are_no_tokens(mark: str) -> None:
    assert UNKNOWN < Lexicon([]).id(mark) < FIRST_TOKEN
