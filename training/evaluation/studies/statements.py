"""Study: the worth of a problem statement: none, the true one, another problem's.

    python -m beamcoder.training.evaluation.studies.statements corpus --split validation --files 100

Asks about the programs of a split whose statement the corpus knows. Bits per token are those of
the network, over every token of the file (`forcing`); identifier accuracy@1 is that of the
completer, at sampled places. `new names` are the identifiers of a body where the file uses them
first: the others can be copied from above. Gains are paired, with 95 % bootstrap intervals over
files.
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from beamcoder.arguments import add_model_arguments
from beamcoder.errors import exit_code_of
from beamcoder.files import write_text
from beamcoder.markdown import markdown_table
from beamcoder.model.completer import Completer
from beamcoder.progress import tracked
from beamcoder.training.evaluation.metrics.query import QueryContext, QueryPlace, rank_of
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.results.estimates import Figure, Sums, differences, figures
from beamcoder.training.evaluation.results.report import describe
from beamcoder.training.evaluation.studies.forcing import token_bits
from beamcoder.training.evaluation.studies.with_statement import (
    CONDITIONS,
    StatedProgram,
    StudyOptions,
    read_stated,
    sample,
    scopes,
)

PAIRS: Final = {  # what is gained over what
    "true over none": ("true", "none"),
    "shuffled over none": ("shuffled", "none"),
    "true over shuffled": ("true", "shuffled"),
}
COLUMNS: Final = ("metric", *CONDITIONS, *PAIRS)
Opener = Callable[[], Completer]
Sample = tuple[StatedProgram, list[int]]  # a program and the tokens to ask about

_completers: list[Completer] = []  # of this worker process, one


def examine(
    completer: Completer, stated: StatedProgram, condition: str, places: Sequence[int]
) -> FileCounts:
    """One file under one condition."""
    record = FileCounts(stated.program.id)
    statement = stated.statement(condition)
    bits = token_bits(completer, stated.program.text, statement)
    for scope, mask in scopes(stated).items():
        if mask.any():
            record.add(f"bits.{scope}", float(bits[mask].sum()), int(mask.sum()))
    session = completer.new_session()
    for place in _places(stated.program, places):
        request = replace(place.request(QueryContext.LEFT, lines=False), statement=statement)
        items = completer.complete(request, session).tokens
        is_right = rank_of(place.token.text, "", items) == 1
        record.add("accuracy@1.identifiers", is_right)
        if stated.body[place.index]:
            record.add("accuracy@1.body identifiers", is_right)
    return record.plain()


def _places(program: Program, indices: Sequence[int]) -> Iterator[QueryPlace]:
    for index in indices:
        line = next(line for line in program.lines if index < line.stop)
        yield QueryPlace(program, line, index)


@dataclass(frozen=True, slots=True)
class Worth:
    """Figures by condition and metric, and gains by pair and metric: bits saved, points won."""

    figures: Mapping[str, Mapping[str, Figure]]
    gains: Mapping[str, Mapping[str, Figure]]

    @classmethod
    def of(cls, sums: Mapping[str, Sums], seed: int) -> "Worth":
        gains = {}
        for pair, (ours, theirs) in PAIRS.items():
            saved = differences(sums[theirs], sums[ours], seed)
            won = differences(sums[ours], sums[theirs], seed)
            gains[pair] = {n: saved[n] if n.startswith("bits") else won[n] for n in won}
        return cls({name: figures(sums[name], seed) for name in CONDITIONS}, gains)

    def rows(self) -> list[list[str]]:
        """A row a metric; accuracies in per cent, their gains in points."""
        return [
            [
                f"{name.replace('.', ', ', 1)} ({figure.n:,})",
                *(f"{_scaled(name, self.figures[c][name].value):.3f}" for c in CONDITIONS),
                *(_interval(name, self.gains[pair][name]) for pair in PAIRS),
            ]
            for name, figure in self.figures["none"].items()
        ]

    def plain(self) -> dict[str, Any]:
        return {
            part: {c: {n: f.plain() for n, f in of.items()} for c, of in table.items()}
            for part, table in (("figures", self.figures), ("gains", self.gains))
        }


def _scaled(name: str, value: float) -> float:
    return value if name.startswith("bits") else 100 * value


def _interval(name: str, gain: Figure) -> str:
    value, low, high = (_scaled(name, x) for x in (gain.value, gain.low, gain.high))
    return f"{value:+.3f} [{low:+.3f}, {high:+.3f}]"


def measure(open_completer: Opener, cases: Sequence[StatedProgram], options: StudyOptions) -> Worth:
    """All files under all conditions, at the same places."""
    samples = list(zip(cases, sample(cases, options), strict=True))
    sums: dict[str, dict[str, Any]] = {condition: {} for condition in CONDITIONS}
    records = _records(open_completer, samples, options.n_workers)
    for under in tracked(records, "files", len(samples)):
        for condition, record in zip(CONDITIONS, under, strict=True):
            sums[condition][record.id] = record.sums
    return Worth.of(sums, options.seed)


def _records(
    open_completer: Opener, samples: list[Sample], n_workers: int
) -> Iterator[list[FileCounts]]:
    """For each file a record a condition; with more than one worker in any order."""
    if n_workers == 1:
        completer = open_completer()
        yield from (_examine_all(completer, case) for case in samples)
        return
    with get_context("spawn").Pool(n_workers, _open_here, (open_completer,)) as pool:
        yield from pool.imap_unordered(_examine_here, samples)


def _examine_all(completer: Completer, samples: Sample) -> list[FileCounts]:
    return [examine(completer, samples[0], condition, samples[1]) for condition in CONDITIONS]


def _open_here(open_completer: Opener) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    _completers.append(open_completer())


def _examine_here(samples: Sample) -> list[FileCounts]:
    return _examine_all(_completers[0], samples)


def section(worth: Worth, settings: Mapping[str, Any]) -> dict[str, Any]:
    """The table for docs/quality.md."""
    return {
        "title": "The problem's statement",
        "intro": (
            f"{settings['n_files_asked']} of {settings['n_files_found']} programs of the "
            f"{settings['split']} authors whose statement the corpus knows, from left context: "
            "without a statement, with the true one, and with that of another problem. Bits per "
            "token of the network over all tokens, accuracy@1 of the completer at sampled places, "
            "in per cent; gains, bits saved and points won, with 95 % bootstrap intervals over "
            "files."
        ),
        "columns": list(COLUMNS),
        "rows": worth.rows(),
        "notes": (
            "New names are identifiers of a body where the file uses them first. What a shuffled "
            "statement gains comes of there being one: programs for the sites whose statements "
            "the corpus lacks have other habits, such as `java.io` first. What the words of the "
            "statement are worth is the true one's gain over the shuffled one."
        ),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m beamcoder.training.evaluation.studies.statements"
    )
    add, default = parser.add_argument, StudyOptions()
    add("corpus", type=Path, help="a folder that `beamcoder corpus build` made")
    add("--split", choices=("validation", "test"), default=default.split)
    add("--files", type=int, default=default.n_files, metavar="N", help="programs to ask about")
    add("--places", type=int, default=default.n_places, metavar="N", help="identifiers a program")
    add("--seed", type=int, default=default.seed, help="chooses programs, places and statements")
    add("--workers", type=int, default=default.n_workers, choices=(1, 2), help="processes")
    add_model_arguments(parser, has_device=False)
    add("--json", action="store_true", help="print one JSON object")
    add("--out", type=Path, metavar="FILE", help="write the JSON object")
    add("--section", type=Path, metavar="FILE", help="write the table for docs/quality.md")
    return parser


def run(args: argparse.Namespace) -> None:
    options = StudyOptions(args.split, args.files, args.places, args.seed, args.workers)
    options.verify()
    open_completer = partial(Completer.open, args.model, "cpu")
    info = open_completer().info
    cases, n_found = read_stated(args.corpus, options)
    worth = measure(open_completer, cases, options)
    settings = asdict(options) | {"n_files_found": n_found, "n_files_asked": len(cases)}
    document = {"model": describe(info), "settings": settings} | worth.plain()
    if args.out:
        write_text(args.out, json.dumps(document, indent=1) + "\n")
    if args.section:
        write_text(args.section, json.dumps(section(worth, settings), indent=1) + "\n")
    print(json.dumps(document) if args.json else markdown_table(COLUMNS, worth.rows()))


def main(arguments: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    return exit_code_of("statements", lambda: run(args))


if __name__ == "__main__":
    sys.exit(main())
