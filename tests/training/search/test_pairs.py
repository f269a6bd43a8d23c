"""Pairs: what a comment and its method give, and that no side of a split knows the other's."""

from pathlib import Path

import pytest

from beamcoder.errors import CorpusError
from beamcoder.model.search.units import extract
from beamcoder.training.search.collect import read_libraries
from beamcoder.training.search.javadoc import documented, first_sentence, is_test_path
from beamcoder.training.search.pairs import Pair, read_pairs, without_copies, write_pairs
from beamcoder.training.search.public_sets import method_unit

SOURCE = """
class Graphs {
    /**
     * Finds the shortest paths from a {@link Vertex}. Edges may not be negative.
     * @param s where they begin
     */
    long[] dijkstra(int s) {
        return run(s);
    }

    /** {@inheritDoc} */
    int size() {
        return n;
    }

    /** Says what it is in words. */
    public String toString() {
        return "graph";
    }

    /** One line is too short to be found by its words. */
    int n() { return n; }
}
"""


def pairs_of(text: str, source: str = "a/b") -> list[Pair]:
    return list(documented(extract(text), source, "Graphs.java"))


def test_a_documented_method_is_a_pair_and_keeps_nothing_of_the_comment() -> None:
    [pair] = pairs_of(SOURCE)
    assert pair.text == "Finds the shortest paths from a Vertex."
    assert pair.rest.startswith("Edges may not be negative.")
    assert (pair.unit.name, pair.unit.comment) == ("dijkstra", "")
    assert "shortest" not in pair.unit.signature + pair.unit.body


@pytest.mark.parametrize(
    ("comment", "sentence"),
    [
        ("Adds one. Then two.", "Adds one."),
        ("Reads version 1.2 of a file, e.g. this", "Reads version 1.2 of a file, e.g."),
        ("No end at all", "No end at all"),
        ("@return nothing but a tag", ""),
        ("", ""),
    ],
)
def test_first_sentences(comment: str, sentence: str) -> None:
    text, rest = first_sentence(comment)
    assert text == sentence
    assert len(text) + len(rest) <= len(comment)


def test_tests_are_told_by_their_path() -> None:
    assert is_test_path("src/test/java/A.java") and is_test_path("a/HeapTest.java")
    assert not is_test_path("src/main/java/Contest.java")


def test_copies_of_code_or_text_are_taken_once() -> None:
    first = pairs_of(SOURCE)
    same_code = pairs_of(SOURCE.replace("Finds the", "Computes all"))
    same_text = pairs_of(SOURCE.replace("run(s)", "walk(s)"))
    spaced = pairs_of(SOURCE.replace("return run", "return   run"))
    other = pairs_of(SOURCE.replace("run(s)", "go(s)").replace("Finds the", "Walks along"))
    kept = list(without_copies([*first, *same_code, *same_text, *spaced, *other], set(), set()))
    assert kept == [*first, *other]


def test_pairs_come_back_from_a_file_as_they_were(tmp_path: Path) -> None:
    written = pairs_of(SOURCE)
    write_pairs(tmp_path / "some.jsonl", written)
    assert list(read_pairs(tmp_path / "some.jsonl")) == written


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"text": "a"}', '{"unit": {"name": 1}}', "{"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    write_pairs(tmp_path / "some.jsonl", pairs_of(SOURCE))
    with (tmp_path / "some.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(CorpusError, match=r"some\.jsonl:2 is no pair"):
        list(read_pairs(tmp_path / "some.jsonl"))


def test_no_library_stands_on_two_sides() -> None:
    libraries = read_libraries()
    names = [library.repository.lower() for library in libraries]
    assert len(set(names)) == len(names)
    assert {library.split for library in libraries} == {"train", "validation", "test"}
    assert all(library.licence.strip() for library in libraries)


def test_the_ten_repositories_of_the_test_are_never_trained_on() -> None:
    held_out = {
        *("apache/commons-lang", "TheAlgorithms/Java", "jgrapht/jgrapht", "JodaOrg/joda-time"),
        *("apache/commons-io", "Waikato/moa", "kevin-wayne/algs4", "google/gson", "zxing/zxing"),
        "datumbox/datumbox-framework",
    }
    of_test = {library.repository for library in read_libraries() if library.split == "test"}
    assert of_test == held_out


def test_code_between_spaces_is_read_as_a_method() -> None:
    unit = method_unit("int function ( int [ ] arg0 ) { return arg0 . length ; }")
    assert unit is not None and (unit.name, unit.kind) == ("function", "method")
    assert "arg0.length" in unit.body
    assert method_unit("int x ;") is None
