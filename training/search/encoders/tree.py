"""Contrastive training of the tree encoder, on the pairs and with the words of the bag encoder.

    pair = TreePair(prepared.features, width=128)
    train(pair, tables, codes, TreeOptions(budget_s=1_500))
    pair.encode_texts(texts, prepared.features), pair.encode_codes(codes)

Texts are bags of words, as the shipped encoder's are; code is a method's syntax tree, by
`training.trees`. Half of the methods stand in a batch as bodies alone, so that a body is found
without its name. The budget is CPU time of this process, and the learning rate ends with it.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from beamcoder.model.search.features import Features, text_bag
from beamcoder.model.search.trees import BATCH, TreeEncoder, TreeWeights
from beamcoder.model.search.units import Unit
from beamcoder.training.search.bags import Floats, PairTable, bags_of
from beamcoder.training.search.loop import LoopOptions, batch_numbers, same_texts, tensors
from beamcoder.training.search.network import TINY, ResidualLayer, contrastive_loss
from beamcoder.training.trees import TreeNetwork

MAX_CODE = 1_500  # code points of a method that its tree is made of
EVERY = 50  # steps between two lines of the log


@dataclass(frozen=True, slots=True)
class TreeOptions:
    budget_s: float = 1_500.0
    batch: int = 256
    rate: float = 2e-3
    body_share: float = 0.35  # of methods whose name is not shown
    statement_share: float = 0.1  # of the batches
    seed: int = 0


def code_of(unit: Unit) -> tuple[str, str]:
    """A unit's text with its signature, and without."""
    return f"{unit.signature} {unit.body}"[:MAX_CODE], unit.body[:MAX_CODE]


class TreePair(nn.Module):
    """Both halves: a bag of words for texts, a child-sum Tree-LSTM for code."""

    def __init__(self, features: Features, width: int = 128, seed: int = 0) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.words = nn.Parameter(torch.randn(len(features), width) / width**0.5)
        self.layer = ResidualLayer(width, 2 * width)
        self.code = TreeNetwork(TreeWeights.drawn(width, width, seed))
        self.log_scale = nn.Parameter(torch.tensor(3.0))

    def text(self, ids: Tensor, weights: Tensor, offsets: Tensor) -> Tensor:
        """-> (rows, width), each of length 1"""
        pooled = F.embedding_bag(ids, self.words, offsets, mode="sum", per_sample_weights=weights)
        unit = pooled / (pooled.pow(2).mean(1, keepdim=True) + TINY).sqrt()
        rows: Tensor = self.layer(unit)
        return rows / (rows.pow(2).sum(1, keepdim=True) + TINY).sqrt()

    @torch.no_grad()
    def encode_texts(self, texts: Sequence[str], features: Features) -> Floats:
        """-> (texts, width)"""
        bags = bags_of([(text_bag(text),) for text in texts], features)
        rows: Floats = self.text(*tensors(bags, np.arange(len(texts)))).numpy()
        return rows

    def encode_codes(self, codes: Sequence[str]) -> Floats:
        """By numpy, as a search would."""
        return TreeEncoder(self.code.weights()).encode(codes)

    def optimisers(self, rate: float) -> list[torch.optim.Optimizer]:
        """One for the tables of which a batch has few rows, one for the rest."""
        sparse = [self.code.words, self.code.kinds]
        mine = {id(each) for each in sparse}
        dense = [each for each in self.parameters() if id(each) not in mine]
        return [torch.optim.SparseAdam(sparse, lr=rate), torch.optim.Adam(dense, lr=rate)]


Codes = Sequence[tuple[str, str]]


def train(
    pair: TreePair,
    tables: dict[str, PairTable],
    codes: Mapping[str, Codes],
    options: TreeOptions,
) -> int:
    """`codes` of each table as `code_of` gives them -> pairs that were seen."""
    rng = np.random.default_rng(options.seed)
    optimisers, started = pair.optimisers(options.rate), time.process_time()
    batches, losses, n_seen = LoopOptions(batch=options.batch, run_length=64), list[float](), 0
    while True:
        for numbers in batch_numbers(tables["javadoc"], batches, rng):
            spent = (time.process_time() - started) / options.budget_s
            if spent >= 1:
                return n_seen
            name = "javadoc"
            if "statement" in tables and rng.random() < options.statement_share:
                name = "statement"
                numbers = rng.choice(len(tables[name]), options.batch, replace=False)
            shown = rng.random(len(numbers)) < options.body_share
            batch = [codes[name][i][int(body)] for i, body in zip(numbers, shown, strict=True)]
            text = tensors(tables[name].text, numbers)
            losses.append(_step(pair, text, batch, optimisers, options.rate * max(0.02, 1 - spent)))
            n_seen += len(numbers)
            if len(losses) % EVERY == 0:
                print(
                    f"{spent:.0%} {n_seen:,} pairs loss {np.mean(losses[-EVERY:]):.3f}",
                    file=sys.stderr,
                    flush=True,
                )


def _step(
    pair: TreePair,
    text: tuple[Tensor, Tensor, Tensor],
    codes: list[str],
    optimisers: Sequence[torch.optim.Optimizer],
    rate: float,
) -> float:
    rows = torch.cat([pair.code(codes[i : i + BATCH]) for i in range(0, len(codes), BATCH)])
    loss = contrastive_loss(
        pair.text(*text), rows, pair.log_scale.exp().clamp(max=60), same_texts(text)
    )
    for optimiser in optimisers:
        optimiser.zero_grad(set_to_none=True)
    loss.backward()
    for optimiser in optimisers:
        for group in optimiser.param_groups:
            group["lr"] = rate
        optimiser.step()
    return float(loss.detach())
