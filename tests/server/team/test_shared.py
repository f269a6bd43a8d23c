"""One server for all editors of a user: found, started, kept and ended, and nobody else's."""

import argparse
import asyncio
import os
import signal
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from beamcoder.bench.wire.client import encoded, framed, receive
from beamcoder.server import serve
from beamcoder.server.application import new_application
from beamcoder.server.limits import LIMITS
from beamcoder.server.team import bridge, local_socket
from beamcoder.server.team.local_socket import serve_local
from tests.house import ROOT
from tests.server.transport.conftest import PATIENCE_S, Caller, no_model

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no local sockets here")
MAX_BRIDGE_MB = 20


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Short, for the path of a socket has some hundred characters at most."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="b-", dir="/tmp") as name:
        monkeypatch.setenv("XDG_RUNTIME_DIR", name)
        yield Path(name) / "beamcoder"


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    return parser.parse_args(words)


@asynccontextmanager
async def household(folder: Path, keep_s: float = PATIENCE_S) -> AsyncIterator[tuple[Path, Any]]:
    bridge.meeting_folder()
    path = folder / "test.socket"
    running = asyncio.create_task(
        serve_local(lambda access: new_application(no_model, access=access), path, LIMITS, keep_s)
    )
    while not (running.done() or path.exists()):
        await asyncio.sleep(0.01)
    yield path, running
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def came(path: Path) -> Caller:
    caller = Caller(*await asyncio.open_unix_connection(path))
    assert await caller.reader.readexactly(len(bridge.GREETING)) == bridge.GREETING
    return caller


async def test_an_editor_is_the_user_and_needs_no_token(folder: Path) -> None:
    """It has the rights of a pipe, such as to wipe what was counted."""
    async with household(folder) as (path, _):
        one, other = await came(path), await came(path)
        for caller in (one, other):
            params: Any = {"processId": None, "capabilities": {}, "rootUri": folder.as_uri()}
            assert "result" in await caller.ask("initialize", params)
        assert "result" in await one.ask("beamcoder/statistics", {"wipe": True})
        one.writer.close()
        assert "result" in await other.ask("beamcoder/status", {})
        other.writer.close()


async def test_it_ends_when_nobody_is_left(folder: Path) -> None:
    async with household(folder, keep_s=0.2) as (path, running):
        caller = await came(path)
        await asyncio.sleep(0.5)
        assert not running.done()
        caller.writer.close()
        assert await asyncio.wait_for(running, PATIENCE_S) == 0
        assert not path.exists()


async def test_the_socket_of_another_server_stays(folder: Path) -> None:
    """A server that was taken for dead, and ends when another one has its place."""
    async with household(folder, keep_s=0.3) as (path, running):
        path.unlink()
        async with household(folder):
            await asyncio.wait_for(running, PATIENCE_S)
            (await came(path)).writer.close()


async def test_the_socket_is_its_users(folder: Path) -> None:
    os.umask(0)
    async with household(folder) as (path, _):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


async def test_a_client_of_another_user_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with household(folder) as (path, _):
        monkeypatch.setattr(local_socket, "user_of", lambda link: os.getuid() + 1)
        reader, writer = await asyncio.open_unix_connection(path)
        async with asyncio.timeout(PATIENCE_S):
            assert await reader.read() == b""
        writer.close()


