"""Line filling: does a solution with one predicted line compile and pass its tests.

    python -m beamcoder.training.evaluation.public.filling mxeval CodeGeeX
    python -m beamcoder.training.evaluation.public.filling mxeval CodeGeeX --rows 100 --json

Of each problem one line of the method's body goes, drawn by the seed among the code lines of at
least three lexical tokens. The model completes once with the text that ends there and once with
what stands after as well; the first line that it offers is filled in, or nothing if there is
none. Baselines: nothing, and the nearest code line above once more. The tests are not in its
view. A problem whose own solution does not pass here is left out, and counted.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from beamcoder.arguments import add_model_arguments
from beamcoder.errors import BeamcoderError, UsageError, exit_code_of
from beamcoder.files import write_text
from beamcoder.progress import ProgressBar
from beamcoder.training.evaluation.metrics.query import CompletionEngine, QueryContext
from beamcoder.training.evaluation.public.hole import HoleCase, spelling
from beamcoder.training.evaluation.public.javac import LIMIT_S, JavaRunner, Verdict
from beamcoder.training.evaluation.public.problem import SETS, Problem, read_problems
from beamcoder.training.evaluation.results.estimates import Figure, Sums, differences, figures
from beamcoder.training.evaluation.results.report import Result, describe

FILLERS: Final = {
    "right": "Beamcoder, text on both sides",
    "left": "Beamcoder, text before only",
    "above": "the line above once more",
    "empty": "an empty line",
}
Line = tuple[str, int]  # a text, and how many characters left of the cursor it replaces
METRICS: Final = ("compiles", "passes", "exact")
ALL: Final = "both"
GOALS: Final = {"compiles": 0.6, "passes": 0.3}


@dataclass
class Tally:
    """What was found so far. `rows` goes into `figures`, `cases` into --cases."""

    rows: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    cases: list[dict[str, Any]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, case: HoleCase, filler: str, line: str, verdict: Verdict) -> None:
        found = (verdict.compiles, verdict.passes, spelling(line) == case.tokens)
        sums = self.rows.setdefault(case.problem.id, {})
        for metric, is_so in zip(METRICS, found, strict=True):
            for group in (case.problem.set_name, ALL):
                sums[f"{group}.{filler}.{metric}"] = (float(is_so), 1.0)
        entry = {"id": case.problem.id, "filler": filler, "filled": line, "true": case.line}
        self.cases.append(entry | asdict(verdict))

    def leave_out(self, problem: Problem, why: str) -> None:
        self.left_out[f"{problem.set_name}: {why}"] += 1


def fill(
    engine: CompletionEngine, runner: JavaRunner, problems: Sequence[Problem], seed: int
) -> Tally:
    """Ask problem by problem; what was filled in is compiled and run meanwhile."""
    tally, jobs = Tally(), []
    with ThreadPoolExecutor(1) as pool, ProgressBar(len(problems), "problems") as bar:
        try:
            for problem in problems:
                case = HoleCase.draw(problem, seed)
                if case is None:
                    tally.leave_out(problem, "no line to take out")
                else:
                    lines = _lines(engine, case)
                    jobs.append(pool.submit(_judge, runner, case, lines, tally))
                bar.advance()
            for job in jobs:
                job.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return tally


def _judge(runner: JavaRunner, case: HoleCase, lines: Mapping[str, Line], tally: Tally) -> None:
    """One verdict for what says the same; what is right passes as the solution itself does."""
    verdict = runner.judge(case.problem.tested(case.problem.text))
    if not verdict.passes:
        tally.leave_out(case.problem, "its own solution does not pass")
        return
    judged = {case.tokens: verdict}
    for filler, (line, n_replaced) in lines.items():
        tokens = spelling(line)
        if tokens not in judged:
            judged[tokens] = runner.judge(case.filled(line, n_replaced))
        tally.add(case, filler, line, judged[tokens])


def _lines(engine: CompletionEngine, case: HoleCase) -> dict[str, Line]:
    """What every filler says."""
    found = {"above": (case.line_above, 0), "empty": ("", 0)}
    for context in QueryContext:
        items = engine.complete(case.place.request(context, lines=True)).lines
        found[context.value] = (items[0].text, items[0].replace) if items else ("", 0)
    return {filler: found[filler] for filler in FILLERS}


def draw_problems(problems: Sequence[Problem], n_rows: int | None, seed: int) -> list[Problem]:
    """The first `n_rows` in an order that the seed chooses; all of them for None."""
    chosen = list(problems)
    random.Random(seed).shuffle(chosen)
    return chosen[:n_rows]


def result_of(engine: CompletionEngine, tally: Tally, settings: Mapping[str, Any]) -> Result:
    used = {**settings, "n_rows": len(tally.rows), "left_out": dict(tally.left_out)}
    seed = settings["seed"]
    return Result(describe(engine.info), used, figures(tally.rows, seed), tally.rows)


def gains(rows: Sums, seed: int, baseline: str) -> dict[str, Figure]:
    """By metric: what both contexts gain over a baseline, on the same rows."""
    ours, theirs = (
        {row: {m: sums[f"{ALL}.{filler}.{m}"] for m in METRICS} for row, sums in rows.items()}
        for filler in ("right", baseline)
    )
    return differences(ours, theirs, seed)


def section(result: Result) -> dict[str, Any]:
    """A table of docs/quality.md, in the form that `sections` reads."""
    groups = [s.name for s in SETS if f"{s.name}.right.passes" in result.metrics]
    rows = [
        [f"{group}: {label}", *(_cell(result.metrics[f"{group}.{filler}.{m}"]) for m in METRICS)]
        for group in (*groups, *([ALL] if len(groups) > 1 else []))
        for filler, label in FILLERS.items()
    ]
    return {
        "title": "One line filled in: MBJP and HumanEval-X",
        "intro": (
            "One line of the method's body is taken out of each published solution (seed "
            f"{result.settings['seed']}), and the first line offered is put there; then the "
            "program is compiled with javac and the published tests are run. Per cent of "
            f"{len(result.files):,} programs, with 95 % bootstrap intervals. "
            "`python -m beamcoder.training.evaluation.public.filling`"
        ),
        "columns": ["filled with", "compiles", "passes", "exact"],
        "rows": rows,
        "notes": " ".join(
            part for part in (_goals(result), _gained(result), _left_out(result)) if part
        ),
    }


def _goals(result: Result) -> str:
    parts = []
    for metric, bound in GOALS.items():
        missed_by = 100 * (bound - result.metrics[f"{ALL}.right.{metric}"].value)
        verdict = "reached" if missed_by <= 0 else f"missed by {missed_by:.2f} points"
        parts.append(f"{metric} ≥ {100 * bound:.0f} %: {verdict}")
    return f"Goals with text on both sides, {ALL} sets: {'; '.join(parts)}."


def _left_out(result: Result) -> str:
    parts = [f"{why} ({n:,})" for why, n in sorted(result.settings["left_out"].items())]
    return f"Left out: {'; '.join(parts)}." if parts else ""


def _gained(result: Result) -> str:
    """What both contexts gain over each other way to fill, with intervals."""
    parts = []
    for baseline in (name for name in FILLERS if name != "right"):
        by_metric = gains(result.files, result.settings["seed"], baseline)
        cells = ", ".join(f"{metric} {_cell(by_metric[metric])}" for metric in METRICS[:2])
        parts.append(f"over {FILLERS[baseline]}: {cells}")
    return f"Text on both sides gains, in points, paired: {'; '.join(parts)}."


def _cell(figure: Figure) -> str:
    return f"{100 * figure.value:.1f} [{100 * figure.low:.1f}, {100 * figure.high:.1f}]"


def table(result: Result) -> list[str]:
    """The section as plain lines."""
    table = section(result)
    widths = [max(len(row[i]) for row in (table["columns"], *table["rows"])) for i in range(4)]
    lines = [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in (table["columns"], *table["rows"])
    ]
    return [*lines, "", table["notes"]]


def measure(args: argparse.Namespace) -> None:
    if args.seed < 0 or (args.rows is not None and args.rows < 1):
        raise UsageError("--seed must not be below 0, nor --rows below 1")
    problems = draw_problems(read_problems(args.sources), args.rows, args.seed)
    runner = JavaRunner(args.limit)
    from beamcoder.model.completer import Completer

    engine = Completer.open(args.model, args.device)
    with runner:
        tally = fill(engine, runner, problems, args.seed)
    if not tally.rows:
        raise BeamcoderError("none of the solutions passes its own tests here")
    result = result_of(engine, tally, {"seed": args.seed, "n_problems": len(problems)})
    if args.out:
        result.save(args.out)
    if args.section:
        write_text(args.section, json.dumps(section(result), ensure_ascii=False, indent=1) + "\n")
    if args.cases:
        write_text(args.cases, "".join(json.dumps(case) + "\n" for case in tally.cases))
    document = result.document(with_files=False)
    print(json.dumps(document) if args.json else "\n".join(table(result)))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="filling", description="fill one line in, compile, test")
    add = parser.add_argument
    add("sources", nargs="+", type=Path, metavar="SOURCE", help="see the module `problem`")
    add("--rows", type=int, metavar="N", help="problems to fill, by default all")
    add("--seed", type=int, default=0, help="chooses the lines, and the problems of --rows")
    add("--limit", type=float, default=LIMIT_S, metavar="S", help="seconds that a test may take")
    add_model_arguments(parser)
    add("--json", action="store_true", help="print one JSON object")
    add("--out", type=Path, metavar="FILE", help="write the result, row by row, as JSON")
    add("--section", type=Path, metavar="FILE", help="write a table for docs/quality.md, as JSON")
    add("--cases", type=Path, metavar="FILE", help="write what was filled in where, as JSON lines")
    args = parser.parse_args(arguments)
    return exit_code_of("filling", lambda: measure(args))


if __name__ == "__main__":
    sys.exit(main())
