"""Whatever comes on the wire is answered, or logged in one line; and the server goes on."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.conftest import SCRIPTED, Client

PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS = -32700, -32600, -32602
NOT_INITIALIZED = -32002


@pytest.fixture(scope="module")
def talking() -> Iterator[Client]:
    """One server for all, which must not mind what it was sent before."""
    client = Client(SCRIPTED)
    client.initialize()
    client.open("x = s")
    assert client.complete(0, 5)  # the model is there, and has said so
    yield client
    assert client.shut_down() == 0
    client.end()


@pytest.fixture
def client(talking: Client) -> Iterator[Client]:
    """Answers afterwards as ever, has told nobody of its insides, and logged in single lines."""
    talking.log.clear()
    yield talking
    assert talking.ask("beamcoder/status", {})["version"]
    assert not any("Traceback" in line or "File " in line for line in talking.log)


def body(**message: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0"} | message).encode()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"no json", PARSE_ERROR),
        (b'{"jsonrpc": "2.0", "id": 1, "method":', PARSE_ERROR),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"} x', PARSE_ERROR),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "\xff"}', PARSE_ERROR),
        ('{"jsonrpc": "2.0"}'.encode("utf-16"), PARSE_ERROR),
        (b"\xef\xbb\xbf" + body(id=1, method="shutdown"), PARSE_ERROR),
        (b"[" * 100_000, PARSE_ERROR),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, PARSE_ERROR),
        (b'{"jsonrpc": "2.0", "id": NaN, "method": "shutdown"}', PARSE_ERROR),
        (b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown", "params": [1e999]}', PARSE_ERROR),
        (b" ", PARSE_ERROR),
        (b"null", INVALID_REQUEST),
        (b"7", INVALID_REQUEST),
        (b'"text"', INVALID_REQUEST),
        (b"[]", INVALID_REQUEST),
        (b"[%s, %s]" % (body(id=1, method="a"), body(id=2, method="b")), INVALID_REQUEST),
        (b"{}", INVALID_REQUEST),
        (b'{"id": 1, "method": "beamcoder/status"}', INVALID_REQUEST),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "beamcoder/status"}', INVALID_REQUEST),
        (b'{"jsonrpc": 2.0, "id": 1, "method": "beamcoder/status"}', INVALID_REQUEST),
        (body(id=[1], method="beamcoder/status"), INVALID_REQUEST),
        (body(id={}, method="beamcoder/status"), INVALID_REQUEST),
        (body(id=True, method="beamcoder/status"), INVALID_REQUEST),
        (body(id=1.5, method="beamcoder/status"), INVALID_REQUEST),
        (body(id=None, method="beamcoder/status"), INVALID_REQUEST),
        (body(method=None), INVALID_REQUEST),
        (body(method=["a"]), INVALID_REQUEST),
    ],
)
def test_what_is_no_message(client: Client, sent: bytes, code: int) -> None:
    client.send_bytes(sent)
    response = client.response(None)
    assert response["error"]["code"] == code
    assert set(response["error"]) == {"code", "message"}
    client.wait(lambda: any("refused" in line for line in client.log))
    assert len(client.log) == 1


@pytest.mark.parametrize("method", [None, 7, ["a"], {}])
def test_a_method_that_is_none_with_an_id_that_is_one(client: Client, method: Any) -> None:
    client.send_bytes(body(id=801, method=method))
    assert client.response(801)["error"] == {
        "code": INVALID_REQUEST, "message": "a method is a text"
    }  # fmt: skip


@pytest.mark.parametrize("method", ["beamcoder/status", "beamcoder/statistics"])
@pytest.mark.parametrize("params", [{}, {"params": None}, {"params": {}}, {"params": []}])
def test_parameters_may_be_left_out(client: Client, method: str, params: Any) -> None:
    client.send_bytes(body(id=802, method=method, **params))
    assert "result" in client.response(802)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/completion", {}),
        ("textDocument/completion", {"params": None}),
        ("textDocument/inlineCompletion", {"params": {}}),
        ("beamcoder/explain", {}),
        ("beamcoder/statement", {"params": 7}),
        ("workspace/executeCommand", {}),
        ("workspace/executeCommand", {"params": {"command": "beamcoder.accepted"}}),
        (
            "workspace/executeCommand",
            {"params": {"command": "beamcoder.accepted", "arguments": []}},
        ),
        (
            "workspace/executeCommand",
            {"params": {"command": "beamcoder.accepted", "arguments": [[], {}]}},
        ),
        ("workspace/executeCommand", {"params": {"command": "none.such", "arguments": []}}),
    ],
)
def test_parameters_that_are_missed(client: Client, method: str, params: Any) -> None:
    client.send_bytes(body(id=803, method=method, **params))
    assert client.response(803)["error"]["code"] == INVALID_PARAMS


@pytest.mark.parametrize("beyond", [2**31, 2**32 - 1, 2**64, -1, None, [1]])
def test_an_edit_that_cannot_be_read_is_told(client: Client, beyond: Any) -> None:
    """The text is not the editor's any more: nothing is completed in it, and the client knows."""
    uri = f"file:///Lost{beyond}.java"
    client.open("x = s", uri=uri)
    assert client.complete(0, 5, uri=uri)
    n_told = len(client.messages())
    start, end = {"line": 0, "character": 0}, {"line": 0, "character": beyond}
    for _ in range(3):
        client.change({"range": {"start": start, "end": end}, "text": "y"}, uri=uri)
    assert client.complete(0, 1, uri=uri) == []
    told = client.messages()[n_told:]
    assert len(told) == 1 and uri in told[0] and "opened again" in told[0]
    client.open("x = s", uri=uri)
    assert client.complete(0, 5, uri=uri)
    client.close(uri=uri)
    client.log_relay.clear()  # what was told is told: others look whether they are told anything


