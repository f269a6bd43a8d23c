"""What a runtime is given to read beside the code before the cursor."""

import json
from pathlib import Path

import numpy as np
import pytest

from beamcoder.cli import main as beamcoder
from beamcoder.errors import ArtefactError
from beamcoder.model.artefact import open_folder, open_runtime, write_sums
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import (
    EncoderMemory,
    KeyValues,
    Runtime,
    Step,
)
from beamcoder.training.export.command import Checkpoint, export
from tests.model.forwarding import EXACT, Runtimes, causal, draw, in_parts, open_runtimes, prefill

TRUST = 0.6


@pytest.mark.parametrize(("n_after", "n_statement"), [(7, 0), (0, 5), (7, 5)])
def test_a_part_of_what_a_statement_says_is_believed(
    runtimes: Runtimes, network: Seq2Seq, tmp_path: Path, n_after: int, n_statement: int
) -> None:
    doubting = open_runtimes(network, tmp_path, TRUST)
    given = draw(n_after, 1, network.config), draw(n_statement, 2, network.config)
    for name, believing in runtimes.items():
        found, whole = doubting[name].encode(*given), believing.encode(*given)
        assert found is not None and whole is not None
        share = np.ones(whole.values.shape[2], np.float32)
        share[1 : 1 + n_statement] = TRUST
        np.testing.assert_array_equal(found.keys, whole.keys)
        np.testing.assert_allclose(found.values, whole.values * share[:, None], rtol=1e-6)
        assert np.abs(whole.values[:, :, 1:]).min(axis=(0, 1, 3)).max() > 0


def test_the_folder_says_how_much(checkpoint_path: Path, model_path: Path, tmp_path: Path) -> None:
    export(Checkpoint.load(checkpoint_path), tmp_path / "doubting", "small", None, TRUST)
    folders = open_folder(tmp_path / "doubting"), open_folder(model_path)
    assert [folder.statement_trust for folder in folders] == [TRUST, 1]
    given = np.zeros(0, np.int64), draw(5, 2, folders[0].config)
    found, whole = (open_runtime(folder, "cpu").encode(*given) for folder in folders)
    assert found is not None and whole is not None
    np.testing.assert_allclose(found.values[:, :, 1:], TRUST * whole.values[:, :, 1:], rtol=1e-6)


@pytest.mark.parametrize("trust", [-0.1, 1.1, True, "much", None])
def test_a_folder_whose_share_is_none(folder: Path, trust: object) -> None:
    fields = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(fields | {"statement_trust": trust}))
    write_sums(folder)
    with pytest.raises(ArtefactError, match="statement_trust"):
        open_folder(folder)


def test_a_folder_without_a_share_believes_all(folder: Path) -> None:
    fields = json.loads((folder / "config.json").read_text())
    del fields["statement_trust"]
    (folder / "config.json").write_text(json.dumps(fields))
    write_sums(folder)
    assert open_folder(folder).statement_trust == 1


def test_no_export_with_a_share_that_is_none(
    checkpoint_path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "model"
    command = ["export", str(checkpoint_path), "--out", str(out)]
    assert beamcoder([*command, "--statement-trust", "60"]) == 2 and not out.exists()
    assert "between 0 and 1, not 60" in capsys.readouterr().err
    assert beamcoder([*command, "--statement-trust", "0.6"]) == 0
    assert open_folder(out).statement_trust == 0.6


def test_texts_and_memories_in_turn(runtime: Runtime) -> None:
    """What is bound to one text or memory is never used for another."""
    config = runtime.config
    encoder_memories = [
        None,
        *(runtime.encode(draw(9, i, config), draw(0, i, config)) for i in range(2)),
    ]
    texts = [draw(14, i, config) for i in range(3)]
    caches = [in_parts(runtime, text[:-2], [5])[1] for text in texts]
    mask, rows, positions = causal(2, 12), np.arange(2), np.arange(12, 14)
    for seed in range(4):
        for i in np.random.default_rng(seed).permutation(9).tolist():
            text, cache, memory = texts[i // 3], caches[i // 3], encoder_memories[i % 3]
            alone = Cache(config)
            alone.append(KeyValues(cache.keys[:, :, :12].copy(), cache.values[:, :, :12].copy()))
            found, _ = runtime.forward(Step(text[-2:], positions, cache, mask, rows, memory))
            again, _ = runtime.forward(Step(text[-2:], positions, alone, mask, rows, memory))
            np.testing.assert_allclose(found, again, atol=EXACT)


def test_what_is_given_is_cut_at_the_end(runtime: Runtime) -> None:
    config = runtime.config
    after, statement = draw(50, 1, config), draw(50, 2, config)
    whole = runtime.encode(after, statement)
    cut = runtime.encode(after[: config.after_context], statement[: config.statement_context])
    assert whole is not None and cut is not None
    n_slots = 1 + config.after_context + config.statement_context
    assert whole.keys.shape == (len(config.cross_layers), config.n_heads, n_slots, 64)
    np.testing.assert_array_equal(whole.keys, cut.keys)
    np.testing.assert_array_equal(whole.values, cut.values)


def test_nothing_given_is_no_memory(runtime: Runtime) -> None:
    nothing = np.zeros(0, np.int64)
    assert runtime.encode(nothing, nothing) is None


def test_nothing_given_is_an_empty_slot(runtime: Runtime) -> None:
    config, pieces = runtime.config, draw(20, 1, runtime.config)
    slot = np.zeros((len(config.cross_layers), config.n_heads, 1, 64), np.float32)
    found = prefill(runtime, pieces, EncoderMemory(slot, slot))
    np.testing.assert_allclose(found, prefill(runtime, pieces), atol=EXACT)


def test_memories_are_the_same_everywhere(runtimes: Runtimes, network: Seq2Seq) -> None:
    given = draw(14, 1, network.config), draw(9, 2, network.config)
    one, other = (runtime.encode(*given) for runtime in runtimes.values())
    assert one is not None and other is not None
    np.testing.assert_allclose(one.keys, other.keys, atol=EXACT)
    np.testing.assert_allclose(one.values, other.values, atol=EXACT)
