"""The encoder-decoder in torch: the reference that every other runtime must equal.

The encoder reads code from right to left: the state of a piece depends on that piece and on what
follows it, never on what stands before. One pass over a training row therefore serves every
cursor in it, and at the keyboard nothing that was read of the text below the cursor goes stale
when the cursor moves down. Problem statements stand before the code and are read both ways.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.layers import (
    CrossAttention,
    FeedForward,
    RotaryTable,
    SelfAttention,
    linear,
    norm,
)


@dataclass(frozen=True, slots=True)
class EncoderInput:
    """What the encoder reads, and which decoder rows may see which part of it.

    pieces (batch, m); positions (batch, m) of code pieces; is_statement (batch, m);
    mask (batch, m, m) which piece reads which; cursor (batch, n) the position where the text after
    the hole begins, for each decoder row; visible (batch, n, m) which states each row may see.
    """

    pieces: Tensor
    positions: Tensor
    is_statement: Tensor
    mask: Tensor
    cursor: Tensor
    visible: Tensor


@dataclass(frozen=True, slots=True)
class CrossAttentionInput:
    """What cross-attention reads: states (batch, m, width) of `inputs`; angles of its pieces and of
    the decoder's rows."""

    states: Tensor
    inputs: EncoderInput
    keys: tuple[Tensor, Tensor]
    rows: tuple[Tensor, Tensor]


class EncoderLayer(nn.Module):
    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.attention = SelfAttention(config.width)
        self.mlp = FeedForward(config.width, config.hidden)

    def forward(self, x: Tensor, angles: tuple[Tensor, Tensor], mask: Tensor) -> Tensor:
        x = x + self.attention(norm(x), angles, mask)
        return x + self.mlp(norm(x))


class DecoderLayer(nn.Module):
    def __init__(self, config: ModelConfig, *, reads_encoder: bool) -> None:
        super().__init__()
        self.attention = SelfAttention(config.width)
        self.cross = CrossAttention(config.width) if reads_encoder else None
        self.mlp = FeedForward(config.width, config.hidden)

    def forward(
        self,
        x: Tensor,
        angles: tuple[Tensor, Tensor],
        mask: Tensor,
        memory: CrossAttentionInput | None = None,
    ) -> Tensor:
        x = x + self.attention(norm(x), angles, mask)
        if self.cross is not None and memory is not None:
            x = x + _read(self.cross, norm(x), memory)
        return x + self.mlp(norm(x))


class Seq2Seq(nn.Module):
    """Pieces before the cursor, and an encoder input or nothing, to logits of the next piece."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.n_pieces, config.width)
        nn.init.normal_(self.embedding.weight, std=1.0)
        self.encoder = nn.ModuleList(EncoderLayer(config) for _ in range(config.encoder_depth))
        self.decoder = nn.ModuleList(
            DecoderLayer(config, reads_encoder=i in config.cross_layers)
            for i in range(config.depth)
        )
        self.head = linear(config.width, config.n_pieces, zero=True)
        n_positions = config.context + 2  # a hole may end one piece after the last target
        self.rotary = RotaryTable(n_positions)
        self.cross_rotary = RotaryTable(n_positions, CrossAttention.ROTARY_DIM)

    @property
    def n_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())

    def encode(self, inputs: EncoderInput) -> Tensor:
        """-> states (batch, m, width)."""
        angles = self.rotary(inputs.positions)
        mask = inputs.mask[:, None]
        x = norm(self.embedding(inputs.pieces))
        for layer in self.encoder:
            x = layer(x, angles, mask)
        return norm(x)

    def decode(
        self,
        pieces: Tensor,
        mask: Tensor,
        inputs: EncoderInput | None = None,
        positions: Tensor | None = None,
    ) -> Tensor:
        """pieces (batch, n), mask (batch, n, n) -> states (batch, n, width), normed.

        `positions` (batch, n) are 0 to n - 1 by default.
        """
        n = pieces.size(1)
        angles = self.rotary.first(n) if positions is None else self.rotary(positions)
        memory = None if inputs is None else self._memory(inputs)
        x = norm(self.embedding(pieces))
        for layer in self.decoder:
            x = layer(x, angles, mask[:, None], memory)
        return norm(x)

    def _memory(self, inputs: EncoderInput) -> "CrossAttentionInput":
        keys, rows = self.cross_rotary(inputs.positions), self.cross_rotary(inputs.cursor)
        return CrossAttentionInput(self.encode(inputs), inputs, keys, rows)

    def forward(
        self,
        pieces: Tensor,
        mask: Tensor,
        inputs: EncoderInput | None = None,
        positions: Tensor | None = None,
    ) -> Tensor:
        """As `decode` -> logits (batch, n, n_pieces)."""
        return self.head(self.decode(pieces, mask, inputs, positions))


def _read(cross: CrossAttention, x: Tensor, memory: CrossAttentionInput) -> Tensor:
    """Cross-attention; statement keys carry no position (their rotated half is zero)."""
    inputs = memory.inputs
    keys, values = cross.remember(memory.states, memory.keys)
    blank = F.pad(inputs.is_statement, (1, 0))[:, None, :, None]  # (batch, 1, m + 1, 1)
    rotated = torch.arange(keys.size(-1), device=keys.device) < cross.ROTARY_DIM
    keys = keys.masked_fill(blank & rotated, 0.0)
    visible = F.pad(inputs.visible, (1, 0), value=True)[:, None]  # (batch, 1, n, m + 1)
    return cross(x, memory.rows, (keys, values), visible)
