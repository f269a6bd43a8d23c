"""Models of several depths beside each other: what they cost, and what they had learned by when."""

import json
import shutil
from pathlib import Path

import pytest

from beamcoder.errors import InputError
from beamcoder.markdown import Section
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.studies import sizes
from beamcoder.training.evaluation.studies.curves import Curve, CurvePoint
from beamcoder.training.evaluation.studies.sizes import Budget, Size, Times, budgets, main
from beamcoder.training.run import checkpoint

Points = list[tuple[float, int, float]]  # seconds, pieces, loss
HEADER = "step,pieces,seconds,plain\n"


@pytest.fixture(scope="module")
def vocabulary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("vocabulary") / "tokenizer.model"
    Subword.train([[f"{a}{b}{c}" for a in "qwertz" for b in "aeiou" for c in "nmlkj"]], 300, path)
    return path


def write_run(
    folder: Path, vocabulary: Path, depth: int, points: Points, style: str = "stdin"
) -> Path:
    """What a training of a toy network leaves after, but that it was never trained."""
    config = ModelConfig(depth, 300, context=192, after_context=32)
    progress = checkpoint.Progress(step=2, pieces=points[-1][1], seconds=points[-1][0])
    checkpoint.save(folder, Seq2Seq(config), [], progress, {"model": config.to_json()})
    shutil.copyfile(vocabulary, folder / "tokenizer.model")
    (folder / "recipe.json").write_text(json.dumps({"data": {"styles": [style]}}))
    rows = [f"{i},{n},{s},{loss}\n" for i, (s, n, loss) in enumerate(points)]
    (folder / "log.csv").write_text(HEADER + "".join(rows))
    return folder


def size(name: str, line_ms: float, *runs: Points) -> Size:
    curves = tuple(
        Curve(name, ("stdin",), tuple(CurvePoint(*point) for point in run)) for run in runs
    )
    return Size(name, 1_000_000, 2_500_000, Times(line_ms, 0.5, 30.0), curves)


SMALL = size("depth 2", 10.0, [(60.0, 1_000_000, 2.0)])
LARGE = size(
    "depth 4", 25.0, [(90.0, 700_000, 2.2), (130.0, 1_000_000, 1.8)], [(62.0, 400_000, 2.1)]
)


def test_a_run_that_ended_with_its_budget_counts_for_it() -> None:
    assert budgets([SMALL, LARGE]) == [Budget(1_000_000, False), Budget(60.0, True)]
    assert Budget(1_000_000, False).loss(LARGE) == 1.8
    assert Budget(60.0, True).loss(LARGE) == 2.1


def test_else_a_longer_run_tells_of_its_middle() -> None:
    assert Budget(110.0, True).loss(LARGE) == pytest.approx(2.0)
    assert Budget(850_000, False).loss(LARGE) == pytest.approx(2.0)
    assert Budget(850_000, False).loss(SMALL) is None


def test_the_command_measures_every_shape_once(
    tmp_path: Path,
    vocabulary: Path,
    random_model: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(sizes, "N_ROUNDS", 1)
    large = write_run(tmp_path / "large", vocabulary, 2, [(90.0, 5000, 1.5)])
    small = write_run(tmp_path / "small", vocabulary, 1, [(60.0, 5000, 2.0)])
    again = write_run(tmp_path / "again", vocabulary, 2, [(61.0, 3000, 1.9)])
    out, picture = tmp_path / "50-sizes.json", tmp_path / "pictures" / "sizes.png"
    files = ["--section", str(out), "--picture", str(picture), "--model", str(random_model)]
    assert main([*map(str, (large, small, again)), *files]) == 0
    told = Section.load(out)
    assert [row[0] for row in told.rows] == ["depth 1", "depth 2", "random"]
    assert [row[-2:] for row in told.rows] == [["2.000", "2.000"], ["1.500", "1.900"], [None] * 2]
    n_parameters = [sum(p.numel() for p in Seq2Seq(c).parameters()) for c in shapes(small, large)]
    assert [row[1] for row in told.rows[:2]] == n_parameters
    n_bytes = sum(file.stat().st_size for file in random_model.iterdir())
    assert told.rows[2][2] == f"{n_bytes / 1e6:.1f}"
    assert all(float(cell) > 0 for row in told.rows for cell in row[2:7])  # type: ignore[arg-type]
    assert told.markdown() == capsys.readouterr().out.rstrip("\n")
    assert picture.read_bytes().startswith(b"\x89PNG") and "](pictures/sizes.png)" in told.notes


def shapes(*runs: Path) -> list[ModelConfig]:
    return [ModelConfig.load(checkpoint.checkpoints(run)[-1] / "config.json") for run in runs]


def test_runs_that_do_not_compare(
    tmp_path: Path, vocabulary: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = write_run(tmp_path / "a", vocabulary, 1, [(60.0, 5000, 2.0)])
    other = write_run(tmp_path / "b", vocabulary, 2, [(60.0, 5000, 2.0)], "class")
    with pytest.raises(InputError, match="validated on other files than a"):
        sizes.read_curves([run, other])
    shutil.rmtree(checkpoint.checkpoints(other)[0])
    assert main([str(run), str(other)]) == 2
    assert "has no checkpoint" in capsys.readouterr().err
