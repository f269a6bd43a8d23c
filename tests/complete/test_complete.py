"""`beamcoder complete` around a scripted model: every form, and every way to be wrong."""

import io
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from beamcoder import cli
from beamcoder.complete import command
from beamcoder.complete.report import wants_colours
from beamcoder.model.proposal import Item
from tests.complete.conftest import MODEL, Scripted


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


def test_an_item_names_the_classes_that_its_file_does_not_import() -> None:
    item = Item("Scanner", 2, 0.5)
    plain = {"text": "Scanner", "replace": 2, "probability": 0.5}
    assert command.item_json(item) == plain
    needing = replace(item, imports=("java.util.Scanner",))
    assert command.item_json(needing) == plain | {"imports": ["java.util.Scanner"]}


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
    assert wants_colours(terminal)
    assert not wants_colours(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_colours(terminal)


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
    assert model.asked[0].file_name == java.name


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
    ("arguments", "sentence"),
    [
        (["{folder}/B.java:1:1"], "cannot read {folder}/B.java: no such file or directory"),
        (["{folder}:1:1"], "cannot read {folder}: is a directory"),
        (["--requests", "{folder}"], "cannot read '{folder}': is a directory"),
        (["--requests", "{folder}/r"], "cannot read '{folder}/r': no such file or directory"),
        (["a\0b:1:1"], "cannot read 'a\\x00b': no file can have this name"),
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


def test_blocks_are_written_below_one_another(
    model: Scripted, java: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["complete", f"{java}:2:11", "--blocks"]) == 0
    assert "50.0 %  sc.next();\n                   }" in capsys.readouterr().out
