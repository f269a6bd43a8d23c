"""Sessions in files, made of messages."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from beamcoder.sessions.session import header

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A session of (sender, message) pairs, 10 ms apart, with its end unless it has none."""

    def write(*messages: tuple[str, dict[str, Any]], end: int | None = 0) -> Path:
        lines: list[dict[str, Any]] = [header("0.5.0", ["serve"])]
        for n, (sender, message) in enumerate(messages):
            lines.append({"ms": 10.0 * n, "from": sender, "message": message})
        if end is not None:
            lines.append({"ms": 10.0 * len(messages), "end": end})
        path = tmp_path / "session.jsonl"
        path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        return path

    return write
