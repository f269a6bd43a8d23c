"""JSON-RPC 2.0 messages as bytes, read strictly.

    data = read_message(b'{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}')

What is wrong is raised as pygls raises it, with the code that JSON-RPC wants. Knows no methods.
"""

from typing import Any, Final

from pygls.exceptions import JsonRpcInvalidRequest, JsonRpcParseError

from beamcoder.strict_json import loads

VERSION: Final = "2.0"


def read_message(body: bytes) -> dict[str, Any]:
    """The object that a message is; JsonRpcParseError, JsonRpcInvalidRequest."""
    data = _parsed(body)
    if isinstance(data, list):
        raise JsonRpcInvalidRequest("a batch is not served: send its messages one by one")
    if not isinstance(data, dict):
        raise JsonRpcInvalidRequest("a message is an object")
    if data.get("jsonrpc") != VERSION:
        raise JsonRpcInvalidRequest(f'a message has "jsonrpc": "{VERSION}"')
    return data


def is_id(value: Any) -> bool:
    return isinstance(value, (int, str)) and not isinstance(value, bool)


def check_call(data: dict[str, Any]) -> None:
    """A request or notification has a method, and an id if any; JsonRpcInvalidRequest."""
    if "id" in data and not is_id(data["id"]):
        raise JsonRpcInvalidRequest("an id is a whole number or a text")
    if not isinstance(data["method"], str):
        raise JsonRpcInvalidRequest("a method is a text")


def _parsed(body: bytes) -> Any:
    try:
        return loads(body.decode("utf-8"))
    except UnicodeDecodeError as exc:
        raise JsonRpcParseError(f"the message is not UTF-8 at byte {exc.start}") from exc
    except RecursionError as exc:
        raise JsonRpcParseError("the message is nested too deeply") from exc
    except ValueError as exc:
        raise JsonRpcParseError(f"the message is not JSON: {exc}") from exc
