"""Fit of the cache model's weights on validation authors.

    python -m beamcoder.training.calibration.cache_model MODEL VALIDATION... \\
        [--files N] [--out calibration.json]

The network says what it thinks of every piece of N files; the buffer so far and the author's
other files say what followed the same pieces. The shares are those of greatest likelihood, of the
buffer alone and of both together, on every other file; the report is about the files between.
`--out` puts them into a calibration file, under "recall", next to what else it holds.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch

from beamcoder.errors import UsageError, exit_code_of
from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.model.decoding.cache_model.index import ORDERS, TOTAL, FixedIndex, Index
from beamcoder.model.decoding.cache_model.mixture import (
    N_FEATURES,
    CacheModel,
    CacheShares,
    CacheWeights,
    features,
)
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import FloatArray, IntArray, Runtime, Step
from beamcoder.progress import tracked
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.places.program import Program, read_programs
from beamcoder.training.evaluation.places.sampling import choose
from beamcoder.training.evaluation.places.workspace import neighbours, pieces_of

PIECES: Final = 960  # of a file's head: a window
STEPS: Final = 60  # of L-BFGS
RIDGE: Final = 1e-4
FLOOR: Final = 1e-9  # of a probability


@dataclass(frozen=True, slots=True)
class Places:
    """The places of some files: `network` (n,) probability of what came, `features`
    (n, stages, 4), `is_seen` and `counted` (n, stages): whether a run was seen, and the share of
    what came in what followed it. Stages are orders times (workspace, buffer)."""

    network: FloatArray
    features: FloatArray
    is_seen: FloatArray
    counted: FloatArray

    @classmethod
    def join(cls, parts: Sequence["Places"]) -> "Places":
        names = ("network", "features", "is_seen", "counted")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


@dataclass(frozen=True, slots=True)
class File:
    """A program as pieces, the network's rows after each but the last, and the index of its
    author's other files."""

    pieces: IntArray
    rows: FloatArray
    related: FixedIndex

    @property
    def targets(self) -> IntArray:
        return self.pieces[1:]


def read_files(
    runtime: Runtime, subword: Subword, programs: Sequence[Program], n_files: int
) -> Iterator[File]:
    """Some of the programs, fairly chosen, each with all else that its author wrote."""
    pieces = {program.id: pieces_of(program, subword) for program in programs}
    for program in choose(programs, n_files, seed=0):
        mine = [other for other in programs if other.author == program.author]
        related = FixedIndex.build(pieces[other.id] for other in neighbours(program, mine))
        here = pieces[program.id][: PIECES + 1]
        n = len(here) - 1
        mask = np.tri(n, dtype=np.bool_)
        rows, _ = runtime.forward(
            Step(here[:-1], np.arange(n), Cache(runtime.config), mask, np.arange(n))
        )
        yield File(here, rows, related)


def places(file: File) -> Places:
    """What both sources know at each place of a file, as its buffer grows."""
    cache_model, parts = CacheModel(), []
    sources: tuple[Index, Index] = file.related, cache_model.buffer
    best = file.rows.max(axis=1)
    for i, target in enumerate(file.targets.tolist()):
        cache_model.follow(file.pieces[: i + 1], file.pieces[:0])
        looked = [index.look([cache_model.tail]) for index in sources]
        counted = np.zeros((len(ORDERS), 2), np.float32)
        for k, (groups, counts) in enumerate(looked):
            for j, group in enumerate(groups[0].tolist()):
                if group >= 0:
                    followers = dict(zip(*sources[k].continuations(group), strict=True))
                    counted[j, k] = followers.get(target, 0) / counts[0, j, TOTAL]
        seen = np.stack([groups[0] >= 0 for groups, _ in looked], axis=1)
        features_seen = np.stack([features(c, best[i : i + 1])[0] for _, c in looked], axis=1)
        network = np.exp(file.rows[i, target])[None]
        flat = (1, 2 * len(ORDERS))
        parts.append(
            Places(
                network,
                features_seen.reshape(*flat, N_FEATURES),
                seen.astype(np.float32).reshape(flat),
                counted.reshape(flat),
            )
        )
    return Places.join(parts)


