"""The server as an editor sees it: a real process, JSON in and out, a scripted model."""

import signal
from typing import Any

import pytest

from beamcoder import __version__

SLOW = "class A { } // @slow"


def labels(items: list[dict[str, Any]]) -> list[str]:
    return [item["label"] for item in items]


def test_capabilities(client: Any) -> None:
    capabilities = client.initialize()
    assert capabilities["positionEncoding"] == "utf-16"
    assert capabilities["textDocumentSync"]["change"] == 2
    assert capabilities["completionProvider"].get("triggerCharacters") is None
    assert "inlineCompletionProvider" in capabilities


def test_server_says_its_name_and_version(client: Any) -> None:
    params: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
    result = client.ask("initialize", params)
    assert result["serverInfo"] == {"name": "beamcoder", "version": __version__}


def test_completion_items(client: Any) -> None:
    client.initialize()
    client.open("class A {\n  int x = s")
    items = client.complete(1, 11)
    assert labels(items) == [
        "scanner.nextInt();",
        "scanner",
        "sum += 1;",
        "sum",
        "String",
        "String s;",
    ]
    assert sorted(item["sortText"] for item in items) == [item["sortText"] for item in items]
    assert len({item["sortText"] for item in items}) == len(items)
    assert all(item["filterText"].startswith("s") for item in items)
    where = {"start": {"line": 1, "character": 10}, "end": {"line": 1, "character": 11}}
    assert all(i["textEdit"] == {"range": where, "newText": i["label"]} for i in items)
    assert items[0]["labelDetails"] == {"description": "60 %"}
    kinds = {item["label"]: item["kind"] for item in items}
    assert kinds["scanner"] == 6 and kinds["String"] == 7 and kinds["sum += 1;"] == 15


def test_an_item_equal_to_what_is_typed_is_left_out(client: Any) -> None:
    client.initialize()
    client.open("sum")
    assert labels(client.complete(0, 3)) == ["sum += 1;"]


def test_all_items_have_one_range(client: Any) -> None:
    client.initialize()
    client.open("// @next")
    items = client.complete(0, 8)
    where = {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 8}}
    assert [item["textEdit"] for item in items] == [
        {"range": where, "newText": "next(in"},
        {"range": where, "newText": "nextLine"},
    ]


def test_ghost_text_is_the_likely_lines_that_add_to_what_is_typed(client: Any) -> None:
    client.initialize({"minimumProbability": 0.15})
    client.open("s")
    where = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    lines = ["scanner.nextInt();", "sum += 1;"]
    shown = client.ghosts(0, 1)
    assert [(item["insertText"], item["range"]) for item in shown] == [(x, where) for x in lines]
    client.open("S", uri="untitled:Untitled-1")
    assert client.ghosts(0, 1, uri="untitled:Untitled-1") == []


def test_list_and_ghost_text_share_one_search(client: Any) -> None:
    client.initialize()
    client.open("// @echo")
    client.complete(0, 3)
    client.ghosts(0, 3)
    assert labels(client.complete(0, 3)) == ["at_3_of_8_asked_1"]
    assert labels(client.complete(0, 4)) == ["at_4_of_8_asked_2"]


def test_a_session_lives_as_long_as_its_document(client: Any) -> None:
    client.initialize()
    client.open("// @echo")
    client.complete(0, 1)
    client.close()
    client.open("// @echo")
    assert labels(client.complete(0, 2)) == ["at_2_of_8_asked_1"]


@pytest.mark.parametrize(("encoding", "n_units"), [("utf-8", 11), ("utf-16", 5), ("utf-32", 4)])
def test_position_encodings(client: Any, encoding: str, n_units: int) -> None:
    wanted = {"general": {"positionEncodings": [encoding]}}
    assert client.initialize(capabilities=wanted)["positionEncoding"] == encoding
    client.open("@echo\r\n数😀é\n" if encoding == "utf-8" else "@echo\r\n数😀é \n")
    # 数 is 3 bytes, 😀 4 bytes and 2 units, é 2 bytes.
    end = {"utf-8": 9, "utf-16": 4, "utf-32": 3}[encoding]
    (item,) = client.complete(1, end)
    assert item["label"].startswith("at_10_")
    assert item["textEdit"]["range"]["start"] == {"line": 1, "character": end}
    (item,) = client.complete(1, end - 1)
    assert item["label"].startswith("at_9_")
    (item,) = client.complete(1, n_units + 50)
    assert item["textEdit"]["range"]["end"]["character"] >= end


def test_edits_are_applied_one_after_the_other(client: Any) -> None:
    client.initialize()
    client.open("ab\ncd")
    client.change(
        {
            "range": {"start": {"line": 0, "character": 2}, "end": {"line": 1, "character": 0}},
            "text": "",
        },
        {
            "range": {"start": {"line": 0, "character": 4}, "end": {"line": 0, "character": 4}},
            "text": "\n// @echo",
        },
    )
    assert labels(client.complete(1, 0)) == ["at_5_of_13_asked_1"]
    client.change({"text": "@echo"})
    assert labels(client.complete(9, 9)) == ["at_5_of_5_asked_2"]


