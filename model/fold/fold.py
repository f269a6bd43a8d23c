"""Dynamic batching: programs of any shape are recorded, and their equal calls run as one.

    fold = Fold()
    state = fold.add(start)
    for word in sentence:
        state = fold.add(model.step, word, state)
    (states,) = fold.apply([[state]])

`add` computes nothing. An operation is a function or a module that works on rows: of n calls it
gets n rows an argument and returns n rows, or a tuple of such. Arguments are

- nodes: the rows that their calls returned;
- whole numbers, floats and truth values: an array of n of them;
- arrays of one row, (1, ...): joined to (n, ...);
- lists of nodes or of whole numbers, of any lengths: one `Ragged`, or, of nodes with several
  outputs, a tuple of those;
- `node.nobatch()`: its value as it is; only calls with the same one are batched.

Equal calls are one node, so equal subtrees are computed once; `stochastic` operations and calls
with `share=False` are left out.
"""

from collections.abc import Sequence
from typing import Any, Final

from beamcoder.model.fold.backend import arrays_of, check, execution_of
from beamcoder.model.fold.errors import FoldError
from beamcoder.model.fold.explanation import explanation
from beamcoder.model.fold.node import FoldNode, WholeNode
from beamcoder.model.fold.plan import Plan, Reads, References
from beamcoder.model.fold.planning import PLANS
from beamcoder.model.fold.recording import NODE, WHOLE, Recording, Signature
from beamcoder.model.fold.schedule import SCHEDULES
from beamcoder.model.fold.structure import Column, Structure, integers, settled

NO_FAMILY: Final = -1


class Fold(Recording):
    """Recorded program, run in batches.

    `schedule`: "depth", or "agenda" for operations that stand at many depths of different programs.
    `checkpoint`: keep values only, and compute what is between them again in backward.
    `device`: where numbers go, in torch.
    """

    def __init__(
        self,
        back_end: str = "torch",
        *,
        schedule: str = "depth",
        checkpoint: bool = False,
        device: Any = None,
    ) -> None:
        super().__init__()
        check("schedule", schedule, SCHEDULES)
        self._arrays, self._schedule = arrays_of(back_end, device), schedule
        self._checkpoint = checkpoint

    def apply(self, lists: Sequence[Sequence[FoldNode]]) -> list[Any]:
        """Run: of each list of n nodes an array (n, ...), or a tuple of them for all outputs.

        FoldError names the operation that fails, its group, and where its first call was recorded.
        """
        signatures, plan = self._plan()
        finals = [self._final(place, nodes, plan) for place, nodes in enumerate(lists)]
        parts = plan, signatures, self._arrays, self.origin
        return execution_of(parts, self._checkpoint).run(finals)

    def explain(self) -> str:
        """The groups of the plan, what is shared, and where values stand, as lines of text."""
        signatures, plan = self._plan()
        return explanation(plan, signatures, self)

    def __str__(self) -> str:
        return self.explain()

    def __len__(self) -> int:
        """Nodes: calls that differ."""
        return len(self.levels)

    def _plan(self) -> tuple[list[Signature], Plan]:
        signatures = settled(self.signatures)
        structure = Structure.read(self, signatures)
        return signatures, PLANS.get(structure, self._schedule)

    def _final(self, place: int, nodes: Any, plan: Plan) -> Reads:
        if isinstance(nodes, FoldNode):
            raise FoldError("apply takes lists of nodes: [[node]]")
        if not nodes or not all(isinstance(node, FoldNode) for node in nodes):
            raise FoldError(f"list {place} is to be nodes of this Fold, one at least")
        if any(node.owner is not self.owner for node in nodes):
            raise FoldError(f"list {place} has a node of another Fold")
        wholes = [isinstance(node, WholeNode) for node in nodes]
        if any(wholes) and len(nodes) > 1:
            raise FoldError(f"list {place} has a node that is not batched: it must be the only one")
        references = integers([node.reference for node in nodes])
        return final(references, plan, is_whole=wholes[0])


def final(references: Any, plan: Plan, is_whole: bool) -> Reads:
    """Nodes that are read at the end, as an argument of the plan."""
    column = Column(WHOLE if is_whole else NODE, references)
    if is_whole:
        return Reads(WHOLE, nodes=column.sources, outputs=column.outputs)
    families = {plan.groups[group].family for group in plan.group_of[column.sources].tolist()}
    family = families.pop() if len(families) == 1 else NO_FAMILY
    bounds = integers([0, len(references)])
    return References(column.sources, column.outputs, family, bounds).read(NODE, plan.row_of)
