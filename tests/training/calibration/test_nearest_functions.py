"""The nearest functions are found by their signatures, and pieces are cut where room ends."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.artefact import open_folder
from beamcoder.model.search.bag_encoder import open_encoder
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.calibration.nearest_functions import (
    PRESENT,
    Functions,
    first_pieces,
    functions,
    sources,
    table,
)
from beamcoder.training.evaluation.places.program import Program

HEAP = "class A { int poll(int[] heap) { int top = heap[0]; sink(heap, 0); return top; } }"
GCD = "class B { long gcd(long a, long b) { return b == 0 ? a : gcd(b, a % b); } }"
ASKED = "class C { static long gcd(long x, long y) { return 1; } }"


def program(name: str, text: str) -> Program:
    return Program.parse(text, f"author/{name}.java", "author")


def test_the_function_of_the_same_signature_is_the_nearest() -> None:
    others = [program("heap", HEAP), program("gcd", GCD)]
    encoder, subword = open_encoder(), Subword.load(open_folder(None).tokenizer_path)
    found = Functions.of(others, encoder, subword)
    near = found.nearest(functions(program("asked", ASKED)), encoder)
    assert len(near) == 2 and near[0].tolist() == found.pieces[1].tolist()
    assert found.nearest([], encoder) == []
    by_name = sources(program("asked", ASKED), others, encoder, subword)
    assert len(by_name) == 4 and all(len(index.keys) for index in by_name.values())


@given(st.lists(st.integers(0, 9), max_size=9), st.integers(0, 30))
def test_pieces_are_taken_from_the_first_on(lengths: list[int], room: int) -> None:
    parts = [np.arange(length) for length in lengths]
    found = np.concatenate([np.zeros(0, np.int64), *first_pieces(parts, room)])
    assert found.tolist() == np.concatenate([np.zeros(0, np.int64), *parts])[:room].tolist()


def test_the_table_compares_with_what_there_is() -> None:
    text = table({PRESENT: [(0.5, 0.8), (0.7, 0.9)], "other": [(0.6, 0.8), (0.8, 0.9)]})
    assert "+0.1000 to +0.1000" in text and "| 0.6000 | 85.00 |" in text
