"""What people complain of in other products, at the wire: what comes too late, or again.

Stale answers, texts that were dismissed or deleted, menu and ghost text with the same words,
lines taken bit by bit, files renamed, two windows, a server that was killed.
"""

from typing import Any

import pytest

from tests.server.buffer import URI, Buffer, new_text
from tests.server.conftest import SCRIPTED

LINE = "scanner.nextInt();"
EVERY_LINE = {"minimumProbability": 0}


def texts(items: list[dict[str, Any]]) -> list[str]:
    return [new_text(item) for item in items]


def test_an_answer_is_never_final(client: Any) -> None:
    client.initialize()
    buffer = Buffer(client, "s|")
    for key in "cann":
        answer = client.ask("textDocument/completion", buffer.place)
        assert answer["isIncomplete"] is True
        buffer.type(key)
        assert all(text.startswith(buffer.text) for text in texts(buffer.items()))


def test_an_item_asked_for_before_another_key_is_not_given(client: Any) -> None:
    client.initialize()
    buffer = Buffer(client, "// @slow |")
    older = client.send("textDocument/completion", buffer.place)
    client.logged("searching")
    ghost = client.send("textDocument/inlineCompletion", buffer.place | {"context": {}})
    client.change({"text": "su"})
    buffer.left = "su"
    assert texts(buffer.items()) == ["sum += 1;", "sum"]
    assert client.response(older)["result"]["items"] == []
    response = client.response(ghost)
    assert "error" in response or response["result"]["items"] == []


@pytest.mark.parametrize("asked", ["ghosts", "items"])
def test_what_was_dismissed_is_not_offered_again(client: Any, asked: str) -> None:
    client.initialize(EVERY_LINE)
    buffer = Buffer(client, "int x;\ns|")
    (item, *_) = [i for i in getattr(buffer, asked)() if new_text(i) == LINE]
    buffer.tell("dismissed", item)
    for key in ("c", "a"):
        assert LINE not in texts(buffer.ghosts()) + texts(buffer.items())
        buffer.type(key)
    assert LINE not in texts(buffer.ghosts()) + texts(buffer.items())
    assert "scanner" in texts(buffer.items())


def test_what_was_dismissed_comes_back_elsewhere(client: Any) -> None:
    client.initialize(EVERY_LINE)
    buffer = Buffer(client, "s|\n")
    buffer.tell("dismissed", buffer.ghosts()[0])
    assert LINE not in texts(buffer.ghosts())
    buffer.type(";\ns")
    assert LINE in texts(buffer.ghosts())
    buffer.move("s;\ns|\n")
    buffer.replace(0, 2, "s")
    buffer.move("s|\ns\n")
    assert LINE in texts(buffer.ghosts())


@pytest.mark.parametrize("tells", [True, False])
@pytest.mark.parametrize("asked", ["ghosts", "items"])
def test_what_was_deleted_is_not_offered_again(client: Any, asked: str, tells: bool) -> None:
    client.initialize(EVERY_LINE)
    buffer = Buffer(client, "int x;\ns|")
    (item, *_) = [i for i in getattr(buffer, asked)() if new_text(i) == LINE]
    buffer.accept(item)
    if tells:
        buffer.run_command(item)
    buffer.undo()
    assert LINE not in texts(buffer.ghosts()) + texts(buffer.items())
    buffer.type("c")
    assert LINE not in texts(buffer.ghosts())


def test_what_was_deleted_key_by_key_is_not_offered_again(client: Any) -> None:
    client.initialize(EVERY_LINE)
    buffer = Buffer(client, "int x;\ns|")
    buffer.accept(buffer.ghosts()[0])
    while buffer.text != "int x;\ns":
        assert LINE in texts(buffer.ghosts()) or not buffer.text.endswith("\ns")
        buffer.replace(len(buffer.text) - 1, len(buffer.text), "")
    assert LINE not in texts(buffer.ghosts()) + texts(buffer.items())


def test_menu_and_ghost_text_do_not_show_the_same(client: Any) -> None:
    client.initialize(EVERY_LINE)
    buffer = Buffer(client, "s|")
    listed = texts(buffer.items())
    assert len(listed) == len(set(listed))
    for item in buffer.items():
        where = item["textEdit"]["range"]
        selected = {"range": where, "text": new_text(item)}
        for ghost in buffer.ghosts(selectedCompletionInfo=selected):
            assert ghost["range"] == where
            assert ghost["insertText"].startswith(selected["text"])
            assert ghost["insertText"] != selected["text"]


