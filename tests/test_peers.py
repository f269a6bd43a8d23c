"""`beamcoder bench --peers`: every engine does the same search; nothing here looks at times."""

import importlib.util
import json
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.bench import limits
from beamcoder.bench.peers import comparison, lines_of
from beamcoder.bench.peers.beam import BLOCK, BeamTask, PeerEngine, Rows, best, follow, log_softmax
from beamcoder.bench.peers.ours import RuntimeEngine
from beamcoder.model.artefact import WeightFile, open_folder
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.runtime.interface import IntArray
from beamcoder.model.runtime.workload import N_CACHED

TASK = BeamTask(ModelConfig(depth=2, n_pieces=300, context=64), n_cached=20, width=3, n_steps=4)
EXTERNAL = [peer for peer in comparison.PEERS if peer.needs]


@settings(deadline=None)
@given(st.integers(1, 12), st.integers(12, 4 * BLOCK), st.integers(0, 2**32 - 1), st.booleans())
def test_the_best_are_the_best(n: int, size: int, seed: int, has_ties: bool) -> None:
    rng = np.random.default_rng(seed)
    totals = rng.standard_normal(size).astype(np.float32)
    totals = totals.round() if has_ties else totals
    found = best(totals, n)
    assert len(set(found.tolist())) == n
    np.testing.assert_array_equal(totals[found], np.sort(totals)[::-1][:n])


@pytest.mark.parametrize("seed", range(3))
def test_the_search_is_a_beam_search(seed: int) -> None:
    """Against one that holds every hypothesis as its pieces and sorts them all."""

    def row(path: tuple[int, ...]) -> Rows:
        logits = np.random.default_rng([seed, *path]).standard_normal(300)
        return log_softmax(logits.astype(np.float32))

    paths: list[tuple[int, ...]] = []

    def step(parents: IntArray, pieces: IntArray) -> Rows:
        before = paths or [()]
        paths[:] = [(*before[p], int(x)) for p, x in zip(parents, pieces, strict=True)]
        return np.stack([row(path) for path in paths])

    scored: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for _ in range(TASK.n_steps):
        longer = [(s + float(p), (*path, x)) for s, path in scored for x, p in enumerate(row(path))]
        scored = sorted(longer, reverse=True)[: TASK.width]
    assert follow(TASK, row(())[None], step) == [list(path) for _, path in scored]


def check_engine(engine: PeerEngine, task: BeamTask) -> None:
    """It gives whole hypotheses, all different, and a search leaves nothing behind."""
    found = engine.search()
    assert len(found) == task.width and {len(line) for line in found} == {task.n_steps}
    assert len({tuple(line) for line in found}) == task.width
    assert all(0 <= piece < task.config.n_pieces for line in found for piece in line)
    assert engine.search() == found
    assert engine.version and engine.note
    engine.close()


@pytest.mark.parametrize("opener", [RuntimeEngine.onnx, RuntimeEngine.numpy])
def test_ours_searches(opener: Callable[..., PeerEngine], random_model: Path) -> None:
    folder = open_folder(random_model)
    task = BeamTask(folder.config, n_cached=20, width=3, n_steps=4)
    check_engine(opener(folder, task), task)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # of libraries that are not ours
@pytest.mark.parametrize("peer", EXTERNAL, ids=lambda peer: peer.name)
def test_peers_search(peer: comparison.Peer, random_model: Path) -> None:
    if any(importlib.util.find_spec(name) is None for name in peer.needs):
        pytest.skip(f"{peer.name} is not installed")
    check_engine(comparison.open_peer(peer, open_folder(random_model), TASK), TASK)


def test_a_missing_peer_is_a_line_of_the_table(
    random_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = comparison.Peer("absent", "absent.Engine", ("no_such_library",), 2.0)
    monkeypatch.setattr(comparison, "PEERS", (absent,))
    found = comparison.compare(random_model, 1)
    assert [engine.name for engine in found.engines] == [comparison.OURS]
    reason = 'no_such_library not installed: pip install "beamcoder[peers]"'
    assert found.missing == (comparison.Missing("absent", reason),)
    assert lines_of(found)[-1].endswith(reason)
    assert comparison.Comparison.from_json(json.loads(json.dumps(asdict(found)))) == found


@pytest.mark.parametrize(
    ("code", "said", "failure"),
    [
        (0, "a warning", ""),
        (-11, "", "ended by SIGSEGV"),
        (1, "Traceback\nValueError: no", "ValueError: no"),
        (1, "", "nothing said"),
    ],
)
def test_how_a_process_failed(code: int, said: str, failure: str) -> None:
    done = subprocess.CompletedProcess([], code, "", said)
    assert comparison.failure_of(done) == failure


def test_the_limit_counts_what_a_step_reads(random_model: Path) -> None:
    pytest.importorskip("onnx")
    folder = open_folder(random_model)
    config, file = folder.config, WeightFile(folder.weights_path)
    read = [m.size for name, m in file.matrices().items() if limits.is_read(name)]
    attention = 4 * config.depth * N_CACHED * config.width
    assert limits.operations_of_step(config) == 2 * sum(read) + attention
    assert sum(read) < limits.bytes_of_weights(file) < 1.1 * sum(read)
    found = limits.measure_here(folder, 1)
    assert found.cache_bytes == N_CACHED * config.depth * config.width * 8
    assert found.limit_ms > 0 and found.read_gb_s > 0 and found.int8_gop_s > 0
    assert limits.lines_of(found)[0].startswith("one step of one sequence")