@pytest.mark.parametrize(
    "notification",
    [
        {"method": "textDocument/didOpen"},
        {"method": "textDocument/didChange", "params": {"textDocument": 7}},
        {"method": "textDocument/didClose", "params": []},
        {"method": "beamcoder/feedback"},
        {"method": "beamcoder/feedback", "params": {"event": 7}},
        {"method": "no/such"},
        {"method": "$/cancelRequest"},
        {"method": "$/cancelRequest", "params": {"id": [1]}},
        {"method": "$/setTrace", "params": {"value": 7}},
        {"id": 9999, "result": None},
        {"id": [1], "result": None},
        {"id": None, "error": {"code": 1, "message": "a"}},
        {"id": 9999, "error": "no"},
    ],
)
def test_what_nobody_waits_for_is_not_answered(client: Client, notification: Any) -> None:
    client.send_bytes(body(**notification))
    client.ask("beamcoder/status", {})
    assert None not in client._responses
    assert client.messages() == []
    assert len(client.log) <= 1


def test_fields_that_nobody_knows(client: Client) -> None:
    client.send_bytes(body(id=804, method="beamcoder/status", params={"type_name": 5}, extra=1))
    assert "result" in client.response(804)


@pytest.mark.parametrize(
    "header",
    [
        "content-length: {}\r\n\r\n",
        "CONTENT-LENGTH:{}\r\n\r\n",
        "garbage\r\nContent-Length: {}\n\n",
    ],
)
def test_headers(client: Client, header: str) -> None:
    message = body(id=805, method="beamcoder/status")
    client.write(header.format(len(message)).encode() + message)
    assert "result" in client.response(805)


def test_a_message_that_is_too_large_is_passed_over(client: Client) -> None:
    client.send_bytes(b"x" * 16_000_001)
    response = client.response(None)
    assert response["error"]["code"] == INVALID_REQUEST
    assert "16,000,000 bytes" in response["error"]["message"]


def test_nothing_is_served_before_initialize(client_for: Any) -> None:
    client = client_for(SCRIPTED)
    client.open("x = s")
    for method in ("beamcoder/statistics", "textDocument/completion", "shutdown", "no/such"):
        assert client.response(client.send(method, {"wipe": True}))["error"]["code"] == (
            NOT_INITIALIZED
        )
    client.initialize()
    client.open("x = s")
    assert len(client.complete(0, 5)) == 6
    again = client.response(client.send("initialize", {"processId": None, "capabilities": {}}))
    assert again["error"]["code"] == INVALID_REQUEST
    client.ask("shutdown")
    for method in ("textDocument/completion", "shutdown", "initialize", "no/such"):
        assert client.response(client.send(method, {}))["error"]["code"] == INVALID_REQUEST
    client.notify("exit", None)
    assert client.process.wait(60) == 0


def test_initialized_without_parameters_loads_the_model(client_for: Any) -> None:
    client = client_for(SCRIPTED)
    client.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    client.send_bytes(body(method="initialized"))
    client.open("x = s")
    assert len(client.complete(0, 5)) == 6


@pytest.mark.parametrize("reply", [None, [], [None], {}, 7, "text", [7]])
def test_a_configuration_that_is_none(client_for: Any, reply: Any) -> None:
    """Nobody waits until the patience with editors that say nothing is over."""
    client = client_for(SCRIPTED)
    client.replies["workspace/configuration"] = reply
    client.initialize({"maxItems": 3}, {"workspace": {"configuration": True}})
    client.open("x = s")
    assert len(client.complete(0, 5)) == 3
    assert not any("TimeoutError" in line for line in client.log)


def test_models_where_none_can_be(client_for: Any) -> None:
    client = client_for([*SCRIPTED[:1], "-m", "beamcoder", "serve"])
    models = ("~nobody-of-that-name/m", "a\0b", "x" * 5000, "/dev/null/m")
    for n, model in enumerate(models):
        settings = {"model": model, "statements": model, "device": "cpu"}
        if n == 0:
            client.initialize(settings)
            client.open("// codeforces.com/contest/1409/problem/A\nclass A { }\n")
        else:
            changed = {"settings": {"beamcoder": settings}}
            client.notify("workspace/didChangeConfiguration", changed)
        client.wait(lambda n=n: len(client.messages()) > n)
        assert client.complete(1, 10) == []
        assert client.messages()[-1].startswith("Beamcoder: no completions: ")
        assert client.ask("beamcoder/status", {})["state"] == "failed"
    assert len(client.messages()) == len(models)


def test_a_folder_of_statements_where_none_can_be(client_for: Any) -> None:
    client = client_for(SCRIPTED)
    client.initialize({"statements": "x" * 5000})
    client.open("// codeforces.com/contest/1409/problem/A\nclass A { } // s")
    assert len(client.complete(1, 16)) == 6
    for folder in ("~nobody-of-that-name/s", "a\0b", "/dev/null/s"):
        changed = {"settings": {"beamcoder": {"statements": folder}}}
        client.notify("workspace/didChangeConfiguration", changed)
        client.change({"text": f"// codeforces.com/contest/1410/problem/{folder[0]}\n s"})
        assert len(client.complete(1, 2)) == 6
