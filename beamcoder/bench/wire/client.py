"""LSP client: what an editor says to a server, framed, and the reading of what it replies.

    client = LspClient(writer.write)
    request_id = client.complete("untitled:A.java", {"line": 0, "character": 3})
    message = await receive(reader)

Writes bytes by the function that it is given and counts its requests; which reply belongs to
which, and what the replies mean, is for those who read. The tests speak to servers with it, too.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

LIST: Final = "textDocument/completion"
GHOST: Final = "textDocument/inlineCompletion"
Message = dict[str, Any]


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def encoded(message: Message) -> bytes:
    """The body of a JSON-RPC message."""
    return json.dumps({"jsonrpc": "2.0"} | message).encode()


def body_length(header: bytes) -> int:
    """Bytes of the body that a header announces; KeyError if it does not."""
    fields = dict(line.split(b": ", 1) for line in header.strip().split(b"\r\n"))
    return int(fields[b"Content-Length"])


async def receive(reader: asyncio.StreamReader) -> Message:
    """The next message; asyncio.IncompleteReadError or an OSError if there is none."""
    header = await reader.readuntil(b"\r\n\r\n")
    message: Message = json.loads(await reader.readexactly(body_length(header)))
    return message


class LspClient:
    """Each request returns its id; a position is {"line": …, "character": …}, counted from 0."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self._n_requests = 0

    def request(self, method: str, params: Any = None) -> int:
        self._n_requests += 1
        self.send({"id": self._n_requests, "method": method, "params": params})
        return self._n_requests

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    def send(self, message: Message) -> None:
        self._write(framed(encoded(message)))

    def initialize(
        self, options: Any = None, capabilities: Any = None, root: str | None = None
    ) -> int:
        params = {"processId": None, "rootUri": root, "capabilities": capabilities or {}}
        return self.request("initialize", params | {"initializationOptions": options})

    def open(self, uri: str, text: str) -> None:
        item = {"uri": uri, "languageId": "java", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, *changes: Message) -> None:
        """Each change is {"text": …}, with its "range" unless it is the whole text."""
        document = {"uri": uri, "version": 2}
        params = {"textDocument": document, "contentChanges": list(changes)}
        self.notify("textDocument/didChange", params)

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def complete(self, uri: str, position: Message) -> int:
        return self.request(LIST, {"textDocument": {"uri": uri}, "position": position})

    def ghosts(self, uri: str, position: Message) -> int:
        """Ghost text, as if the user had called for it."""
        place = {"textDocument": {"uri": uri}, "position": position}
        return self.request(GHOST, place | {"context": {"triggerKind": 2}})
