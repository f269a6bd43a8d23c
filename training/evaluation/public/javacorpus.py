"""Line completion of CodeXGLUE on its development rows (Lu et al., 2021).

    python -m beamcoder.training.evaluation.public.javacorpus CodeBERT --section 10-javacorpus.json

CodeBERT is a checkout or mirror of that repository, its dataset.zip, or dev.json. Each row is a
Java file cut at a random token; wanted is what comes up to the next `;` or `}`. How answers
are compared stands in `judging`. `--out` writes a result that `beamcoder evaluate --compare` reads;
`--predictions` a line for each row, in the form that the test's own evaluator reads. `--recall`
takes shares that were fitted on another kind of Java than the model's:

    python -m beamcoder.training.calibration.cache_model MODEL libraries --out general.json
"""

import argparse
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from beamcoder.arguments import add_model_arguments
from beamcoder.errors import InputError, UsageError, exit_code_of
from beamcoder.files import write_text
from beamcoder.markdown import Cell, Section
from beamcoder.model.completer import Completer
from beamcoder.model.decoding.cache_model.mixture import CacheWeights
from beamcoder.progress import ProgressBar
from beamcoder.training.evaluation.public.judging import NAIVE, evaluate
from beamcoder.training.evaluation.public.literals import Literals
from beamcoder.training.evaluation.public.reflow import reflow
from beamcoder.training.evaluation.public.rows import ENDS, Row, read_rows
from beamcoder.training.evaluation.public.statement_search import StatementSearch, tree_after
from beamcoder.training.evaluation.results.estimates import Figure
from beamcoder.training.evaluation.results.report import Result

LINE_ENDS: Final = ENDS | {"{"}
KINDS: Final = {
    "named": "every name of it stands above",
    "new_name": "a name that does not",
    "up_to_3": "up to 3 tokens",
    "up_to_6": "4 to 6",
    "up_to_12": "7 to 12",
    "up_to_1000": "more",
}
# The published test rows are other rows of the same corpus: exact match, edit similarity.
PUBLISHED: Final = {
    "LSTM over pieces (CodeXGLUE)": (12.97, 42.10),
    "Transformer of 12 layers, no pretraining (CodeXGLUE)": (17.00, 50.23),
    "GPT-2 (CodeXGLUE)": (27.50, 60.36),
    "CodeGPT-adapted, 124 M (CodeXGLUE)": (30.60, 63.45),
    "UniXcoder (its paper)": (32.9, 65.8),
}
MODULE: Final = "beamcoder.training.evaluation.public.javacorpus"
WINDOWS: Final = 4  # of a file, in tokens: the network reads one, the cache model the rest
RULES: Final = ("cut", "stored")
METRICS: Final = ("exact", "edit similarity")
NAMES: Final = {
    "copied": "copy of what came here before",
    "above": "the statement above",
    "empty": "nothing",
}


class Asker:
    """Puts rows to a model."""

    def __init__(self, completer: Completer, literals: Literals) -> None:
        self._completer, self._literals = completer, literals
        self.info = completer.info

    def answer(self, row: Row) -> list[str]:
        """The most probable tokens up to `;`, `{` or `}`; after a `{`, on to `;` or `}`."""
        n_last = WINDOWS * self._completer.runtime.config.context
        text = reflow([self._literals.java(token) for token in row.tokens], n_last)
        tree = tree_after(self._completer, text)
        search = StatementSearch(self._completer, tree, self._literals.form)
        found = search.run(LINE_ENDS)
        more = search.run(ENDS, found.node).said if found.said[-1:] == ("{",) else ()
        return [*found.said, *more]


