"""Rules that were tried and are not kept: without them the search was as good or better.

Each is as in `model.search.fusion.RULES`: what it looks at, and how much its point is worth.
"""

from typing import Final

import numpy as np

from beamcoder.model.search.fusion import Judged, Rule, Scores


def file_rule(judged: Judged) -> Scores:
    """Several good candidates of a file speak for each other."""
    totals = dict[str, float]()
    strengths = np.maximum(judged.fused, 0)
    for candidate, strength in zip(judged.candidates, strengths, strict=True):
        totals[candidate.path] = totals.get(candidate.path, 0.0) + float(strength)
    most = max(totals.values(), default=0.0) or 1.0
    others = [totals[c.path] - float(s) for c, s in zip(judged.candidates, strengths, strict=True)]
    return np.array(others, np.float32) / np.float32(most)


TRIED: Final[dict[str, tuple[Rule, float]]] = {"file": (file_rule, 0.1)}
