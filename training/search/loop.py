"""Contrastive training of the bag encoder, stopped by the validation repositories.

    best = train(Loop(network, LoopOptions()), tables, validation, n_epochs=5)
    network.load_state_dict(best.state)

Batches are drawn in runs of one repository, so that wrong answers are near the right one. Fields
and features are dropped at random: a body has to be found without its name. What is kept is a
running mean of the weights, where the validation MRR was best.
"""

import copy
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from beamcoder.model.search.features import FIELDS
from beamcoder.training.search.bags import Bags, Floats, Numbers, PairTable
from beamcoder.training.search.metrics import reciprocal_ranks
from beamcoder.training.search.network import BagNetwork, contrastive_loss

NAMING = ("name", "owner", "signature")
DROPPED_FIELDS = ("name", "owner", "comment", "signature", "remarks")


@dataclass(frozen=True, slots=True)
class LoopOptions:
    batch: int = 1024
    run_length: int = 128  # pairs of one source that stand together in a batch
    rate: float = 2e-3
    rate_matrices: float = 3e-4
    drop_features: float = 0.1
    drop_name: float = 0.35
    drop_field: float = 0.15
    show_comment: float = 0.15
    statement_share: float = 0.15  # of the batches
    mean_of: float = 0.95  # of the running mean, each time that it follows
    follow_every: int = 5  # steps
    warm_up: int = 50  # steps
    seed: int = 0


Batch = tuple[Tensor, Tensor, Tensor]


def batch_numbers(
    table: PairTable, options: LoopOptions, rng: np.random.Generator
) -> Iterator[Numbers]:
    """One epoch: runs of one source, shuffled; the last, smaller batch is left out."""
    order = rng.permutation(len(table))
    order = order[np.argsort(table.groups[order], kind="stable")]
    cuts = np.arange(options.run_length, len(order), options.run_length)
    runs = np.split(order, cuts)
    rng.shuffle(runs)
    flat = np.concatenate(runs)
    for start in range(0, len(flat) - options.batch + 1, options.batch):
        yield flat[start : start + options.batch]


def tensors(bags: Bags, numbers: Numbers) -> Batch:
    ids, weights, offsets = bags.rows(numbers)
    return torch.from_numpy(ids), torch.from_numpy(weights), torch.from_numpy(offsets)


