"""Counts of one file, from which every figure is a ratio of sums.

record.add("line.start.left.all.exact", 1.0)         a value and its weight
record.show("tokens", probability, is_right)         an item shown, for calibration
record.show("lines", probability, is_right, traits)  with what may tell more of it
"""

from collections import defaultdict
from dataclasses import dataclass, field

from beamcoder.model.decoding.calibration import Traits


@dataclass(slots=True)
class FileCounts:
    """`sums`: metric -> [sum of values, sum of weights]. `shown`: kind -> (probability, right), and
    `traits`: the same items' traits, of the kinds that have any."""

    id: str
    sums: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    shown: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))
    traits: dict[str, list[Traits]] = field(default_factory=lambda: defaultdict(list))

    def add(self, metric: str, value: float, weight: float = 1.0) -> None:
        entry = self.sums[metric]
        entry[0] += value
        entry[1] += weight

    def show(
        self, kind: str, probability: float, is_right: bool, traits: Traits | None = None
    ) -> None:
        self.shown[kind].append((probability, is_right))
        if traits is not None:
            self.traits[kind].append(traits)

    def plain(self) -> "FileCounts":
        """The same without factories, so that it travels between processes."""
        return FileCounts(self.id, dict(self.sums), dict(self.shown), dict(self.traits))
