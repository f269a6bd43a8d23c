"""Words come out of identifiers and texts alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.search.words import STOP_WORDS, WordNumbers, split, words_of


@pytest.mark.parametrize(
    ("identifier", "humps"),
    [
        ("getOrDefault", ["get", "or", "default"]),
        ("HTMLParser", ["html", "parser"]),
        ("parseXML", ["parse", "xml"]),
        ("MAX_SIZE", ["max", "size"]),
        ("base64Url", ["base", "64", "url"]),
        ("x", ["x"]),
        ("_", []),
        ("größteZahl", ["größtezahl"]),
        ("счётчик_1", ["счётчик", "1"]),
    ],
)
def test_humps(identifier: str, humps: list[str]) -> None:
    assert split(identifier) == humps


def test_words_are_stems_without_stop_words() -> None:
    assert words_of("Returns the shortest paths") == ("return", "shortest", "path")
    assert words_of("shortestPath") == ("shortest", "path")
    assert words_of("The And OF") == ()


@given(st.text(max_size=40))
def test_any_text_has_words_in_small_letters(text: str) -> None:
    for word in words_of(text):
        assert word == word.lower() and word not in STOP_WORDS


@given(st.lists(st.sampled_from(["getMax", "max", "ofThe", "a1b2", "réseau"]), max_size=30))
def test_numbers_are_those_of_the_words(tokens: list[str]) -> None:
    vocabulary = WordNumbers()
    numbers = [vocabulary.numbers(token) for token in tokens]
    every = list(vocabulary)
    assert [tuple(every[n] for n in each) for each in numbers] == [words_of(t) for t in tokens]
    assert len(set(every)) == len(every) == len(vocabulary)
