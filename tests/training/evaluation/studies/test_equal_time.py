"""Our network and the GRU after the same time, from two results and two trainings."""

import json
from pathlib import Path

from beamcoder.markdown import Section
from beamcoder.training.evaluation.results.estimates import figures
from beamcoder.training.evaluation.results.report import Result
from beamcoder.training.evaluation.studies.equal_time import METRICS, main
from tests.training.evaluation.studies.test_loss_curves import OURS, THEIRS, write_gru, write_run

ACCURACY = METRICS[0]
SETTINGS = {"paths": ["in"], "seed": 0, "n_files": 2, "n_positions": 9, "n_files_found": 9}


def saved(path: Path, name: str, share: float) -> str:
    sums = {file: {ACCURACY: [10 * share, 10.0]} for file in ("a/1", "b/2")}
    Result({"name": name}, SETTINGS, figures(sums, 0), sums).save(path)
    return str(path)


def test_a_row_for_what_both_were_asked(tmp_path: Path) -> None:
    results = [saved(tmp_path / f"{name}.json", name, x) for name, x in (("a", 0.7), ("b", 0.5))]
    runs = ["--ours", str(write_run(tmp_path / "run", OURS)), "--threads", "1", "2"]
    gru = ["--gru", str(write_gru(tmp_path / "gru", THEIRS))]
    path = tmp_path / "section.json"
    assert main([*results, *runs, *gru, "--section", str(path)]) == 0
    told = Section.load(path)
    assert len(told.rows) == 1
    assert told.rows[0][1:] == ["70.0 [70.0, 70.0]", "50.0 [50.0, 50.0]", "+20.0 [+20.0, +20.0] *"]
    assert "ours for 3 minutes of one thread, 0.0 M pieces; the GRU for 4 minutes" in told.intro
    assert json.loads(path.read_text())["title"] == told.title
