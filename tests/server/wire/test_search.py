"""beamcoder/search at the wire: folders followed, texts as they are typed."""

import time
from pathlib import Path
from typing import Any

from tests.model.search.trees import write
from tests.server.conftest import PATIENCE_S


def names(client: Any, query: str) -> list[str]:
    return [hit["name"] for hit in client.ask("beamcoder/search", {"query": query})["results"]]


def ask_until(client: Any, query: str, is_there: bool) -> None:
    """Until a name is found, or is not: the folders are looked at now and then."""
    for _ in range(int(PATIENCE_S)):
        if (query in (found := names(client, query))) == is_there:
            return
        time.sleep(0.1)
    raise AssertionError(found)


def test_files_are_followed(client: Any, tmp_path: Path) -> None:
    folder = write(tmp_path)
    client.initialize(root=folder.as_uri())
    assert names(client, "shortest paths")[0] == "dijkstra"
    (folder / "src/New.java").write_text("class New { void fenwick() { } }")
    ask_until(client, "fenwick", True)
    (folder / "src/New.java").unlink()
    ask_until(client, "fenwick", False)


def test_a_text_is_found_as_it_is_typed(client: Any, tmp_path: Path) -> None:
    folder = write(tmp_path)
    uri = (folder / "src/Graph.java").as_uri()
    client.initialize(root=folder.as_uri())
    client.open("class Graph {\n void fenwick() { }\n}\n", uri)
    found = client.ask("beamcoder/search", {"query": "fenwick"})["results"][0]
    assert (found["uri"], found["line"], found["snippet"]) == (uri, 2, "void fenwick() { }")
    assert "dijkstra" not in names(client, "dijkstra")
    client.close(uri)
    ask_until(client, "fenwick", False)
    ask_until(client, "getOrDefault", True)


def test_an_empty_folder_and_no_folder_are_no_errors(client: Any, tmp_path: Path) -> None:
    client.initialize(root=tmp_path.as_uri())
    assert "fenwick" not in names(client, "fenwick")
    client.open("class A { void fenwick() { } }", "untitled:A")
    found = client.ask("beamcoder/search", {"query": "fenwick"})["results"][0]
    assert (found["uri"], found["snippet"]) == ("untitled:A", "class A { void fenwick() { } }")


def test_a_query_that_nothing_answers_is_said_so(client: Any, tmp_path: Path) -> None:
    client.initialize(root=write(tmp_path).as_uri())
    assert client.ask("beamcoder/search", {"query": "dijkstra"})["doubt"] is None
    answer = client.ask("beamcoder/search", {"query": "quaternion"})
    assert (answer["doubt"]["reason"], answer["doubt"]["missing"]) == ("no_word", ["quaternion"])
    assert answer["doubt"]["text"].startswith("no name and no word of the query occurs")


def test_source_and_reasons_come_when_they_are_asked_for(client: Any, tmp_path: Path) -> None:
    client.initialize(root=write(tmp_path).as_uri())
    plain = client.ask("beamcoder/search", {"query": "dijkstra"})
    assert "map" not in plain and not {"source", "helpers"} & set(plain["results"][0])
    for _ in range(int(PATIENCE_S)):
        params = {"query": "dijkstra", "count": 2, "source": True, "explain": True}
        answer = client.ask("beamcoder/search", params)
        if answer["map"] is not None:  # vectors are made between the requests
            break
        time.sleep(0.1)
    first = answer["results"][0]
    assert first["source"].startswith("long[] dijkstra(int source) {\n") and first["helpers"] == []
    assert first["why"]["met"] == ["dijkstra"]
    assert [point["result"] for point in answer["map"]["points"][:2]] == [0, 1]
    assert set(answer["map"]["query"]) == {"x", "y"}


def test_parameters_of_another_type_are_refused(client: Any, tmp_path: Path) -> None:
    client.initialize(root=write(tmp_path).as_uri())
    for name in ("source", "explain"):
        request = client.send("beamcoder/search", {"query": "x", name: 1})
        assert name in client.response(request)["error"]["message"]


def test_a_function_is_inserted_by_its_edit(client: Any, tmp_path: Path) -> None:
    """Indented as the buffer is, at a position in the client's units."""
    folder = write(tmp_path)
    client.initialize(root=folder.as_uri())
    uri = (folder / "src/Mine.java").as_uri()
    client.open("class Mine { // \U0001f600\n\tint x;\n\n}\n", uri)
    at = {"textDocument": {"uri": uri}, "position": {"line": 2, "character": 0}}
    results = client.ask("beamcoder/search", {"query": "dijkstra", "at": at})["results"]
    place = {"line": 2, "character": 0}
    assert results[0]["edit"]["range"] == {"start": place, "end": place}
    assert results[0]["edit"]["newText"].startswith("\tlong[] dijkstra(int source) {\n\t\tPriority")
    assert [hit["edit"] for hit in results if hit["kind"] == "api"] in ([], [None])
    at["position"] = {"line": 0, "character": 17}  # amid a sign of two units
    first = client.ask("beamcoder/search", {"query": "dijkstra", "at": at})["results"][0]
    end = {"line": 0, "character": 18}
    assert first["edit"]["range"] == {"start": end, "end": end}
    for wrong in ({}, {"textDocument": {"uri": "untitled:other"}}, at | {"position": {"line": -1}}):
        request = client.send("beamcoder/search", {"query": "dijkstra", "at": wrong})
        assert client.response(request)["error"]["code"] == -32602
