"""Blocks on the wire: grown while nobody waits, shown where they promise more, given up at once."""

import pytest

from tests.server.conftest import Client
from tests.server.wire.test_protocol import BLOCKS

LISTENS = {"experimental": {"beamcoder": {"blockReady": True}}}
TEXT = "// @block\nscanner\ns"
BLOCK = "scanner.nextInt();\n    sum += 1;\n    sum += 1;"


def ready(client: Client, n: int = 1) -> list[dict[str, object]]:
    """What the client was told of blocks, once there have been so many."""
    client.wait(lambda: sum(name == "beamcoder/blockReady" for name, _ in client.log_relay) >= n)
    return [params for name, params in client.log_relay if name == "beamcoder/blockReady"]


def test_a_block_comes_in_the_place_of_its_line(client: Client) -> None:
    client.initialize(capabilities=LISTENS)
    client.open(TEXT)
    first = client.ghosts(2, 1)
    assert [item["insertText"] for item in first][:1] == ["scanner.nextInt();"]
    told = ready(client)
    assert told[0] == BLOCKS["told", "beamcoder/blockReady"]
    again = [item["insertText"] for item in client.ghosts(2, 1)]
    assert again[:2] == [BLOCK, "scanner.nextInt();"]


def test_a_list_has_it_as_one_item_with_a_preview(client: Client) -> None:
    client.initialize(capabilities=LISTENS)
    client.open(TEXT)
    client.complete(2, 1)
    ready(client)
    items = client.complete(2, 1)
    blocks = [item for item in items if "\n" in item["textEdit"]["newText"]]
    assert [item["textEdit"]["newText"] for item in blocks] == [BLOCK]
    assert blocks[0]["label"] == "scanner.nextInt(); …"
    preview = "```java\nscanner.nextInt();\nsum += 1;\nsum += 1;\n```"
    assert blocks[0]["documentation"] == {"kind": "markdown", "value": preview}
    order = [item["data"]["probability"] for item in items]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize(("setting", "n_lines"), [("off", 0), (2, 2), (3, 3), ("auto", 3)])
def test_as_many_lines_as_are_set(client: Client, setting: object, n_lines: int) -> None:
    client.initialize({"blocks": setting}, LISTENS)
    client.open(TEXT)
    client.ghosts(2, 1)
    if not n_lines:
        client.open("// @block\nscanner\ns", "file:///B.java")
        assert client.ghosts(2, 1, "file:///B.java")[0]["insertText"] == "scanner.nextInt();"
        assert client.ghosts(2, 1)[0]["insertText"] == "scanner.nextInt();"
        return
    ready(client)
    assert client.ghosts(2, 1)[0]["insertText"] == "\n".join(BLOCK.splitlines()[:n_lines])


@pytest.mark.parametrize("bad", [1, 13, "some", True, 2.5, []])
def test_a_bad_number_of_lines_is_told(client: Client, bad: object) -> None:
    client.initialize({"blocks": bad}, LISTENS)
    client.wait(client.messages)
    assert "blocks must be auto, off, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 or 12" in client.messages()[0]


def test_who_does_not_listen_is_not_told_and_finds_it(client: Client) -> None:
    client.initialize()
    client.open(TEXT)
    client.ghosts(2, 1)
    while client.ghosts(2, 1)[0]["insertText"] != BLOCK:
        pass
    assert all(name != "beamcoder/blockReady" for name, _ in client.log_relay)


def test_a_newer_request_ends_it_at_once(client: Client) -> None:
    client.initialize()
    client.open("// @endless\ns")
    client.ghosts(1, 1)
    client.logged("growing")
    client.change({"text": "// @endless\nsc"})
    assert client.ghosts(1, 2)[0]["insertText"] == "scanner.nextInt();"
    client.logged("growth given up")


def test_another_document_does_not_wait_for_it(client: Client) -> None:
    client.initialize()
    client.open("// @endless\ns")
    client.open("s", "file:///B.java")
    client.ghosts(1, 1)
    client.logged("growing")
    assert client.complete(0, 1, "file:///B.java")
    client.logged("growth given up")


def test_closing_the_document_ends_it(client: Client) -> None:
    client.initialize()
    client.open("// @endless\ns")
    client.ghosts(1, 1)
    client.logged("growing")
    client.close()
    client.logged("growth given up")


def test_what_is_told_last_is_of_the_text_as_it_is(client: Client) -> None:
    client.initialize(capabilities=LISTENS)
    client.open(TEXT)
    client.ghosts(2, 1)
    client.change({"text": TEXT + "c"})
    assert client.ghosts(2, 2)
    place = {"line": 2, "character": 2}
    client.wait(lambda: place in [told["position"] for told in ready(client)])
    assert ready(client)[-1]["position"] == place
