"""Solutions typed key by key at `beamcoder record`: the sessions that the tests play again.

    python -m tests.sessions.drive                  # writes tests/sessions/*.jsonl.gz anew

Every key is sent as an editor sends it. At the first letter of a word a list is asked for, at a new
line ghost text; the deadlines are long, so that a busy machine changes nothing.
"""

import asyncio
import gzip
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from beamcoder.bench.wire.client import LspClient, Message, receive

ROOT: Final = Path(__file__).resolve().parents[2]
SOLUTIONS: Final = ROOT / "tests/e2e/solutions"
SESSIONS: Final = {"Courier": 24, "Lamps": 24, "Tickets": 24}  # lines that are typed of each
OPTIONS: Final = {
    "maxItems": 5,
    "lineDeadlineMs": 60_000,
    "tokenDeadlineMs": 60_000,
    "workspace": False,
    "blocks": "off",  # they grow in pauses, and there are none here
    "statistics": False,
    "minimumProbability": 0.3,
}


class Typist:
    """One editor on the pipes of a server; it waits for each answer before the next key."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._reader, self._client = process.stdout, LspClient(process.stdin.write)

    async def type(self, uri: str, text: str) -> None:
        await self._answer(self._client.initialize(OPTIONS, {}))
        self._client.notify("initialized", {})
        await self._answer(self._client.request("beamcoder/status", {}))
        self._client.open(uri, "")
        before, line, column = "\n", 0, 0
        for character in text:
            here = {"line": line, "character": column}
            change = {"range": {"start": here, "end": here}, "text": character}
            self._client.change(uri, change)
            line, column = (line + 1, 0) if character == "\n" else (line, column + 1)
            await self._ask(uri, {"line": line, "character": column}, before, character)
            before = character
        await self._answer(self._client.request("beamcoder/status", {}))
        await self._answer(self._client.request("shutdown"))
        self._client.notify("exit")

    async def _ask(self, uri: str, here: Message, before: str, character: str) -> None:
        if character == "\n":
            await self._answer(self._client.ghosts(uri, here))
        elif character.isalpha() and not before.isalpha():
            await self._answer(self._client.complete(uri, here))

    async def _answer(self, request: int) -> Any:
        while (message := await receive(self._reader)).get("id") != request or "method" in message:
            pass
        assert "error" not in message, message
        return message["result"]


def typed(name: str) -> str:
    """The beginning of a solution, as many lines as its session has."""
    lines = (SOLUTIONS / f"{name}.java").read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(lines[: SESSIONS[name]])


async def record(name: str, file: Path) -> None:
    """Type it at the command as an editor starts it."""
    command = (sys.executable, "-m", "beamcoder", "record", str(file))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe)
    await Typist(process).type(f"untitled:{name}.java", typed(name))
    assert await process.wait() == 0


def main() -> None:
    for name in SESSIONS:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / f"{name}.jsonl"
            asyncio.run(record(name, file))
            packed = gzip.compress(file.read_bytes(), mtime=0)
        (Path(__file__).parent / f"{name}.jsonl.gz").write_bytes(packed)
        print(f"{name}: {len(packed):,} bytes")


if __name__ == "__main__":
    main()
