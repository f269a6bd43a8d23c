"""Execution in torch, with gradients: one autograd function for a whole plan.

    TorchExecution(plan, signatures, TorchArrays(device), recording.origin, checkpoint=False)

Forward runs each group under a little graph of its own, on inputs that are cut off from the rest;
backward walks the groups in reverse, pulls the gradient of each through its little graph, and adds
what it says of the inputs to the rows that they were read from. So autograd sees one node, however
deep the program is, and nothing recurses. Parameters are found in the little graphs, and are inputs
of the function like tensors that were recorded as constants. With `checkpoint` the little graphs
are dropped and made again in backward. The only file of this folder that knows torch.
"""

from collections.abc import Hashable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from beamcoder.model.fold.errors import FoldError
from beamcoder.model.fold.execution import Execution, RowTable, listed
from beamcoder.model.fold.gradients import Sums, TapeStep, add_rows, gradients_of, tables_of
from beamcoder.model.fold.plan import Group, Reads
from beamcoder.model.fold.ragged import Segments
from beamcoder.model.fold.structure import Integers

TYPES = {int: torch.int64, float: None, bool: torch.bool}  # None: torch's default


class TorchArrays:
    """torch as a back end; constants are made on `device`."""

    def __init__(self, device: str | torch.device | None = None) -> None:
        self.device = torch.device(device or "cpu")

    def holds(self, value: object) -> bool:
        return isinstance(value, Tensor) and value.dim() > 0

    def numbers(self, values: Sequence[Any], kind: type) -> Tensor:
        return torch.tensor(values, dtype=TYPES[kind], device=self.device)

    def joined(self, parts: Sequence[Tensor]) -> Tensor:
        return torch.cat(list(parts))

    def index(self, places: Integers) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(places)).to(self.device)

    def take(self, values: Tensor, where: Any) -> Tensor:
        return values[where] if isinstance(where, slice) else values.index_select(0, where)

    def table(self, n_rows: int, like: Tensor) -> Tensor:
        return torch.empty((n_rows, *like.shape[1:]), dtype=like.dtype, device=like.device)

    def key(self, values: Tensor) -> Hashable:
        return tuple(values.shape[1:]), values.dtype, values.device

    def segments(self, lengths: Integers) -> Segments:
        return TorchSegments(lengths, self)


