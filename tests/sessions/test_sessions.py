"""Three solutions of our own, typed key by key, recorded and played again.

On the machine of the record its model gives the same items to the letter; another processor's
eight-bit arithmetic may turn one list in ten, and which lines are likely enough for ghost text is
a matter of settings. Whoever changes items on purpose looks at what `beamcoder replay` prints, and
records anew: `python -m tests.sessions.drive`.
"""

import json
import signal
import stat
import subprocess
import sys
from asyncio import run
from pathlib import Path
from typing import Any, Final

import pytest

from beamcoder.bench.wire.client import LIST, LspClient
from beamcoder.model.artefact import open_folder
from beamcoder.sessions.session import RecordedSession, answers, read_session
from tests.sessions.drive import SESSIONS, SOLUTIONS, record, typed

FOLDER: Final = Path(__file__).parent
MAX_BYTES: Final = 100_000
BESIDE: Final = 0.1  # share of answers that another processor's arithmetic may turn


def session_of(name: str) -> RecordedSession:
    return read_session(FOLDER / f"{name}.jsonl.gz")


def text_of(session: RecordedSession) -> str:
    """The document in the end, by the editor's changes at one place each."""
    lines = [""]
    for entry in session.entries:
        if entry.message.get("method") == "textDocument/didChange":
            (change,) = entry.message["params"]["contentChanges"]
            start, end = change["range"]["start"], change["range"]["end"]
            assert start == end
            old = lines[start["line"]]
            new = old[: start["character"]] + change["text"] + old[start["character"] :]
            lines[start["line"] : start["line"] + 1] = new.split("\n")
    return "\n".join(lines)


def replay(path: Path, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "beamcoder", "replay", str(path), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_is_small_and_its_text_is_the_solution(name: str) -> None:
    assert (FOLDER / f"{name}.jsonl.gz").stat().st_size < MAX_BYTES
    session = session_of(name)
    assert text_of(session) == typed(name)
    assert (SOLUTIONS / f"{name}.java").read_text(encoding="utf-8").startswith(typed(name))
    assert len(list(answers(session))) > 50


@pytest.mark.slow
@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_is_answered_as_it_was(name: str) -> None:
    report = replay(FOLDER / f"{name}.jsonl.gz")
    session = session_of(name)
    assert report["completions"] == sum(
        asked.message["method"].startswith("textDocument/") for asked, _ in answers(session)
    )
    was, now = report["was"]["model"]["sha256"], report["now"]["model"]["sha256"]
    assert now == open_folder(None).info.sha256
    forms = [each for each in report["different"] if "line" not in each]
    assert forms == []
    lists = [each for each in report["different"] if each["method"] == LIST]
    if was == now:
        assert len(lists) <= BESIDE * report["completions"], lists


@pytest.mark.slow
def test_a_record_of_now_is_answered_to_the_letter(tmp_path: Path) -> None:
    """Same machine, same code, same model: nothing depends on the time."""
    file = tmp_path / "Lamps.jsonl"
    run(record("Lamps", file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert text_of(read_session(file)) == typed("Lamps")
    report = replay(file)
    assert report["different"] == [] and report["completions"] > 30
    assert all(report["latency_ms"][each]["now"]["p50"] > 0 for each in report["latency_ms"])


@pytest.mark.slow
def test_another_model_is_played(random_model: Path) -> None:
    """And says so: nobody has recorded it."""
    report = replay(FOLDER / "Lamps.jsonl.gz", "--model", str(random_model))
    assert report["now"]["model"]["name"] == "random"
    assert report["was"]["model"]["name"] != "random"
    assert report["different"] != []


def test_a_recorder_passes_on_what_is_no_message_and_writes_no_file_over(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("mine")
    command = [sys.executable, "-m", "beamcoder", "record", str(file)]
    garbage = b"GET / HTTP/1.1\r\n\r\n"
    done = subprocess.run(command, input=garbage, capture_output=True, check=False)
    assert file.read_text() == "mine"
    assert f"recording into {tmp_path / 'a-2.jsonl'}" in done.stderr.decode()
    session = read_session(tmp_path / "a-2.jsonl")
    assert all(entry.sender == "server" for entry in session.entries)


def test_a_recorder_that_is_ended_writes_the_end(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    command = [sys.executable, "-m", "beamcoder", "record", str(file)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None and process.stdout is not None
        LspClient(process.stdin.write).initialize()
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"Content-Length")  # the server runs
        process.terminate()
        process.stdout.read()
        assert process.wait() == 128 + signal.SIGTERM
    session = read_session(file)
    assert [entry.sender for entry in session.entries][:2] == ["editor", "server"]


@pytest.mark.parametrize("option", ["--tcp=127.0.0.1:0", "--ws=127.0.0.1:0"])
def test_a_server_of_many_is_not_recorded(tmp_path: Path, option: str) -> None:
    command = [sys.executable, "-m", "beamcoder", "record", str(tmp_path / "a"), "--", option]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode == 2 and b"a session is recorded on a pipe" in done.stderr
    assert not (tmp_path / "a").exists()


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "beamcoder", "record", str(tmp_path / "no/a")]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"beamcoder: cannot write ") and done.stderr.count(b"\n") == 1
