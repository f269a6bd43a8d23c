"""Candidates in the buffer's style, also on lines that begin inside a literal or a comment."""

import pytest

from beamcoder.model.decoding.constraints.place import Place
from beamcoder.model.decoding.constraints.place_facts import facts_at
from tests.excerpts import excerpt_of

BLOCK = 'class A {\n    String s = """\n        x, y { z\n        '


@pytest.mark.parametrize(
    ("marked", "symbols", "written"),
    [
        (BLOCK + '""".‸\n}', ("trim", "(", ")", ";"), "trim();"),
        (BLOCK + '"""‸\n}', (".", "trim", "(", ")", ";"), ".trim();"),
        (BLOCK + 'x"""‸\n}', ("+", "b", ";"), " + b;"),
        (BLOCK + '"""\n            + ‸\n}', ("b", ";"), "b;"),
        (BLOCK + '""", ‸\n}', ("f", "(", "1", ")"), "f(1)"),
        ("class A {\n    /* a\n     * { */ int ‸\n}", ("b", "=", "1", ";"), "b = 1;"),
        ("class A {\n    /* a\n     */‸\n}", ("int", "b", ";"), "int b;"),
    ],
)
def test_code_after_what_began_above(marked: str, symbols: tuple[str, ...], written: str) -> None:
    left, right = marked.split("‸")
    view = excerpt_of(left + right, len(left))
    place = Place(view, facts_at(view, None))
    assert place.write(symbols, replaces=False) == written
    assert place.write_token(symbols[0], replaces=False) == symbols[0]
