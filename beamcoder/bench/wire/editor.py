"""Editor at the other end of two streams: documents, cursors, and answers with their times.

    editor = Editor(reader, writer)
    await editor.begin({"lines": False})
    await editor.open("untitled:A.java", "int a;\\n", "")
    await editor.type("i")
    timed = await editor.complete()

Offsets are code points: the server is asked to count in UTF-32. Knows nothing of what is measured.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final

from beamcoder.bench.wire.client import GHOST, LIST, LspClient, Message, receive
from beamcoder.errors import ServerError

PATIENCE_S: Final = 120.0  # for one answer; a server that computes this long has hung


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """The items of an answer, and when it came, in seconds of `perf_counter`."""

    items: tuple[Any, ...]
    at: float


@dataclass(slots=True)
class EditorBuffer:
    """A text with the cursor between its two parts, `line` of its lines above the cursor's."""

    left: str
    right: str
    line: int = -1

    def __post_init__(self) -> None:
        self.line = self.left.count("\n")

    def append(self, text: str) -> None:
        self.left += text
        self.line += text.count("\n")  # a count of all lines would cost more than some answers

    def cut(self, n: int) -> None:
        """Take away the last `n` characters before the cursor."""
        keep = len(self.left) - n
        self.line -= self.left.count("\n", keep)
        self.left = self.left[:keep]

    def place(self) -> dict[str, int]:
        line_start = self.left.rfind("\n") + 1
        return {"line": self.line, "character": len(self.left) - line_start}


class Editor:
    """One client of a server. Edits and questions go to the document that was shown last."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._buffers: dict[str, EditorBuffer] = {}
        self._uri = ""
        self._client = LspClient(self._write)
        self._settings: dict[str, Any] = {}
        self._came: dict[int, tuple[Message, float]] = {}

    async def begin(self, settings: dict[str, Any]) -> None:
        self._settings = {"statistics": False} | settings  # a benchmark is no use of the product
        capabilities = {"general": {"positionEncodings": ["utf-32"]}}
        await self._result(self._client.initialize(self._settings, capabilities))
        self._client.notify("initialized", {})

    def configure(self, **settings: Any) -> None:
        """Lay settings on those that the editor began with."""
        changed = {"settings": self._settings | settings}
        self._client.notify("workspace/didChangeConfiguration", changed)

    def open(self, uri: str, left: str, right: str) -> None:
        """Show a new document with the cursor between the two parts of its text."""
        self._buffers[uri], self._uri = EditorBuffer(left, right), uri
        self._client.open(uri, left + right)

    def show(self, uri: str) -> None:
        assert uri in self._buffers, uri
        self._uri = uri

    def close(self) -> None:
        del self._buffers[self._uri]
        self._client.close(self._uri)

    @property
    def buffer(self) -> EditorBuffer:
        return self._buffers[self._uri]

    def type(self, text: str) -> None:
        """Type or paste at the cursor."""
        here = self.buffer.place()
        self._change(here, here, text)
        self.buffer.append(text)

    def erase(self, n: int) -> None:
        """Backspace `n` times at once, as undo does."""
        end = self.buffer.place()
        self.buffer.cut(n)
        self._change(self.buffer.place(), end, "")

    def jump(self, offset: int) -> None:
        text = self.buffer.left + self.buffer.right
        self._buffers[self._uri] = EditorBuffer(text[:offset], text[offset:])

    async def complete(self) -> TimedAnswer:
        return await self.answer(self.send(LIST))

    async def ghosts(self) -> TimedAnswer:
        return await self.answer(self.send(GHOST))

    async def both(self) -> tuple[TimedAnswer, TimedAnswer]:
        """List and ghost text of one key, requested together as editors do."""
        listed, ghost = self.send(LIST), self.send(GHOST)
        return await self.answer(listed), await self.answer(ghost)

    def send(self, method: str) -> int:
        """Ask without waiting for the answer; the request's id."""
        ask = self._client.ghosts if method == GHOST else self._client.complete
        return ask(self._uri, self.buffer.place())

    async def end(self) -> None:
        """Say good-bye; a server that is gone already is none to complain of."""
        with suppress(ServerError):
            await self._result(self._client.request("shutdown"))
            self._client.notify("exit")
        await self.hang_up()

    async def hang_up(self) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    def _change(self, start: dict[str, int], end: dict[str, int], text: str) -> None:
        change = {"range": {"start": start, "end": end}, "text": text}
        self._client.change(self._uri, change)

    async def answer(self, request_id: int) -> TimedAnswer:
        """Of a request that was sent."""
        result, at = await self._result(request_id)
        return TimedAnswer(tuple(result["items"]), at)

    async def _result(self, request_id: int) -> tuple[Any, float]:
        while request_id not in self._came:
            message = await asyncio.wait_for(self._receive(), PATIENCE_S)
            if message.get("method") == "window/showMessage":
                raise ServerError(f"the server says: {message['params']['message']}")
            if "method" not in message:
                self._came[message["id"]] = message, perf_counter()
        message, at = self._came.pop(request_id)
        if "error" in message:
            raise ServerError(f"the server failed: {message['error']['message']}")
        return message["result"], at

    def _write(self, data: bytes) -> None:
        if self._writer.is_closing():
            raise ServerError("the server ended")
        self._writer.write(data)

    async def _receive(self) -> Message:
        try:
            return await receive(self._reader)
        except (asyncio.IncompleteReadError, OSError) as exc:
            raise ServerError("the server ended") from exc


def milliseconds_since(began: float) -> float:
    return (perf_counter() - began) * 1000