class TorchSegments:
    """Lists side by side, in torch."""

    def __init__(self, lengths: Integers, arrays: TorchArrays) -> None:
        self._lengths, self._arrays = lengths, arrays
        self.owners = arrays.index(np.repeat(np.arange(len(lengths)), lengths))

    def sum(self, values: Tensor) -> Tensor:
        return values.new_zeros(len(self._lengths), *values.shape[1:]).index_add(
            0, self.owners, values
        )

    def spread(self, rows: Tensor) -> Tensor:
        return rows.index_select(0, self.owners)

    def column(self, like: Tensor) -> Tensor:
        lengths = torch.from_numpy(np.maximum(self._lengths, 1)).to(like)
        return lengths.view(-1, *[1] * (like.dim() - 1))


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an operation depends on beside its arguments: randomness, and autocast."""

    device: torch.device
    autocast: torch.dtype | None
    random: Tensor
    random_on_device: Tensor | None

    @classmethod
    def now(cls, device: torch.device) -> "Circumstances":
        is_on = torch.is_autocast_enabled(device.type)
        dtype = torch.get_autocast_dtype(device.type) if is_on else None
        on_device = torch.cuda.get_rng_state(device) if device.type == "cuda" else None
        return cls(device, dtype, torch.get_rng_state(), on_device)

    def restore(self) -> None:
        torch.set_rng_state(self.random)
        if self.random_on_device is not None:
            torch.cuda.set_rng_state(self.random_on_device, self.device)

    def autocasting(self) -> AbstractContextManager[Any]:
        if self.autocast is None:
            return nullcontext()
        return torch.autocast(self.device.type, dtype=self.autocast)


class TorchExecution(Execution):
    """A run of a plan that can be gone back through."""

    arrays: TorchArrays

    def __init__(self, *parts: Any, checkpoint: bool = False) -> None:
        super().__init__(*parts)
        self._checkpoint = checkpoint
        self._inputs: list[tuple[Tensor, RowTable, Any]] = []  # of the group that runs now
        self._steps: list[TapeStep] = []
        self._leaves: dict[int, Tensor] = {}
        self._stacked: list[tuple[Tensor, RowTable]] = []  # constants that want a gradient
        self._is_training = torch.is_grad_enabled()
        self._mark = sequence_number() if self._is_training else 0

    def run(self, finals: Sequence[Reads]) -> list[Any]:
        with torch.no_grad():
            return super().run(finals)

    def run_group(self, number: int, group: Group) -> None:
        state = Circumstances.now(self.arrays.device) if self._checkpoint else None
        returned = self._called(group)
        self.keep(number, group, returned)
        outputs = listed(returned)
        if any(output.requires_grad for output in outputs):
            known = {id(tensor) for tensor, _, _ in self._inputs}
            leaves = [leaf for leaf in reached(outputs, self._mark) if id(leaf) not in known]
            self._leaves |= {id(leaf): leaf for leaf in leaves}
            parts = (self._inputs, outputs) if state is None else ([], [])
            self._steps.append(TapeStep(group, number, *parts, leaves, state))

    def _called(self, group: Group) -> Any:
        """What a group returns, with its little graph; its inputs are noted."""
        operation = self.signatures[group.signature].operation
        self._inputs = []
        with torch.set_grad_enabled(self._is_training):
            return operation(*self.arguments(group))

    def read_finals(self, finals: Sequence[Reads]) -> list[Any]:
        self._inputs = []
        with torch.set_grad_enabled(self._is_training):
            found = super().read_finals(finals)
        flat = [each for value in found for each in listed(value)]
        sources = [*self._leaves.values(), *(tensor for tensor, _ in self._stacked)]
        if not self._inputs:
            copies = iter([each.detach().clone() for each in flat])
        else:
            self._steps.append(TapeStep(None, -1, self._inputs, flat, []))
            with torch.enable_grad():
                copies = iter(PlanFunction.apply(self, flat, *sources))  # type: ignore[no-untyped-call]
        pairs = [(value, [next(copies) for _ in listed(value)]) for value in found]
        return [tuple(own) if isinstance(value, tuple) else own[0] for value, own in pairs]

    def fetch(self, table: RowTable, where: Any) -> Tensor:
        """Rows of a table, cut off from what made them; noted, if a gradient may come back."""
        with torch.no_grad():
            # `.data` has a version of its own: later groups write other rows of the table.
            rows: Tensor = self.arrays.take(table.values.data, where)
            if not (table.wants_gradient and self._is_training):
                return rows
            rows.requires_grad_()
        self._inputs.append((rows, table, where))
        return rows

    def table_of(self, rows: list[Tensor]) -> RowTable:
        with torch.set_grad_enabled(self._is_training):
            stacked = torch.cat(rows)
        table = RowTable(stacked.detach(), wants_gradient=stacked.requires_grad)
        if stacked.requires_grad:
            self._stacked.append((stacked, table))
        return table

    def table_like(self, values: Tensor) -> RowTable:
        return RowTable(values.detach(), self.arrays.key(values), values.requires_grad)

    def write(self, table: RowTable, group: Group, values: Tensor) -> None:
        table.values[group.row : group.row + group.size] = values.detach()
        table.wants_gradient |= values.requires_grad

    # The way back

    def pull(self, gradients: Sequence[Tensor | None], is_last: bool) -> list[Tensor | None]:
        """Gradients of the parameters and constants; `is_last`: the little graphs may go."""
        for table in (*tables_of(self.kept, self.wholes), *(own for _, own in self._stacked)):
            table.gradient = None
        sums = Sums()
        for step in reversed(self._steps):
            if step.group is None:
                self._pull_step(step, gradients, sums, is_last)
                continue
            try:
                own = gradients_of(step, self.kept, self.wholes)
                self._pull_step(step, own, sums, is_last)
            except Exception as exc:
                raise self.failure(step.group, exc) from exc
        leaves: list[Tensor | None] = [sums.of.get(key) for key in self._leaves]
        return leaves + [table.gradient for _, table in self._stacked]

    def _pull_step(
        self, step: TapeStep, gradients: Sequence[Tensor | None], sums: Sums, is_last: bool
    ) -> None:
        if all(gradient is None for gradient in gradients):
            return
        inputs, outputs = step.inputs, step.outputs
        if step.state is not None and step.group is not None:
            inputs, outputs = self._again(step.group, step.state)
        pairs = [
            (output, gradient)
            for output, gradient in zip(outputs, gradients, strict=True)
            if gradient is not None and output.requires_grad
        ]
        if not pairs:
            return
        wanted = [*(tensor for tensor, _, _ in inputs), *step.leaves]
        ends, own = zip(*pairs, strict=True)
        keep = not is_last and step.state is None
        found = torch.autograd.grad(ends, wanted, own, retain_graph=keep, allow_unused=True)
        for (_, table, where), gradient in zip(inputs, found[: len(inputs)], strict=True):
            if gradient is not None:
                add_rows(table, where, gradient)
        for leaf, gradient in zip(step.leaves, found[len(inputs) :], strict=True):
            if gradient is not None:
                sums.add(id(leaf), gradient)

    def _again(
        self, group: Group, state: Circumstances
    ) -> tuple[list[tuple[Tensor, RowTable, Any]], list[Tensor]]:
        """A group's little graph made once more, as it was."""
        after = Circumstances.now(state.device)
        state.restore()
        try:
            with state.autocasting():
                returned = self._called(group)
        finally:
            after.restore()
        return self._inputs, listed(returned)


