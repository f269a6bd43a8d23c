"""What is counted: kept on this machine, added up over servers, wiped; and never any text."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder import cli
from beamcoder.server.offers import statistics
from beamcoder.server.offers.statistics import (
    Statistics,
    bucket_of,
    latencies,
    read,
    summary,
    write,
)
from tests.server.buffer import Buffer
from tests.server.conftest import PATIENCE_S, SCRIPTED

ROOT = Path(__file__).resolve().parents[3]
DAY = "2026-01-02"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of counts of this test, and of the servers that it starts."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    path = statistics.default_path()
    assert path is not None
    assert path.is_relative_to(tmp_path)
    return path


def test_counts_add_up(state: Path) -> None:
    for n in (1, 2):
        counted = Statistics(state)
        counted.add("ghost.shown", n)
        assert read(state).get(("x", "ghost.shown")) is None
        counted.flush()
        counted.flush()
    assert summary(read(state))["ghost"]["shown"] == 3
    counted.is_on = False
    counted.add("ghost.shown")
    counted.flush()
    assert summary(read(state))["ghost"]["shown"] == 3


def test_servers_that_write_at_once_lose_nothing(state: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from beamcoder.server.offers.statistics import Statistics\n"
        "for _ in range(40):\n"
        "    s = Statistics(Path(sys.argv[1])); s.add('list.shown'); s.flush()\n"
    )
    command = [sys.executable, "-c", code, str(state)]
    writers = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [writer.wait(PATIENCE_S) for writer in writers] == [0, 0, 0]
    assert summary(read(state))["list"]["shown"] == 120


@given(st.lists(st.floats(0.05, 5_000), min_size=1, max_size=300))
def test_percentiles_are_right_to_the_width_of_a_bucket(times: list[float]) -> None:
    counts = Counter(f"latency.{bucket_of(ms)}" for ms in times)
    found = latencies(counts)
    assert found["answers"] == len(times)
    for share in (50, 90, 99):
        exact = float(np.percentile(times, share, method="inverted_cdf"))
        assert found[f"p{share}"] == pytest.approx(exact, rel=0.06)


def test_a_file_that_is_broken_costs_one_line_of_log(
    state: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    state.parent.mkdir(parents=True)
    state.write_text("this is no database, but quite something else")
    counted = Statistics(state)
    for _ in range(2):
        counted.add("list.shown")
        counted.flush()
    assert len(caplog.records) == 1 and "cannot be kept" in caplog.text
    assert cli.main(["stats"]) == 1
    assert "beamcoder stats --wipe deletes it" in capsys.readouterr().err
    assert cli.main(["stats", "--wipe"]) == 0
    counted.add("list.shown")
    counted.flush()
    assert summary(read(state))["list"]["shown"] == 1


def test_the_command(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stats"]) == 0
    assert "nothing has been counted yet" in capsys.readouterr().out
    counts = {"ghost.accepted": 3, "keysSaved": 30, "keysTyped": 70, f"latency.{bucket_of(21)}": 9}
    write(state, {(DAY, name): n for name, n in counts.items()})
    assert cli.main(["stats"]) == 0
    shown = capsys.readouterr().out
    assert f"since {DAY}" in shown and "typed 70, 30 % of all" in shown and "9 answers" in shown
    assert cli.main(["stats", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ghost"]["accepted"] == 3 and found["since"] == DAY
    assert cli.main(["stats", "--wipe"]) == 0
    assert not state.exists()


def server(client_for: Any, options: Any = None) -> Any:
    client = client_for(SCRIPTED)
    client.initialize({"minimumProbability": 0} | (options or {}))
    return client


def test_a_server_counts_what_becomes_of_its_items(client_for: Any, state: Path) -> None:
    client = server(client_for)
    buffer = Buffer(client, "int secretName; // 数\n|")
    buffer.type("s")
    ghost, other = buffer.ghosts()
    buffer.items()
    buffer.tell("shown", ghost)
    buffer.tell("dismissed", other)
    buffer.accept(ghost)
    buffer.run_command(ghost)
    found = client.ask("beamcoder/statistics", {})
    assert found["ghost"] == {
        "offered": 1, "shown": 2, "accepted": 1, "partlyAccepted": 0, "dismissed": 1, "kept": 0,
    }  # fmt: skip
    assert found["list"]["offered"] == 1 and found["list"]["accepted"] == 0
    assert found["keysSaved"] == len("scanner.nextInt();") - 2 and found["keysTyped"] == 1
    assert found["latencyMs"]["answers"] == 2 and found["latencyMs"]["p50"] > 0
    assert client.shut_down() == 0
    assert summary(read(state)) == found


def test_what_stays_for_its_time_is_kept(client_for: Any, state: Path) -> None:
    client = client_for(SCRIPTED, BEAMCODER_TEST_KEPT_AFTER_S="0.2")
    client.initialize({"minimumProbability": 0, "logLevel": "debug"})
    buffer = Buffer(client, "s|")
    buffer.accept(buffer.ghosts()[0])
    client.logged("an item was kept")
    assert client.ask("beamcoder/statistics", {})["ghost"]["kept"] == 1


def test_counts_hold_no_text(client_for: Any, state: Path) -> None:
    client = server(client_for)
    buffer = Buffer(client, "int secretName; // 数\ns|", uri="file:///secret/Path.java")
    buffer.accept(buffer.ghosts()[0])
    assert client.shut_down() == 0
    names = {*statistics.SURFACES, *statistics.OfferEvent, "keysSaved", "keysTyped", "latency"}
    with sqlite3.connect(state) as connection:
        rows = connection.execute("SELECT * FROM counts").fetchall()
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    connection.close()
    assert rows and {table for (table,) in tables} <= {"counts", "sqlite_autoindex_counts_1"}
    for day, name, n in rows:
        parts = [part for part in name.split(".") if not part.lstrip("-").isdigit()]
        assert set(parts) <= names and len(day) == 10 and isinstance(n, int)
    content = state.read_bytes()
    assert not any(word in content for word in (b"secret", b"scanner", b"java", "数".encode()))


def test_nothing_is_counted_when_the_setting_is_off(client_for: Any, state: Path) -> None:
    client = server(client_for, {"statistics": False})
    buffer = Buffer(client, "s|")
    (item, *_) = buffer.items()
    buffer.accept(item)
    found = client.ask("beamcoder/statistics", {})
    assert found["isOn"] is False and found["since"] is None
    assert client.shut_down() == 0
    assert not state.exists()


def test_the_editor_can_wipe(client_for: Any, state: Path) -> None:
    client = server(client_for)
    Buffer(client, "s|").items()
    assert client.ask("beamcoder/statistics", {})["list"]["offered"] == 1
    assert client.ask("beamcoder/statistics", {"wipe": True})["list"]["offered"] == 0
    assert client.shut_down() == 0


@pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX")
def test_counts_are_their_users(tmp_path: Path) -> None:
    """Folders and file are closed to others whatever the umask; a link leads nowhere."""
    path = tmp_path / "a" / "b" / "counts"
    before = os.umask(0)
    try:
        write(path, {(DAY, "keysTyped"): 1})
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent, path.parent.parent)]
    assert modes == [0o600, 0o700, 0o700]
    link = tmp_path / "link"
    link.symlink_to(path)
    with pytest.raises(OSError, match="is a link"):
        write(link, {(DAY, "keysTyped"): 1})
    with pytest.raises(OSError, match="is a link"):
        read(link)
    assert read(path) == {(DAY, "keysTyped"): 1}
