"""What a key press costs, and a start: measured through the real server and the real command."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np

from beamcoder.bench.editor import Editor, ServerError, milliseconds_since
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.subword import Subword

SAMPLE: Final = Path(__file__).with_name("Sample.java")
PIECES_BEFORE: Final = 500  # before the cursor, about
N_WARM_UP: Final = 5
KEY: Final = re.compile(r"\s*\S")  # editors write indentation by themselves

Progress = Callable[[Sequence[str], str], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A text around a cursor, and the keys that follow there."""

    left: str
    keys: tuple[str, ...]
    right: str
    n_pieces: int  # before the cursor

    @property
    def place(self) -> str:
        """The cursor, as `beamcoder complete` takes it."""
        column = len(self.left) - self.left.rfind("\n")
        return f"{SAMPLE}:{self.left.count(chr(10)) + 1}:{column}"


def set_scene(subword: Subword, n_keys: int) -> Scene:
    """The cursor at a line start with about PIECES_BEFORE pieces before it, or as many as fit."""
    text = SAMPLE.read_text(encoding="utf-8")
    symbols = look(text, len(text)).before
    n_before = np.cumsum([0, *(len(subword.encode(symbol.text)) for symbol in symbols)])
    i = min(int(np.searchsorted(n_before, PIECES_BEFORE)), len(symbols) // 2)
    start = text.rfind("\n", 0, symbols[i].start) + 1
    keys = [match[0] for match in KEY.finditer(text, start)][: n_keys + N_WARM_UP]
    end = text.index("\n", start + sum(map(len, keys)))
    return Scene(text[:start], tuple(keys), text[end:], int(n_before[i]))


def percentiles(values: Sequence[float]) -> dict[str, float]:
    found = np.percentile(np.asarray(values), (50, 90, 99))
    return {f"p{q}": round(float(v), 2) for q, v in zip((50, 90, 99), found, strict=True)}


def type_keys(
    scene: Scene, editor: Editor, ask: Callable[[], list[Any]], keys: Iterable[str]
) -> Any:
    """Type keys into the scene, each with its question; milliseconds from key to answer."""
    editor.open(scene.left, scene.right)
    spent, n_answered = [], 0
    for key in keys:
        began = perf_counter()
        editor.type(key)
        n_answered += bool(ask())
        spent.append(milliseconds_since(began))
    editor.close()
    measured = spent[N_WARM_UP:] or spent
    return percentiles(measured) | {"asked": len(spent), "answered": n_answered}


def through_the_server(
    scene: Scene, model: Path | None, device: str, progress: Progress
) -> dict[str, Any]:
    """Key to tokens (lines switched off), key to lines (both wanted), and memory after that."""
    editor = Editor(model, device)
    try:
        editor.configure(lines=False)
        keys = progress(scene.keys, "keys to tokens")
        tokens = type_keys(scene, editor, editor.complete, keys)
        editor.configure(lines=True, minimumProbability=0)
        keys = progress(scene.keys, "keys to lines")
        lines = type_keys(scene, editor, editor.ghosts, keys)
        return {"tokens_ms": tokens, "lines_ms": lines, "memory_mb": round(editor.memory_mb(), 1)}
    finally:
        editor.end()


def cold_starts(
    scene: Scene, options: Sequence[str], n_starts: int, progress: Progress
) -> dict[str, float]:
    """Wall-clock milliseconds of `beamcoder complete`, process and all."""
    command = [sys.executable, "-m", "beamcoder", "complete", scene.place, "--json", *options]
    spent = []
    for _ in progress([""] * n_starts, "cold starts"):
        began = perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        spent.append(milliseconds_since(began))
        if done.returncode:
            raise ServerError(f"beamcoder complete failed: {done.stderr.strip()}")
    return {"p50": percentiles(spent)["p50"], "worst": round(max(spent), 2), "starts": n_starts}
