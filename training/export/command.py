"""`beamcoder export`: checkpoint to model folder, weights in eight bits, graphs, card.

    beamcoder export CHECKPOINT --out my-model

Calibration is empty at first: it is measured with the folder itself, and `set_calibration` puts
it in.
"""

import argparse
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from beamcoder.errors import ArtefactError, CheckpointError, UsageError
from beamcoder.model import artefact
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.packing import SCALE_SUFFIX, pack
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.export.onnx_network import DecoderGraph, EncoderGraph
from beamcoder.training.export.onnx_operators import PackedWeights
from beamcoder.training.run.checkpoint import checkpoints

Matrices = dict[str, NDArray[np.float32]]

CARD = """# {name}

A Beamcoder model: an encoder-decoder with {parameters:,} parameters over {n_pieces:,} pieces,
{depth} decoder layers of width {width}. Weights are stored in eight bits.

This card was written by `beamcoder export` without `--card`: where the training data came from,
under which licences, how good the model is and where it fails is known to those who trained it.
"""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trained network, before it becomes a model folder."""

    config: ModelConfig
    matrices: Matrices
    tokenizer: Path

    @classmethod
    def load(cls, folder: Path) -> "Checkpoint":
        """CheckpointError unless the folder holds weights that fit its configuration."""
        tokenizer = folder / artefact.TOKENIZER
        if not tokenizer.is_file():  # a run keeps one next to all its checkpoints
            tokenizer = folder.parent / artefact.TOKENIZER
        for file in (folder / artefact.CONFIG, folder / artefact.WEIGHTS, tokenizer):
            if not file.is_file():
                raise CheckpointError(f"the checkpoint {folder} lacks {file.name}")
        config = ModelConfig.load(folder / artefact.CONFIG)
        try:
            matrices = load_file(folder / artefact.WEIGHTS)
        except (SafetensorError, OSError) as exc:
            raise CheckpointError(f"{folder / artefact.WEIGHTS} cannot be read: {exc}") from exc
        wanted = _shapes(config)
        if {name: matrix.shape for name, matrix in matrices.items()} != wanted:
            raise CheckpointError(f"the weights in {folder} do not fit its {artefact.CONFIG}")
        if Subword.load(tokenizer).n_pieces != config.n_pieces:
            raise CheckpointError(f"the weights in {folder} were trained on another vocabulary")
        return cls(config, matrices, tokenizer)

    @property
    def n_parameters(self) -> int:
        return sum(matrix.size for matrix in self.matrices.values())


def export(
    checkpoint: Checkpoint,
    out: Path,
    name: str,
    card: str | None = None,
    statement_trust: float = 1.0,
) -> None:
    """Write the model folder `out`, whole or not at all; a model folder there is replaced.

    `statement_trust` is how much of what a problem's statement says is believed, from 0 to 1.
    """
    if not 0 <= statement_trust <= 1:
        raise UsageError(f"the statement's trust must lie between 0 and 1, not {statement_trust}")
    if out.exists() and not (out.is_dir() and ((out / artefact.SUMS).exists() or _is_empty(out))):
        raise UsageError(f"{out} exists and is not a model folder")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
            folder = Path(scratch) / out.name
            folder.mkdir()
            fields = {"name": name, "parameters": checkpoint.n_parameters}
            _write(checkpoint, folder, fields | {artefact.STATEMENT_TRUST: statement_trust}, card)
            artefact.open_folder(folder)
            _replace(out, folder, Path(scratch) / "before")
    except (OSError, SafetensorError) as exc:
        raise ArtefactError(f"the model folder {out} could not be written: {exc}") from exc


def set_calibration(folder: Path, calibration: dict[str, Any]) -> None:
    """Put calibration into a model folder, and its sum."""
    _write_json(folder / artefact.CALIBRATION, calibration)
    artefact.write_sums(folder)


def write_graphs(config: ModelConfig, folder: Path) -> None:
    """The graphs next to the weight file that they point into."""
    weights = PackedWeights(artefact.WeightFile(folder / artefact.WEIGHTS))
    for graph, file in ((DecoderGraph, artefact.DECODER), (EncoderGraph, artefact.ENCODER)):
        model = graph(config, weights).build()
        (folder / file).write_bytes(model.SerializeToString(deterministic=True))


def write_weights(matrices: Matrices, path: Path) -> None:
    arrays: dict[str, NDArray[Any]] = {}
    for name, matrix in matrices.items():
        arrays[name], arrays[name + SCALE_SUFFIX] = pack(matrix)
    save_file(arrays, path)
    path.chmod(0o644)  # as the other files; it is written for its owner alone


def _write(checkpoint: Checkpoint, folder: Path, fields: dict[str, Any], card: str | None) -> None:
    """`fields` are what config.json says apart from the network's shape."""
    config = checkpoint.config
    shutil.copyfile(checkpoint.tokenizer, folder / artefact.TOKENIZER)
    _write_json(folder / artefact.CONFIG, fields | {"model": config.to_json()})
    _write_json(folder / artefact.CALIBRATION, {})
    write_weights(checkpoint.matrices, folder / artefact.WEIGHTS)
    write_graphs(config, folder)
    if card is None:
        sizes = {"depth": config.depth, "width": config.width, "n_pieces": config.n_pieces}
        card = CARD.format(**fields, **sizes)
    (folder / artefact.CARD).write_text(card, encoding="utf-8")
    artefact.write_sums(folder)


def _replace(out: Path, folder: Path, before: Path) -> None:
    """Move `folder` to `out`, and what was there to `before`."""
    if out.exists():
        out.rename(before)
    try:
        folder.rename(out)
    except BaseException:
        if before.exists():
            before.rename(out)
        raise


def _write_json(path: Path, fields: dict[str, Any]) -> None:
    path.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


def _read_calibration(path: Path) -> dict[str, Any]:
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise UsageError(f"the calibration {path} cannot be read: {exc}") from exc
    if not isinstance(fields, dict):
        raise UsageError(f"the calibration {path} is no JSON object")
    return fields


def _shapes(config: ModelConfig) -> dict[str, tuple[int, ...]]:
    """Names and shapes of a model's matrices, without making them."""
    with torch.device("meta"):
        return {name: tuple(m.shape) for name, m in Seq2Seq(config).state_dict().items()}


def _is_empty(folder: Path) -> bool:
    return next(folder.iterdir(), None) is None


def run(args: argparse.Namespace) -> int:
    try:
        card = args.card.read_text(encoding="utf-8") if args.card else None
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"the card {args.card} cannot be read: {exc}") from exc
    calibration = _read_calibration(args.calibration) if args.calibration else None
    out = args.out.resolve()
    newest = checkpoints(args.checkpoint)[-1:]  # where a whole run is named
    checkpoint = Checkpoint.load(newest[0] if newest else args.checkpoint)
    export(checkpoint, out, args.name or out.name, card, args.statement_trust)
    if calibration is not None:
        set_calibration(out, calibration)
    size_mb = sum(file.stat().st_size for file in out.iterdir()) / 1e6
    print(f"{args.out}: {checkpoint.n_parameters / 1e6:.1f} M parameters, {size_mb:.1f} MB")
    return 0
