"""The measurement of dynamic batching compares what computes the same, and writes a table."""

from pathlib import Path

import pytest
import torch

from beamcoder.errors import BenchError, UsageError
from beamcoder.training.batching.binary import Contest
from beamcoder.training.batching.command import verify
from beamcoder.training.batching.java import JavaContest, methods_of
from beamcoder.training.batching.page import END, START, write
from beamcoder.training.batching.peer import open_peer
from beamcoder.training.batching.timing import Measured, medians

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


def test_contenders_compute_the_same_values_and_gradients() -> None:
    contest = Contest.drawn(width=6, batch=5, seed=1)
    contenders = contest.contenders(open_peer())
    verify(contenders)
    gradients = {}
    for name in contenders.keys() & {"recursion", "Fold", "TorchFold"}:
        contenders[name]()
        gradients[name] = [
            p.grad.to_dense().clone() for p in contest.cell.parameters() if p.grad is not None
        ]
    for own in gradients.values():
        assert len(own) == 5
        torch.testing.assert_close(own, gradients["recursion"], rtol=1e-4, atol=1e-6)


def test_java_contenders_compute_the_same() -> None:
    methods = methods_of(EXAMPLES)
    contest = JavaContest.drawn(methods[:4], width=8, seed=0)
    verify(contest.contenders())
    assert contest.n_nodes > 100


def test_contenders_that_differ_are_not_timed() -> None:
    with pytest.raises(BenchError, match="one and other differ by 1"):
        verify(
            {"one": lambda: torch.zeros(2), "none": lambda: None, "other": lambda: torch.ones(2)}
        )


def test_every_contender_has_its_turns() -> None:
    turns: list[str] = []
    found = medians({"a": lambda: turns.append("a"), "b": lambda: turns.append("b")}, 3)
    assert turns == ["a", "b"] * 4 and set(found) == {"a", "b"}


def test_the_table_goes_where_the_page_has_its_place(tmp_path: Path) -> None:
    page = tmp_path / "fold.md"
    page.write_text(f"before\n{START}\nstale\n{END}\nafter\n", encoding="utf-8")
    times = {"recursion": 90.0, "Fold": 30.0, "products": 20.0}
    for _ in range(2):
        write(page, [Measured("trees", 64, times), Measured("others", 64, {"Fold": 1.0})])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "stale" not in text
    assert "| Fold is faster than recursion, times | 3.00 |  |" in text
    assert "| Fold takes, of the products | 1.50 |  |" in text


def test_a_page_without_a_place_and_a_folder_without_java(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("nothing", encoding="utf-8")
    with pytest.raises(UsageError, match="no place for the table"):
        write(tmp_path / "page.md", [])
    with pytest.raises(UsageError, match="is no page"):
        write(tmp_path / "none.md", [])
    with pytest.raises(UsageError, match="has no Java methods"):
        methods_of(tmp_path)
