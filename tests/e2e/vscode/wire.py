"""What VS Code sends to the language server, written down on its way.

    wire = Wire(folder, server)         # folder/beamcoder is the program to start instead
    wire.documents()["Ferry.java"].text # as the server must have it now

Knows LSP, not VS Code.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

HEADER: Final = re.compile(rb"Content-Length: (\d+)\r\n(?:[^\r]+\r\n)*\r\n")
COMPLETION: Final = "textDocument/completion"
GHOST_TEXT: Final = "textDocument/inlineCompletion"


@dataclass(slots=True)
class Sent:
    """A document, as one server was told of it."""

    text: str
    versions: list[int]
    added: list[str] = field(default_factory=list)  # the text of each change

    def change(self, params: dict[str, Any]) -> None:
        self.versions.append(params["textDocument"]["version"])
        for change in params["contentChanges"]:
            start, end = (self._offset(change["range"][end]) for end in ("start", "end"))
            self.text = self.text[:start] + change["text"] + self.text[end:]
            self.added.append(change["text"])

    def _offset(self, position: dict[str, int]) -> int:
        """Of a position in a text of ASCII."""
        lines = self.text.split("\n")
        return sum(len(line) + 1 for line in lines[: position["line"]]) + position["character"]


class Wire:
    """A program that passes everything on to `server` and writes down what it is sent."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.folder = folder
        program = folder / "beamcoder"
        script = f'#!/bin/bash\ntee "{folder}/$$.log" | "{server}" "$@"\n'
        program.write_text(script, encoding="utf-8")
        program.chmod(0o755)

    def servers(self) -> list[list[dict[str, Any]]]:
        """For each server that was started, the oldest first, all that it was sent."""
        logs = sorted(self.folder.glob("*.log"), key=lambda log: log.stat().st_ctime_ns)
        return [messages(log.read_bytes()) for log in logs]

    def all(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every message of that method, to any server."""
        sent = [message for server in self.servers() for message in server]
        return [message["params"] for message in sent if message.get("method") == method]

    def documents(self, server: int = -1) -> dict[str, Sent]:
        """The documents that are open, by the name of the file; of one server."""
        opened: dict[str, Sent] = {}
        for message in self.servers()[server]:
            params = message.get("params") or {}
            match message.get("method"):
                case "textDocument/didOpen":
                    document = params["textDocument"]
                    name = file_name(params)
                    assert name not in opened, f"{name} was opened twice"
                    opened[name] = Sent(document["text"], [document["version"]])
                case "textDocument/didChange":
                    opened[file_name(params)].change(params)
                case "textDocument/didClose":
                    del opened[file_name(params)]
        return opened


def file_name(params: dict[str, Any]) -> str:
    return unquote(str(params["textDocument"]["uri"]).rpartition("/")[2])


def messages(log: bytes) -> list[dict[str, Any]]:
    """The whole messages of a log, whose last one may still be under way."""
    found, start = [], 0
    while (header := HEADER.match(log, start)) is not None:
        start = header.end() + int(header[1])
        if start > len(log):
            break
        found.append(json.loads(log[header.end() : start]))
    return found
