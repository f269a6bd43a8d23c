"""`beamcoder complete` around a scripted model: every form, and every way to be wrong."""

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder import cli, complete
from beamcoder.errors import UsageError
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.place import MAX_BYTES, Place

ROOT = Path(__file__).resolve().parents[1]
MODEL = {"name": "scripted", "parameters": 7, "sha256": "0" * 64}


class Scripted:
    """Proposes what it was asked; `asked` keeps the requests."""

    info = ModelInfo(**MODEL)  # type: ignore[arg-type]

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.sessions: list[object] = []

    def new_session(self, related: object = None) -> object:
        return related or object()

    def open_workspace(self, folders: list[Path]) -> "ScriptedWorkspace":
        return ScriptedWorkspace(folders)

    def complete(self, request: Request, session: object = None) -> Answer:
        self.asked.append(request)
        self.sessions.append(session)
        if "//" in request.text:
            return Answer(reason="in_comment", timings_ms={"lex": 0.5})
        if "crash" in request.text:
            raise RuntimeError("as asked")
        left = request.text[: request.offset]
        typed = left[len(left.rstrip("sc")) :]
        tokens = (Item("sc", len(typed), 0.61), Item("é😀", 0, 0.0123))
        return Answer(tokens[: request.count], (Item("sc.nextInt();", len(typed), 0.34),))


class ScriptedWorkspace:
    """Its index is what it was asked for."""

    def __init__(self, folders: list[Path]) -> None:
        self.folders = folders
        self.is_read = False

    def refresh(self) -> None:
        self.is_read = True

    def index(self, without: Path | None = None) -> tuple[object, ...]:
        return self.folders, self.is_read, without


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    model = Scripted()
    monkeypatch.setattr(complete, "open_completer", lambda args: model)
    return model


@pytest.fixture
def java(tmp_path: Path) -> Path:
    path = tmp_path / "A.java"
    path.write_bytes(b"class A {\r\n\tint n = s")
    return path


