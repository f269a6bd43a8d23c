"""What a run tells while it goes: a bar or plain lines, a CSV log, and a plot of the loss."""

import csv
import os
import sys
import time
from pathlib import Path

from tqdm import tqdm

from beamcoder.training.checkpoint import Progress
from beamcoder.training.recipe import Recipe

LOG_STEPS = 20  # losses are averaged over so many steps before they are written
LINE_SECONDS = 30.0  # between two plain lines, where no terminal shows the bar
FIELDS = ("step", "pieces", "seconds", "rate", "train", "plain", "after", "statement")


class Journal:
    """Appends to `log.csv` of the run's folder; `loss.png` is drawn from that."""

    def __init__(self, folder: Path, recipe: Recipe, *, quiet: bool = False) -> None:
        self._folder, self._quiet = folder, quiet
        self._total = recipe.run.pieces
        self._losses: list[float] = []
        self._mean = float("nan")
        self._told = time.monotonic()
        self._since: tuple[float, int] | None = None
        self._bar = tqdm(total=self._total, unit=" pieces", unit_scale=True,
                         disable=quiet or not sys.stderr.isatty())  # fmt: skip

    def step(self, progress: Progress, loss: float, rate: float, kind: str) -> None:
        if kind == "plain":  # the other kinds are easier, and would only make the curve restless
            self._losses.append(loss)
        self._bar.update(progress.pieces - self._bar.n)
        if len(self._losses) >= LOG_STEPS:
            self._mean = sum(self._losses) / len(self._losses)
            self._losses.clear()
            self._write(progress, {"train": self._mean}, rate)
            self._bar.set_postfix(loss=f"{self._mean:.3f}")
        self._tell(progress)

    def validation(self, progress: Progress, losses: dict[str, float]) -> None:
        self._write(progress, losses, None)
        said = ", ".join(f"{kind} {loss:.4f}" for kind, loss in losses.items())
        self._say(f"{progress.pieces / 1e6:.2f} M pieces: validation loss per piece {said}")

    def plot(self) -> None:
        """Draw the losses over the pieces, if matplotlib is installed."""
        if self._quiet or not (self._folder / "log.csv").exists():
            return
        try:
            os.environ.setdefault("MPLBACKEND", "Agg")
            from matplotlib.figure import Figure
        except ImportError:
            return
        with (self._folder / "log.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        axes = (figure := Figure(figsize=(8, 5))).subplots()
        for name in FIELDS[4:]:
            points = [(int(r["pieces"]) / 1e6, float(r[name])) for r in rows if r[name]]
            if points:
                axes.plot(*zip(*points, strict=True), label=name, alpha=0.5 if name == "train" else 1)
        axes.set(xlabel="million pieces", ylabel="nats per piece")
        axes.legend()
        figure.savefig(self._folder / "loss.png", dpi=100)

    def close(self) -> None:
        self._bar.close()

    def _write(self, progress: Progress, losses: dict[str, float], rate: float | None) -> None:
        if self._quiet:
            return
        path = self._folder / "log.csv"
        is_new = not path.exists()
        with path.open("a", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FIELDS)
            if is_new:
                writer.writeheader()
            row = {name: f"{loss:.5f}" for name, loss in losses.items()}
            row |= {"step": str(progress.step), "pieces": str(progress.pieces)}
            row |= {"seconds": f"{progress.seconds:.1f}", "rate": "" if rate is None else f"{rate:.5f}"}
            writer.writerow(row)

    def _tell(self, progress: Progress) -> None:
        if self._since is None:
            self._since = (time.monotonic(), progress.pieces)
        if not self._bar.disable or self._quiet or time.monotonic() - self._told < LINE_SECONDS:
            return
        began, first = self._since
        speed = (progress.pieces - first) / max(1e-9, time.monotonic() - began)
        left = (self._total - progress.pieces) / max(1.0, speed)
        self._say(
            f"step {progress.step}, {progress.pieces / 1e6:.2f} of {self._total / 1e6:.0f} M pieces, "
            f"loss {self._mean:.3f}, {speed:,.0f} pieces/s, {left / 60:.0f} min left"
        )
        self._told = time.monotonic()

    def _say(self, line: str) -> None:
        if not self._quiet:
            tqdm.write(line, file=sys.stderr)
