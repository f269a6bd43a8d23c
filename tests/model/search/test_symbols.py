"""Symbols mean themselves, names by their humps or beginning, and names one slip away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.search.block import NameLines
from beamcoder.model.search.queries.symbols import Closeness, is_one_slip, match_symbol

NAMES = ["getOrDefault", "get", "getOrder", "dijkstra", "isEmpty", "HTMLParser", "of", "Dijkstra"]
TABLE = NameLines(name.encode() + b"\0\0" for name in NAMES)


@pytest.mark.parametrize(
    ("symbol", "found"),
    [
        ("dijkstra", {"dijkstra": Closeness.EXACT, "Dijkstra": Closeness.FOLDED}),
        ("of", {"of": Closeness.EXACT}),
        ("gOD", {"getOrDefault": Closeness.ALL_HUMPS}),
        ("getOrDef", {"getOrDefault": Closeness.ALL_HUMPS}),
        ("gOr", {"getOrDefault": Closeness.HUMPS, "getOrder": Closeness.ALL_HUMPS}),
        ("god", {"getOrDefault": Closeness.ALL_HUMPS}),
        ("dijkstar", {"dijkstra": Closeness.SLIP, "Dijkstra": Closeness.SLIP}),
        ("isEmpt", {"isEmpty": Closeness.ALL_HUMPS}),
        ("isEmtpy", {"isEmpty": Closeness.SLIP}),
        ("nothing", {}),
        ("a.*b", {}),
        ("größe", {}),
    ],
)
def test_what_a_symbol_means(symbol: str, found: dict[str, Closeness]) -> None:
    assert {NAMES[unit]: near for unit, near in match_symbol(TABLE, symbol).items()} == found


@given(st.text("abC", min_size=1, max_size=8), st.text("abC", min_size=1, max_size=8))
def test_one_slip_is_one_step_of_edit_distance(name: str, typed: str) -> None:
    steps = set[str]()
    for i in range(len(name) + 1):
        steps.add(name[:i] + name[i + 1 :])
        steps.update(name[:i] + c + name[i:] for c in "abC")
        if i < len(name):
            steps.update(name[:i] + c + name[i + 1 :] for c in "abC")
        if i + 1 < len(name):
            steps.add(name[:i] + name[i + 1] + name[i] + name[i + 2 :])
    assert is_one_slip(name.encode(), typed.encode()) == (typed in steps - {name})


@given(st.sampled_from([name for name in NAMES if len(name) > 4]), st.data())
def test_every_slip_finds_its_name(name: str, data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(name) - 1))
    typed = data.draw(st.sampled_from([name[:i] + "z" + name[i:], name[:i] + "q" + name[i + 1 :]]))
    assert NAMES.index(name) in match_symbol(TABLE, typed)