def test_lines_are_javas_and_not_pythons(client: Any) -> None:
    client.initialize()
    client.open("\x0c \u2028 \x85\r@echo")
    assert labels(client.complete(1, 0)) == ["at_6_of_11_asked_1"]


def test_the_newest_request_wins(client: Any) -> None:
    client.initialize({"logLevel": "info"})
    client.open(SLOW)
    older = client.send_completion(0, 1)
    client.logged("searching")
    client.change({"text": "su"})
    assert labels(client.complete(0, 2)) == ["sum += 1;", "sum"]
    assert client.response(older)["result"] == {"isIncomplete": True, "items": []}
    client.logged("search cancelled")
    client.logged("INFO beamcoder.server.engine.worker: overtaken by a newer request")
    assert client.messages() == []


def test_requests_for_other_documents_do_not_win(client: Any) -> None:
    client.initialize()
    client.open(SLOW, uri="file:///Slow.java")
    slow = client.send_completion(0, 1, uri="file:///Slow.java")
    client.logged("searching")
    client.open("su")
    other = client.send_completion(0, 2)
    client.notify("$/cancelRequest", {"id": slow})
    assert len(client.response(other)["result"]["items"]) == 2


def test_a_cancelled_request_stops_the_search(client: Any) -> None:
    client.initialize()
    client.open(SLOW)
    request_id = client.send_completion(0, 1)
    client.logged("searching")
    client.notify("$/cancelRequest", {"id": request_id})
    assert client.response(request_id)["error"]["code"] == -32800
    client.logged("search cancelled")


def test_a_crash_of_the_engine_is_an_empty_list(client: Any) -> None:
    client.initialize()
    client.open("// @crash")
    assert client.complete(0, 0) == []
    client.logged("RuntimeError: crash as asked")
    client.change({"text": "su"})
    assert len(client.complete(0, 2)) == 2


@pytest.mark.parametrize("model", ["missing", "broken"])
def test_without_a_model_there_is_one_message_and_nothing_else(client: Any, model: str) -> None:
    client.initialize({"model": model})
    client.open("sum")
    assert client.complete(0, 1) == []
    assert client.ghosts(0, 2) == []
    (message,) = client.messages()
    assert message.startswith("Beamcoder: no completions: ")
    assert client.shut_down() == 0


def test_unknown_documents_are_no_fault(client: Any) -> None:
    client.initialize()
    client.change({"text": "sum"})
    client.close()
    assert client.complete(0, 0) == []
    assert client.messages() == []


def test_an_unreadable_request_is_answered(client: Any) -> None:
    client.initialize()
    response = client.response(client.send("textDocument/completion", {"position": "here"}))
    assert response["error"]["code"] == -32602
    assert client.messages() == []


def test_an_editor_that_refuses_everything(client: Any) -> None:
    refused = ValueError("no")
    client.replies |= {
        "workspace/configuration": refused,
        "window/workDoneProgress/create": refused,
    }
    can = {"workspace": {"configuration": True}, "window": {"workDoneProgress": True}}
    client.initialize(capabilities=can)
    client.open("s")
    assert len(client.complete(0, 1)) == 6
    assert client.messages() == []


def test_progress_while_the_model_loads(client: Any) -> None:
    client.initialize(capabilities={"window": {"workDoneProgress": True}})
    client.wait(lambda: len(client.log_relay) == 2)
    assert [method for method, _ in client.log_relay] == ["$/progress"] * 2
    begin, end = (params["value"] for _, params in client.log_relay)
    assert begin["kind"] == "begin" and "loading" in begin["title"]
    assert end == {"kind": "end", "message": "scripted"}
    assert client.log_relay[0][1]["token"] == client.asked[0][1]["token"]


def test_no_progress_where_it_is_not_shown(client: Any) -> None:
    client.initialize()
    client.open("s")
    client.complete(0, 1)
    assert client.log_relay == [] and client.asked == []


def test_the_end(client: Any) -> None:
    client.initialize()
    assert client.shut_down() == 0


def test_an_exit_without_shutdown_is_a_failure(client: Any) -> None:
    client.initialize()
    client.open(SLOW)
    client.send_completion(0, 0)
    client.logged("searching")
    client.notify("exit", None)
    assert client.process.wait(60) == 1


def test_ctrl_c_ends_a_search_too(client: Any) -> None:
    client.initialize()
    client.open(SLOW)
    client.send_completion(0, 0)
    client.logged("searching")
    client.process.send_signal(signal.SIGINT)
    assert client.process.wait(60) == 130
    assert not any("Traceback" in line for line in client.log)


def test_the_server_ends_with_its_client(client: Any) -> None:
    client.initialize()
    client.open(SLOW)
    client.send_completion(0, 0)
    client.logged("searching")
    client.process.stdin.close()
    assert client.process.wait(60) == 1
