"""The page of figures: from saved results to Markdown and pictures, nothing measured."""

import json
import re
from pathlib import Path

import pytest

from beamcoder.training.evaluation.baselines.catalogue import KEYS
from beamcoder.training.evaluation.measure import sibling
from beamcoder.training.evaluation.page import quality
from beamcoder.training.evaluation.page.goals import GOALS, QualityGoal
from beamcoder.training.evaluation.page.pictures import by_author
from beamcoder.training.evaluation.results.comparison import ROWS, ComparisonTable
from beamcoder.training.evaluation.results.estimates import Figure, figures
from beamcoder.training.evaluation.results.report import PLAIN_NUMBERS, Result

POSITIONS = [f"position.left.{scope}.from_{n:04d}" for scope in ("all", "body") for n in (0, 32)]
OF_FILES = [name for name in (*ROWS, *POSITIONS) if not name.startswith("calibration")]
CURVE = [
    {"shown": p, "right": p, "low": max(0, p - 0.1), "high": min(1, p + 0.1), "n": 40}
    for p in (0.1, 0.5, 0.9)
]


def result(name: str, share: float) -> Result:
    """A model with every metric at `share` in each of six files of two authors."""
    sums = {
        f"{author}/{i}.java": {metric: [10 * share, 10.0] for metric in OF_FILES}
        for author in ("ann", "bob")
        for i in range(3)
    }
    settings = {"paths": ["test"], "seed": 0, "n_files": 9, "n_positions": 40, "n_files_found": 6}
    ece = {f"calibration.{kind}.ece": Figure(0.025, 0.02, 0.03, 99) for kind in ("tokens", "lines")}
    curves = {"tokens": CURVE, "lines": CURVE}
    model = {"name": name, "parameters": 12_345, "sha256": "0" * 64}
    return Result(model, settings, figures(sums, 0) | ece, sums, curves)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """Our result, and two of baselines next to it."""
    path = tmp_path / "ours.json"
    result("ours", 0.85).save(path)
    result("6-gram + file", 0.8).save(sibling(path, "cached"))
    result("gru-512", 0.7).save(sibling(path, "gru"))
    return path


def made(saved: Path, *more: str) -> tuple[str, Path]:
    out = saved.parent / "docs" / "quality.md"
    assert quality.main([str(saved), "--out", str(out), *more]) == 0
    return out.read_text(encoding="utf-8"), out


def test_the_page_has_every_part(saved: Path) -> None:
    text, _ = made(saved)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == [
        *("Goals", "Against the baselines", "Calibration", "Along the file", "By author", "Again")
    ]
    assert "ours, 12,345 parameters, measured in 6 of 6 files" in text
    assert "|  | ours | 6-gram + file | gru-512 |" in text
    for author in ("ann", "bob"):
        assert f"| {author} | 3 | 85.0 [85.0, 85.0] |" in text
    assert "beamcoder evaluate test --baselines" in text and "--files 9 --positions 40" in text


def test_the_same_results_give_the_same_page_and_pictures(saved: Path) -> None:
    text, out = made(saved)
    pictures = {path.name: path.read_bytes() for path in (out.parent / "pictures").iterdir()}
    assert set(re.findall(r"\]\(pictures/([^)]+)\)", text)) == set(pictures)
    again, _ = made(saved)
    assert again == text
    for name, data in pictures.items():
        assert (out.parent / "pictures" / name).read_bytes() == data


def test_what_was_not_measured_is_not_drawn(tmp_path: Path) -> None:
    path = tmp_path / "ours.json"
    bare = result("ours", 0.5)
    files = {file: {"parses.left": [1.0, 1.0]} for file in bare.files}
    Result(bare.model, bare.settings, {}, files).save(path)
    text, out = made(path)
    assert "pictures/" not in text and not (out.parent / "pictures").exists()
    assert "not measured" in text


