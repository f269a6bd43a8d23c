"""Comparison of engines on the same search: medians, and ratios to ours.

    python -m beamcoder.bench.peers MODEL_FOLDER     prints JSON

A process of its own, because libraries read how many threads they may have when imported. Engines
take turns inside every repetition, so that a machine that slows down slows all of them.
"""

import importlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final, Self

from beamcoder.bench.peers.beam import BeamTask, PeerEngine
from beamcoder.bench.peers.ours import RuntimeEngine
from beamcoder.bench.wire.editor import milliseconds_since
from beamcoder.errors import PeerError
from beamcoder.model.artefact import ModelFolder, open_folder

N_REPEATS: Final = 15
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
INSTALL: Final = 'pip install "beamcoder[peers]"'
OURS: Final = "beamcoder"


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine of this folder, as module.class, and what has to be installed for it."""

    name: str
    engine: str
    needs: tuple[str, ...]
    goal: float  # ours is to be so many times as fast


PEERS: Final = (
    Peer("llama.cpp q8_0", "llama.LlamaEngine", ("llama_cpp", "gguf"), 2.0),
    Peer("CTranslate2 int8", "ctranslate.CTranslateEngine", ("ctranslate2",), 4.0),
    Peer(
        "Hugging Face generate",
        "hugging_face.HuggingFaceEngine",
        ("transformers", "torch"),
        10.0,
    ),
    Peer("plain numpy", "ours.RuntimeEngine", (), 2.5),
)


@dataclass(frozen=True, slots=True)
class Timed:
    """An engine that was measured; `ratio` is its median time over ours."""

    name: str
    version: str
    note: str
    search_ms: float  # median
    fastest_ms: float
    ratio: float
    goal: float


@dataclass(frozen=True, slots=True)
class Missing:
    """An engine that was not measured, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` found; `engines` begins with ours."""

    n_cached: int
    width: int
    n_steps: int
    n_threads: int
    n_repeats: int
    engines: tuple[Timed, ...]
    missing: tuple[Missing, ...]

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> Self:
        engines = tuple(Timed(**engine) for engine in fields["engines"])
        missing = tuple(Missing(**peer) for peer in fields["missing"])
        return cls(**{**fields, "engines": engines, "missing": missing})


def compare(folder: Path, n_repeats: int = N_REPEATS) -> Comparison:
    """The model in `folder` against every peer that is installed, one thread each.

    Each is tried alone first, so that one that crashes is a line of the table and not the end.
    PeerError if ours fails.
    """
    works, missing = [], []
    for peer in PEERS:
        lacking = [name for name in peer.needs if importlib.util.find_spec(name) is None]
        failure = not lacking and failure_of(apart(folder, 0, (peer.name,)))
        if lacking:
            reason = f"{' and '.join(lacking)} not installed: {INSTALL}"
            missing.append(Missing(peer.name, reason))
        elif failure:
            missing.append(Missing(peer.name, f"it failed: {failure}"))
        else:
            works.append(peer.name)
    done = apart(folder, n_repeats, works)
    if failure := failure_of(done):
        raise PeerError(f"the peers could not be compared: {failure}")
    return replace(Comparison.from_json(json.loads(done.stdout)), missing=tuple(missing))


def apart(folder: Path, n_repeats: int, names: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """`main` in a process of its own."""
    command = [sys.executable, "-m", "beamcoder.bench.peers", str(folder), str(n_repeats), *names]
    environment = os.environ | dict.fromkeys(THREADS, "1") | {"HF_HUB_OFFLINE": "1"}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def failure_of(done: "subprocess.CompletedProcess[str]") -> str:
    """The last thing that a process said before it failed; empty if it did not."""
    if not done.returncode:
        return ""
    if done.returncode < 0:
        return f"ended by {signal.Signals(-done.returncode).name}"
    return (done.stderr.strip().splitlines() or ["nothing said"])[-1]


def take_turns(
    folder: ModelFolder, task: BeamTask, n_repeats: int, names: Sequence[str]
) -> Comparison:
    """Open ours and those named; each searches once a repetition, and once before, uncounted."""
    engines: dict[str, PeerEngine] = {OURS: RuntimeEngine.onnx(folder, task)}
    spent: dict[str, list[float]] = {}
    try:
        for peer in PEERS:
            if peer.name in names:
                engines[peer.name] = open_peer(peer, folder, task)
        for _ in range(1 + n_repeats):
            for name, engine in engines.items():
                began = perf_counter()
                engine.search()
                spent.setdefault(name, []).append(milliseconds_since(began))
    finally:
        for engine in engines.values():
            engine.close()
    counted = {name: times[1:] or times for name, times in spent.items()}
    ours = median(counted[OURS])
    timed = tuple(summed_up(name, engines[name], counted[name], ours) for name in engines)
    return Comparison(task.n_cached, task.width, task.n_steps, task.n_threads, n_repeats, timed, ())


def summed_up(name: str, engine: PeerEngine, spent_ms: list[float], ours_ms: float) -> Timed:
    found, goals = median(spent_ms), {peer.name: peer.goal for peer in PEERS}
    return Timed(
        name,
        engine.version,
        engine.note,
        round(found, 2),
        round(min(spent_ms), 2),
        round(found / ours_ms, 2),
        goals.get(name, 1.0),
    )


def open_peer(peer: Peer, folder: ModelFolder, task: BeamTask) -> PeerEngine:
    module, _, name = peer.engine.partition(".")
    found = getattr(importlib.import_module(f"beamcoder.bench.peers.{module}"), name)
    engine: PeerEngine = found(task) if peer.needs else found.numpy(folder, task)
    return engine


def lines_of(found: Comparison) -> list[str]:
    """The comparison as text."""
    lines = [
        f"one search after {found.n_cached} cached pieces, {found.width} beams, "
        f"{found.n_steps} steps, {found.n_threads} thread, median of {found.n_repeats}"
    ]
    for engine in found.engines:
        line = f"  {engine.name:22} {engine.search_ms:8.1f} ms"
        if engine.name != OURS:
            line += f"   {engine.ratio:5.2f} times as long as ours (goal {engine.goal:g})"
        lines.append(f"{line}   {engine.version}: {engine.note}")
    return lines + [f"  {peer.name:22} not measured: {peer.reason}" for peer in found.missing]


def main(arguments: Sequence[str]) -> None:
    folder = open_folder(Path(arguments[0]))
    found = take_turns(folder, BeamTask(folder.config), int(arguments[1]), arguments[2:])
    print(json.dumps(asdict(found)))
