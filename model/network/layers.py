"""Layers of the Transformer in torch: norm, rotary embedding, attention, feed-forward.

No biases anywhere; norms have no weights. Attention normalises queries and keys (QK norm), the
feed-forward layer squares its ReLU: what the speed runs of small language models settled on
(github.com/KellerJordan/modded-nanogpt). The CPU graph of `model.runtime` computes the same.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from beamcoder.model.network.config import HEAD_DIM, ROTARY_BASE

NORM_EPS = 1e-6  # far below the mean square of any state; keeps a row of zeros finite


def norm(x: Tensor) -> Tensor:
    """Root-mean-square norm over the last axis, without weights."""
    return F.rms_norm(x, (x.size(-1),), eps=NORM_EPS)


def rotary_angles(positions: Tensor, rotary_dim: int = HEAD_DIM) -> tuple[Tensor, Tensor]:
    """Cosine and sine for positions (..., n) -> two tensors (..., n, rotary_dim / 2)."""
    steps = torch.arange(0, rotary_dim, 2, device=positions.device, dtype=torch.float32)
    angles = positions[..., None].float() * ROTARY_BASE ** (-steps / rotary_dim)
    return angles.cos(), angles.sin()


class RotaryTable(nn.Module):
    """Angles of the positions 0 to n - 1: cosines are dear where every layer computes them anew."""

    cos: Tensor
    sin: Tensor

    def __init__(self, n_positions: int, rotary_dim: int = HEAD_DIM) -> None:
        super().__init__()
        cos, sin = rotary_angles(torch.arange(n_positions), rotary_dim)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def forward(self, positions: Tensor) -> tuple[Tensor, Tensor]:
        """positions (..., n) -> two tensors (..., n, rotary_dim / 2), as `rotary_angles`."""
        return self.cos[positions], self.sin[positions]

    def first(self, n: int) -> tuple[Tensor, Tensor]:
        """Angles of the positions 0 to n - 1, two tensors (1, n, rotary_dim / 2)."""
        if n > len(self.cos):  # longer than the window: only a reference run asks for that
            return rotary_angles(torch.arange(n, device=self.cos.device)[None])
        return self.cos[None, :n], self.sin[None, :n]


def rotate(x: Tensor, angles: tuple[Tensor, Tensor]) -> Tensor:
    """Rotate the first 2 * r numbers of each head, r = width of `angles`; leave the rest.

    x is (batch, heads, n, HEAD_DIM), each angle (batch or 1, n, r). Pairs are (i, i + r).
    """
    cos, sin = (a[:, None].to(x.dtype) for a in angles)
    r = cos.size(-1)
    a, b, rest = x[..., :r], x[..., r : 2 * r], x[..., 2 * r :]
    return torch.cat((a * cos - b * sin, a * sin + b * cos, rest), -1)


def linear(n_in: int, n_out: int, *, zero: bool = False) -> nn.Linear:
    """A layer without bias; `zero` for those that write into the residual stream."""
    layer = nn.Linear(n_in, n_out, bias=False)
    if zero:
        nn.init.zeros_(layer.weight)
    else:
        nn.init.normal_(layer.weight, std=n_in**-0.5)
    return layer


def heads(x: Tensor) -> Tensor:
    """(batch, n, width) -> (batch, heads, n, HEAD_DIM)."""
    return x.unflatten(-1, (-1, HEAD_DIM)).transpose(1, 2)


def merge(x: Tensor) -> Tensor:
    """(batch, heads, n, HEAD_DIM) -> (batch, n, width)."""
    return x.transpose(1, 2).flatten(2)


def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
    """Scaled dot-product attention, (batch, heads, n, HEAD_DIM); `mask` is True where to look.

    On the CPU it is spelled out. QK norm bounds a score by sqrt(HEAD_DIM) = 8, so its exponential
    needs no maximum subtracted, and the sum of a row comes from the product with the values (a
    column of ones): one pass over the scores forward and one backward, where softmax takes three.
    """
    if q.is_cuda:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    scores = (q @ k.transpose(-1, -2)).float() * HEAD_DIM**-0.5
    weights = torch.where(mask, scores.exp(), 0.0).to(v.dtype)
    sums = weights @ F.pad(v, (0, 1), value=1.0)  # (batch, heads, n, HEAD_DIM + 1)
    return sums[..., :-1] / sums[..., -1:]


class SelfAttention(nn.Module):
    """Attention of a sequence to itself, under a mask."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.qkv = linear(width, 3 * width)
        self.out = linear(width, width, zero=True)

    def project(self, x: Tensor, angles: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """(batch, n, width) -> query, key, value, each (batch, heads, n, HEAD_DIM)."""
        q, k, v = (heads(part) for part in self.qkv(x).chunk(3, -1))
        return rotate(norm(q), angles), rotate(norm(k), angles), v

    def forward(self, x: Tensor, angles: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        """`mask` (batch, 1, n, n) is True where a row may look."""
        q, k, v = self.project(x, angles)
        return self.out(merge(attend(q, k, v, mask)))


class CrossAttention(nn.Module):
    """Attention of the decoder to what the encoder read.

    Half of each head is rotated by the distance from the end of the hole, so that the next line
    is distinguished from a far one; the other half is free of positions, and all that statements
    use. An empty slot (zero key, zero value) lets a row look at nothing.
    """

    ROTARY_DIM = HEAD_DIM // 2

    def __init__(self, width: int) -> None:
        super().__init__()
        self.q = linear(width, width)
        self.kv = linear(width, 2 * width)
        self.out = linear(width, width, zero=True)

    def remember(self, memory: Tensor, angles: tuple[Tensor, Tensor]) -> tuple[Tensor, Tensor]:
        """Encoder output (batch, m, width) -> keys and values (batch, heads, m + 1, HEAD_DIM).

        Slot 0 is the empty slot: zero key, zero value.
        """
        k, v = (heads(part) for part in self.kv(memory).chunk(2, -1))
        k = rotate(norm(k), angles)
        return F.pad(k, (0, 0, 1, 0)), F.pad(v, (0, 0, 1, 0))

    def forward(
        self, x: Tensor, angles: tuple[Tensor, Tensor], kv: tuple[Tensor, Tensor], mask: Tensor
    ) -> Tensor:
        """`mask` (batch, 1, n, m + 1) is True where a row may look, and always at slot 0."""
        q = rotate(norm(heads(self.q(x))), angles)
        return self.out(merge(attend(q, *kv, mask)))


class FeedForward(nn.Module):
    """Two layers with a squared ReLU between (So et al. 2021, arXiv:2109.08668)."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.up = linear(width, hidden)
        self.down = linear(hidden, width, zero=True)

    def forward(self, x: Tensor) -> Tensor:
        return self.down(F.relu(self.up(x)).square())
