"""Training of the search's encoder from collected pairs.

    python -m beamcoder.training.search.train --pairs corpora/search --out runs/search --epochs 8

Writes a folder that `open_encoder` reads, and figures.json with the validation figures of the
epoch that is kept. One thread.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor

from beamcoder.errors import exit_code_of
from beamcoder.files import write_text
from beamcoder.training.search.bags import rarity
from beamcoder.training.search.encoders.start import completion_vectors, minilm_vectors, surfaces
from beamcoder.training.search.export import write_encoder
from beamcoder.training.search.loop import Best, Loop, LoopOptions, train
from beamcoder.training.search.minilm import MiniLm
from beamcoder.training.search.network import BagNetwork, BagShape
from beamcoder.training.search.pairs import read_pairs
from beamcoder.training.search.prepared import TRAIN, Prepared, PreparedOptions, prepare

SIZES, LOOP = PreparedOptions(), LoopOptions()
UNMEASURED = "# The search's encoder\n\nNot yet evaluated.\n"


def run(argv: Sequence[str] | None = None) -> None:
    args = _parser().parse_args(argv)
    torch.set_num_threads(1)
    sizes = PreparedOptions(args.words, args.buckets, args.max_pairs)
    prepared = prepare(args.pairs, sizes)
    shape = BagShape(len(prepared.features), args.width, 2 * args.width)
    options = LoopOptions(seed=args.seed, run_length=args.run_length)
    first = _first_vectors(args, prepared)
    torch.manual_seed(args.seed)
    network = BagNetwork(shape, first)
    for side in ("text", "code"):
        bags = getattr(prepared.train["javadoc"], side)
        network.weigh(side, torch.from_numpy(rarity(bags, len(prepared.features))))
    loop = Loop(network, options)

    def keep(best: Best) -> None:
        kept = BagNetwork(shape)
        kept.load_state_dict(best.state)
        write_encoder(args.out, kept, prepared.features, UNMEASURED)
        figures = {"epoch": best.epoch, "validation": best.figures, "options": asdict(options)}
        place = args.out.with_name(f"{args.out.name}-figures.json")
        write_text(place, json.dumps(figures, indent=1))

    train(loop, prepared.train, prepared.validation, args.epochs, keep)


def _first_vectors(args: argparse.Namespace, prepared: Prepared) -> Tensor | None:
    if args.from_completion:
        return completion_vectors(prepared.features, args.width)
    if args.from_minilm:
        files = [args.pairs / f"{name}.jsonl" for names in TRAIN.values() for name in names]
        pairs = (pair for file in files if file.is_file() for pair in read_pairs(file))
        texts = surfaces(pairs, prepared.features.words)
        minilm = MiniLm.open(args.from_minilm, args.pairs / "minilm")
        return minilm_vectors(texts, minilm, prepared.features, args.width)
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.search.train")
    parser.add_argument("--pairs", type=Path, required=True, help="folder of `collect`")
    parser.add_argument("--out", type=Path, required=True, help="folder of the encoder")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--width", type=int, default=192)
    parser.add_argument("--words", type=int, default=SIZES.n_words)
    parser.add_argument("--buckets", type=int, default=SIZES.n_buckets)
    parser.add_argument("--max-pairs", type=int, default=SIZES.max_pairs)
    parser.add_argument(
        "--run-length", type=int, default=LOOP.run_length, help="pairs of one source in a row"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--from-completion",
        action="store_true",
        help="begin with the vectors of the completion network's pieces",
    )
    parser.add_argument(
        "--from-minilm",
        type=Path,
        metavar="TOKENIZER",
        help="begin with MiniLM's vectors of the words; its tokenizer.json, see `evaluate`",
    )
    return parser


if __name__ == "__main__":
    sys.exit(exit_code_of("search.train", run))
