"""Goals of the default model on test authors, and the distance from each.

A goal is a metric of `beamcoder evaluate` and a bound. Goals are never softened: one that is
missed stays on the page, with its distance.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from beamcoder.training.evaluation.baselines.ngram.nested import CACHED, NESTED
from beamcoder.training.evaluation.results.comparison import ComparisonTable, written
from beamcoder.training.evaluation.results.estimates import Figure
from beamcoder.training.evaluation.results.report import PLAIN_NUMBERS

WORKSPACE_SUFFIX: Final = " + workspace"  # of the name of a model that had one
GRU: Final = "gru-512"
ACCURACY: Final = "next_token.left.all.accuracy@1"


@dataclass(frozen=True, slots=True)
class QualityGoal:
    """`bound` is in the metric's own unit, shares from 0 to 1. `ahead_of` is the name of a model
    where the difference from that one is meant; `with_files`: of our model with a workspace.
    """

    label: str
    metric: str
    bound: float
    at_most: bool = False
    ahead_of: str = ""
    with_files: bool = False

    def row(self, figure: Figure | None) -> list[str]:
        """Label, goal, measured, and the verdict."""
        factor, form, finer, unit = self._scale()
        sign = "≤" if self.at_most else "≥"
        goal = f"{sign} {self.bound * factor:{form}}{unit}"
        if figure is None:
            return [self.label, goal, "", "not measured"]
        ahead = (self.bound - figure.value if self.at_most else figure.value - self.bound) * factor
        verdict = "reached" if ahead >= 0 else f"missed by {-ahead:{finer}}"
        return [
            self.label,
            goal,
            written(self.metric, figure, signed=bool(self.ahead_of)),
            verdict,
        ]

    def _scale(self) -> tuple[int, str, str, str]:
        """What to multiply by, decimals of a figure and of a distance, the unit."""
        if self.metric.rpartition(".")[2] in PLAIN_NUMBERS:
            return 1, ".3f", ".4f", ""
        return 100, ".1f", ".2f", " points" if self.ahead_of else " %"


GOALS: Final = (
    QualityGoal("next token, accuracy@1", ACCURACY, 0.83),
    QualityGoal("next token, MRR@10", "next_token.left.all.mrr@10", 0.88),
    QualityGoal("next token, bits", "next_token.left.all.bits", 1.5, at_most=True),
    QualityGoal("body, accuracy@1", "next_token.left.body.accuracy@1", 0.76),
    QualityGoal("identifiers, accuracy@1", "next_token.left.identifiers.accuracy@1", 0.70),
    QualityGoal("identifiers, MRR@10", "next_token.left.identifiers.mrr@10", 0.78),
    QualityGoal(
        "accuracy@1 ahead of the 6-gram with a file cache", ACCURACY, 0.08, ahead_of=CACHED
    ),
    QualityGoal("accuracy@1 ahead of the same nested by author", ACCURACY, 0.08, ahead_of=NESTED),
    QualityGoal(
        "the same, our model with a workspace", ACCURACY, 0.08, ahead_of=NESTED, with_files=True
    ),
    QualityGoal("accuracy@1 ahead of the GRU", ACCURACY, 0.03, ahead_of=GRU),
    QualityGoal("identifier, one character typed, recall@1", "typed.left.1.recall@1", 0.70),
    QualityGoal("identifier, one character typed, recall@5", "typed.left.1.recall@5", 0.90),
    QualityGoal("line from its start, exact", "line.start.left.all.exact", 0.36),
    QualityGoal("line from its start, exact@5", "line.start.left.all.exact@5", 0.48),
    QualityGoal("body line from its start, exact", "line.start.left.body.exact", 0.15),
    QualityGoal("body line from its start, exact@5", "line.start.left.body.exact@5", 0.25),
    QualityGoal(
        "body line, the text after the cursor in view, exact", "line.start.right.body.exact", 0.20
    ),
    QualityGoal("line from a random token, exact", "line.random.left.all.exact", 0.50),
    QualityGoal("body line from a random token, exact", "line.random.left.body.exact", 0.35),
    QualityGoal("keystrokes saved", "keystrokes_saved.left.all", 0.50),
    QualityGoal("keystrokes saved in the body", "keystrokes_saved.left.body", 0.40),
    QualityGoal("calibration error of tokens", "calibration.tokens.ece", 0.02, at_most=True),
    QualityGoal("calibration error of lines", "calibration.lines.ece", 0.03, at_most=True),
    QualityGoal("shown lines that parse in place", "parses.left", 0.998),
)


def goal_rows(board: ComparisonTable) -> Iterator[list[str]]:
    """A row for each goal, of the board's first model; last, the same with a workspace."""
    fair = with_workspace(board)
    for goal in GOALS:
        with_files = fair.figures[0].get(goal.metric) if fair and not goal.ahead_of else None
        yield [*goal.row(_figure(board, goal)), goal.row(with_files)[2]]


def _figure(board: ComparisonTable, goal: QualityGoal) -> Figure | None:
    if not goal.ahead_of:
        return board.figures[0].get(goal.metric)
    if goal.with_files:
        fair = with_workspace(board)
        return fair.against[-1].get(goal.metric) if fair else None
    if goal.ahead_of not in board.names:
        return None
    return board.against[board.names.index(goal.ahead_of) - 1].get(goal.metric)


def with_workspace(board: ComparisonTable) -> ComparisonTable | None:
    """Our model with its author's other files, against it without them and the nested 6-gram.

    None where one of them was not measured.
    """
    found = dict(zip(board.names, board.results, strict=True))
    plain = board.names[0]
    wanted = [plain + WORKSPACE_SUFFIX, plain, NESTED]
    if not set(wanted) <= set(found):
        return None
    return ComparisonTable.of([found[name] for name in wanted])
