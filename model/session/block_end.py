"""Probability that a block goes on in a blank line above its `}`.

    goes_on(session, runtime, context, is_layout)      0 to 1

A line that stands there already, as deep as its block, says to the model that a statement follows;
the `}` below gets no probability there. So the model is asked where the line above ends, without
the text below: how likely does a line begin that is as deep as the cursor's?
"""

from dataclasses import replace
from math import exp

import numpy as np

from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.runtime.interface import BoolArray, Runtime
from beamcoder.model.session.context import Context, last_line_start
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.live.excerpt import Excerpt


def stands_above_end(excerpt: Excerpt) -> bool:
    """Whether the cursor's line is blank and the next one with tokens begins with a `}`."""
    here = excerpt.cursor
    is_blank = not (here.tokens or here.fragment or here.tokens_after)
    return is_blank and excerpt.next_line[:1] == ("}",)


def goes_on(
    session: Session,
    runtime: Runtime,
    context: Context,
    is_layout: BoolArray,
    is_over: Stop | None = None,
) -> float:
    """The probability of the marks that the cursor's line begins with, as a new line begins.

    CancelledError once `is_over`. The session's tree is then that of the line above.
    """
    start = last_line_start(context.pieces, is_layout)
    marks = context.pieces[start:]
    if not start or not len(marks) or not is_layout[marks].all():
        return 1.0
    above = replace(context, pieces=context.pieces[:start], after=context.after[:0], split=0)
    tree, node, p = session.align(runtime, above, is_over), Tree.ROOT, 1.0
    for mark in marks.tolist():
        row = tree.rows[node]
        if node == Tree.ROOT:
            p /= max(float(np.exp(row[is_layout]).sum()), 1e-9)
        p *= exp(float(row[mark]))
        if len(marks) > 1:
            node = tree.step([(node, mark)])[0]
    return min(1.0, p)