def sequence_number() -> int:
    """Number of autograd's next node in this thread: what is below was there before."""
    node = (torch.zeros((), requires_grad=True) + 0).grad_fn
    assert node is not None
    return int(node._sequence_nr())


def reached(outputs: list[Tensor], mark: int) -> list[Tensor]:
    """Leaves of a little graph. FoldError if it goes on into one that was there before."""
    leaves = [each for each in outputs if each.grad_fn is None and each.requires_grad]
    waiting: list[Any] = [each.grad_fn for each in outputs if each.grad_fn is not None]
    seen = set(waiting)
    while waiting:
        node = waiting.pop()
        if not node.next_functions:
            leaves += [node.variable] if hasattr(node, "variable") else []
        elif getattr(node, "_sequence_nr", lambda: mark)() < mark:
            raise FoldError(
                "it reads a tensor that was computed outside with a gradient: "
                "hand it to add() as an argument, one row a node"
            )
        for after, _ in node.next_functions:
            if after is not None and after not in seen:
                seen.add(after)
                waiting.append(after)
    return leaves


class PlanFunction(torch.autograd.Function):
    """A whole plan as one node of autograd's graph; its inputs are what wants a gradient."""

    @staticmethod
    def forward(ctx: Any, execution: TorchExecution, found: list[Tensor], *_: Tensor) -> Any:
        ctx.execution = execution
        copies = [each.detach().clone() for each in found]
        pairs = zip(copies, found, strict=True)
        ctx.mark_non_differentiable(*(copy for copy, each in pairs if not each.requires_grad))
        ctx.set_materialize_grads(False)
        return tuple(copies)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor | None) -> Any:
        if torch.is_grad_enabled():
            raise FoldError("a Fold has no second derivatives: use Unfold, or create_graph=False")
        return None, None, *ctx.execution.pull(gradients, not graph_is_kept())


def graph_is_kept() -> bool:
    """Whether this backward was called with `retain_graph`; true where torch does not say."""
    ask = getattr(torch._C._autograd, "_get_current_graph_task_keep_graph", lambda: True)
    return bool(ask())
