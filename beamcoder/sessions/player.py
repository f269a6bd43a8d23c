"""Player of a recorded session against a server of now.

    played = await play(session, PlayOptions("cpu", model="runs/mine"))

Messages of the editor are sent in their order, each as soon as the server has answered what it had
answered by then: what overtook what in the session does so again. What the server asks is answered
as the editor did. Statistics are switched off.
"""

import asyncio
import sys
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from beamcoder.bench.wire.client import encoded, framed, receive
from beamcoder.errors import ServerError
from beamcoder.sessions.session import (
    EDITOR,
    LspMessage,
    RecordedSession,
    SessionEntry,
    key,
)

SERVE: Final = ("-P", "-m", "beamcoder", "serve")
PATIENCE_S: Final = 120.0
OWN: Final = "beamcoder-replay"  # begins the ids of our own requests
STATUS: Final = "beamcoder/status"


@dataclass(frozen=True, slots=True)
class PlayOptions:
    """`model` is a folder's whole path, in place of what the session set."""

    device: str = "auto"
    model: str | None = None
    keeps_pauses: bool = False

    def command(self) -> list[str]:
        named = ["--model", self.model] if self.model else []
        return [sys.executable, *SERVE, "--device", self.device, *named]


@dataclass(slots=True)
class PlayedSession:
    """Answers by the id of their request, times in seconds of `perf_counter`."""

    messages: dict[str, LspMessage] = field(default_factory=dict)
    sent_at: dict[str, float] = field(default_factory=dict)
    came_at: dict[str, float] = field(default_factory=dict)
    status: LspMessage = field(default_factory=dict)

    def latency_ms(self, request: str) -> float:
        return (self.came_at[request] - self.sent_at[request]) * 1000


async def play(session: RecordedSession, options: PlayOptions) -> PlayedSession:
    """ServerError where the server ends, or does not answer."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *options.command(), stdin=pipe, stdout=pipe, start_new_session=True
    )
    assert process.stdin is not None and process.stdout is not None
    player = Player(process.stdin, session, options)
    listening = asyncio.create_task(player.listen(process.stdout))
    try:
        await player.play(session.entries)
        return player.played
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await listening
        await process.wait()


class Player:
    """One session on one connection."""

    def __init__(
        self, writer: asyncio.StreamWriter, session: RecordedSession, options: PlayOptions
    ) -> None:
        self.played = PlayedSession()
        self._writer, self._options = writer, options
        self._replies = replies(session)
        self._came = asyncio.Condition()
        self._has_ended = False
        self._n_own = 0

    async def play(self, entries: tuple[SessionEntry, ...]) -> None:
        began, is_ready = perf_counter(), False
        for entry in entries:
            if entry.sender != EDITOR:
                if entry.is_answer and key(entry) in self.played.sent_at:
                    await self._answer(key(entry))
                continue
            if entry.is_answer:
                continue
            if self._options.keeps_pauses:
                await asyncio.sleep(entry.ms / 1000 - (perf_counter() - began))
            if entry.message["method"] == "shutdown":
                await self._look()
            self._send(entry)
            if not is_ready and entry.message["method"] == "initialized":
                is_ready = await self._ready()
        if not self.played.status:
            await self._look()

    def _send(self, entry: SessionEntry) -> None:
        if entry.is_request:
            self.played.sent_at[key(entry)] = perf_counter()
        self._write(patched(entry.message, self._options.model))

    def _write(self, message: LspMessage) -> None:
        if not self._writer.is_closing():
            self._writer.write(framed(encoded(message)))

    async def _answer(self, request: str) -> LspMessage:
        async with self._came:
            waiting = self._came.wait_for(lambda: self._has_ended or request in self.played.came_at)
            try:
                await asyncio.wait_for(waiting, PATIENCE_S)
            except TimeoutError as exc:
                raise ServerError(f"the server gave no answer to request {request}") from exc
        if request not in self.played.came_at:
            raise ServerError(f"the server ended before it answered request {request}")
        return self.played.messages[request]

    async def _look(self) -> None:
        """Ask for the status, while there is somebody to ask."""
        with suppress(ServerError):
            self.played.status = await self._ask(STATUS)

    async def _ready(self) -> bool:
        """The model may have been loaded during a pause that is not kept."""
        while (await self._ask(STATUS)).get("state") == "loading":
            await asyncio.sleep(0.02)
        return True

    async def _ask(self, method: str) -> LspMessage:
        self._n_own += 1
        request = f"{OWN}-{self._n_own}"
        self._write({"id": request, "method": method, "params": {}})
        answer = await self._answer(f'"{request}"')
        result = answer.get("result")
        return result if isinstance(result, dict) else {}

    async def listen(self, reader: asyncio.StreamReader) -> None:
        with suppress(asyncio.IncompleteReadError, OSError):
            while True:
                message = await receive(reader)
                if "method" not in message:
                    await self._hear(message)
                elif "id" in message:
                    self._reply(message)
        async with self._came:
            self._has_ended = True
            self._came.notify_all()

    async def _hear(self, message: LspMessage) -> None:
        entry = SessionEntry(0, "server", message)
        async with self._came:
            self.played.messages[key(entry)] = message
            self.played.came_at[key(entry)] = perf_counter()
            self._came.notify_all()

    def _reply(self, asked: LspMessage) -> None:
        """As the editor did to the same question, the last answer for ever."""
        known = self._replies[asked["method"]]
        reply = (known.pop(0) if len(known) > 1 else known[0]) if known else {"result": None}
        reply = {name: value for name, value in reply.items() if name not in ("id", "jsonrpc")}
        sections = reply.get("result")
        if asked["method"] == "workspace/configuration" and isinstance(sections, list):
            reply |= {"result": [configured(each, self._options.model) for each in sections]}
        self._write({"id": asked["id"], **reply})


def replies(session: RecordedSession) -> dict[str, list[LspMessage]]:
    """What the editor answered to each method of the server's."""
    asked, found = dict[str, str](), defaultdict[str, list[LspMessage]](list)
    for entry in session.entries:
        if entry.sender != EDITOR and entry.is_request:
            asked[key(entry)] = entry.message["method"]
        elif entry.sender == EDITOR and entry.is_answer and key(entry) in asked:
            found[asked[key(entry)]].append(entry.message)
    return found


def patched(message: LspMessage, model: str | None) -> LspMessage:
    """The same, for a server whose editor is no process, with our settings."""
    params = message.get("params")
    if not isinstance(params, dict):
        return message
    if message["method"] == "initialize":
        options = configured(params.get("initializationOptions"), model)
        return message | {"params": params | {"processId": None, "initializationOptions": options}}
    if message["method"] == "workspace/didChangeConfiguration":
        settings = params.get("settings")
        if isinstance(settings, dict) and isinstance(settings.get("beamcoder"), dict):
            ours = settings | {"beamcoder": configured(settings["beamcoder"], model)}
        else:
            ours = configured(settings, model)
        return message | {"params": params | {"settings": ours}}
    return message


def configured(section: Any, model: str | None) -> Any:
    """Settings that count nothing; null stays null, but for the first ones."""
    named = {"model": model} if model is not None else {}
    return (section if isinstance(section, dict) else {}) | {"statistics": False} | named
