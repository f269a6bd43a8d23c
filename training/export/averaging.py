"""Mean of the weights of several checkpoints of one training run.

    python -m beamcoder.training.export.averaging --out runs/mean \
        0.4=runs/a/checkpoint-0000200 0.6=...

Runs that went on from one another lie in one valley of the loss, and the mean of their weights is
often better than each of them (Wortsman et al. 2022, arXiv 2203.05482, average fine-tuned models
so). It costs no training and nothing at the keyboard. Which parts: choose on validation files.

The result is a folder to `beamcoder export`: its configuration and progress are the last one's,
with `parts`, the share and the pieces of each, for the model card. It holds no state of
optimisers, so no training resumes from it.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from beamcoder.errors import CheckpointError, UsageError, exit_code_of
from beamcoder.model.artefact import CONFIG, WEIGHTS


@dataclass(frozen=True, slots=True)
class WeightedCheckpoint:
    """A checkpoint and its share of the mean."""

    share: float
    checkpoint: Path

    @classmethod
    def parse(cls, text: str) -> "WeightedCheckpoint":
        """`SHARE=CHECKPOINT`; UsageError."""
        share, _, path = text.partition("=")
        try:
            part = cls(float(share), Path(path))
        except ValueError as exc:
            raise UsageError(f"{text} is not SHARE=CHECKPOINT") from exc
        if not path or not 0 < part.share <= 1:
            raise UsageError(f"{text} is not SHARE=CHECKPOINT, with a share above 0 and up to 1")
        return part


def average(parts: Sequence[WeightedCheckpoint], out: Path) -> None:
    """Write the mean into `out`, which must not exist; CheckpointError, UsageError."""
    if not parts or not isclose(sum(part.share for part in parts), 1, abs_tol=1e-6):
        raise UsageError("the shares must add up to 1")
    mean = _mean(parts)
    try:
        out.mkdir(parents=True)
        save_file(mean, out / WEIGHTS)
        (out / CONFIG).write_text(json.dumps(_config(parts), indent=2), encoding="utf-8")
    except (OSError, SafetensorError) as exc:
        raise CheckpointError(f"cannot write {out}: {exc}") from exc


def _config(parts: Sequence[WeightedCheckpoint]) -> dict[str, Any]:
    """The last one's, and what the mean is made of."""
    configs = [_read_config(part.checkpoint) for part in parts]
    pieces = [config.get("progress", {}).get("pieces") for config in configs]
    made_of = [{"share": part.share, "pieces": n} for part, n in zip(parts, pieces, strict=True)]
    return configs[-1] | {"parts": made_of}


def _read_config(checkpoint: Path) -> dict[str, Any]:
    try:
        config = json.loads((checkpoint / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise CheckpointError(f"{checkpoint} is no checkpoint: {exc}") from exc
    return dict(config)


def _mean(parts: Sequence[WeightedCheckpoint]) -> dict[str, Tensor]:
    """Summed in float32, in the type of the last one."""
    sums: dict[str, Tensor] = {}
    weights: dict[str, Tensor] = {}
    for part in parts:
        weights = _read(part.checkpoint)
        if sums and {k: v.shape for k, v in sums.items()} != {
            k: v.shape for k, v in weights.items()
        }:
            raise CheckpointError(f"{part.checkpoint} holds another model than those before it")
        for name, matrix in weights.items():
            added = part.share * matrix.to(torch.float32)
            sums[name] = sums[name] + added if name in sums else added
    return {name: total.to(weights[name].dtype).contiguous() for name, total in sums.items()}


def _read(checkpoint: Path) -> dict[str, Tensor]:
    try:
        return dict(load_file(checkpoint / WEIGHTS))
    except (OSError, SafetensorError) as exc:
        raise CheckpointError(f"{checkpoint} is no checkpoint: {exc}") from exc


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.export.averaging")
    parser.add_argument("parts", nargs="+", metavar="SHARE=CHECKPOINT", help="shares add up to 1")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="a new folder")
    args = parser.parse_args(arguments)
    return exit_code_of(
        "averaging", lambda: average([WeightedCheckpoint.parse(t) for t in args.parts], args.out)
    )


if __name__ == "__main__":
    sys.exit(main())