class Mixture(torch.nn.Module):
    """The cascade of the cache model, in torch, for one source."""

    def __init__(self) -> None:
        super().__init__()
        self.bias = torch.nn.Parameter(torch.full((len(ORDERS), 2), -3.0))
        self.weights = torch.nn.Parameter(torch.zeros(2, N_FEATURES))

    def forward(self, data: dict[str, torch.Tensor], *, with_workspace: bool) -> torch.Tensor:
        """-> the probability of what came (n,)."""
        p = data["network"]
        for stage in range(2 * len(ORDERS)):
            order, source = divmod(stage, 2)
            if source == 0 and not with_workspace:
                continue
            logit = self.bias[order, source] + data["features"][:, stage] @ self.weights[source]
            share = torch.sigmoid(logit) * data["is_seen"][:, stage]
            p = (1 - share) * p + share * data["counted"][:, stage]
        return p

    def fitted(self) -> CacheWeights:
        bias, weights = self.bias.detach().numpy(), self.weights.detach().numpy()
        of = [
            CacheShares(
                tuple(round(float(x), 3) for x in bias[:, k]),
                tuple(round(float(x), 3) for x in weights[k]),
            )
            for k in (0, 1)
        ]
        return CacheWeights(buffer=of[1], workspace=of[0])


def fit(joined: Places) -> CacheWeights:
    """The shares under which what came is likeliest, without a workspace and with one."""
    names = ("network", "features", "is_seen", "counted")
    data = {name: torch.from_numpy(getattr(joined, name)) for name in names}
    mixture = Mixture()
    optimiser = torch.optim.LBFGS(
        mixture.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe"
    )

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        total = RIDGE * (mixture.weights**2).sum()
        for with_workspace in (False, True):
            p = mixture(data, with_workspace=with_workspace)
            total = total - p.clamp(min=FLOOR).log().mean()
        total.backward()
        return total

    optimiser.step(loss)
    return mixture.fitted()


def measured(file: File, weights: CacheWeights) -> FloatArray:
    """(3, 2): nats and right guesses of network, with the buffer, and with the workspace too."""
    sums = np.zeros((3, 2), np.float64)
    for k, related in enumerate((None, None, file.related)):
        cache_model = CacheModel(weights, related)
        for i, target in enumerate(file.targets.tolist()):
            cache_model.follow(file.pieces[: i + 1], file.pieces[:0])
            rows = file.rows[i : i + 1]
            row = rows[0] if k == 0 else cache_model.mix(rows, [cache_model.tail])[0]
            sums[k] += -float(row[target]), int(row.argmax()) == target
    return sums.astype(np.float32)


def report(files: Sequence[File], weights: CacheWeights) -> str:
    n = sum(len(file.targets) for file in files)
    sums = sum((measured(file, weights) for file in files), np.zeros((3, 2), np.float32)) / n
    lines = [f"{n:,} pieces of {len(files)} files: nats a piece, next piece right"]
    for name, (nats, right) in zip(("network", "+ buffer", "+ workspace"), sums, strict=True):
        lines.append(f"{name:12} {nats:.4f}  {100 * right:.2f} %")
    return "\n".join(lines)


def write(path: Path, weights: CacheWeights) -> None:
    """Under "recall" in a calibration file, whatever else it holds."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        fields["recall"] = weights.plain()
        path.write_text(json.dumps(fields, indent=1) + "\n", encoding="utf-8")
    except (OSError, ValueError, TypeError) as exc:
        raise UsageError(f"{path} cannot take the weights of the cache model: {exc}") from exc


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.calibration.cache_model")
    parser.add_argument("model", type=Path)
    parser.add_argument("paths", type=Path, nargs="+", help="folders of validation authors")
    parser.add_argument("--files", type=int, default=120)
    parser.add_argument("--out", type=Path, help="a calibration file to put the shares in")
    args = parser.parse_args()
    return exit_code_of("cache_model", lambda: run(args))


def run(args: argparse.Namespace) -> None:
    folder = open_folder(args.model)
    subword = Subword.load(folder.tokenizer_path)
    programs, _ = read_programs(args.paths)
    read = read_files(open_runtime(folder, "cpu"), subword, programs, args.files)
    files = list(tracked(read, "files", args.files))
    weights = fit(Places.join([places(file) for file in files[::2]]))
    for name, tried in (("as built in", CacheWeights.read({})), ("as fitted", weights)):
        print(f"{name}: {report(files[1::2], tried)}")
    print(json.dumps(weights.plain()))
    if args.out:
        write(args.out, weights)


if __name__ == "__main__":
    sys.exit(main())