def dropped(batch: Batch, n_fields: int, options: LoopOptions, rng: np.random.Generator) -> Batch:
    """The same batch with features, and on the code side whole fields, counted for nothing."""
    ids, weights, offsets = batch
    keep = rng.random(len(ids)) >= options.drop_features
    if n_fields > 1:
        lengths = np.diff(np.append(offsets.numpy(), len(ids)))
        shown = np.repeat(_shown_fields(len(offsets) // n_fields, options, rng).ravel(), lengths)
        keep &= shown
    return ids, weights * torch.from_numpy(keep), offsets


def _shown_fields(n_rows: int, options: LoopOptions, rng: np.random.Generator) -> NDArray[np.bool_]:
    shown = np.ones((n_rows, len(FIELDS)), bool)
    for name in DROPPED_FIELDS:
        chance = {"name": options.drop_name, "comment": 1 - options.show_comment}
        lost = rng.random(n_rows) < chance.get(name, options.drop_field)
        shown[lost, FIELDS.index(name)] = False
    # A body alone: what names it goes together.
    alone = rng.random(n_rows) < options.drop_field
    for name in (*NAMING, "comment"):
        shown[alone, FIELDS.index(name)] = False
    return shown


class Loop:
    """The state of one training."""

    def __init__(self, network: BagNetwork, options: LoopOptions) -> None:
        self.options = options
        self.rng = np.random.default_rng(options.seed)
        self.network = network
        self.mean = copy.deepcopy(network)
        vectors = [self.network.vectors, *self.network.weights.values()]
        mine = {id(parameter) for parameter in vectors}
        others = [p for p in self.network.parameters() if id(p) not in mine]
        self.optimiser = torch.optim.Adam(
            [
                {"params": vectors, "lr": options.rate, "first": options.rate},
                {"params": others, "lr": options.rate_matrices, "first": options.rate_matrices},
            ],
            betas=(0.9, 0.98),
            fused=True,
        )
        self.n_steps = 0

    def step(self, table: PairTable, numbers: Numbers, fade: float) -> float:
        """One batch -> its loss; `fade` is what is left of the learning rate."""
        text = dropped(tensors(table.text, numbers), 1, self.options, self.rng)
        code = dropped(tensors(table.code, numbers), len(FIELDS), self.options, self.rng)
        loss = contrastive_loss(
            self.network.encode_text(*text),
            self.network.encode_code(*code),
            self.network.log_scale.exp().clamp(max=60),
            same_texts(text),
        )
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        for group in self.optimiser.param_groups:
            group["lr"] = group["first"] * fade
        self.optimiser.step()
        self.n_steps += 1
        if self.n_steps % self.options.follow_every == 0:
            self._follow()
        return float(loss.detach())

    @torch.no_grad()
    def _follow(self) -> None:
        share = 1 - min(self.options.mean_of, self.n_steps / (self.n_steps + self.options.warm_up))
        for mean, now in zip(self.mean.parameters(), self.network.parameters(), strict=True):
            mean.lerp_(now, share)


def same_texts(text: Batch) -> Tensor:
    """(rows, rows): whether two bags are the same, by a sum of their features."""
    ids, _, offsets = text
    n_rows = len(offsets)
    rows = torch.repeat_interleave(
        torch.arange(n_rows), torch.diff(offsets, append=torch.tensor([len(ids)]))
    )
    mixed = (ids + 1) * 2654435761 % 4294967291
    keys = torch.zeros(n_rows, dtype=torch.int64).index_add_(0, rows, mixed)
    return keys[:, None] == keys[None, :]


@torch.no_grad()
def encode(
    network: BagNetwork, table: PairTable, hidden: Sequence[str] = ()
) -> tuple[Floats, Floats]:
    """-> rows of all texts and codes; `hidden` fields of the code are not looked at."""
    numbers = [np.arange(a, min(a + 2048, len(table))) for a in range(0, len(table), 2048)]
    texts = [network.encode_text(*tensors(table.text, part)) for part in numbers]
    codes = [network.encode_code(*_hide(tensors(table.code, part), hidden)) for part in numbers]
    return torch.cat(texts).numpy(), torch.cat(codes).numpy()


def _hide(batch: Batch, hidden: Sequence[str]) -> Batch:
    ids, weights, offsets = batch
    shown = np.array([name not in (*hidden, "comment") for name in FIELDS])
    lengths = np.diff(np.append(offsets.numpy(), len(ids)))
    keep = np.repeat(np.tile(shown, len(offsets) // len(FIELDS)), lengths)
    return ids, weights * torch.from_numpy(keep), offsets


def validate(network: BagNetwork, tables: dict[str, PairTable]) -> dict[str, float]:
    """MRR in pools of 1,000 on each set; of javadoc also by bodies alone."""
    figures = {}
    for name, table in tables.items():
        for label, hidden in ((name, ()), (f"{name} body", NAMING)):
            if label == "statement body":
                continue
            texts, codes = encode(network, table, hidden)
            figures[label] = float(reciprocal_ranks(texts, codes).mean())
    return figures


@dataclass(frozen=True, slots=True)
class Best:
    score: float
    figures: dict[str, float]
    state: dict[str, Tensor]
    epoch: int


def train(
    loop: Loop,
    tables: dict[str, PairTable],
    validation: dict[str, PairTable],
    n_epochs: int,
    keep: Callable[[Best], object] = lambda best: None,
) -> Best:
    """`tables` has "javadoc" and, where there are any, "statement" pairs; `keep` is called with
    each state that is the best so far."""
    best: Best | None = None
    rng, options = loop.rng, loop.options
    n_steps = n_epochs * (len(tables["javadoc"]) // options.batch)
    for epoch in range(n_epochs):
        started, losses = time.process_time(), []
        for numbers in batch_numbers(tables["javadoc"], options, rng):
            fade = min(1.0, (loop.n_steps + 1) / options.warm_up) * max(
                0.03, 1 - loop.n_steps / n_steps
            )
            losses.append(loop.step(tables["javadoc"], numbers, fade))
            if "statement" in tables and rng.random() < options.statement_share:
                some = rng.choice(len(tables["statement"]), options.batch // 2, replace=False)
                loop.step(tables["statement"], some, fade)
        figures = validate(loop.mean, validation)
        score = sum(figures.values()) / len(figures)
        shown = " ".join(f"{name} {value:.3f}" for name, value in figures.items())
        spent = time.process_time() - started
        print(f"epoch {epoch} loss {np.mean(losses):.3f} {shown} ({spent:.0f} s)", file=sys.stderr)
        if best is None or score > best.score:
            state = {name: value.clone() for name, value in loop.mean.state_dict().items()}
            best = Best(score, figures, state, epoch)
            keep(best)
    assert best is not None
    return best