def test_sections_stand_behind_the_rest(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sections"
    folder.mkdir()
    section = {"title": "Lines of javaCorpus", "columns": ["model", "exact"], "rows": [["a", 17.5]]}
    (folder / "10.json").write_text(json.dumps(section), encoding="utf-8")
    text, _ = made(saved, "--sections", str(folder))
    at = [text.index(f"\n## {title}\n") for title in ("By author", "Lines of javaCorpus", "Again")]
    assert at == sorted(at)


@pytest.mark.parametrize(
    ("goal", "figure", "cells"),
    [
        (
            QualityGoal("a", "x.accuracy@1", 0.83),
            Figure(0.85, 0.8, 0.9, 9),
            ["≥ 83.0 %", "reached"],
        ),
        (
            QualityGoal("a", "x.accuracy@1", 0.83),
            Figure(0.83, 0.8, 0.9, 9),
            ["≥ 83.0 %", "reached"],
        ),
        (
            QualityGoal("a", "x.accuracy@1", 0.83),
            Figure(0.8, 0.7, 0.9, 9),
            ["≥ 83.0 %", "missed by 3.00"],
        ),
        (
            QualityGoal("a", "x.bits", 1.5, at_most=True),
            Figure(1.4, 1, 2, 9),
            ["≤ 1.500", "reached"],
        ),
        (
            QualityGoal("a", "x.ece", 0.02, at_most=True),
            Figure(0.03, 0, 1, 9),
            ["≤ 0.020", "missed by 0.0100"],
        ),
        (
            QualityGoal("a", "x.exact", 0.03, ahead_of="b"),
            Figure(0.05, 0, 1, 9),
            ["≥ 3.0 points", "reached"],
        ),
        (QualityGoal("a", "x.exact", 0.03), None, ["≥ 3.0 %", "not measured"]),
    ],
)
def test_a_goal_is_reached_or_missed_by_so_much(
    goal: QualityGoal, figure: Figure | None, cells: list[str]
) -> None:
    _, bound, _, verdict = goal.row(figure)
    assert [bound, verdict] == cells


def test_a_goal_against_a_baseline_is_the_paired_difference(saved: Path) -> None:
    text, _ = made(saved)
    row = next(line for line in text.splitlines() if "ahead of the GRU" in line)
    assert row.endswith("| ≥ 3.0 points | +15.0 [+15.0, +15.0] * | reached |  |")
    row = next(line for line in text.splitlines() if "file cache" in line and "≥" in line)
    assert row.endswith("missed by 3.00 |  |")
    assert next(ln for ln in text.splitlines() if "nested by author" in ln).endswith(
        "not measured |  |"
    )


def test_a_workspace_is_compared_with_who_has_the_same_files(saved: Path) -> None:
    result("6-gram + file + author", 0.8).save(sibling(saved, "nested"))
    assert "other files\n" not in made(saved)[0]
    result("ours + workspace", 0.9).save(sibling(saved, "workspace"))
    text, _ = made(saved)
    part = text.split("## With the author's other files")[1].split("\n## ")[0]
    assert "|  | ours + workspace | ours | 6-gram + file + author |" in part
    assert "+5.0 [+5.0, +5.0] * |" in part and "+10.0 [+10.0, +10.0] * |" in part
    row = next(line for line in text.splitlines() if "model with a workspace" in line)
    assert row.endswith("| +10.0 [+10.0, +10.0] * | reached |  |")
    row = next(line for line in text.splitlines() if line.startswith("| next token, accuracy@1 "))
    assert row.endswith("| 90.0 [90.0, 90.0] |"), "each goal, with a workspace too"


def test_every_goal_is_a_metric_that_evaluation_has() -> None:
    assert {goal.metric for goal in GOALS} <= set(ROWS)
    plain = [goal for goal in GOALS if goal.metric.rpartition(".")[2] in PLAIN_NUMBERS]
    assert all(goal.bound <= 1 for goal in GOALS if goal not in plain)


def test_authors_have_their_own_files(saved: Path) -> None:
    ours = Result.load(saved)
    found = by_author(ours.files, 0)
    for author, metrics in found.items():
        own = {file: sums for file, sums in ours.files.items() if file.startswith(f"{author}/")}
        assert len(own) == 3 and metrics == figures(own, 0)


def test_results_are_taken_in_order(saved: Path) -> None:
    extra = saved.parent / "extra.json"
    result("extra", 0.5).save(extra)
    board = ComparisonTable.of(quality.read_results([saved, extra]))
    assert board.names == ["ours", "6-gram + file", "gru-512", "extra"]
    assert set(KEYS) > {"cached", "gru"}


@pytest.mark.parametrize("content", ["", "{}", '{"metrics": []}'])
def test_what_is_no_result_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    path = tmp_path / "ours.json"
    path.write_text(content, encoding="utf-8")
    assert quality.main([str(path), "--out", str(tmp_path / "q.md")]) == 2
    captured = capsys.readouterr()
    assert "no result" in captured.err and len(captured.err.splitlines()) == 1
    assert not (tmp_path / "q.md").exists()
