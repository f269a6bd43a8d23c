"""Explanation of a plan: its steps and groups, what is shared, and where values stand."""

from collections.abc import Sequence

from beamcoder.model.fold.plan import Group, Plan, Reads
from beamcoder.model.fold.recording import (
    LIST,
    NODE,
    NUMBER,
    NUMBERS,
    TENSOR,
    WHOLE,
    Recording,
    Signature,
)

MAX_GROUPS = 40  # that are drawn; of more, the first and the last ones


def explanation(plan: Plan, signatures: Sequence[Signature], recording: Recording) -> str:
    """Lines of text: one of counts, one a family of tables, one a group."""
    n_nodes, n_calls = len(plan.row_of), len(plan.row_of) + recording.n_shared
    shared = f" ({recording.n_shared / n_calls:.0%} shared)" if recording.n_shared else ""
    lines = [
        f"{n_calls:,} calls, {n_nodes:,} nodes{shared}, "
        f"{len(plan.groups):,} groups in {plan.n_steps:,} steps, no padding"
    ]
    for family, n_rows in sorted(plan.n_rows.items()):
        names = {signatures[g.signature].name for g in plan.groups if g.family == family}
        lines.append(f"table of {n_rows:,} rows: {', '.join(sorted(names))}")
    drawn = [line(group, plan, signatures[group.signature]) for group in plan.groups[:MAX_GROUPS]]
    n_left = len(plan.groups) - len(drawn)
    return "\n".join([*lines, *drawn, *([f"and {n_left:,} groups more"] if n_left else [])])


def line(group: Group, plan: Plan, signature: Signature) -> str:
    """One group: step, size, operation, and what it reads."""
    reads = plan.reads[group.signature]
    arguments = ", ".join(
        argument(group, read, str(kind.detail))
        for read, kind in zip(reads, signature.kinds, strict=True)
    )
    return f"step {group.step}: {group.size:,} x {signature.name}({arguments})"


def argument(group: Group, read: Reads, detail: str) -> str:
    """How one argument is read."""
    if read.kind in (LIST, NUMBERS):
        n_elements = read.offsets[group.stop] - read.offsets[group.start]
        return f"{n_elements:,} {'numbers' if read.kind == NUMBERS else 'nodes'} in lists"
    if read.kind == NODE:
        return "a slice" if group.start in read.in_order else "a selection"
    return {WHOLE: "one whole", NUMBER: "numbers", TENSOR: f"constants {detail}"}[read.kind]
