"""Study: the nearest functions of the workspace as a source of recall.

    python -m beamcoder.training.calibration.nearest_functions FOLDER... [--files 24]

The cache model has all other files of an author now. Against that stand: the same with the
functions that the search finds nearest to the file's own counted more often; and, where there is
room for few pieces alone, those functions instead of the files written last. What the search is
asked are the signatures of the file's functions, those below the cursor too: more than anybody
could know who types, in favour of the nearest. A function's own body is never asked for.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from beamcoder.errors import exit_code_of
from beamcoder.markdown import markdown_table
from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.decoding.cache_model.mixture import CacheModel, CacheWeights
from beamcoder.model.runtime.interface import FloatArray, IntArray
from beamcoder.model.search.bag_encoder import open_encoder
from beamcoder.model.search.encoder import Encoder
from beamcoder.model.search.units import Unit, extract
from beamcoder.progress import tracked
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.calibration.cache_model import File, read_files
from beamcoder.training.evaluation.places.program import Program, read_programs
from beamcoder.training.evaluation.places.sampling import choose
from beamcoder.training.evaluation.places.workspace import neighbours, pieces_of
from beamcoder.training.search.metrics import interval

PRESENT: Final = "all other files"
NEAREST: Final = 8  # functions, for each of the file's own
MORE_OFTEN: Final = 3  # times that they are counted besides
FEW: Final = 2_048  # pieces


@dataclass(frozen=True, slots=True)
class Functions:
    """Those of some programs: their pieces, and where each points to."""

    pieces: tuple[IntArray, ...]
    rows: FloatArray  # (functions, dimensions)

    @classmethod
    def of(cls, programs: Sequence[Program], encoder: Encoder, subword: Subword) -> "Functions":
        units = [unit for program in programs for unit in functions(program)]
        codes = [f"{unit.signature} {unit.body}" for unit in units]
        pieces = [subword.encode_all([each.text for each in layout(lex(code))]) for code in codes]
        return cls(tuple(pieces), encoder.encode_units(units))

    def nearest(self, units: Sequence[Unit], encoder: Encoder) -> list[IntArray]:
        """Pieces of those nearest to any of the units, each once, the nearest first."""
        if not units or not self.pieces:
            return []
        asked = encoder.encode_units([replace(unit, body="", calls=()) for unit in units])
        scores = asked @ self.rows.T
        chosen = np.argsort(-scores, axis=1)[:, :NEAREST]
        best = {int(i): float(scores[:, i].max()) for i in np.unique(chosen)}
        return [self.pieces[i] for i in sorted(best, key=lambda i: -best[i])]


def functions(program: Program) -> list[Unit]:
    return [unit for unit in extract(program.text).units if unit.kind == "method"]


def first_pieces(parts: Sequence[IntArray], n: int) -> list[IntArray]:
    """As many of them from the first on as have n pieces together; the last one is cut."""
    found, left = list[IntArray](), n
    for part in parts:
        if left <= 0:
            break
        found.append(part[:left])
        left -= len(part)
    return found


def sources(
    program: Program, others: Sequence[Program], encoder: Encoder, subword: Subword
) -> dict[str, FixedIndex]:
    """What the cache model may look into, by the name of the line in the table."""
    whole = [pieces_of(other, subword) for other in others]
    near = Functions.of(others, encoder, subword).nearest(functions(program), encoder)
    return {
        PRESENT: FixedIndex.build(whole),
        f"all, and the nearest functions {MORE_OFTEN} times more": FixedIndex.build(
            [*whole, *near * MORE_OFTEN]
        ),
        f"{FEW:,} pieces of files": FixedIndex.build(first_pieces(whole, FEW)),
        f"{FEW:,} pieces of the nearest functions": FixedIndex.build(first_pieces(near, FEW)),
    }


def measured(file: File, related: FixedIndex, weights: CacheWeights) -> tuple[float, float]:
    """Nats a piece, and the share of pieces that are guessed first."""
    cache_model, nats, n_right = CacheModel(weights, related), 0.0, 0
    for i, target in enumerate(file.targets.tolist()):
        cache_model.follow(file.pieces[: i + 1], file.pieces[:0])
        row = cache_model.mix(file.rows[i : i + 1], [cache_model.tail])[0]
        nats -= float(row[target])
        n_right += int(row.argmax()) == target
    return nats / len(file.targets), n_right / len(file.targets)


def table(rows: dict[str, list[tuple[float, float]]]) -> str:
    """Each source with its difference to the present one, by files."""
    present = np.array(rows[PRESENT])
    cells = []
    for name, values in rows.items():
        nats, right = np.array(values).mean(0)
        low, high = interval(np.array(values)[:, 0] - present[:, 0])
        cells.append((name, f"{nats:.4f}", f"{100 * right:.2f}", f"{low:+.4f} to {high:+.4f}"))
    return markdown_table(("recall from", "nats", "next piece right, %", "nats, 95 %"), cells)


def run(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m beamcoder.training.calibration.nearest_functions"
    )
    parser.add_argument("paths", type=Path, nargs="+", help="folders of validation authors")
    parser.add_argument("--files", type=int, default=24)
    args = parser.parse_args(argv)
    folder, encoder = open_folder(None), open_encoder()
    subword, weights = Subword.load(folder.tokenizer_path), CacheWeights.read(folder.calibration)
    programs, _ = read_programs(args.paths)
    chosen = choose(programs, args.files, seed=0)
    rows: dict[str, list[tuple[float, float]]] = {}
    files = read_files(open_runtime(folder, "cpu"), subword, programs, args.files)
    for program, file in zip(chosen, tracked(files, "files", args.files), strict=True):
        mine = [other for other in programs if other.author == program.author]
        found = sources(program, neighbours(program, mine), encoder, subword)
        for name, related in found.items():
            rows.setdefault(name, []).append(measured(file, related, weights))
    print(table(rows))


if __name__ == "__main__":
    sys.exit(exit_code_of("nearest_functions", run))