def test_the_json_of_a_place(
    model: Scripted, java: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["complete", f"{java}:2:11", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    timings = printed.pop("timings_ms")
    assert set(timings) == {"total", "import", "load"}
    assert printed == {
        "path": str(java),
        "line": 2,
        "column": 11,
        "tokens": [
            {"text": "sc", "replace": 1, "probability": 0.61},
            {"text": "é😀", "replace": 0, "probability": 0.0123},
        ],
        "lines": [{"text": "sc.nextInt();", "replace": 1, "probability": 0.34}],
        "reason": None,
        "model": MODEL,
    }
    assert model.asked[0].offset == 21


def test_the_table_of_a_place(
    model: Scripted, java: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["complete", f"{java}:2:11", "--timings"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{java}:2:11   int n = s|\n")
    assert "\ntokens\n   1   61.0 %  sc\n   2    1.2 %  é😀\n" in printed
    assert "\nlines\n   1   34.0 %  sc.nextInt();\n" in printed
    assert "\nmilliseconds\n" in printed
    assert "\033" not in printed


def test_colours_are_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal: Any = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert complete.wants_colours(terminal)
    assert not complete.wants_colours(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not complete.wants_colours(terminal)


def test_a_reason_in_place_of_lists(
    model: Scripted, java: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    java.write_text("// s")
    assert cli.main(["complete", f"{java}:1:5"]) == 0
    assert capsys.readouterr().out.endswith("nothing to propose here: in comment\n")


def test_count_and_statement(model: Scripted, java: Path) -> None:
    statement = java.with_name("statement.txt")
    statement.write_text("Read n.")
    arguments = ["complete", f"{java}:1:1", "--count", "1", "--statement", str(statement)]
    assert cli.main(arguments) == 0
    assert (model.asked[0].count, model.asked[0].statement) == (1, "Read n.")


STORY = "Vera has n hens, and each of them lays an egg a day."


def test_a_workspace_is_read_without_the_file_itself(model: Scripted, java: Path) -> None:
    java.write_text("class A {}\n")
    assert cli.main(["complete", f"{java}:1:1", "--workspace", str(java.parent)]) == 0
    assert model.sessions == [([java.parent], True, java)]


def test_a_workspace_is_a_folder_around_a_file(java: Path, capsys: Any) -> None:
    java.write_text("class A {}\n")
    for arguments in (
        [f"{java}:1:1", "--workspace", str(java)],
        ["--requests", "-", "--workspace", "."],
    ):
        assert cli.main(["complete", *arguments]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_statement_is_found_beside_the_file(
    model: Scripted, java: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    java.with_suffix(".txt").write_text(STORY)
    assert cli.main(["complete", f"{java}:1:1"]) == 0
    assert f"statement from {java.with_suffix('.txt')}" in capsys.readouterr().out
    assert cli.main(["complete", f"{java}:1:1", "--no-statement", "--json"]) == 0
    given = java.with_name("given.txt")
    given.write_text("Read n.")
    assert cli.main(["complete", f"{java}:1:1", "--statement", str(given), "--json"]) == 0
    assert [request.statement for request in model.asked] == [STORY, "", "Read n."]


def test_a_statement_is_found_by_its_address(model: Scripted, java: Path) -> None:
    text = "/* codeforces.com/contest/1409/problem/A */ class A {}"
    java.write_text(text)
    folder = java.with_name("statements")
    folder.mkdir()
    (folder / "1409A.txt").write_text(STORY)
    requests = java.with_name("requests.jsonl")
    lines: list[dict[str, Any]] = [{"text": text, "offset": 0}]
    lines.append(lines[0] | {"statement": ""})
    requests.write_text("".join(json.dumps(line) + "\n" for line in lines))
    for what in ([f"{java}:1:1"], ["--requests", str(requests)]):
        assert cli.main(["complete", *what, "--statements", str(folder)]) == 0
    assert [request.statement for request in model.asked] == [STORY, STORY, ""]


@pytest.mark.parametrize("option", ["--statement", "--statements"])
def test_a_statement_that_cannot_be_read_is_one_sentence(
    model: Scripted, java: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = java.with_name("missing")
    assert cli.main(["complete", f"{java}:1:1", option, str(missing)]) == 2
    error = capsys.readouterr().err
    assert str(missing) in error
    assert error.count("\n") == 1
    assert model.asked == []


@pytest.mark.parametrize(
    ("content", "place", "offset"),
    [
        (b"", "1:1", 0),
        (b"\n", "2:1", 1),
        (b"ab\r\ncd", "1:3", 2),
        (b"ab\rcd", "2:2", 4),
        (b"\xef\xbb\xbfab", "1:3", 2),
        ("é😀x".encode(), "1:3", 2),
        (b"x\x0cy\n", "1:4", 3),
    ],
)
def test_lines_and_columns(
    model: Scripted, java: Path, content: bytes, place: str, offset: int
) -> None:
    java.write_bytes(content)
    assert cli.main(["complete", f"{java}:{place}"]) == 0
    assert model.asked[0].offset == offset


@given(st.text(alphabet="ab é😀\n\r", max_size=30), st.data())
def test_every_place_of_a_text_has_its_offset(text: str, data: st.DataObject) -> None:
    places = st.integers(0, len(text)).filter(lambda o: text[o - 1 : o + 1] != "\r\n")
    offset = data.draw(places)
    ends = [m.end() for m in re.finditer("\r\n|\r|\n", text) if m.end() <= offset]
    column = offset - (ends[-1] if ends else 0) + 1
    assert Place(Path("A.java"), len(ends) + 1, column).offset_in(text) == offset


@pytest.mark.parametrize(
    ("written", "path"),
    [("A.java:1:2", "A.java"), (r"C:\a.java:1:2", r"C:\a.java"), ("a:b:3.java:1:2", "a:b:3.java")],
)
def test_a_path_may_hold_colons(written: str, path: str) -> None:
    assert Place.parse(written) == Place(Path(path), 1, 2)


@pytest.mark.parametrize(
    "written", ["", "A.java", "A.java:1", ":1:2", "A.java:-1:2", "A.java:1:x", "A.java:1:²"]
)
def test_what_is_no_place(written: str) -> None:
    with pytest.raises(UsageError, match="PATH:LINE:COL"):
        Place.parse(written)


@pytest.mark.parametrize(
    ("content", "place", "sentence"),
    [
        (b"a\nbc\n", "4:1", "{path} has 3 lines, there is no line 4"),
        (b"", "0:1", "{path} has 1 line, there is no line 0"),
        (
            b"a\nbc\n",
            "2:4",
            "line 2 of {path} is 2 characters long, so its columns run from 1 to 3, not to 4",
        ),
        (
            b"a",
            "1:0",
            "line 1 of {path} is 1 character long, so its columns run from 1 to 2, not to 0",
        ),
        (b"ab\xff", "1:1", "{path} is not UTF-8: byte 0xff at offset 2"),
        (b"\x7fELF\0\1", "1:1", "{path} holds NUL bytes: it is binary or UTF-16, not UTF-8 text"),
        (b" " * (MAX_BYTES + 1), "1:1", "{path} is larger than 16 MB"),
    ],
)
def test_a_file_or_a_place_that_will_not_do(
    model: Scripted,
    java: Path,
    capsys: pytest.CaptureFixture[str],
    content: bytes,
    place: str,
    sentence: str,
) -> None:
    java.write_bytes(content)
    assert cli.main(["complete", f"{java}:{place}"]) == 2
    assert capsys.readouterr() == ("", f"beamcoder: {sentence.format(path=java)}\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["{folder}/B.java:1:1"], "cannot read {folder}/B.java: no such file or directory"),
        (["{folder}:1:1"], "cannot read {folder}: is a directory"),
        (["--requests", "{folder}"], "cannot read {folder}: is a directory"),
        (["--requests", "{folder}/r"], "cannot read {folder}/r: no such file or directory"),
        (["a\0b:1:1"], "cannot read 'a\\x00b': embedded null byte"),
        ([], "give either a place, PATH:LINE:COL, or --requests FILE"),
        (["A:1:1", "--requests", "-"], "give either a place, PATH:LINE:COL, or --requests FILE"),
        (["{folder}/A.java:1:1", "--count", "0"], "count must lie between 1 and 100, not 0"),
    ],
)
def test_bad_use(
    model: Scripted,
    java: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
) -> None:
    folder = java.parent
    assert cli.main(["complete", *(a.format(folder=folder) for a in arguments)]) == 2
    assert capsys.readouterr() == ("", f"beamcoder: {sentence.format(folder=folder)}\n")


def test_a_model_folder_that_is_none(java: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("beamcoder.model.completer")
    assert cli.main(["complete", f"{java}:1:1", "--model", str(java.parent / "none")]) == 1
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err.count("\n") == 1
    assert printed.err.startswith("beamcoder: ")


def answers(lines: list[bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> list[Any]:
    path = tmp_path / "requests.jsonl"
    path.write_bytes(b"\n".join(lines))
    assert cli.main(["complete", "--requests", str(path), "--count", "2"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_requests(model: Scripted, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = {"id": 1, "text": "int s", "offset": 5}
    more = {"id": "b", "text": "\ud800é ", "offset": 3, "count": 1, "statement": "Add."}
    lines = [json.dumps(good).encode(), b"", json.dumps(more).encode()]
    first, second = answers(lines, tmp_path, capsys)
    assert set(first) == {"id", "tokens", "lines", "reason", "model", "timings_ms"}
    assert first["id"] == 1 and first["tokens"][0]["replace"] == 1 and first["model"] == MODEL
    assert second["id"] == "b" and len(second["tokens"]) == 1
    assert model.asked[1] == Request("\ufffdé ", 3, statement="Add.", count=1)
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
        "import sys; sys.path.insert(0, 'tests'); import test_complete as t;"
        "t.complete.open_completer = lambda args: t.Scripted();"
        "sys.exit(t.cli.main(['complete', '--requests', '-']))"
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
