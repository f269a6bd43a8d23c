"""Sides of problems where no author is held out, and the file that names held-out authors."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import UsageError
from beamcoder.training.corpus.command import advice
from beamcoder.training.corpus.splits import MIN_PROBLEMS, Split, Splits, read_splits

KEYS = st.sets(st.text("abcdef0123456789", min_size=4, max_size=4), max_size=300)


@given(KEYS)
def test_every_side_has_a_problem_as_soon_as_there_are_three(keys: set[str]) -> None:
    sides = Splits(share=0.05).split_of_keys(keys)
    assert sides.keys() == keys
    assert set(sides.values()) == (set(Split) if len(keys) >= MIN_PROBLEMS else set(sides.values()))
    if len(keys) < MIN_PROBLEMS:
        assert set(sides.values()) <= {Split.TRAIN}


@given(KEYS, st.text("ghij", min_size=4, max_size=4))
def test_one_more_problem_moves_few_others(keys: set[str], more: str) -> None:
    before, after = (Splits(share=0.1).split_of_keys(k) for k in (keys, keys | {more}))
    moved = sum(before[key] is not after[key] for key in keys)
    assert moved <= 2 or len(keys) < MIN_PROBLEMS


def test_about_a_share_is_held_out() -> None:
    sides = Splits(share=0.1).split_of_keys(str(n) for n in range(5000))
    for side in (Split.TEST, Split.VALIDATION):
        assert 0.08 < sum(its is side for its in sides.values()) / 5000 < 0.12


@pytest.mark.parametrize(
    ("text", "splits"),
    [
        ("", Splits()),
        ("[problems]\nshare = 0.3", Splits(share=0.3)),
        ('[test]\nauthors = ["ann"]', Splits(test=frozenset({"ann"}))),
        ("[test]\n[validation]\nauthors = []", Splits()),
    ],
)
def test_what_a_splits_file_leaves_out_is_the_default(
    tmp_path: Path, text: str, splits: Splits
) -> None:
    (tmp_path / "splits.toml").write_text(text)
    assert read_splits(tmp_path / "splits.toml") == splits


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[tests]", "unknown key 'tests'; known are test, validation, problems"),
        ("[test]\nauthor = []", "unknown key 'test.author'"),
        ('[test]\nauthors = "ann"', "test.authors must be a list of names"),
        ("[test]\nauthors = [1]", "test.authors must be a list of names"),
        ("test = 1", "test must be a table, [test]"),
        ('[problems]\nshare = "1"', "problems.share must be a number"),
        ("[problems]\nshare = 0.7", "share is 0.7, not from 0 to below 0.5"),
        ("[problems]\nmax_train_files = 0.5", "must be a whole number"),
        ("[test", "is not TOML"),
    ],
)
def test_a_wrong_splits_file_is_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "splits.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read_splits(tmp_path / "splits.toml")
    assert told in str(caught.value) and "Error(" not in str(caught.value)


def test_no_splits_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        read_splits(tmp_path / "none.toml")


def test_an_empty_side_is_said_with_what_to_do() -> None:
    full = {"train": {"files": 7}, "validation": {"files": 1}, "test": {"files": 1}}
    assert advice(full) == ""
    told = advice(full | {"validation": {"files": 0}})
    assert "nothing was left for validation" in told and "three different problems" in told
