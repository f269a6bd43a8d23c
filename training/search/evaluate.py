"""Evaluation of the search's encoder: every set, every system, in one run.

    python -m beamcoder.training.search.evaluate --pairs corpora/search [--encoder FOLDER] \
        [--split validation] [--minilm tokenizer.json] [--questions corpora/search/semble] \
        [--json figures.json] [--page docs/search.md]

The weights of fusions are fitted on the validation sets, then the split is measured: MRR with
95 % intervals, R@1, R@10, and paired differences between systems. `--page` writes the tables
between the marks of the page.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import torch

from beamcoder.errors import exit_code_of
from beamcoder.files import write_text
from beamcoder.markdown import markdown_table, write_between
from beamcoder.model.search.bag_encoder import DEFAULT, open_encoder
from beamcoder.training.search.metrics import interval
from beamcoder.training.search.minilm import MiniLm
from beamcoder.training.search.sets import evaluation_sets
from beamcoder.training.search.systems import (
    FUSED,
    MEANING,
    PEER,
    PEER_FUSED,
    PEER_SETS,
    WORDS,
    Ranks,
    Systems,
    best_weight,
    pool_scores,
    ranked,
)
from beamcoder.training.search.whole.questions import measure_questions, question_table

SYSTEMS: Final = (WORDS, MEANING, FUSED, PEER, PEER_FUSED)
PAIRS: Final = ((FUSED, WORDS), (FUSED, MEANING), (FUSED, PEER_FUSED), (MEANING, PEER))
MARK = "quality"
Figures = dict[str, Any]


def fitted(folder: Path, systems: Systems) -> Systems:
    """With the weights of both fusions that are best on the validation sets."""
    sets = {
        chosen.name: pool_scores(chosen, systems)
        for chosen in evaluation_sets(folder, "validation")
        if chosen.pool
    }
    weight = best_weight(sets, lambda value: replace(systems, weight=value), FUSED)
    systems = replace(systems, weight=weight)
    if systems.peer is not None:
        with_peer = {
            name: [pool for pool in pools if pool.peer is not None]
            for name, pools in sets.items()
            if name in PEER_SETS
        }
        peer = best_weight(with_peer, lambda value: replace(systems, peer_weight=value), PEER_FUSED)
        systems = replace(systems, peer_weight=peer)
    return systems


def measure(folder: Path, split: str, systems: Systems) -> dict[str, Figures]:
    """Set -> its figures, and those of the differences between systems."""
    return {
        chosen.name: _figures(ranked(pool_scores(chosen, systems), systems))
        for chosen in evaluation_sets(folder, split)
    }


def _figures(ranks: Mapping[str, Ranks]) -> Figures:
    systems = {
        name: {
            "mrr": float(each.reciprocal.mean()),
            "interval": interval(each.reciprocal),
            "recall@1": each.recall(1),
            "recall@10": each.recall(10),
            "n": len(each.ranks),
        }
        for name, each in ranks.items()
    }
    differences = {}
    for one, other in PAIRS:
        if one in ranks and other in ranks:
            n = min(len(ranks[one].ranks), len(ranks[other].ranks))  # a peer sees the first ones
            gain = ranks[one].reciprocal[:n] - ranks[other].reciprocal[:n]
            differences[f"{one} over {other}"] = {
                "gain": float(gain.mean()),
                "interval": interval(gain),
                "n": n,
            }
    return {"systems": systems, "differences": differences}


def tables(figures: Mapping[str, Figures]) -> str:
    """The figures as Markdown: a table of systems, and one of differences."""
    rows, gains = [], []
    for name, each in figures.items():
        for system in SYSTEMS:
            if (row := each["systems"].get(system)) is None:
                continue
            low, high = row["interval"]
            rows.append(
                (name, system, f"{row['mrr']:.3f} ({low:.3f}-{high:.3f})")
                + (f"{row['recall@1']:.2f}", f"{row['recall@10']:.2f}", f"{row['n']:,}")
            )
        for label, gain in each["differences"].items():
            low, high = gain["interval"]
            gains.append(
                (name, label, f"{gain['gain']:+.3f} ({low:+.3f} to {high:+.3f})", f"{gain['n']:,}")
            )
    first = markdown_table(("set", "system", "MRR (95 %)", "R@1", "R@10", "n"), rows)
    second = markdown_table(("set", "gain", "MRR (95 %)", "n"), gains)
    return f"{first}\n{second}"


def run(argv: Sequence[str] | None = None) -> None:
    args = _parser().parse_args(argv)
    torch.set_num_threads(1)
    peer = MiniLm.open(args.minilm, args.pairs / "minilm") if args.minilm else None
    systems = fitted(args.pairs, Systems(open_encoder(args.encoder), peer))
    figures = measure(args.pairs, args.split, systems)
    text = tables(figures)
    questions = measure_questions(args.questions, systems.encoder) if args.questions else {}
    if questions:
        text += f"\n\n{question_table(questions)}"
    print(text)
    print(f"weight of meaning {systems.weight:g}, of MiniLM {systems.peer_weight:g}")
    if args.json:
        weights = {"weight": systems.weight, "peer weight": systems.peer_weight}
        result = weights | {"encoder": systems.encoder.sum, "split": args.split}
        result |= {"sets": figures, "questions": questions}
        write_text(args.json, json.dumps(result, indent=1) + "\n")
    if args.page:
        write_between(args.page, MARK, text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.search.evaluate")
    parser.add_argument("--pairs", type=Path, required=True, help="folder of `collect`")
    parser.add_argument("--encoder", type=Path, default=DEFAULT, help="folder of an encoder")
    parser.add_argument("--split", choices=("validation", "test"), default="validation")
    parser.add_argument("--questions", type=Path, help="semble's questions beside their checkouts")
    parser.add_argument("--minilm", type=Path, help="tokenizer.json of MiniLM: measure it too")
    parser.add_argument("--json", type=Path, help="write all figures here")
    parser.add_argument("--page", type=Path, help="write the tables into this page")
    return parser


if __name__ == "__main__":
    sys.exit(exit_code_of("search.evaluate", run))
