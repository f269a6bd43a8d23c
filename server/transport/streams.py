"""Messages with LSP's header, out of a stream of bytes and into one.

    source = MessageStream(reader, max_bytes, is_strict=True)
    body = await source.receive()           None when the stream has ended

The header is read as HTTP's is: names of fields in any case, blanks around values. A strict stream
begins with a field of LSP's header and has no others, so that no request of HTTP passes for one.
"""

import asyncio
import logging
from typing import Final

from pygls.exceptions import JsonRpcInvalidRequest

from beamcoder.server.observer import Visit

log = logging.getLogger(__name__)

LENGTH: Final = b"content-length"
FIELDS: Final = (LENGTH, b"content-type")
N_FIRST: Final = len(b"content-type:")  # no field of the header is shorter
MAX_DIGITS: Final = 12
CHUNK_BYTES: Final = 1 << 16


class TooLargeError(JsonRpcInvalidRequest):
    """A message that is larger than any may be."""


class NotAHeaderError(JsonRpcInvalidRequest):
    """What came is no header of LSP's."""


class MessageStream:
    """`TooLargeError` comes when the message has been passed over, but of a strict stream at once:
    such a client is not worth the reading."""

    def __init__(
        self, reader: asyncio.StreamReader, max_bytes: int, *, is_strict: bool = False
    ) -> None:
        self._reader, self._max_bytes, self._is_strict = reader, max_bytes, is_strict
        self._first = b""
        self._has_begun = False

    async def receive(self) -> bytes | None:
        """The next message. TooLargeError, NotAHeaderError, ConnectionError."""
        try:
            if self._is_strict and not self._has_begun:
                await self._begin()
            if length := await self._header():
                return await self._body(length)
        except asyncio.IncompleteReadError:
            pass  # it left amid a message
        except ValueError as exc:  # the reader's own limit
            raise NotAHeaderError("a line of the header is too long") from exc
        return None

    async def _begin(self) -> None:
        """Look at the first bytes before anything else is read."""
        self._first = await self._reader.readexactly(N_FIRST)
        self._has_begun = True
        if not any(field.startswith(self._first.lower().rstrip(b": \t")) for field in FIELDS):
            raise NotAHeaderError("this server speaks the Language Server Protocol, and no HTTP")

    async def _header(self) -> int:
        """Up to the blank line that ends it; the length of the body, 0 at the end of the stream."""
        length = 0
        while line := await self._reader.readline():
            line, self._first = self._first + line, b""
            name, _, value = line.partition(b":")
            name = name.strip().lower()
            if name == LENGTH:
                length = length or number(value.strip())
            elif not line.strip():
                if length:
                    return length
            elif self._is_strict and name not in FIELDS:
                raise NotAHeaderError("what came is no header of the Language Server Protocol")
        return 0

    async def _body(self, length: int) -> bytes:
        if length <= self._max_bytes:
            return await self._reader.readexactly(length)
        sentence = f"a message has at most {self._max_bytes:,} bytes, not {length:,}"
        while not self._is_strict and length:
            chunk = await self._reader.readexactly(min(length, CHUNK_BYTES))
            length -= len(chunk)
        raise TooLargeError(sentence)


def number(written: bytes) -> int:
    """A length; 0 for what is none."""
    return int(written) if written.isdigit() and len(written) <= MAX_DIGITS else 0


class BoundedWriter:
    """Towards a client on a socket. One that does not read what is sent is cut off."""

    def __init__(self, writer: asyncio.StreamWriter, max_unsent_bytes: int, visit: Visit) -> None:
        self._writer, self._max_unsent_bytes, self._visit = writer, max_unsent_bytes, visit

    def write(self, data: bytes) -> None:
        """What is sent to a client that has left is dropped."""
        transport = self._writer.transport
        if transport.is_closing():
            return
        if transport.get_write_buffer_size() > self._max_unsent_bytes:
            log.warning("a client that does not read its answers is cut off")
            self._visit.is_unread = True
            transport.abort()
            return
        self._writer.write(data)

    def close(self) -> None:
        self._writer.close()
