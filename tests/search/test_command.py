"""`beamcoder search` at the command line: its object, its lines, its sentences."""

import json
from pathlib import Path
from typing import Any

import pytest

from beamcoder import cli, search
from tests.model.search.trees import write

KEYS = {"query", "results", "doubt", "indexed", "timings_ms"}
RESULT = {
    *("path", "line", "end_line", "kind", "name", "class", "signature", "score", "why", "snippet"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "in")


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert cli.main(["search", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_object(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    answer = asked(capsys, "dijkstra", "--in", "src", "--count", "1")
    assert set(answer) == KEYS and answer["query"] == "dijkstra"
    (result,) = answer["results"]
    assert set(result) == RESULT
    assert {name: result[name] for name in ("path", "line", "end_line", "kind", "name")} == {
        "path": str(Path("src/Graph.java")),
        "line": 7,
        "end_line": 11,
        "kind": "method",
        "name": "dijkstra",
    }
    assert (result["class"], result["signature"]) == ("Graph", "long[] dijkstra(int source)")
    assert result["snippet"].startswith("long[] dijkstra(int source) {\n  PriorityQueue")
    assert set(result["why"]) == {"words", "meaning", "rules"} and 0 < result["score"] <= 1
    indexed = answer["indexed"]
    assert indexed["files"] == 3 and indexed["vectors"] == indexed["units"]
    assert indexed["skipped"] == [] and result["why"]["meaning"] > 0
    assert set(answer["timings_ms"]) == {"index", "total"}
    assert answer["timings_ms"]["total"] >= answer["timings_ms"]["index"]


def test_the_current_folder_is_searched_by_default(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert asked(capsys, "range", "max")["results"][0]["path"] == str(Path("src/LazyTree.java"))


def test_the_query_may_stand_behind_the_folders(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = asked(capsys, "--in", str(folder), "shortest paths")
    assert answer["query"] == "shortest paths" and answer["results"]


def test_a_use_has_its_places(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = asked(capsys, "PriorityQueue.poll", "--in", str(folder))["results"][0]
    assert set(result) == RESULT | {"uses"} and result["kind"] == "api"
    assert result["uses"] == [{"path": str(folder / "src/Graph.java"), "line": 9}]


def test_for_a_person(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["search", "LazyTree", "--in", str(folder), "--count", "1", "--words"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{folder / 'src/LazyTree.java'}:3  ")
    assert lines[1] == "    class LazyTree" and "by words alone" in lines[-1]


def test_a_query_that_nothing_answers_is_said_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(capsys, "dijkstra", "--in", str(folder))["doubt"] is None
    doubt = asked(capsys, "getFooBar", "--in", str(folder))["doubt"]
    assert (doubt["reason"], doubt["missing"]) == ("no_name", [])
    assert cli.main(["search", "quaternion", "--in", str(folder), "--words"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "no name and no word of the query occurs" and "nothing found" not in lines


def test_requests(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        '{"id": 1, "query": "dijkstra", "count": 1}',
        "",
        '{"id": "b", "query": "  "}',
        "{",
        "[1]",
        '{"id": 2}',
        '{"id": 3, "query": 7}',
        '{"id": 4, "query": "x", "count": true}',
        '{"id": 5, "query": "x", "count": 0}',
        '{"id": 6, "query": "x", "cuont": 1}',
        '{"id": 7, "query": "\\ud800 max"}',
    ]
    file = tmp_path / "requests.jsonl"
    file.write_text("\n".join(lines))
    assert cli.main(["search", "--requests", str(file), "--in", str(folder)]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["id"] for answer in answers] == [1, "b", None, None, 2, 3, 4, 5, 6, 7]
    assert set(answers[0]) == KEYS | {"id"} and len(answers[0]["results"]) == 1
    starts = ["the query is empty", "not a line of JSON", "a request is", "query is missing"]
    starts += ["query must be of type str", "count must be of type int", "count is from 1"]
    starts += ["unknown field 'cuont'"]
    for answer, start in zip(answers[1:-1], starts, strict=True):
        assert set(answer) == {"id", "error"} and answer["error"].startswith(start)
    assert answers[-1]["results"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ([], 2, "give either a query or --requests FILE"),
        ([""], 2, "the query is empty: say what to look for"),
        (["x", "--requests", "-"], 2, "give either a query or --requests FILE"),
        (["x", "--count", "0"], 2, "count is from 1 to 1,000, not 0"),
        (["x", "--in", "missing"], 2, "there is no folder missing"),
        (["x", "--in", "empty"], 2, "there is no Java file to read in empty"),
        (
            ["x", "--in", "built"],
            2,
            "there is no Java file to read in built; built",
        ),
        (["word " * 10_000], 2, "the query has 10,000 words; at most 2,000"),
        (["--requests", "missing.jsonl"], 2, "cannot read 'missing.jsonl'"),
    ],
)
def test_one_sentence(
    words: list[str],
    code: int,
    sentence: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(folder)
    (folder / "empty").mkdir()
    write(folder / "built", {"pom.xml": "", "target/A.java": "class A { }"})
    assert cli.main(["search", *words]) == code
    out, error = capsys.readouterr()
    assert out == "" and error.startswith(f"beamcoder: {sentence}") and error.count("\n") == 1


def test_each_half_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = asked(capsys, "shortest paths", "--words", "--in", str(folder))
    assert words["indexed"]["vectors"] == 0
    assert {result["why"]["meaning"] for result in words["results"]} == {0.0}
    meaning = asked(capsys, "shortest paths", "--meaning", "--in", str(folder))
    assert {result["why"]["words"] for result in meaning["results"]} == {0.0}
    assert meaning["results"][0]["name"].startswith("dijkstra")


def test_meaning_alone_needs_a_model(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "find_encoder", lambda: None)
    assert cli.main(["search", "x", "--meaning", "--in", str(folder)]) == 1
    assert capsys.readouterr().err.startswith("beamcoder: there is no search model")


def test_a_hundred_thousand_artefacts_are_not_looked_at(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as that need not be written: the folder is not even listed."""
    write(folder, {"build/gen/A.java": "class Made { }"})
    (folder / "build").chmod(0)
    try:
        indexed = asked(capsys, "graph", "--in", str(folder))["indexed"]
    finally:
        (folder / "build").chmod(0o755)
    reason = "build output is not entered"
    assert indexed["skipped"] == [{"path": str(folder / "build"), "reason": reason}]
