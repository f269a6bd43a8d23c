"""Several results side by side, and `beamcoder evaluate --baselines` from end to end."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from beamcoder import cli
from beamcoder.errors import UsageError
from beamcoder.model.proposal import Item, ModelInfo
from beamcoder.training.evaluation import command
from beamcoder.training.evaluation.measure import sibling
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.results.comparison import ComparisonTable, written
from beamcoder.training.evaluation.results.estimates import Figure, differences, figures
from beamcoder.training.evaluation.results.report import Result
from tests.training.evaluation.conftest import write_programs

Make = Callable[..., Any]
Run = Callable[..., tuple[int, str, str]]
ACCURACY = "next_token.left.all.accuracy@1"
SETTINGS = {"paths": ["in"], "seed": 0, "n_files": 9, "n_positions": 9, "n_files_found": 9}


def result(name: str, shares: dict[str, float], **settings: Any) -> Result:
    """A model that is right in this share of 10 places of each file."""
    sums = {file: {ACCURACY: [10 * share, 10.0]} for file, share in shares.items()}
    return Result({"name": name}, SETTINGS | settings, figures(sums, 0), sums)


OURS = result("ours", {"a/1": 0.9, "a/2": 0.8, "b/1": 0.7})
OTHER = result("other", {"a/1": 0.5, "a/2": 0.4, "c/1": 0.9})


def test_only_files_that_all_have_been_asked_count() -> None:
    board = ComparisonTable.of([OURS, OTHER, result("third", {"a/1": 0, "a/2": 1, "d": 1})])
    assert board.n_files == 2
    assert [found[ACCURACY].value for found in board.figures] == pytest.approx([0.85, 0.45, 0.5])
    assert [found[ACCURACY].n for found in board.figures] == [20, 20, 20]


def test_differences_are_paired_by_file() -> None:
    board = ComparisonTable.of([OURS, OTHER])
    change = board.against[0][ACCURACY]
    ours, other = ({file: r.files[file] for file in ("a/1", "a/2")} for r in (OURS, OTHER))
    assert change == differences(ours, other, seed=0)[ACCURACY]
    assert (change.low, change.high) == pytest.approx((0.4, 0.4))  # the same in every file


def test_the_table_marks_what_differs() -> None:
    lines = ComparisonTable.of([OURS, OTHER]).markdown().splitlines()
    assert lines[0] == "|  | ours | other |"
    assert "+40.0 [+40.0, +40.0] *" in lines[2] and "85.0 [80.0, 90.0]" in lines[2]
    assert len(lines) == 3  # a metric that nobody has is no row


def test_a_metric_that_one_lacks_is_an_empty_cell() -> None:
    bare = Result({"name": "bare"}, SETTINGS, {}, {"a/1": {}})
    document = ComparisonTable.of([OURS, bare]).document()
    assert document["figures"]["bare"] == document["differences"]["bare"] == {}
    assert ComparisonTable.of([OURS, bare]).markdown().splitlines()[2].endswith("|  |")


@pytest.mark.parametrize(
    ("metric", "signed", "text"),
    [
        (ACCURACY, False, "50.0 [40.0, 60.0]"),
        (ACCURACY, True, "+50.0 [+40.0, +60.0] *"),
        ("next_token.left.all.bits", False, "0.500 [0.400, 0.600]"),
        ("calibration.tokens.ece", True, "+0.500 [+0.400, +0.600] *"),
    ],
)
def test_figures_are_written_with_their_intervals(metric: str, signed: bool, text: str) -> None:
    assert written(metric, Figure(0.5, 0.4, 0.6, 9), signed=signed) == text


def test_no_star_where_the_interval_holds_0() -> None:
    assert "*" not in written(ACCURACY, Figure(0.1, -0.1, 0.2, 9), signed=True)
    assert written(ACCURACY, Figure(-0.1, -0.2, -0.1, 9), signed=True).endswith("*")


@pytest.mark.parametrize(
    ("others", "word"),
    [
        ([result("ours", {"a/1": 1})], "same model"),
        ([result("other", {"a/1": 1}, seed=1)], "seed"),
        ([result("other", {"a/1": 1}, n_files=5)], "n_files"),
        ([result("other", {"z/1": 1})], "no file in common"),
    ],
)
def test_results_of_other_places_are_not_compared(others: list[Result], word: str) -> None:
    with pytest.raises(UsageError, match=word):
        ComparisonTable.of([OURS, *others])


# The command


@pytest.fixture
def folder(tmp_path: Path, program: Program) -> Path:
    return write_programs(tmp_path, program, 3)


@pytest.fixture
def corpus(tmp_path: Path, program: Program) -> Path:
    where = tmp_path / "corpus"
    where.mkdir()
    for split, n in (("train", 8), ("validation", 4), ("test", 0)):
        items = [
            {"author": f"a{i % 2}", "path": f"{i}.java", "problem": f"{i}", "text": program.text}
            for i in range(n)
        ]
        text = "".join(json.dumps(item) + "\n" for item in items)
        (where / f"{split}.jsonl").write_text(text, encoding="utf-8")
    return where


@pytest.fixture
def evaluate(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], constant: Make
) -> Run:
    def run(*arguments: object) -> tuple[int, str, str]:
        engine = constant(tokens=(Item(";", 0, 0.5),))
        monkeypatch.setattr(command, "_open", lambda model, device: engine)
        code = cli.main(["evaluate", *map(str, arguments)])
        return code, *capsys.readouterr()

    return run


def test_all_baselines_are_asked_the_same(folder: Path, corpus: Path, evaluate: Run) -> None:
    out = folder.parent / "ours.json"
    asked = (folder, "--baselines", corpus, "--out", out, "--positions", 10)
    code, text, err = evaluate(*asked)
    assert code == 0 and "no GRU" in err
    assert text.startswith("6 files that all models completed in\n\n|  | scripted |")
    keys = ("recency", "ngram", "cached", "nested")
    results = [Result.load(sibling(out, key)) for key in ("", *keys)]
    assert len({json.dumps(r.settings) for r in results}) == 1
    board = json.loads(sibling(out, "board").read_text(encoding="utf-8"))
    assert board == json.loads(json.dumps(ComparisonTable.of(results).document()))
    assert (folder.parent / "ours.board.md").read_text(encoding="utf-8") in text + "\n"
    plain = board["figures"]["6-gram"]
    assert plain[ACCURACY]["value"] > 0.5 and plain["next_token.left.all.bits"]["value"] < 9
    recency = board["figures"]["recency of names"]
    assert set(recency) and all(n.startswith(("typed.", "next_token.left.ident")) for n in recency)
    assert "keystrokes_saved.left.all" in plain and "calibration.lines.ece" in plain


def test_a_workspace_is_a_model_of_its_own(
    folder: Path, corpus: Path, evaluate: Run, constant: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = constant(tokens=(Item("int", 0, 0.5),), info=ModelInfo("scripted + workspace", 0, ""))
    monkeypatch.setattr(command, "_open_with_workspace", lambda paths, model, device: known)
    out = folder.parent / "ours.json"
    asked = (folder, "--baselines", corpus, "--out", out, "--positions", 5, "--workspace", "--json")
    code, text, _ = evaluate(*asked)
    assert code == 0 and json.loads(text)["models"][:2] == ["scripted", "scripted + workspace"]
    assert sibling(out, "workspace").exists()


@pytest.mark.slow
def test_a_killed_run_goes_on(folder: Path, corpus: Path, evaluate: Run) -> None:
    out = folder.parent / "ours.json"
    asked = (folder, "--baselines", corpus, "--out", out, "--positions", 10, "--json")
    _, first, _ = evaluate(*asked)
    sibling(out, "cached").unlink()
    code, again, err = evaluate(*asked, "--resume")
    assert (code, again) == (0, first)
    assert [line for line in err.splitlines() if line.startswith("asking")] == ["asking cached"]
    _, _, err = evaluate(*asked, "--resume", "--seed", 1)
    assert err.count("asking") == 5


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["{folder}", "--compare", "x.json"], "--compare"),
        (["x.json"], "name folders"),
        (["{folder}", "--resume"], "--out"),
    ],
)
def test_bad_use_is_one_sentence(
    arguments: list[str], word: str, folder: Path, corpus: Path, evaluate: Run
) -> None:
    told = [argument.format(folder=folder) for argument in arguments]
    code, out, err = evaluate(*told, "--baselines", corpus)
    assert (code, out) == (2, "") and word in err and len(err.splitlines()) == 1
