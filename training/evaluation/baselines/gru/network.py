"""GRU language model over pieces, as published for open-vocabulary code models.

Karampatsis et al. 2020, "Big Code != Big Vocabulary": an embedding, one layer of gated recurrent
units (Cho et al. 2014) and an output layer, of 512 units each. The cell is torch.nn.GRU's: its
reset gate stands after the recurrent product, which has no bias of its own. Knows the network
and its folder (safetensors and JSON, nothing pickled); `gru` trains, `gru_engine` completes.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn import functional as F

from beamcoder.errors import ArtefactError

CONFIG, WEIGHTS, VOCABULARY = "config.json", "gru.safetensors", "tokenizer.model"


@dataclass(frozen=True, slots=True)
class GruConfig:
    """`units` is the width of embedding and state alike."""

    n_pieces: int = 6144
    units: int = 512


class Gru(nn.Module):
    """(rows, n) pieces -> (rows, n, units) states -> (rows, n, n_pieces) logits of the next."""

    def __init__(self, config: GruConfig) -> None:
        super().__init__()
        self.config = config
        units = config.units
        self.embedding = nn.Embedding(config.n_pieces, units)
        self.gates = nn.Linear(units, 3 * units)  # reset, update, candidate
        self.recurrent = nn.Linear(units, 3 * units, bias=False)
        self.head = nn.Linear(units, config.n_pieces)
        for part in self.recurrent.weight.detach().split(units):
            nn.init.orthogonal_(
                part
            )  # Saxe et al. 2014: what is remembered neither grows nor fades

    @property
    def n_parameters(self) -> int:
        return sum(p.numel() for p in self.parameters())

    def states(
        self,
        pieces: Tensor,
        keep: Tensor,
        start: Tensor,
        dtype: torch.dtype = torch.float32,
        steps: "Steps | None" = None,
    ) -> Tensor:
        """The state after each piece; matrix products in `dtype`.

        `keep` (rows, n) is 0 where a piece begins a text, and forgets what came before; `start`
        (rows, units) is the state before the first piece.
        """
        gates = self._linear(self.gates, self.embedding(pieces.T), dtype)
        moved = keep.T[..., None].to(start)
        weight, chosen = self.recurrent.weight, steps or PLAIN
        states: Tensor = Recurrence.apply(gates, moved, start, weight, chosen)  # type: ignore[no-untyped-call]
        return states.transpose(0, 1)

    def logits(self, states: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
        return self._linear(self.head, states, dtype)

    @staticmethod
    def _linear(layer: nn.Linear, x: Tensor, dtype: torch.dtype) -> Tensor:
        return F.linear(x.to(dtype), layer.weight.to(dtype), layer.bias.to(dtype))


def forward_step(gates: Tensor, state: Tensor, keep: Tensor, weight: Tensor) -> tuple[Tensor, ...]:
    """One piece of each row; gates (rows, 3 units), state (rows, units), weight (units, 3 units).

    -> the new state, in float32, and what its gradient needs, in the type of the products: the
    kept state, reset, update, candidate, and the candidate's recurrent part.
    """
    kept = state * keep
    read = kept.to(weight.dtype)
    ahead, behind = gates.float().chunk(3, 1), (read @ weight).float().chunk(3, 1)
    reset = torch.sigmoid(ahead[0] + behind[0])
    update = torch.sigmoid(ahead[1] + behind[1])
    candidate = torch.tanh(ahead[2] + reset * behind[2])
    new = candidate + update * (kept - candidate)
    saved = (part.to(weight.dtype) for part in (reset, update, candidate, behind[2]))
    return new, read, *saved


def backward_step(
    grad: Tensor, saved: tuple[Tensor, ...], keep: Tensor, weight: Tensor
) -> tuple[Tensor, ...]:
    """From the gradient of a new state to those of gates, recurrent part and state before.

    `saved` is `forward_step`'s; weight (3 units, units).
    """
    kept, reset, update, candidate, recurrent = (part.float() for part in saved)
    to_update = grad * (kept - candidate) * update * (1 - update)
    to_candidate = grad * (1 - update) * (1 - candidate * candidate)
    to_reset = to_candidate * recurrent * reset * (1 - reset)
    gates = torch.cat((to_reset, to_update, to_candidate), 1).to(weight.dtype)
    behind = torch.cat((to_reset, to_update, to_candidate * reset), 1).to(weight.dtype)
    before = (behind @ weight).float() + grad * update
    return gates, behind, before * keep


@dataclass(frozen=True, slots=True)
class Steps:
    """The two steps, as they stand or compiled."""

    forward: Callable[..., tuple[Tensor, ...]]
    backward: Callable[..., tuple[Tensor, ...]]


PLAIN = Steps(forward_step, backward_step)


class Recurrence(torch.autograd.Function):
    """All pieces of a chunk, one after the other; the weight's gradient is one product of all."""

    @staticmethod
    def forward(
        ctx: Any,
        gates: Tensor,  # (n, rows, 3 units)
        keep: Tensor,  # (n, rows, 1)
        start: Tensor,  # (rows, units)
        weight: Tensor,  # (3 units, units)
        steps: Steps,
    ) -> Tensor:
        """-> states (n, rows, units)."""
        turned = weight.to(gates.dtype).T.contiguous()
        state, states, saved = start, [], []
        for t in range(len(gates)):
            state, *rest = steps.forward(gates[t], state, keep[t], turned)
            states.append(state)
            saved.append(tuple(rest))
        ctx.saved, ctx.steps = saved, steps
        ctx.save_for_backward(keep, weight.to(gates.dtype))
        return torch.stack(states)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        keep, weight = ctx.saved_tensors
        (grad,) = grads
        before = torch.zeros_like(grad[0])
        gates: list[Tensor] = []
        behind: list[Tensor] = []
        for t in reversed(range(len(grad))):
            ahead, back, before = ctx.steps.backward(
                grad[t] + before, ctx.saved[t], keep[t], weight
            )
            gates.append(ahead)
            behind.append(back)
        kept = torch.cat([saved[0] for saved in ctx.saved])
        to_weight = (torch.cat(behind[::-1]).T @ kept).float()
        return torch.stack(gates[::-1]), None, before, to_weight, None


def save(model: Gru, vocabulary: Path, folder: Path, training: dict[str, Any]) -> None:
    """Write the model's folder; `training` describes how it was trained."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        weights = {
            name: part.detach().cpu().contiguous() for name, part in model.state_dict().items()
        }
        save_file(weights, folder / WEIGHTS)
        (folder / WEIGHTS).chmod(0o644)  # as the other files; it is written for its owner alone
        (folder / VOCABULARY).write_bytes(vocabulary.read_bytes())
        text = json.dumps({"model": asdict(model.config), "training": training}, indent=2)
        (folder / CONFIG).write_text(text + "\n", encoding="utf-8")
    except (OSError, SafetensorError) as exc:
        raise ArtefactError(f"the folder {folder} could not be written: {exc}") from exc


def load(folder: Path) -> Gru:
    """ArtefactError unless the folder holds what `save` wrote."""
    try:
        fields = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["model"]
        model = Gru(GruConfig(**fields))
        model.load_state_dict(load_file(folder / WEIGHTS))
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, SafetensorError) as exc:
        raise ArtefactError(f"{folder} holds no GRU language model: {exc}") from exc
    return model.eval()