def test_ghost_text_goes_on_from_the_selected_item(client: Any) -> None:
    client.initialize(EVERY_LINE)
    buffer = Buffer(client, "x = s|")
    (token,) = [item for item in buffer.items() if new_text(item) == "scanner"]
    selected = {"range": token["textEdit"]["range"], "text": "scanner"}
    (ghost,) = buffer.ghosts(selectedCompletionInfo=selected)
    assert ghost["insertText"] == LINE and ghost["range"] == token["textEdit"]["range"]
    other = {"range": token["textEdit"]["range"], "text": "sca"}  # as another server may offer
    (ghost,) = buffer.ghosts(selectedCompletionInfo=other)
    assert ghost["insertText"] == LINE
    unknown = {"range": token["textEdit"]["range"], "text": "someField"}
    assert buffer.ghosts(selectedCompletionInfo=unknown) == []


@pytest.mark.parametrize("pieces", [(2, 5, 1), (7,), (7, 1, 8)])
@pytest.mark.parametrize("tells", [True, False])
def test_a_line_taken_bit_by_bit_keeps_its_rest(
    client: Any, pieces: tuple[int, ...], tells: bool
) -> None:
    client.initialize({"minimumProbability": 0.3})  # the rest alone would not be likely enough
    buffer = Buffer(client, "int x = |")
    buffer.type("s")
    first, n_taken = buffer.ghosts()[0], 1
    assert new_text(first) == LINE
    for n in pieces:
        buffer.accept(buffer.ghosts()[0], n)
        n_taken += n
        if tells:
            buffer.tell("partlyAccepted", first, length=n_taken)
        ghost = buffer.ghosts()[0]
        assert new_text(ghost) == LINE[n_taken:]
        assert ghost["range"]["start"] == ghost["range"]["end"] == buffer.place["position"]
    buffer.type("x")
    assert all(not LINE.endswith(text) for text in texts(buffer.ghosts()))


def test_a_file_renamed_while_open(client: Any) -> None:
    client.initialize()
    buffer = Buffer(client, "// @echo |")
    assert texts(buffer.items()) == ["at_9_of_9_asked_1"]
    client.close()
    assert client.ask("textDocument/completion", buffer.place)["items"] == []
    renamed = Buffer(client, buffer.text + "|", uri="file:///B.java")
    assert texts(renamed.items()) == ["at_9_of_9_asked_1"]
    assert client.messages() == []


def test_two_windows_on_one_file(client_for: Any) -> None:
    first, second = client_for(SCRIPTED), client_for(SCRIPTED)
    buffers = []
    for client, text in ((first, "s|"), (second, "int x;\ns|")):
        client.initialize(EVERY_LINE)
        buffers.append(Buffer(client, text))
    buffers[0].tell("dismissed", buffers[0].ghosts()[0])
    buffers[0].type("u")
    assert texts(buffers[1].ghosts())[0] == LINE
    assert texts(buffers[0].ghosts()) == ["sum += 1;"]


def test_a_server_that_was_killed_starts_again_from_what_is_open(client_for: Any) -> None:
    first = client_for(SCRIPTED)
    first.initialize()
    buffer = Buffer(first, "int x;\n|")
    buffer.type("s")
    first.send("textDocument/completion", buffer.place)
    first.process.kill()
    first.process.wait()
    second = client_for(SCRIPTED)
    second.initialize()
    again = Buffer(second, buffer.shown)
    assert texts(again.items())[0] == LINE
    again.type("u")
    assert texts(again.items()) == ["sum += 1;", "sum"]


def test_a_client_that_forgets_its_buffers_gets_nothing(client: Any) -> None:
    client.initialize()
    client.change({"text": "s"})
    place = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 1}}
    assert client.ask("textDocument/completion", place)["items"] == []
    client.open("s")
    client.open("su")  # opened again without a close, as after a crash of the editor's side
    assert "sum" in [item["label"] for item in client.complete(0, 2)]
    assert "scanner" not in [item["label"] for item in client.complete(0, 2)]
