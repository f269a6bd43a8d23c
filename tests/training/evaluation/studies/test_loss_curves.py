"""Curves of training runs, and the GRU's beside ours."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import InputError
from beamcoder.markdown import Section
from beamcoder.training.evaluation.studies.curves import (
    Curve,
    CurvePoint,
    continued,
    read_run,
)
from beamcoder.training.evaluation.studies.loss_curves import follow, main

HEADER = "step,pieces,seconds,rate,train,plain,after,statement\n"
VALIDATED = "1,{1},{0},,,{2},0.5,0.6\n"
TRAINED = "1,900,9.0,0.5,3.1,,,\n"


def write_run(folder: Path, marks: list[tuple[float, int, float]], style: str = "stdin") -> Path:
    folder.mkdir()
    (folder / "recipe.json").write_text(json.dumps({"data": {"styles": [style]}}))
    (folder / "log.csv").write_text(
        HEADER + TRAINED + "".join(VALIDATED.format(*mark) for mark in marks)
    )
    return folder


def write_gru(folder: Path, marks: list[tuple[float, int, float]]) -> Path:
    folder.mkdir()
    told = [{"seconds": s, "pieces": n, "loss": loss} for s, n, loss in marks]
    document = {"training": {"styles": ["stdin"], "marks": told}}
    (folder / "config.json").write_text(json.dumps(document))
    return folder


OURS = [(60.0, 1000, 2.0), (180.0, 3000, 1.0)]
THEIRS = [(60.0, 4000, 1.9), (120.0, 8000, 1.7)]


def test_a_run_has_the_marks_of_its_validations(tmp_path: Path) -> None:
    curve = read_run(write_run(tmp_path / "a", OURS))
    assert curve == Curve("a", ("stdin",), tuple(CurvePoint(*mark) for mark in OURS))


def test_what_a_run_copied_is_not_counted_twice(tmp_path: Path) -> None:
    first = read_run(write_run(tmp_path / "a", OURS))
    second = read_run(write_run(tmp_path / "b", [*OURS, (240.0, 4000, 0.9)]))
    assert continued(first, second).marks == (CurvePoint(240.0, 4000, 0.9),)
    assert [len(part.marks) for part in follow([first, second])] == [2, 1]


@given(
    st.lists(st.tuples(st.floats(1, 1e4), st.floats(0.1, 9)), min_size=1, unique_by=lambda p: p[0]),
    st.floats(0, 2e4),
)
def test_between_two_marks_the_loss_lies_between_them(
    points: list[tuple[float, float]], x: float
) -> None:
    marks = tuple(CurvePoint(s, 0, loss) for s, loss in sorted(points))
    loss = Curve("", (), marks).at_second(x)
    assert (loss is None) == (not marks[0].seconds <= x <= marks[-1].seconds)
    if loss is not None:
        around = [m.loss for m in marks if m.seconds <= x][-1:]
        around += [m.loss for m in marks if m.seconds >= x][:1]
        assert min(around) - 1e-9 <= loss <= max(around) + 1e-9


def test_the_loss_at_a_mark_is_that_mark(tmp_path: Path) -> None:
    curve = read_run(write_run(tmp_path / "a", OURS))
    assert [curve.at_second(s) for s, _, _ in OURS] == [2.0, 1.0]
    assert [curve.at_pieces(n) for _, n, _ in OURS] == [2.0, 1.0]
    assert curve.at_pieces(2000) == 1.5


def test_the_command_writes_a_section_and_its_picture(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    gru, run = write_gru(tmp_path / "gru", THEIRS), write_run(tmp_path / "a", OURS)
    other = write_run(tmp_path / "b", [(240.0, 5000, 0.9)], "class")
    out, picture = tmp_path / "40-racing.json", tmp_path / "pictures" / "racing.png"
    command = [str(gru), "--ours", str(run), str(other)]
    assert main([*command, "--section", str(out), "--picture", str(picture)]) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    told = Section.load(out)
    assert [row[:6] for row in told.rows] == [
        ["1.0", "0.0", "1.900", "0.0", "2.000", "-0.100"],
        ["2.0", "0.0", "1.700", "0.0", "1.500", "+0.200"],
    ]
    assert told.markdown() == capsys.readouterr().out.rstrip("\n")
    assert "](pictures/racing.png)" in told.notes


@pytest.mark.parametrize(
    ("file", "text", "word"),
    [
        ("log.csv", HEADER + TRAINED, "never validated"),
        ("log.csv", "step,plain\n1,2\n", "no training run"),
        ("recipe.json", "{}", "no training run"),
    ],
)
def test_a_run_that_cannot_be_read(tmp_path: Path, file: str, text: str, word: str) -> None:
    folder = write_run(tmp_path / "a", OURS)
    (folder / file).write_text(text)
    with pytest.raises(InputError, match=word):
        read_run(folder)


def test_folders_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_run(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    assert main([str(tmp_path), "--ours", str(tmp_path)]) == 2
    assert "no folder of a GRU" in capsys.readouterr().err
