"""Comparison table of several results on the same places.

    board = ComparisonTable.of([ours, ngram, gru])
    board.markdown()       rows = metrics, columns = models; * where the difference leaves out 0
    board.document()       the same as JSON, with every metric:

    {"n_files": 150, "models": [name, ...], "settings": {...},
     "figures": {name: {metric: {"value", "low", "high", "n"}}},
     "differences": {name: {metric: {...}}}}            ours less theirs, paired by file

Only the files that all models completed in count: a result that was cut short makes all shorter.
But calibration is that of all files of a model: it is no sum over files, and has no difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from beamcoder.errors import UsageError
from beamcoder.markdown import markdown_table
from beamcoder.training.evaluation.results.estimates import Figure, Sums, differences, figures
from beamcoder.training.evaluation.results.report import PLAIN_NUMBERS, Result

SAME: Final = ("paths", "seed", "n_files", "n_positions", "n_files_found")  # or places differ
OF_ITEMS: Final = "calibration."  # metrics that are no sums over files

# What the table shows, in this order, of what has been measured.
ROWS: Final = {
    "next_token.left.all.accuracy@1": "next token, accuracy@1, %",
    "next_token.left.all.accuracy@5": "accuracy@5, %",
    "next_token.left.all.mrr@10": "MRR@10",
    "next_token.left.all.bits": "bits a token",
    "next_token.left.body.accuracy@1": "body, accuracy@1, %",
    "next_token.left.body.bits": "body, bits a token",
    "next_token.left.identifiers.accuracy@1": "identifiers, accuracy@1, %",
    "next_token.left.identifiers.mrr@10": "identifiers, MRR@10",
    "next_token.right.all.accuracy@1": "with the text after the cursor, accuracy@1, %",
    "next_token.right.all.bits": "with the text after the cursor, bits a token",
    "typed.left.0.recall@1": "identifier, nothing typed, recall@1, %",
    "typed.left.0.recall@5": "recall@5, %",
    "typed.left.1.recall@1": "identifier, one character typed, recall@1, %",
    "typed.left.1.recall@5": "recall@5, %",
    "typed.left.2.recall@1": "identifier, two characters typed, recall@1, %",
    "typed.left.2.recall@5": "recall@5, %",
    "line.start.left.all.exact": "line from its start, exact, %",
    "line.start.left.all.exact@5": "exact@5, %",
    "line.start.left.all.edit_similarity": "edit similarity, %",
    "line.start.left.body.exact": "body, exact, %",
    "line.start.left.body.exact@5": "body, exact@5, %",
    "line.start.right.all.exact": "with the text after the cursor, exact, %",
    "line.start.right.body.exact": "body, with the text after the cursor, exact, %",
    "line.random.left.all.exact": "line from a random token, exact, %",
    "line.random.left.body.exact": "body, exact, %",
    "keystrokes_saved.left.all": "keystrokes saved, %",
    "keystrokes_saved.left.body": "body, %",
    "parses.left": "shown lines that parse, %",
    "calibration.tokens.ece": "calibration error, tokens",
    "calibration.tokens.floor": "of a perfect model, by chance",
    "calibration.lines.ece": "calibration error, lines",
    "calibration.lines.floor": "of a perfect model, by chance",
}


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """`figures` of each model, `against` the differences of the first one to each other."""

    n_files: int
    results: Sequence[Result]
    figures: Sequence[Mapping[str, Figure]]
    against: Sequence[Mapping[str, Figure]]

    @classmethod
    def of(cls, results: Sequence[Result]) -> "ComparisonTable":
        """UsageError if they were not measured at the same places, or have no file in common."""
        first = results[0]
        _verify(results)
        common = reduce(lambda a, b: a & b, (set(result.files) for result in results))
        if not common:
            raise UsageError("the results have no file in common")
        seed = first.settings["seed"]
        sums: list[Sums] = [{f: result.files[f] for f in common} for result in results]
        found = [
            figures(part, seed) | _of_items(result)
            for part, result in zip(sums, results, strict=True)
        ]
        against = [differences(sums[0], part, seed) for part in sums[1:]]
        return cls(len(common), results, found, against)

    @property
    def names(self) -> list[str]:
        return [str(result.model["name"]) for result in self.results]

    def document(self) -> dict[str, Any]:
        """See the module's docstring."""
        return {
            "n_files": self.n_files,
            "models": self.names,
            "settings": [result.settings for result in self.results],
            "figures": dict(zip(self.names, map(_plain, self.figures), strict=True)),
            "differences": dict(zip(self.names[1:], map(_plain, self.against), strict=True)),
        }

    def markdown(self) -> str:
        """A table: of each other model its figure and, below it, by how much ours is ahead."""
        columns = ["", *self.names]
        rows = [
            [label, *(self._cell(metric, i) for i in range(len(self.results)))]
            for metric, label in ROWS.items()
            if metric in self.figures[0]
        ]
        return markdown_table(columns, rows)

    def _cell(self, metric: str, i: int) -> str:
        figure = self.figures[i].get(metric)
        if figure is None:
            return ""
        change = self.against[i - 1].get(metric) if i else None
        value = written(metric, figure)
        return value if change is None else f"{value}\n{written(metric, change, signed=True)}"


def written(metric: str, figure: Figure, *, signed: bool = False) -> str:
    """`77.3 [76.0, 78.4]`; a difference has a sign, and a * where its interval leaves out 0."""
    is_plain = metric.rpartition(".")[2] in PLAIN_NUMBERS
    factor, form = (1, ".3f") if is_plain else (100, ".1f")
    sign = "+" if signed else ""
    value, low, high = (
        f"{factor * x:{sign}{form}}" for x in (figure.value, figure.low, figure.high)
    )
    differs = " *" if signed and (figure.low > 0 or figure.high < 0) else ""
    return f"{value} [{low}, {high}]{differs}"


def _verify(results: Sequence[Result]) -> None:
    names = [result.model["name"] for result in results]
    if len(set(names)) < len(names):
        raise UsageError(f"two results are of the same model: {', '.join(names)}")
    for result in results:
        for key in SAME:
            first, here = results[0].settings.get(key), result.settings.get(key)
            if first != here:
                model = result.model["name"]
                raise UsageError(f"{names[0]} was measured with {key} {first}, {model} with {here}")


def _of_items(result: Result) -> dict[str, Figure]:
    return {name: f for name, f in result.metrics.items() if name.startswith(OF_ITEMS)}


def _plain(found: Mapping[str, Figure]) -> dict[str, dict[str, float]]:
    return {name: figure.plain() for name, figure in found.items()}
