"""A text in an editor, and the client that tells the server of it: edits as editors send them.

buffer = Buffer(client, "int x = |;")            "|" is the cursor
buffer.type("s")
buffer.accept(buffer.items()[0])
assert buffer.shown == "int x = scanner|;"
"""

from collections.abc import Sequence
from typing import Any

URI = "file:///A.java"
SIZES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


class Buffer:
    """Positions are computed here, by the definition; nothing of the server's code is used."""

    def __init__(self, client: Any, marked: str, uri: str = URI, encoding: str = "utf-16") -> None:
        self.client, self.uri, self.encoding = client, uri, encoding
        self.left, _, self.right = marked.partition("|")
        self.undone: list[tuple[str, str]] = []  # the texts that undo goes back to
        client.open(self.text, uri=uri)

    @property
    def text(self) -> str:
        return self.left + self.right

    @property
    def shown(self) -> str:
        return f"{self.left}|{self.right}"

    def position(self, offset: int) -> dict[str, int]:
        before = self.text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        line_start = before.rfind("\n") + 1
        return {"line": before.count("\n"), "character": self.n_units(before[line_start:])}

    def n_units(self, text: str) -> int:
        codec = self.encoding if self.encoding == "utf-8" else f"{self.encoding}-le"
        return len(text.encode(codec)) // SIZES[self.encoding]

    def offset(self, position: dict[str, int]) -> int:
        places = (o for o in range(len(self.text) + 1) if self.text[o - 1 : o + 1] != "\r\n")
        return next(o for o in places if self.position(o) == position)

    @property
    def place(self) -> dict[str, Any]:
        cursor = self.position(len(self.left))
        return {"textDocument": {"uri": self.uri}, "position": cursor}

    def type(self, text: str, right: str = "") -> None:
        """Each character by itself; `right` is what the editor adds behind the last one."""
        for i, character in enumerate(text):
            added = right if i == len(text) - 1 else ""
            cursor = len(self.left)
            self.replace(cursor, cursor, character + added)
            self.left, self.right = self.text[: cursor + 1], self.text[cursor + 1 :]

    def replace(
        self, start: int, end: int, text: str, others: Sequence[dict[str, Any]] = ()
    ) -> None:
        """One edit, with others above it; the cursor stands behind it."""
        where = {"start": self.position(start), "end": self.position(end)}
        above = [(self.offset(each["range"]["start"]), each) for each in others]
        self.undone.append((self.left, self.right))
        left, right = self.text[:start] + text, self.text[end:]
        changes = [{"range": where, "text": text}]
        for offset, each in reversed(above):  # the last first: none shifts
            assert each["range"]["end"] == each["range"]["start"] and offset < start
            left = left[:offset] + each["newText"] + left[offset:]
            changes.append({"range": each["range"], "text": each["newText"]})
        self.left, self.right = left, right
        self.client.change(*changes, uri=self.uri)

    def move(self, marked: str) -> None:
        """The cursor, in the same text."""
        left, _, right = marked.partition("|")
        assert left + right == self.text
        self.left, self.right = left, right

    def undo(self) -> None:
        """One step, as an edit that puts back what was there."""
        left, right = self.undone.pop()
        self.replace(0, len(self.text), left + right)
        self.undone.pop()
        self.left, self.right = left, right

    def items(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.ask("textDocument/completion", self.place)[
            "items"
        ]
        return found

    def ghosts(self, **context: Any) -> list[dict[str, Any]]:
        asked = self.place | {"context": {"triggerKind": 2, **context}}
        found: list[dict[str, Any]] = self.client.ask("textDocument/inlineCompletion", asked)[
            "items"
        ]
        return found

    def accept(self, item: dict[str, Any], n_characters: int | None = None) -> None:
        """As an editor does: its one edit with its imports, or the first characters of it."""
        edit = item.get("textEdit") or {"range": item["range"], "newText": item["insertText"]}
        start, end = (self.offset(edit["range"][name]) for name in ("start", "end"))
        assert start <= len(self.left) <= end
        text = edit["newText"]
        if n_characters is None:
            self.replace(start, end, text, imports_of(item))
        else:  # what is typed stays, and so many characters come behind it
            n_typed = len(self.left) - start
            self.replace(len(self.left), end, text[n_typed : n_typed + n_characters])

    def tell(self, event: str, item: dict[str, Any], **more: Any) -> None:
        params = {"textDocument": {"uri": self.uri}, "event": event, "id": id_of(item), **more}
        self.client.notify("beamcoder/feedback", params)

    def run_command(self, item: dict[str, Any]) -> None:
        command = item["command"]
        asked = {"command": command["command"], "arguments": command["arguments"]}
        assert self.client.ask("workspace/executeCommand", asked) is None


def imports_of(item: dict[str, Any]) -> list[dict[str, Any]]:
    """The edits that go with an item, top down."""
    in_command = item.get("command", {}).get("arguments", [])[2:]
    found: list[dict[str, Any]] = item.get("additionalTextEdits") or [
        edit for edits in in_command for edit in edits
    ]
    return found


def id_of(item: dict[str, Any]) -> str:
    found: str = item["data"]["id"] if "data" in item else item["command"]["arguments"][1]
    return found


def new_text(item: dict[str, Any]) -> str:
    found: str = item["textEdit"]["newText"] if "textEdit" in item else item["insertText"]
    return found
