"""The bag encoder in torch: the reference of model/search/bag_encoder.py, and what is trained.

    network = BagNetwork(BagShape(n_features=len(features), width=256))
    texts = network.encode_text(ids, weights, offsets)
    scores = texts @ network.encode_code(code_ids, code_weights, code_offsets).T

One vector a feature for both sides; one weight a feature and side; one matrix a field, begun as
the identity; one residual layer a side.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from beamcoder.model.search.features import FIELDS

# How much each field counts before anything is learned.
FIRST_SHARES = {
    "name": 2.0, "owner": 0.6, "signature": 0.8, "calls": 1.0, "names": 1.0, "strings": 1.0,
    "remarks": 1.0, "comment": 1.5, "library": 0.5, "structure": 0.3,
}  # fmt: skip
TINY = 1e-9  # as in bag_encoder; below a root, whose slope at 0 has no bound


@dataclass(frozen=True, slots=True)
class BagShape:
    n_features: int
    width: int = 192
    hidden: int = 384


class BagNetwork(nn.Module):
    def __init__(self, shape: BagShape, first: Tensor | None = None) -> None:
        """`first` are vectors to begin with, (features, width)."""
        super().__init__()
        n, d = shape.n_features, shape.width
        self.vectors = nn.Parameter(torch.randn(n, d) / d**0.5 if first is None else first.clone())
        self.weights = nn.ParameterDict(
            {side: nn.Parameter(torch.zeros(n)) for side in ("text", "code")}
        )
        shares = torch.tensor([FIRST_SHARES[field] for field in FIELDS])
        self.fields = nn.Parameter(torch.eye(d) * shares[:, None, None])
        self.layers = nn.ModuleDict(
            {side: ResidualLayer(d, shape.hidden) for side in ("text", "code")}
        )
        self.log_scale = nn.Parameter(torch.tensor(3.0))  # of the scores in the loss

    @torch.no_grad()
    def weigh(self, side: str, rarity: Tensor) -> None:
        """Begins with weights of `rarity`, (features,): what few have says more."""
        self.weights[side].copy_(rarity.clamp(min=TINY).log())

    def table(self, side: str) -> Tensor:
        """(features, width): the vectors of a side, weighted."""
        return self.vectors * torch.exp(self.weights[side])[:, None]

    def encode_text(self, ids: Tensor, weights: Tensor, offsets: Tensor) -> Tensor:
        """-> (rows, width), each of length 1"""
        return self._finish(_pool(self.table("text"), ids, weights, offsets), "text")

    def encode_code(self, ids: Tensor, weights: Tensor, offsets: Tensor) -> Tensor:
        """-> (rows, width), each of length 1; `offsets` has a bag a field"""
        pooled = _pool(self.table("code"), ids, weights, offsets)
        by_field = pooled.view(-1, len(FIELDS), pooled.shape[1])  # (rows, fields, width)
        return self._finish(torch.einsum("rfd,fde->re", by_field, self.fields), "code")

    def _finish(self, pooled: Tensor, side: str) -> Tensor:
        unit = pooled / (pooled.pow(2).mean(1, keepdim=True) + TINY).sqrt()
        rows = self.layers[side](unit)
        return rows / (rows.pow(2).sum(1, keepdim=True) + TINY).sqrt()


class ResidualLayer(nn.Module):
    """x + relu(x up + bias) down, `down` begun as zero."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.up = nn.Parameter(torch.randn(width, hidden) / width**0.5)
        self.bias = nn.Parameter(torch.zeros(hidden))
        self.down = nn.Parameter(torch.zeros(hidden, width))

    def forward(self, x: Tensor) -> Tensor:  # (rows, width)
        return x + torch.relu(x @ self.up + self.bias) @ self.down


def _pool(table: Tensor, ids: Tensor, weights: Tensor, offsets: Tensor) -> Tensor:
    return F.embedding_bag(ids, table, offsets, mode="sum", per_sample_weights=weights)


def contrastive_loss(text: Tensor, code: Tensor, scale: Tensor, same: Tensor) -> Tensor:
    """InfoNCE in both directions (van den Oord 2018): each text's own code against the others'.

    `same` (rows, rows) marks pairs that describe the same thing: neither is the other's wrong
    answer. The diagonal is ignored in it.
    """
    scores = scale * text @ code.T  # (rows, rows)
    others = same & ~torch.eye(len(same), dtype=torch.bool)
    scores = scores.masked_fill(others, float("-inf"))
    right = torch.arange(len(scores))
    return (F.cross_entropy(scores, right) + F.cross_entropy(scores.T, right)) / 2
