"""Cost of eight bits: the exported folder against its checkpoint in single precision.

    python -m beamcoder.training.evaluation.studies.rounding \\
        CHECKPOINT MODEL VALIDATION... [--files N]

Both see the same pieces of the same files, and each says which piece it thinks comes next. The
difference in accuracy is paired, with a 95 % bootstrap interval over files.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from beamcoder.errors import UsageError, exit_code_of
from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import FloatArray, IntArray, Runtime, Step
from beamcoder.model.runtime.torch import TorchRuntime
from beamcoder.progress import tracked
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.dataset import symbols_of
from beamcoder.training.evaluation.results.estimates import figures
from beamcoder.training.export.command import Checkpoint

PIECES = 512  # of a file's head that are predicted


@dataclass(frozen=True, slots=True)
class Score:
    """Sums over the pieces of one file, single precision first, eight bits second."""

    n: int
    right: tuple[int, int]
    loss: tuple[float, float]  # nats


def predict(runtime: Runtime, pieces: IntArray) -> FloatArray:
    """Log-probabilities (n, n_pieces) after each of n pieces."""
    n = len(pieces)
    rows, _ = runtime.forward(
        Step(pieces, np.arange(n), Cache(runtime.config), np.tri(n, dtype=np.bool_), np.arange(n))
    )
    return rows


def score(exact: Runtime, rounded: Runtime, pieces: IntArray) -> Score:
    inputs, targets = pieces[:-1], pieces[1:]
    right, loss = [], []
    for runtime in (exact, rounded):
        rows = predict(runtime, inputs)
        right.append(int((rows.argmax(1) == targets).sum()))
        loss.append(-float(rows[np.arange(len(targets)), targets].sum()))
    return Score(len(targets), (right[0], right[1]), (loss[0], loss[1]))


def interval(scores: list[Score], seed: int = 0) -> tuple[float, float]:
    """95 % of the loss in accuracy, in points, over resampled files."""
    sums = {
        str(i): {"lost": (float(s.right[0] - s.right[1]), float(s.n))} for i, s in enumerate(scores)
    }
    figure = figures(sums, seed)["lost"]
    return 100 * figure.low, 100 * figure.high


def report(scores: list[Score]) -> str:
    n = sum(s.n for s in scores)
    exact, rounded = (100 * sum(s.right[i] for s in scores) / n for i in (0, 1))
    losses = [sum(s.loss[i] for s in scores) / n for i in (0, 1)]
    low, high = interval(scores)
    return (
        f"{n:,} pieces of {len(scores)} files\n"
        f"accuracy of the next piece: single precision {exact:.2f} %, eight bits {rounded:.2f} %\n"
        f"lost by eight bits: {exact - rounded:.2f} points (95 %: {low:.2f} to {high:.2f})\n"
        f"nats per piece: {losses[0]:.4f}, {losses[1]:.4f}"
    )


def compare(checkpoint: Path, model: Path, paths: list[Path], n_files: int) -> str:
    """Ask both about the heads of `n_files` files, every so many of those below `paths`."""
    files = sorted(file for path in paths for file in path.rglob("*.java"))
    if not files:
        raise UsageError("there are no Java files to compare on")
    taken = Checkpoint.load(checkpoint)
    folder = open_folder(model)
    subword = Subword.load(folder.tokenizer_path)
    exact = TorchRuntime(taken.config, taken.matrices, "cpu")
    rounded = open_runtime(folder, "cpu")
    scores = []
    for file in tracked(files[:: max(1, len(files) // n_files)], "files"):
        symbols = symbols_of(file.read_text(encoding="utf-8"))
        pieces = np.concatenate(([subword.bos], subword.encode_all(symbols)))[:PIECES]
        scores.append(score(exact, rounded, pieces))
    return report(scores)


def main() -> int:
    parser = argparse.ArgumentParser(prog="rounding")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("paths", type=Path, nargs="+", help="folders of validation files")
    parser.add_argument("--files", type=int, default=150)
    args = parser.parse_args()
    return exit_code_of(
        "rounding", lambda: print(compare(args.checkpoint, args.model, args.paths, args.files))
    )


if __name__ == "__main__":
    sys.exit(main())
