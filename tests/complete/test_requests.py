"""`beamcoder complete --requests`: JSON lines in, JSON lines out."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from beamcoder import cli
from beamcoder.model.proposal import Request
from tests.complete.conftest import MODEL, Scripted

ROOT = Path(__file__).resolve().parents[2]


def answers(lines: list[bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[Any]:
    path = tmp_path / "requests.jsonl"
    path.write_bytes(b"\n".join(lines))
    assert cli.main(["complete", "--requests", str(path), "--count", "2"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_requests(model: Scripted, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = {"id": 1, "text": "int s", "offset": 5}
    more = {
        "id": "b",
        "text": "\ud800é ",
        "offset": 3,
        "count": 1,
        "statement": "Add.",
        "file_name": "A.java",
    }
    lines = [json.dumps(good).encode(), b"", json.dumps(more).encode()]
    first, second = answers(lines, tmp_path, capsys)
    assert set(first) == {"id", "tokens", "lines", "reason", "model", "timings_ms"}
    assert first["id"] == 1 and first["tokens"][0]["replace"] == 1 and first["model"] == MODEL
    assert second["id"] == "b" and len(second["tokens"]) == 1
    expected = Request("\ufffdé ", 3, statement="Add.", count=1, file_name="A.java", package="")
    assert model.asked[1] == expected
    assert model.sessions[0] is model.sessions[1] is not None


@pytest.mark.parametrize(
    ("line", "request_id", "error"),
    [
        (b"{", None, "not a line of JSON: "),
        (b'{"id": 1, "text": "\xff"}', None, "not a line of JSON: "),
        (b"[" * 100_000, None, "not a line of JSON: "),
        (b"[1]", None, "a request is a JSON object"),
        (b'{"id": 7}', 7, "text is missing"),
        (b'{"id": 7, "text": ""}', 7, "offset is missing"),
        (b'{"id": 7, "text": 1, "offset": 0}', 7, "text must be of type str, not int"),
        (b'{"id": 7, "text": "", "offset": true}', 7, "offset must be of type int, not bool"),
        (b'{"id": 7, "text": "", "offset": 1.0}', 7, "offset must be of type int, not float"),
        (b'{"id": 7, "text": "", "ofset": 0, "offset": 0}', 7, "unknown field 'ofset'; "),
        (
            b'{"id": 7, "text": "ab", "offset": 3}',
            7,
            "offset 3 is outside the text of 2 code points",
        ),
        (b'{"text": "", "offset": 0, "count": 0}', None, "count must lie between 1 and 100"),
        (b'{"id": 7, "text": "crash", "offset": 0}', 7, "internal error: RuntimeError: as asked"),
    ],
)
def test_a_bad_request_does_not_end_the_rest(
    model: Scripted,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    line: bytes,
    request_id: int | None,
    error: str,
) -> None:
    good = b'{"id": 8, "text": "", "offset": 0}'
    bad, after = answers([line, good], tmp_path, capsys)
    assert set(bad) == {"id", "error"} and bad["id"] == request_id
    assert bad["error"].startswith(error)
    assert after["id"] == 8 and after["lines"]


def test_standard_input_is_answered_line_by_line() -> None:
    """Each answer comes before the next question is asked."""
    code = (
        "import sys; sys.path.insert(0, '.'); from tests.complete.conftest import Scripted;"
        "from beamcoder import cli; from beamcoder.complete import command;"
        "command.open_completer = lambda args: Scripted();"
        "sys.exit(cli.main(['complete', '--requests', '-']))"
    )
    pipe, environment = subprocess.PIPE, os.environ | {"PYTHONIOENCODING": "ascii"}
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=pipe, stdout=pipe, cwd=ROOT, env=environment
    )
    assert process.stdin is not None and process.stdout is not None
    with process:
        for number in range(3):
            question = json.dumps({"id": number, "text": "é", "offset": 1})
            process.stdin.write(question.encode() + b"\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert (answer["id"], answer["tokens"][1]["text"]) == (number, "é😀")
        process.stdin.close()
    assert process.returncode == 0


def test_blocks_come_where_they_are_wanted(
    model: Scripted, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    request = {"id": 1, "text": "int s", "offset": 5}
    wanted = [{**request, "blocks": blocks} for blocks in (True, False, 1)]
    yes, no, bad = answers([json.dumps(each).encode() for each in wanted], tmp_path, capsys)
    assert yes["blocks"] == [{"text": "sc.next();\n    }", "replace": 1, "probability": 0.5}]
    assert "blocks" not in no
    assert bad == {"id": 1, "error": "blocks must be of type bool, not int"}
    path = tmp_path / "requests.jsonl"
    path.write_text(json.dumps(request))
    assert cli.main(["complete", "--requests", str(path), "--blocks"]) == 0
    assert json.loads(capsys.readouterr().out)["blocks"] == yes["blocks"]
