"""Names and authors of sources that no table names."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.training.corpus.sources import sources_of_places

PARTS = st.sampled_from(["repo", "ann", "bob", "one", "ann+one", "x" * 150, "repo.git"])
PLACES = st.lists(st.lists(PARTS, min_size=1, max_size=4), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("places", "names", "authors"),
    [
        (["a/mine", "b/old.zip", "c/more.git"], ["mine", "old", "more"], ["mine", "old", "more"]),
        (["m/ann/repo", "m/bob/repo"], ["ann/repo", "bob/repo"], ["ann", "bob"]),
        (["m/ann+a/repo", "m/ann+b/repo"], ["ann/a/repo", "ann/b/repo"], ["ann", "ann"]),
        (["m/repo", "m/bob/repo", "c"], ["repo", "bob/repo", "c"], ["repo", "bob", "c"]),
        (["m/ann/cp.git", "m/bob/cp"], ["ann/cp", "bob/cp"], ["ann", "bob"]),
    ],
)
def test_names_come_from_what_tells_apart(
    places: list[str], names: list[str], authors: list[str]
) -> None:
    sources = sources_of_places([Path("/", place) for place in places])
    assert [source.name for source in sources] == names
    assert [source.author for source in sources] == authors


@given(PLACES)
def test_names_are_unique_and_short(places: list[list[str]]) -> None:
    sources = sources_of_places([Path("/", *parts) for parts in places])
    names = [source.file_name for source in sources]
    assert len(set(names)) == len(names) == len(places)
    assert max(len(name.encode()) for name in names) < 200


def test_hundreds_of_one_name_become_a_corpus(tmp_path: Path, mirror: Any) -> None:
    """Such as clones that a mirror keeps as owner+name/repo: each has its owner for an author."""
    places = [mirror.place / f"owner{i}+code" / "repo" for i in range(220)]
    for i, place in enumerate(places):
        mirror.write(place, {"A.java": mirror.program(f"n{i}n")})
    built = mirror.build(places=tuple(places))
    assert {line["author"] for line in built.lines("train")} == {f"owner{i}" for i in range(220)}
