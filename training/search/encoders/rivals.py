"""What stands in the table of encoders: how each is trained, kept, and asked.

    pool = validation_pool(Path("corpora/search"))
    for row in rows(Path("corpora/search"), kept, pool, Budgets()): row.name, row.javadoc

What takes minutes to train or to compute is kept in a folder, and read from there the next time.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
import torch
from numpy.typing import NDArray

from beamcoder.files import make_folder
from beamcoder.model.search.bag_encoder import DEFAULT, open_encoder
from beamcoder.training.search.encoders.states import (
    CompletionStates,
    Half,
    HeadOptions,
    LinearHead,
    Whitening,
    unit_rows,
)
from beamcoder.training.search.encoders.tree import TreeOptions, TreePair, code_of, train
from beamcoder.training.search.metrics import reciprocal_ranks
from beamcoder.training.search.pairs import Pair, read_pairs
from beamcoder.training.search.prepared import TRAIN, PreparedOptions, prepare
from beamcoder.training.search.sets import body_only, evaluation_sets

Rows = NDArray[np.float32]
STRIDE: Final = 70  # of all training pairs, one in so many is drawn for the states
WIDTH: Final = 128  # of the tree encoder


@dataclass(frozen=True, slots=True)
class Budgets:
    """CPU seconds of trainings, and how many pairs the completion network reads."""

    tree_s: float = 460.0
    head_s: float = 60.0
    n_states: int = 4_000


@dataclass(frozen=True, slots=True)
class RivalRow:
    """`javadoc` and `body` are MRR in one pool; `per_second` functions of one core's CPU time."""

    name: str
    training: str
    javadoc: float
    body: float
    per_second: float


def validation_pool(folder: Path) -> list[Pair]:
    """The first pool of the validation methods: 1,000 of them."""
    chosen = next(iter(evaluation_sets(folder, "validation")))
    return [chosen.pairs[i] for i in chosen.pools()[0]]


def mrr(texts: Rows, codes: Rows) -> float:
    return float(reciprocal_ranks(texts, codes, len(texts)).mean())


def timed(encode: Callable[[], Rows]) -> tuple[Rows, float]:
    """-> its rows, and how many a second of CPU time."""
    started = time.process_time()
    rows = encode()
    return rows, len(rows) / (time.process_time() - started)


def bag_row(pool: Sequence[Pair]) -> RivalRow:
    encoder = open_encoder(DEFAULT)
    texts = encoder.encode_queries([pair.text for pair in pool])
    codes, rate = timed(lambda: encoder.encode_units([pair.unit for pair in pool]))
    bodies = encoder.encode_units([body_only(pair).unit for pair in pool])
    return RivalRow(
        "bag of words and their pieces (shipped)",
        "its card says how",
        mrr(texts, codes),
        mrr(texts, bodies),
        rate,
    )


def tree_row(folder: Path, kept: Path, pool: Sequence[Pair], budget_s: float) -> RivalRow:
    prepared, place = prepare(folder, PreparedOptions()), kept / "tree.npz"
    pair = TreePair(prepared.features, WIDTH)
    if place.is_file():
        with np.load(place, allow_pickle=False) as arrays:
            pair.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})
    else:
        shown = {name: _codes(folder, files) for name, files in TRAIN.items()}
        train(pair, prepared.train, shown, TreeOptions(budget_s=budget_s))
        np.savez(place, **{name: value.numpy() for name, value in pair.state_dict().items()})
    texts = pair.encode_texts([each.text for each in pool], prepared.features)
    both = [code_of(each.unit) for each in pool]
    codes, rate = timed(lambda: pair.encode_codes([whole for whole, _ in both]))
    bodies = pair.encode_codes([body for _, body in both])
    how = f"all pairs, {budget_s:,.0f} CPU s"
    return RivalRow(
        "Tree-LSTM over the syntax tree", how, mrr(texts, codes), mrr(texts, bodies), rate
    )


def _codes(folder: Path, files: Sequence[str]) -> list[tuple[str, str]]:
    places = [folder / f"{name}.jsonl" for name in files]
    there = [place for place in places if place.is_file()]
    return [code_of(pair.unit) for place in there for pair in read_pairs(place)]


def state_rows(
    folder: Path, kept: Path, pool: Sequence[Pair], budgets: Budgets
) -> Iterator[RivalRow]:
    for half in get_args(Half):
        states = _states(half, folder, kept, pool, budgets.n_states)
        name, rate = f"states of the completion {half}", float(states["rate"])
        sides = [states[key] for key in ("texts", "codes", "bodies")]
        yield _row(f"{name}, as they are", "none", sides, rate)
        white = Whitening.of(states["train_texts"], states["train_codes"])
        sides = [white.texts(sides[0]), white.codes(sides[1]), white.codes(sides[2])]
        n = len(states["train_texts"])
        yield _row(f"{name}, whitened", f"{n:,} pairs", sides, rate)
        head = LinearHead.trained(
            white.texts(states["train_texts"]),
            white.codes(states["train_codes"]),
            HeadOptions(budget_s=budgets.head_s),
        )
        sides = [head.texts(sides[0]), head.codes(sides[1]), head.codes(sides[2])]
        how = f"{n:,} pairs, {budgets.head_s:.0f} CPU s"
        yield _row(f"{name}, a linear head trained", how, sides, rate)


def _row(name: str, training: str, sides: Sequence[Rows], rate: float) -> RivalRow:
    texts, codes, bodies = map(unit_rows, sides)
    return RivalRow(name, training, mrr(texts, codes), mrr(texts, bodies), rate)


def _states(half: Half, folder: Path, kept: Path, pool: Sequence[Pair], n: int) -> dict[str, Any]:
    place = kept / f"states-{half}.npz"
    if not place.is_file():
        np.savez(place, **_computed(half, folder, pool, n))
    with np.load(place, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _computed(half: Half, folder: Path, pool: Sequence[Pair], n: int) -> dict[str, Any]:
    states, rng = CompletionStates(half), np.random.default_rng(0)
    body_share = TreeOptions().body_share
    pairs = [p for i, p in enumerate(read_pairs(folder / "train-javadoc.jsonl")) if i % STRIDE == 3]
    pairs = [pair for pair in pairs if pair.unit.kind == "method"][:n]
    shown = [code_of(p.unit)[int(rng.random() < body_share)] for p in pairs]
    print(f"{half}: {len(pool) + len(pairs):,} pairs are read", file=sys.stderr, flush=True)
    codes, rate = timed(lambda: states.codes([code_of(pair.unit)[0] for pair in pool]))
    return {
        "texts": states.texts([pair.text for pair in pool]),
        "codes": codes,
        "bodies": states.codes([code_of(pair.unit)[1] for pair in pool]),
        "train_texts": states.texts([pair.text for pair in pairs]),
        "train_codes": states.codes(shown),
        "rate": rate,
    }


def rows(folder: Path, kept: Path, pool: Sequence[Pair], budgets: Budgets) -> Iterator[RivalRow]:
    make_folder(kept)
    yield bag_row(pool)
    yield tree_row(folder, kept, pool, budgets.tree_s)
    yield from state_rows(folder, kept, pool, budgets)