def spread(rows: Sequence[Row], n: int) -> list[Row]:
    """`n` rows at even distances, or all if there are no more: neighbours are of one project."""
    n = min(n, len(rows))
    return [rows[i * len(rows) // n] for i in range(n)]


def ask_all(
    open_asker: Callable[[], Asker], rows: Sequence[Row], n_workers: int
) -> list[list[str]]:
    """The model's answer to each row, in order."""
    answers = []
    with ProgressBar(len(rows), "rows") as bar:
        for answer in _answers(open_asker, rows, n_workers):
            answers.append(answer)
            bar.advance()
    return answers


def _answers(
    open_asker: Callable[[], Asker], rows: Sequence[Row], n_workers: int
) -> Iterator[list[str]]:
    if n_workers == 1:
        asker = open_asker()
        yield from (asker.answer(row) for row in rows)
        return
    context = get_context("spawn")  # a runtime with threads does not survive a fork
    with context.Pool(n_workers, _open_here, (open_asker,)) as pool:
        yield from pool.imap(_answer_here, rows, chunksize=8)


_askers: list[Asker] = []  # of this worker process, one


def _open_here(open_asker: Callable[[], Asker]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    _askers.append(open_asker())


def _answer_here(row: Row) -> list[str]:
    return _askers[0].answer(row)


def _open(
    model: Path | None, device: str, cache_weights: CacheWeights | None, literals: Literals
) -> Asker:
    completer = Completer.open(model, device)
    completer.cache_weights = cache_weights or completer.cache_weights
    return Asker(completer, literals)


def table(result: Result) -> list[tuple[str, list[Figure]]]:
    """For each system its figures: exact and edit similarity, cut and as stored."""
    names = [f"{rule}.{metric}" for rule in RULES for metric in ("exact", "edit_similarity")]
    systems = {"model": result.model["name"]} | {name: NAMES[name] for name in NAIVE}
    return [
        (label, [result.metrics[f"{system}.{name}"] for name in names])
        for system, label in systems.items()
    ]


def section(result: Result) -> Section:
    """The table of docs/quality.md."""
    n_rows, n_cut = (result.metrics[f"model.{rule}.exact"].n for rule in ("stored", "cut"))
    lower = _percent(result.metrics["model.cut.difflib"])
    ours: list[list[Cell]] = [[name, *map(_percent, row)] for name, row in table(result)]
    published: list[list[Cell]] = [
        [name, f"{exact:.1f}", f"{similarity:.1f}", None, None]
        for name, (exact, similarity) in PUBLISHED.items()
    ]
    return Section(
        title="Public test: CodeXGLUE javaCorpus, line completion",
        intro=f"{n_rows:,} of {result.settings['n_rows_found']:,} development rows, {n_cut:,} of "
        "them with an answer before the first `{` (cut); percent, with 95 % intervals over rows. "
        f"Weights of the cache model: {result.settings['shares_of_recall']}. "
        f"By `python -m {MODULE}`.",
        columns=["", *(f"{metric}, {rule}" for rule in RULES for metric in METRICS)],
        rows=ours + published,
        notes="Published figures are on the test rows of the same corpus, by models trained on "
        "it; ours has seen contest programs only. Edit similarity counts the longest common "
        f"subsequence; by difflib's ratio, the model's is {lower} (cut).\n\n{_missing(result)}",
    )


def _missing(result: Result) -> str:
    """Where the model is right, and where not."""
    parts = [
        f"{what}: {_percent(figure)} of {figure.n:,}"
        for kind, what in KINDS.items()
        if (figure := result.metrics.get(f"model.{kind}.exact")) is not None
    ]
    return f"Exact, cut, by what the answer needs. {'; '.join(parts)}."


def _percent(figure: Figure) -> str:
    low, high = 100 * figure.low, 100 * figure.high
    return f"{100 * figure.value:.1f} [{low:.1f}, {high:.1f}]"


def main(arguments: Sequence[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    return exit_code_of("javacorpus", lambda: _run(args))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="javacorpus", description="CodeXGLUE javaCorpus, dev")
    add = parser.add_argument
    add("source", type=Path, help="of microsoft/CodeBERT, its dataset.zip, or dev.json")
    add("--rows", type=int, metavar="N", help="only N of them, evenly spread")
    add_model_arguments(parser)
    add(
        "--recall",
        type=Path,
        metavar="FILE",
        help="weights of the cache model, from calibration.cache_model --out",
    )
    add("--workers", type=int, default=1, choices=(1, 2), help="processes")
    add("--json", action="store_true", help="print one JSON object")
    add("--out", type=Path, metavar="FILE", help="write the result, with its rows, as JSON")
    add("--predictions", type=Path, metavar="FILE", help="write an answer for each row")
    add("--section", type=Path, metavar="FILE", help="write a section of docs/quality.md")
    return parser


def _run(args: argparse.Namespace) -> None:
    if args.rows is not None and args.rows < 1:
        raise UsageError(f"--rows must be at least 1, not {args.rows}")
    rows, literals = read_rows(args.source)
    chosen = spread(rows, args.rows or len(rows))
    cache_weights = read_shares(args.recall) if args.recall else None
    open_asker = partial(_open, args.model, args.device, cache_weights, literals)
    asker = open_asker()  # a model that cannot be opened says so here, once
    answers = ask_all((lambda: asker) if args.workers == 1 else open_asker, chosen, args.workers)
    settings = {
        "n_rows_found": len(rows),
        "shares_of_recall": args.recall.name if args.recall else "the model's own",
    }
    result = evaluate(chosen, answers, asker.info, settings)
    if args.out:
        result.save(args.out)
    if args.section:
        text = json.dumps(asdict(section(result)), ensure_ascii=False, indent=1)
        write_text(args.section, text + "\n")
    if args.predictions:
        write_text(args.predictions, "".join(" ".join(answer) + "\n" for answer in answers))
    print(json.dumps(result.document(with_files=False)) if args.json else _table(result))


def read_shares(path: Path) -> CacheWeights:
    """Weights of the cache model in a calibration file. InputError if there are none."""
    try:
        return CacheWeights.read({"recall": json.loads(path.read_text(encoding="utf-8"))["recall"]})
    except OSError as exc:
        raise InputError(f"cannot read {path}: {exc.strerror}") from exc
    except (ValueError, KeyError, TypeError) as exc:
        raise InputError(f"{path} holds no weights of the cache model") from exc


def _table(result: Result) -> str:
    heads = [f"{rule}: {metric}" for rule in RULES for metric in METRICS]
    lines = [f"{'':<24}" + "".join(f"{head:>26}" for head in heads)]
    for name, row in table(result):
        lines.append(f"{name:<24}" + "".join(f"{_percent(figure):>26}" for figure in row))
    return "\n".join([*lines, "", _missing(result)])


if __name__ == "__main__":
    sys.exit(main())
