"""Dynamic batching of any computation: recorded, planned, and run with its equal calls as one.

    fold = Fold()
    (states,) = fold.apply([[fold.add(model.step, 3, fold.add(model.start))]])

Knows nothing of Java nor of this project; docs/fold.md has it next to TorchFold.

arrays       What a back end can do with arrays, and numpy's: inference without torch
backend      Choice of a back end by name
errors       The exception of this folder, and the place where a node was recorded
execution    Execution of a plan: group by group, without gradients
explanation  Explanation of a plan: steps, groups, what is shared, where values stand
fold         `Fold`: recording, and running in batches
gradients    Book-keeping of a way back through a plan
node         Handles of what was recorded
plan         Plan of a program: groups, and the rows in which their values stand
planning     Planning: from the structure of a program to its plan; plans are kept
ragged       Ragged argument of an operation: lists of all calls of a batch
recording    Calls sorted by what can be batched, equal ones kept once
schedule     Schedules: by depth, or by the agenda
structure    Structure of a program as arrays, without any constant
torch        Execution in torch, with gradients: one autograd function for a whole plan
unfold       `Unfold`: the same face, computing at once
"""

from beamcoder.model.fold.errors import FoldError
from beamcoder.model.fold.fold import Fold
from beamcoder.model.fold.node import FoldNode
from beamcoder.model.fold.ragged import Ragged
from beamcoder.model.fold.recording import stochastic
from beamcoder.model.fold.unfold import Unfold

__all__ = ["Fold", "FoldError", "FoldNode", "Ragged", "Unfold", "stochastic"]
