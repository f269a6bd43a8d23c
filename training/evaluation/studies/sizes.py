"""Study: size against latency, of models trained alike but for their depth.

    python -m beamcoder.training.evaluation.studies.sizes runs/size-d2 runs/size-d4 runs/size-d6 \\
        --model model/weights/default \\
        --section runs/quality/sections/50-sizes.json --picture docs/pictures/sizes.png

Every run is a folder of `beamcoder train`; of each shape one checkpoint is exported for a while and
timed on the CPU, one thread, all shapes in turn. Runs of one shape may have had other budgets. The
model folders of `--model` are timed next to them and have no loss here. Nothing is trained.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Final

from beamcoder.errors import InputError, exit_code_of
from beamcoder.markdown import Cell, Section
from beamcoder.model.artefact import ModelFolder, open_folder, open_runtime
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.runtime.workload import N_CACHED, N_STEPS, WIDTH, Workload
from beamcoder.training.evaluation.page.pictures import COLOURS, legend, panels, save
from beamcoder.training.evaluation.studies.curves import Curve, read_run, write_section
from beamcoder.training.export.command import Checkpoint, export
from beamcoder.training.run.checkpoint import checkpoints

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

TITLE: Final = "Size against latency"
N_ROUNDS: Final = 15
# A run that ended so near to a budget has had it: pieces are fixed, the time follows from them.
NEAR_PIECES, NEAR_TIME = 0.01, 0.1
INTRO: Final = f"""\
Models trained by one recipe on the same rows, which differ in depth alone (the width follows from \
it). A line is one search of {WIDTH} beams and {N_STEPS} steps after {N_CACHED} cached pieces, a \
step is one piece of one sequence after them; int8, ONNX Runtime, one thread, all models in turn \
in one process, medians of {N_ROUNDS} rounds. The machine is a shared one: the times' ratios \
count. Loss in nats a piece on the same rows of the validation authors; minutes are those of \
training steps alone."""
NOTES: Final = """\
These trainings are short: they say how the sizes stand to each other, not how good each becomes. \
A loss is that of a run which ended with its budget (a time is met within a tenth), or, where \
there is none, what a longer run had then, whose rate had not fallen yet. What has no loss was \
trained in another way."""


@dataclass(frozen=True, slots=True)
class Times:
    """Medians, milliseconds."""

    line: float
    step: float
    prefill: float