async def test_a_server_of_another_user_is_not_used(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with household(folder) as (path, _):
        monkeypatch.setattr(bridge, "user_of", lambda link: os.getuid() + 1)
        with pytest.raises(PermissionError, match="another user's"):
            await asyncio.to_thread(bridge.connected, path)


async def test_who_does_not_greet_is_no_server(folder: Path) -> None:
    async def silent(reader: Any, writer: Any) -> None:
        writer.write(b"HTTP/1.1 200\r\n")
        writer.close()

    path = bridge.meeting_folder() / "other.socket"
    server = await asyncio.start_unix_server(silent, path)
    async with server:
        assert await asyncio.to_thread(bridge.connected, path) is None
    assert bridge.connected(folder / "none.socket") is None


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_folder_that_others_may_enter_is_not_used(folder: Path, mode: int) -> None:
    folder.mkdir()
    folder.chmod(mode)
    with pytest.raises(OSError, match="chmod 700"):
        bridge.socket_path(parsed("--shared"))


def test_a_link_in_place_of_the_folder_is_not_used(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "mine")
    with pytest.raises(OSError, match="others may enter"):
        bridge.meeting_folder()


def test_a_server_is_shared_by_those_who_want_the_same(folder: Path, tmp_path: Path) -> None:
    paths = [bridge.socket_path(parsed("--shared", *more)) for more in (
        (), ("--device", "cpu"), ("--model", str(tmp_path)), ("--log-level", "debug"))]  # fmt: skip
    assert len(set(paths)) == 4
    assert paths[0] == bridge.socket_path(parsed("--shared"))


class Window:
    """An editor's window: a bridge, spoken to in LSP."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        assert process.stdout is not None and process.stdin is not None
        self._reader, self._writer = process.stdout, process.stdin

    def say(self, **message: Any) -> None:
        self._writer.write(framed(encoded(message)))

    async def ask(self, method: str, params: Any) -> Any:
        self.say(id=1, method=method, params=params)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                message = await receive(self._reader)
                if "method" not in message and message["id"] == 1:
                    return message

    async def begin(self) -> Any:
        return await self.ask("initialize", {"processId": None, "capabilities": {}})

    async def end(self) -> int:
        await self.ask("shutdown", None)
        self.say(method="exit")
        return await asyncio.wait_for(self.process.wait(), PATIENCE_S)


async def opened(*words: str, **variables: str) -> Window:
    command = [sys.executable, "-m", "beamcoder", "serve", "--shared", *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | variables
    pipe = subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment
    )
    return Window(process)


def servers_in(folder: Path) -> list[psutil.Process]:
    """Those that listen in that folder, once others have had time to end."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(folder) in word for word in process.info["cmdline"] or [])
    ]


async def test_windows_share_a_server_and_one_that_is_killed_is_started_again(folder: Path) -> None:
    windows = [await opened("--keep", "1") for _ in range(3)]
    try:
        for window in windows:
            assert "result" in await window.begin()
        (server,) = servers_in(folder)
        sizes = [psutil.Process(w.process.pid).memory_info().rss / 1e6 for w in windows]
        assert max(sizes[1:]) <= MAX_BRIDGE_MB, sizes
        assert await windows[0].end() == 0
        server.send_signal(signal.SIGKILL)
        for window in windows[1:]:
            assert await asyncio.wait_for(window.process.wait(), PATIENCE_S) == 1
        windows.append(await opened("--keep", "1"))
        assert "result" in await windows[-1].begin()
        (again,) = servers_in(folder)
        assert again.pid != server.pid
        assert await windows[-1].end() == 0
        while servers_in(folder):  # it ends when nobody is left
            await asyncio.sleep(0.1)
    finally:
        for process in servers_in(folder):
            process.kill()
        for window in windows:
            with suppress(ProcessLookupError):
                window.process.kill()


async def test_where_none_can_be_shared_an_editor_has_its_own(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o755)
    window = await opened()
    try:
        assert "result" in await window.begin()
        assert servers_in(folder) == []
        assert await window.end() == 0
        assert window.process.stderr is not None
        said = (await window.process.stderr.read()).decode()
        assert "a server of its own" in said and "chmod 700" in said
    finally:
        with suppress(ProcessLookupError):
            window.process.kill()


def test_what_a_bridge_starts_says_all_that_was_said() -> None:
    words = ["--device", "cpu", "--log-level", "info", "--keep", "7", "--max-documents", "9"]
    words += ["--memory", "500.5", "--max-message", "1.5"]
    args = parsed("--shared", *words)
    again = parsed("--local", "x", *bridge.options_of(args))
    assert (again.device, again.log_level, again.keep) == ("cpu", "info", 7)
    others = vars(args).keys() - {"shared", "local"}
    assert {name: vars(again)[name] for name in others} == {n: vars(args)[n] for n in others}
