"""Inputs made at random: texts with length, messages, bytes that are almost right.

Short texts hide what comes with length: one text in sixteen repeats a part thousands of times.
"""

import json
from random import Random
from typing import Any, Final

FRAGMENTS: Final = [
    *("int", "x", "A", "for", "class A", "return", "@Override", "1.5", "0x1F", "_", "é", "数", "𝕏"),
    *(".", "<", ">>", ">", "{", "}", "(", ")", "[", "]", ";", ",", "=", "==", "->", "::", "?", "/"),
    *("//", "/*", "*/", '"', '"""', "'", "\\", "\\u0041", "\\u005c'", " ", "\t", "\xa0", "\ufeff"),
    *("\n", "\r", "\r\n", "\n    ", "\x00", "\x1a", "\ud800", "\u202e", "\U0010ffff"),
]
METHODS: Final = [
    *("initialize", "initialized", "shutdown", "$/cancelRequest", "$/setTrace", "no/such"),
    *("textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"),
    *("textDocument/completion", "textDocument/inlineCompletion", "workspace/configuration"),
    *("beamcoder/status", "beamcoder/statement", "beamcoder/explain", "beamcoder/statistics"),
]
KEYS: Final = [
    *("textDocument", "uri", "text", "position", "line", "character", "contentChanges", "range"),
    *("start", "end", "version", "languageId", "id", "settings", "beamcoder", "statement"),
    *("initializationOptions", "capabilities", "processId", "context", "triggerKind"),
]
MAX_REPEATS: Final = 4000


def text(draw: Random) -> str:
    parts = [draw.choice(FRAGMENTS) for _ in range(draw.randrange(40))]
    if parts and draw.random() < 1 / 16:
        parts.insert(draw.randrange(len(parts)), draw.choice(parts) * draw.randrange(MAX_REPEATS))
    return "".join(parts)


def edited(draw: Random, old: str) -> str:
    """As a key, a deletion, a paste or an undo leaves it."""
    start = draw.randrange(len(old) + 1)
    end = min(len(old), start + draw.choice([0, 0, 0, 1, 1, 7, 300]))
    new = draw.choice(["", draw.choice(FRAGMENTS), text(draw)])
    return old[:start] + new + old[end:]


def value(draw: Random, depth: int = 0) -> Any:
    """Something that JSON can say, of LSP's words."""
    kind = draw.randrange(9 if depth < 5 else 6)
    if kind == 0:
        return draw.choice([None, True, False, -1, 0, 1, 2**31, 2**53, 1e300, 0.5])
    if kind < 3:
        return draw.randrange(12)
    if kind < 6:
        return draw.choice(["untitled:A.java", "file:///A.java", "%", text(draw)])
    if kind == 6:
        return [value(draw, depth + 1) for _ in range(draw.randrange(4))]
    return {draw.choice(KEYS): value(draw, depth + 1) for _ in range(draw.randrange(5))}


def message(draw: Random) -> bytes:
    """The body of a message that LSP knows, or nearly."""
    said = {"jsonrpc": "2.0", "method": draw.choice(METHODS), "params": value(draw)}
    if draw.random() < 0.6:
        said["id"] = draw.choice([1, "a", draw.randrange(99), value(draw)])
    if draw.random() < 0.1:
        del said[draw.choice(list(said))]
    body = json.dumps(said).encode()
    return mutated(draw, body) if draw.random() < 0.1 else body


def mutated(draw: Random, data: bytes) -> bytes:
    """One to four bytes are other than before, or the end is missing."""
    changed = bytearray(data)
    for _ in range(draw.randint(1, 4)):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed[: draw.randrange(len(changed))] if draw.random() < 0.1 else changed)
