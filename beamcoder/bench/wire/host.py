"""The server in a process of its own, with its memory and processor time.

async with hosted(Model(None, "cpu"), tcp=True) as host:
    editor = await host.connect({"lines": False})
"""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from beamcoder.bench.wire.editor import Editor
from beamcoder.errors import ServerError

SERVE: Final = ("-m", "beamcoder", "serve")
# No user pauses between two keys here, so no rate is too high.
ANY_RATE: Final = ("--max-rate", "1000000")
ANY_PORT: Final = ("--tcp", "127.0.0.1:0")
LISTENING: Final = re.compile(r"tcp://(.*):(\d+)$")
TOKEN: Final = re.compile(r"the token is (\S+)$")
PATIENCE_S: Final = 10.0  # for a server to end


@dataclass(frozen=True, slots=True)
class Model:
    """Which model, None for the default one, on which device."""

    folder: Path | None
    device: str

    def settings(self) -> dict[str, Any]:
        return {"model": str(self.folder.resolve()) if self.folder else "", "device": self.device}

    def options(self) -> list[str]:
        """As a command takes them."""
        named = ["--model", str(self.folder)] if self.folder else []
        return ["--device", self.device, *named]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, and what it wants to be shown."""

    host: str
    port: int
    token: str


class Host:
    """A running server; `address` is None on stdio, which serves one editor only."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        model: Model,
        address: "Address | None" = None,
    ) -> None:
        self._process, self._model, self._address = process, model, address
        self._editors: list[Editor] = []

    async def connect(self, settings: dict[str, Any] | None = None) -> Editor:
        """A new client, greeted."""
        if self._address is None:
            assert self._process.stdout is not None and self._process.stdin is not None
            assert not self._editors, "on stdio there is one editor"
            editor = Editor(self._process.stdout, self._process.stdin)
            own = self._model.settings()
        else:
            address = self._address
            editor = Editor(*await asyncio.open_connection(address.host, address.port))
            own = {"token": address.token}
        self._editors.append(editor)
        await editor.begin(own | (settings or {}))
        return editor

    def memory_mb(self) -> float:
        """Resident memory, in 10^6 bytes."""
        return round(float(self._measured().memory_info().rss) / 1e6, 1)

    def cpu_s(self) -> float:
        """Seconds of CPU spent so far, by all threads."""
        spent = self._measured().cpu_times()
        return float(spent.user + spent.system)

    def _measured(self) -> Any:
        try:
            return psutil.Process(self._process.pid)
        except psutil.NoSuchProcess as exc:
            raise ServerError("the server ended") from exc

    async def end(self) -> None:
        """Say good-bye from every editor, and wait for the server to end."""
        for editor in self._editors:
            await editor.end()
        if self._address is not None and self._process.returncode is None:
            self._process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), PATIENCE_S)

    async def stop(self) -> None:
        """Whatever state things are in: nothing of it is left."""
        with suppress(ProcessLookupError):
            self._process.kill()
        for editor in self._editors:
            await editor.hang_up()
        if self._process.stdout is not None:
            await self._process.stdout.read()
        await self._process.wait()


@asynccontextmanager
async def hosted(
    model: Model, *, tcp: bool = False, options: Sequence[str] = ANY_RATE
) -> AsyncIterator[Host]:
    """A server that ends with the block; Ctrl-C reaches us, not the server."""
    pipe = asyncio.subprocess.PIPE
    command = (*SERVE, *ANY_PORT, *options, *model.options()) if tcp else SERVE
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        stdin=asyncio.subprocess.DEVNULL if tcp else pipe,
        stdout=asyncio.subprocess.DEVNULL if tcp else pipe,
        stderr=pipe if tcp else None,
        start_new_session=True,
    )
    host, passing = Host(process, model), None
    try:
        if process.stderr is not None:
            host = Host(process, model, await listening(process.stderr))
            passing = asyncio.create_task(pass_on(process.stderr))
        yield host
        await host.end()
    finally:
        await host.stop()
        if passing is not None:
            await passing


async def listening(errors: asyncio.StreamReader) -> Address:
    """The address that a server announces."""
    said = (await errors.readline()).decode().strip()
    found = LISTENING.search(said)
    token = TOKEN.search((await errors.readline()).decode().strip()) if found else None
    if found is None or token is None:
        raise ServerError(f"the server does not listen: {said}")
    return Address(found[1], int(found[2]), token[1])


async def pass_on(lines: asyncio.StreamReader) -> None:
    """What a server says, to our own standard error, until it ends."""
    while line := await lines.readline():
        print(line.decode(errors="replace"), end="", file=sys.stderr)
