"""A list that goes out in two parts is the whole list; who asks for no parts sees no difference."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from beamcoder.model.proposal import MIN_LISTED, Answer, Item
from beamcoder.server.documents.documents import Document
from beamcoder.server.features.listing import Listing
from beamcoder.server.offers.history import History
from beamcoder.server.settings import Settings
from tests.server.buffer import URI, Buffer
from tests.server.conftest import SCRIPTED, Client

LATE = "// @late\n"
TOKEN = "part"


class Late:
    """A client of a server that has its lines when it is let go."""

    def __init__(self, client: Client, go: Path) -> None:
        self.client, self._go = client, go

    def let_go(self) -> None:
        self._go.touch()

    def send(self, buffer: Buffer, token: Any = TOKEN) -> int:
        asked = buffer.place | {"partialResultToken": token}
        return self.client.send("textDocument/completion", asked)

    def parts(self, n: int) -> list[Any]:
        """What came as progress, at least `n` of it."""
        self.client.wait(lambda: len(self.progress()) >= n)
        return self.progress()

    def progress(self) -> list[Any]:
        log_relay = self.client.log_relay
        return [p["value"] for method, p in log_relay if method == "$/progress"]


@pytest.fixture
def late(client_for: Callable[..., Client], tmp_path: Path) -> Late:
    client = client_for(SCRIPTED, BEAMCODER_TEST_GO=str(tmp_path / "go"))
    client.initialize({"tokenDeadlineMs": 60_000, "lineDeadlineMs": 60_000})
    return Late(client, tmp_path / "go")


def effects(buffer: Buffer, items: list[Any]) -> list[tuple[Any, ...]]:
    """What is shown, in the order of the sort texts, and what becomes of the text."""
    found = []
    for item in sorted(items, key=lambda item: str(item["sortText"])):
        edit = item["textEdit"]
        ends = (buffer.offset(edit["range"][end]) for end in ("start", "end"))
        start, end = ends
        text = buffer.text[:start] + edit["newText"] + buffer.text[end:]
        found.append((item["label"], item["detail"], item["kind"], text))
    return found


@pytest.mark.parametrize("marked", ["s|", "x = |", "f(s|);", "class A {\n    |\n}", "{\n|"])
def test_tokens_come_while_lines_are_searched_for(late: Late, marked: str) -> None:
    buffer = Buffer(late.client, LATE + marked)
    request = late.send(buffer)
    (first,) = late.parts(1)  # before the lines may come at all
    assert first["isIncomplete"] is True and first["items"]
    assert not any(item["data"]["isLine"] for item in first["items"])
    late.let_go()
    assert late.client.response(request)["result"] == {"isIncomplete": True, "items": []}
    first, second = late.parts(2)
    assert isinstance(second, list) and any(item["data"]["isLine"] for item in second)
    items = [*first["items"], *second]
    whole = buffer.items()
    assert effects(buffer, items) == effects(buffer, whole)
    assert len({item["data"]["id"] for item in items}) == len(items) == len(whole)
    assert len({str(item["textEdit"]["range"]) for item in items}) == 1


def test_who_asks_for_no_parts_gets_what_it_got(client: Any) -> None:
    client.initialize()
    client.open("s")
    where = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    first = {
        "label": "scanner.nextInt();",
        "labelDetails": {"description": "60 %"},
        "kind": 15,
        "detail": "Beamcoder, 60 %",
        "sortText": "0000",
        "filterText": "scanner\u200b",
        "commitCharacters": [],
        "insertTextFormat": 1,
        "textEdit": {"range": where, "newText": "scanner.nextInt();"},
        "command": {
            "title": "Beamcoder: accepted",
            "command": "beamcoder.accepted",
            "arguments": [URI, "1.0.list"],
        },
        "data": {"id": "1.0.list", "probability": 0.6, "isLine": True},
    }
    items = client.complete(0, 1)
    assert items[0] == first
    assert [item["sortText"] for item in items] == [f"{i:04}" for i in range(6)]
    assert client.log_relay == []


def test_what_is_known_at_once_comes_whole(client: Any) -> None:
    client.initialize()
    buffer = Buffer(client, "s|")
    result = client.ask("textDocument/completion", buffer.place | {"partialResultToken": 7})
    assert [item["label"] for item in result["items"]] == [i["label"] for i in buffer.items()]
    assert client.log_relay == []


@pytest.mark.parametrize("marked", ["s|um", "a = b\n    |", "3|", "sum|"])
def test_nothing_is_begun_where_lines_might_be_written_otherwise(late: Late, marked: str) -> None:
    buffer = Buffer(late.client, LATE + marked)
    request = late.send(buffer)
    late.client.logged("searching for lines")
    late.let_go()
    result = late.client.response(request)["result"]
    assert effects(buffer, result["items"]) == effects(buffer, buffer.items())
    assert late.progress() == []


def test_a_request_cancelled_between_the_parts(late: Late) -> None:
    buffer = Buffer(late.client, LATE + "s|")
    request = late.send(buffer)
    late.parts(1)
    late.client.notify("$/cancelRequest", {"id": request})
    assert late.client.response(request)["error"]["code"] == -32800
    late.client.logged("search cancelled")
    late.let_go()
    assert len(buffer.items()) == 6
    assert len(late.progress()) == 1


def test_a_request_overtaken_between_the_parts(late: Late) -> None:
    buffer = Buffer(late.client, LATE + "s|")
    older = late.send(buffer, token=1)
    late.parts(1)
    buffer.type("u")
    newer = late.send(buffer, token=2)
    late.parts(2)
    late.let_go()
    for request in (older, newer):
        assert late.client.response(request)["result"] == {"isIncomplete": True, "items": []}
    assert [p["token"] for m, p in late.client.log_relay if m == "$/progress"] == [1, 2, 2]


def test_ghost_text_shares_the_search_and_the_parts_come_all_the_same(late: Late) -> None:
    buffer = Buffer(late.client, LATE + "s|")
    place = buffer.place | {"context": {"triggerKind": 2}}
    ghost = late.client.send("textDocument/inlineCompletion", place)
    late.client.logged("searching for lines")
    request = late.send(buffer)
    late.parts(1)
    late.let_go()
    assert late.client.response(request)["result"]["items"] == []
    assert late.client.response(ghost)["result"]["items"]
    assert sum("searching for lines" in line for line in late.client.log) == 1


def test_an_item_of_the_first_part_may_be_refused(late: Late) -> None:
    buffer = Buffer(late.client, LATE + "s|")
    request = late.send(buffer)
    (first,) = late.parts(1)
    late.let_go()
    late.client.response(request)
    buffer.tell("dismissed", first["items"][0])
    assert first["items"][0]["label"] not in [item["label"] for item in buffer.items()]


def test_each_kind_has_its_deadline(client: Any) -> None:
    client.initialize({"tokenDeadlineMs": 20_000, "lineDeadlineMs": 50_000})
    assert [i["label"] for i in Buffer(client, "// @hurried|").items()] == ["in_20_50"]


def test_what_came_to_its_deadline_is_searched_again(client: Any) -> None:
    """The user asks at the same place once more, and the search goes on where it stopped."""
    client.initialize({})
    buffer = Buffer(client, "int x = s| // @retry")
    assert buffer.items() == []
    assert "scanner" in [item["label"] for item in buffer.items()]


PROMISES = st.lists(st.sampled_from([0.9, 0.5, 0.3, 0.25, 0.2, 0.1, 0.01]), max_size=9)
WORDS = st.lists(st.text("ab", min_size=1, max_size=4), min_size=9, max_size=9, unique=True)


def items_of(words: list[str], promises: list[float]) -> tuple[Item, ...]:
    found = zip(words, sorted(promises, reverse=True), strict=False)
    return tuple(Item(f"s{word}", 1, p) for word, p in found)


def listing(max_items: int) -> Listing:
    history = History()
    document = Document(URI, "x = s")
    app = SimpleNamespace(
        settings=Settings(max_items=max_items), encoding="utf-16", offer=history.offer
    )
    return Listing(cast(Any, app), document, 5)


@given(WORDS, PROMISES, WORDS, PROMISES, st.integers(1, 12))
def test_the_parts_are_the_whole(
    names: list[str], of_tokens: list[float], ends: list[str], of_lines: list[float], n: int
) -> None:
    answer = Answer(items_of(names, of_tokens), items_of(ends, of_lines))
    whole = listing(n).whole(answer)
    parts = listing(n)
    begun = parts.begin(Answer(answer.tokens))
    both = [*begun, *parts.rest(answer)] if parts.has_begun else parts.whole(answer)
    assert parts.has_begun == any(item.probability >= MIN_LISTED for item in answer.tokens)

    def shown(items: list[types.CompletionItem]) -> list[tuple[Any, ...]]:
        ranked = sorted(items, key=lambda item: item.sort_text or "")
        return [(item.label, item.kind, item.detail, item.text_edit) for item in ranked]

    assert shown(both) == shown(whole)
