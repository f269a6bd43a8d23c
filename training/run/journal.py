"""Journal of a run: progress, a CSV log, a plot of the loss."""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from math import isnan
from pathlib import Path

from beamcoder.progress import ProgressBar
from beamcoder.training.run.checkpoint import Progress
from beamcoder.training.run.recipe import Recipe

LOG_STEPS = 20  # losses are averaged over so many steps before they are written
LOSSES = ("train", "plain", "after", "statement", "both")  # of training; of validation, a kind each
FIELDS = ("step", "pieces", "seconds", "rate", *LOSSES)


class Journal:
    """Appends to `log.csv` of the run's folder; `loss.png` is drawn from that."""

    def __init__(self, folder: Path, recipe: Recipe, *, quiet: bool = False) -> None:
        self._folder, self._quiet = folder, quiet
        self._path = folder / "log.csv"
        self._losses: list[float] = []
        self._mean = float("nan")
        self._bar = ProgressBar(recipe.run.pieces, "pieces", is_quiet=quiet)

    def resume(self, progress: Progress) -> None:
        """Take out of the log what was trained after the checkpoint: it comes again."""
        if not self._quiet and self._path.exists():
            rows = [row for row in self._rows() if int(row["step"]) <= progress.step]
            part = self._path.with_suffix(".part")
            self._append(part, rows)
            part.replace(self._path)
        self._bar.resume(progress.pieces)

    def step(self, progress: Progress, loss: float, rate: float, kind: str) -> None:
        if kind == "plain":  # the other kinds are easier, and would only make the curve restless
            self._losses.append(loss)
        if len(self._losses) >= LOG_STEPS:
            self._mean = sum(self._losses) / len(self._losses)
            self._losses.clear()
            self._write(progress, {"train": self._mean}, rate)
        mean = "" if isnan(self._mean) else f", loss {self._mean:.3f}"
        self._bar.say(f"step {progress.step}{mean}")
        self._bar.advance(progress.pieces - self._bar.n_done)

    def validation(self, progress: Progress, losses: dict[str, float]) -> None:
        self._write(progress, losses, None)
        parts = ", ".join(f"{kind} {loss:.4f}" for kind, loss in losses.items())
        self._bar.write(f"{progress.pieces / 1e6:.2f} M pieces: validation loss per piece {parts}")

    def plot(self) -> None:
        """Draw the losses over the pieces, if matplotlib is installed."""
        if self._quiet or not self._path.exists():
            return
        try:
            os.environ.setdefault("MPLBACKEND", "Agg")
            from matplotlib.figure import Figure
        except ImportError:
            return
        rows = self._rows()
        figure = Figure(figsize=(8, 5))
        axes = figure.subplots()
        for name in LOSSES:
            points = [(int(r["pieces"]) / 1e6, float(r[name])) for r in rows if r[name]]
            if points:
                opacity = 0.5 if name == "train" else 1.0
                axes.plot(*zip(*points, strict=True), label=name, alpha=opacity)
        axes.set(xlabel="million pieces", ylabel="nats per piece")
        if rows:
            axes.legend()
        with self._noted():
            figure.savefig(self._folder / "loss.png", dpi=100)

    def close(self) -> None:
        self._bar.close()

    def _rows(self) -> list[dict[str, str]]:
        """The log so far, without rows that a kill left unfinished."""
        with self._path.open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if None not in row.values()]
        return [row for row in rows if row["step"].isdigit() and row["pieces"].isdigit()]

    def _write(self, progress: Progress, losses: dict[str, float], rate: float | None) -> None:
        if self._quiet:
            return
        row = {name: f"{loss:.5f}" for name, loss in losses.items()}
        row |= {"step": str(progress.step), "pieces": str(progress.pieces)}
        row |= {"seconds": f"{progress.seconds:.1f}"}
        row |= {"rate": "" if rate is None else f"{rate:.5f}"}
        self._append(self._path, [row])

    def _append(self, path: Path, rows: list[dict[str, str]]) -> None:
        with self._noted():
            is_new = not path.exists()
            with path.open("a", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, FIELDS)
                if is_new:
                    writer.writeheader()
                writer.writerows(rows)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """A log that cannot be written stops no run; the checkpoints say more clearly why."""
        try:
            yield
        except OSError as exc:
            self._bar.write(f"cannot write the journal: {exc}")