@dataclass(frozen=True, slots=True)
class Size:
    """A shape of model with what it costs, and the curves of its runs, which may be none."""

    name: str
    n_parameters: int
    n_bytes: int
    times: Times
    curves: tuple[Curve, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """Budget of every size: pieces, or seconds of training."""

    amount: float
    is_time: bool

    @property
    def name(self) -> str:
        if self.is_time:
            return f"{self.amount / 60:.1f} minutes"
        return f"{self.amount / 1e6:.1f} M pieces"

    def loss(self, size: Size) -> float | None:
        """The lowest that a run of this size had at the end of the budget."""
        found = [self._of(curve) for curve in size.curves]
        return min((loss for loss in found if loss is not None), default=None)

    def _of(self, curve: Curve) -> float | None:
        end = curve.marks[-1]
        spent, near = (end.seconds, NEAR_TIME) if self.is_time else (end.pieces, NEAR_PIECES)
        if abs(spent - self.amount) <= near * self.amount:
            return end.loss
        if self.is_time:
            return curve.at_second(self.amount)
        return curve.at_pieces(round(self.amount))


def budgets(sizes: Sequence[Size]) -> list[Budget]:
    """Budgets of the smallest model's runs, as far as every size has a loss for it."""
    trained = [size for size in sizes if size.curves]
    ends = sorted((curve.marks[-1] for curve in trained[0].curves), key=lambda mark: mark.pieces)
    found = [Budget(mark.pieces, False) for mark in ends]
    found += [Budget(mark.seconds, True) for mark in ends]
    return [b for b in found if all(b.loss(size) is not None for size in trained)]


def read_curves(runs: Sequence[Path]) -> dict[ModelConfig, list[tuple[Path, Curve]]]:
    """Checkpoints and curves of each shape, the smallest first. InputError where one has none, or
    was validated on other files than the first."""
    found: dict[ModelConfig, list[tuple[Path, Curve]]] = {}
    for run in runs:
        kept, curve = checkpoints(run), read_run(run)
        if not kept:
            raise InputError(f"{run} has no checkpoint")
        known = next(iter(found.values()), [(run, curve)])[0][1]
        if curve.styles != known.styles:
            raise InputError(f"{run} was validated on other files than {known.name}")
        config = ModelConfig.load(kept[-1] / "config.json")
        found.setdefault(config, []).append((kept[-1], curve))
    return dict(sorted(found.items(), key=lambda item: item[0].depth))


def measure(runs: Sequence[Path], models: Sequence[Path], n_rounds: int) -> list[Size]:
    """The sizes of all runs, then the model folders, timed in turn."""
    shapes = read_curves(runs)
    with tempfile.TemporaryDirectory() as scratch:
        folders = []
        for config, parts in shapes.items():
            folders.append(Path(scratch) / f"depth-{config.depth}")
            export(Checkpoint.load(parts[0][0]), folders[-1], f"depth {config.depth}")
        opened = [open_folder(folder) for folder in (*folders, *models)]
        times = time_all(opened, n_rounds)
        curves = [tuple(curve for _, curve in parts) for parts in shapes.values()]
        curves += [() for _ in models]
        return [size_of(*each) for each in zip(opened, times, curves, strict=True)]


def size_of(folder: ModelFolder, times: Times, curves: tuple[Curve, ...]) -> Size:
    n_bytes = sum(file.stat().st_size for file in folder.path.iterdir())
    return Size(folder.name, folder.info.parameters, n_bytes, times, curves)


def time_all(folders: Sequence[ModelFolder], n_rounds: int) -> list[Times]:
    """Round by round, every job of every model in turn."""
    work = [Workload(open_runtime(folder, "cpu")) for folder in folders]
    spent = [[[time_ms(job) for job in jobs(each)] for each in work] for _ in range(n_rounds)]
    return [
        Times(*(median(times[model][job] for times in spent) for job in range(3)))
        for model in range(len(folders))
    ]


def jobs(work: Workload) -> tuple[Callable[[], None], ...]:
    """In the order of `Times`."""
    return work.search, work.step, work.prefill


def time_ms(job: Callable[[], None]) -> float:
    """The second of two goes: the first one brings the weights back into the caches."""
    job()
    began = perf_counter()
    job()
    return 1000 * (perf_counter() - began)


def section(sizes: Sequence[Size], picture: str = "") -> Section:
    """The table; `picture` is how the page names the one that `draw` makes, if it shows it."""
    budgets_of_all = budgets(sizes)
    columns = ["model", "parameters", "MB", "ms a line", "to the first", "ms a step"]
    columns += [f"ms for {N_CACHED} pieces", *(f"loss after {b.name}" for b in budgets_of_all)]
    first = sizes[0].times.line
    rows = [
        [*costs(size, first), *(written(b.loss(size)) for b in budgets_of_all)] for size in sizes
    ]
    shown = f"![{TITLE}]({picture})\n\n" if picture else ""
    return Section(TITLE, columns, rows, INTRO, shown + NOTES)


def costs(size: Size, first_ms: float) -> list[Cell]:
    """The cells of all columns but the losses."""
    line, step, prefill = size.times.line, size.times.step, size.times.prefill
    sizes: list[Cell] = [size.name, size.n_parameters, f"{size.n_bytes / 1e6:.1f}"]
    return [*sizes, f"{line:.1f}", f"{line / first_ms:.2f}", f"{step:.2f}", f"{prefill:.0f}"]


def written(loss: float | None) -> Cell:
    return None if loss is None else f"{loss:.3f}"


def draw(sizes: Sequence[Size]) -> "Drawing":
    """Loss against milliseconds a line, one line a budget; a budget of time is dashed."""
    drawing, (axes,) = panels(1, 3.6)
    for i, budget in enumerate(budgets(sizes)):
        points = [(s.times.line, loss) for s in sizes if (loss := budget.loss(s)) is not None]
        style = "--" if budget.is_time else "-"
        x, y = zip(*points, strict=True)
        axes.plot(x, y, color=COLOURS[i], linestyle=style, marker="o", ms=3, label=budget.name)
    axes.set(xlabel="ms a line, one thread", ylabel="validation loss, nats a piece")
    legend(drawing, axes)
    return drawing


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0, or the exit code of what went wrong."""
    parser = argparse.ArgumentParser(prog="sizes", description="size against latency, and loss")
    add = parser.add_argument
    add("runs", nargs="+", type=Path, metavar="RUN", help="a folder of `beamcoder train`")
    add("--model", action="append", default=[], type=Path, metavar="DIR", help="time it as well")
    add("--section", type=Path, metavar="FILE", help="write a section of docs/quality.md")
    add("--picture", type=Path, metavar="FILE", help="draw it, into the page's pictures/")
    args = parser.parse_args(arguments)
    return exit_code_of("sizes", lambda: run(args))


def run(args: argparse.Namespace) -> None:
    sizes = measure(args.runs, args.model, N_ROUNDS)
    table = section(sizes, f"pictures/{args.picture.name}" if args.picture else "")
    if args.picture:
        save(draw(sizes), args.picture)
    if args.section:
        write_section(args.section, table)
    print(table.markdown())


if __name__ == "__main__":
    sys.exit(main())
