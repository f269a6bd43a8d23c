"""Verdict on a result: how it stands to the figures in the default model's card.

    verdict = CardVerdict.on(result.metrics, n_files, card_figures(text))
    verdict.lines()                  for people
    verdict.plain()                  for JSON

The card's figures are of files of other authors, so nothing is paired: the interval of a difference
is made of both intervals (method of variance estimates recovery: Zou and Donner 2008). Fewer than
MIN_FILES files say nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot
from typing import Any, Final

from beamcoder.training.evaluation.results.estimates import MIN_FILES, Figure

TITLES: Final = {
    "next_token.left.all.accuracy@1": "next token right",
    "line.start.left.all.exact": "lines right from their start",
    "keystrokes_saved.left.all": "keystrokes saved",
}
BETTER, WORSE, NOISE, TOO_FEW = "better", "worse", "within noise", "too few files"
_ROW: Final = re.compile(
    r"^\| (\S+) \| ([-\d.]+)(%?) \| ([-\d.]+)%? to ([-\d.]+)%? \| (\d+) \|$", re.MULTILINE
)


def card_figures(card: str) -> dict[str, Figure]:
    """The figures in a model's card, shares from 0 to 1; none where it has no such table."""
    found = {}
    for name, value, unit, low, high, n in _ROW.findall(card):
        scale = 100 if unit else 1
        v, a, b = (float(number) / scale for number in (value, low, high))
        found[name] = Figure(v, a, b, int(n))
    return found


def less(ours: Figure, theirs: Figure) -> Figure:
    """The difference of two independent figures, with its interval."""
    value = ours.value - theirs.value
    low = value - hypot(ours.value - ours.low, theirs.high - theirs.value)
    high = value + hypot(ours.high - ours.value, theirs.value - theirs.low)
    return Figure(value, low, high, ours.n)


@dataclass(frozen=True, slots=True)
class CardVerdict:
    """The figures that both have, ours and the card's, by name; and of how many files ours are."""

    figures: Mapping[str, tuple[Figure, Figure]]
    n_files: int

    @classmethod
    def on(
        cls, metrics: Mapping[str, Figure], n_files: int, card: Mapping[str, Figure]
    ) -> "CardVerdict":
        both = {
            name: (metrics[name], card[name]) for name in TITLES if name in metrics and name in card
        }
        return cls(both, n_files)

    def of(self, name: str) -> str:
        """What is to be said of one figure."""
        if self.n_files < MIN_FILES:
            return TOO_FEW
        change = less(*self.figures[name])
        return BETTER if change.low > 0 else WORSE if change.high < 0 else NOISE

    @property
    def whole(self) -> str:
        """Of all of them: what differs, if it does so one way."""
        said = {self.of(name) for name in self.figures}
        if said == {BETTER, WORSE} or said == {BETTER, WORSE, NOISE}:
            return f"{BETTER} in some figures, {WORSE} in others"
        return next((each for each in (TOO_FEW, BETTER, WORSE) if each in said), NOISE)

    def lines(self) -> list[str]:
        """Lines for people; none where the card has none of the figures."""
        if not self.figures:
            return []
        head = f"Verdict: {self.whole}, against the default model's card (authors it never saw)."
        if self.n_files < MIN_FILES:
            return [f"{head} {self.n_files} of {MIN_FILES} files are there that an interval takes."]
        return [head, *map(self._line, self.figures)]

    def _line(self, name: str) -> str:
        ours, theirs = self.figures[name]
        change = less(ours, theirs)
        return (
            f"  {TITLES[name]:<30}{100 * ours.value:5.1f} % against {100 * theirs.value:.1f}: "
            f"{self.of(name)} ({100 * change.value:+.1f} [{100 * change.low:+.1f}, "
            f"{100 * change.high:+.1f}])"
        )

    def plain(self) -> dict[str, Any]:
        figures = {
            name: {"card": theirs.plain(), "difference": less(ours, theirs).plain()}
            | {"verdict": self.of(name)}
            for name, (ours, theirs) in self.figures.items()
        }
        return {"verdict": self.whole, "files": self.n_files, "figures": figures}
