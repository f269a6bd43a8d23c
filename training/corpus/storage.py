"""JSON files of a corpus."""

import json
from pathlib import Path
from typing import Any

from beamcoder.errors import CorpusError


def read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise CorpusError(f"{path} cannot be read: {exc}") from exc


def dump_json(value: object) -> bytes:
    """Readable, and the same bytes for the same value."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
