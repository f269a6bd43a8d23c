"""Pictures of docs/quality.md: calibration, accuracy along the file, keystrokes by author.

Backgrounds are transparent, lines and letters of a middle brightness: they can be read on a light
page and on a dark one.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from beamcoder.errors import BeamcoderError
from beamcoder.files import make_folder, writing
from beamcoder.training.evaluation.results.comparison import ComparisonTable
from beamcoder.training.evaluation.results.estimates import Figure, Sums, figures

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure as Drawing

GREY: Final = "#808080"
COLOURS: Final = ("#2f81f7", "#db6d28", "#3fa34d", "#a371f7", "#d64545", "#b58900", "#0f9aa8")
DPI: Final = 90
NAMES: Final = ("reliability.png", "position.png", "keystrokes.png")
KEYSTROKES: Final = {"all": "all lines", "body": "body"}


def draw(board: ComparisonTable, folder: Path) -> list[Path]:
    """Write the pictures that there are figures for; BeamcoderError if that fails."""
    drawn = []
    for name, picture in zip(NAMES, (reliability, position, keystrokes), strict=True):
        drawing = picture(board)
        if drawing is not None:
            drawn.append(folder / name)
            save(drawing, folder / name)
    return drawn


def by_author(files: Sums, seed: int) -> dict[str, dict[str, Figure]]:
    """The figures of each author's files; the author is the first part of a file's name."""
    authors = sorted({file.split("/")[0] for file in files})
    return {
        author: figures({f: s for f, s in files.items() if f.split("/")[0] == author}, seed)
        for author in authors
    }


def reliability(board: ComparisonTable) -> "Drawing | None":
    """What was shown against what was right, for tokens and for lines of the first model."""
    curves = board.results[0].reliability
    if not curves:
        return None
    drawing, parts = panels(len(curves), 4.2)
    for axes, (kind, points) in zip(parts, sorted(curves.items(), reverse=True), strict=True):
        axes.plot([0, 1], [0, 1], color=GREY, linewidth=1, linestyle=":")
        shown, right = ([point[key] for point in points] for key in ("shown", "right"))
        below = [max(0.0, p["right"] - p["low"]) for p in points]
        above = [max(0.0, p["high"] - p["right"]) for p in points]
        axes.errorbar(shown, right, (below, above), color=COLOURS[0], marker="o", markersize=4)
        axes.set(xlabel="probability shown", ylabel="share that is right", title=kind)
        axes.set(xlim=(0, 1), ylim=(0, 1))
    return drawing


def position(board: ComparisonTable) -> "Drawing | None":
    """Accuracy@1 by the number of tokens before the cursor, of all models."""
    scopes = [s for s in ("all", "body") if any(n.startswith(_at(s)) for n in board.figures[0])]
    if not scopes:
        return None
    drawing, parts = panels(len(scopes), 4.6)
    for axes, scope in zip(parts, scopes, strict=True):
        stretches = sorted({n for n in board.figures[0] if n.startswith(_at(scope))})
        for i, (name, found) in enumerate(zip(board.names, board.figures, strict=True)):
            _curve(axes, name, [found.get(stretch) for stretch in stretches], i)
        firsts = [int(stretch.rpartition("_")[2]) for stretch in stretches]
        axes.set_xticks(range(len(firsts)), [str(first) for first in firsts])
        axes.set(xlabel="tokens before the cursor, from", ylabel="accuracy@1, %", title=scope)
    legend(drawing, parts[0])
    return drawing


def keystrokes(board: ComparisonTable) -> "Drawing | None":
    """Keystrokes saved of each author's text, of the models that complete lines."""
    rows: list[tuple[int, Mapping[str, Mapping[str, Figure]]]] = []
    for model, result in enumerate(board.results):
        of_author = by_author(result.files, result.settings["seed"])
        if any(_saved("all") in found for found in of_author.values()):
            rows.append((model, of_author))
    if not rows:
        return None
    authors = sorted(rows[0][1])
    drawing, parts = panels(len(KEYSTROKES), 1.6 + 0.6 * len(authors))
    for axes, scope in zip(parts, KEYSTROKES, strict=True):
        for i, (model, figures_of) in enumerate(rows):
            found = [figures_of.get(author, {}).get(_saved(scope)) for author in authors]
            bars = _bars(axes, found, (i, len(rows)), COLOURS[model % len(COLOURS)])
            bars.set_label(board.names[model])
        axes.set_yticks(range(len(authors)), authors)
        axes.invert_yaxis()
        axes.set(xlabel="keystrokes saved, %", title=KEYSTROKES[scope])
    legend(drawing, parts[0])
    return drawing


def _at(scope: str) -> str:
    return f"position.left.{scope}."


def _saved(scope: str) -> str:
    return f"keystrokes_saved.left.{scope}"


def _curve(axes: "Axes", name: str, found: Sequence[Figure | None], i: int) -> None:
    points = [(x, figure) for x, figure in enumerate(found) if figure is not None]
    if not points:
        return
    x = [at for at, _ in points]
    colour = COLOURS[i % len(COLOURS)]
    axes.plot(x, [100 * f.value for _, f in points], color=colour, label=name, marker="o", ms=3)
    if i == 0:
        low, high = ([100 * getattr(f, side) for _, f in points] for side in ("low", "high"))
        axes.fill_between(x, low, high, color=colour, alpha=0.2, linewidth=0)


def _bars(
    axes: "Axes", found: Sequence[Figure | None], which: tuple[int, int], colour: str
) -> "BarContainer":
    """One bar an author, with its interval; `which` of how many models."""
    i, n = which
    height = 0.8 / n
    points = [(y, figure) for y, figure in enumerate(found) if figure is not None]
    values = [100 * f.value for _, f in points]
    errors = (
        [max(0.0, 100 * (f.value - f.low)) for _, f in points],
        [max(0.0, 100 * (f.high - f.value)) for _, f in points],
    )
    places = [y - 0.4 + (i + 0.5) * height for y, _ in points]
    style = {"ecolor": GREY, "elinewidth": 1}
    return axes.barh(places, values, height, xerr=errors, color=colour, error_kw=style)


def panels(n: int, height: float) -> tuple["Drawing", list["Axes"]]:
    """`n` pictures side by side, inches; without matplotlib BeamcoderError says what is missing."""
    try:
        os.environ.setdefault("MPLBACKEND", "Agg")
        from matplotlib.figure import Figure as Drawing
    except ImportError as exc:
        raise BeamcoderError("pictures need matplotlib: pip install 'beamcoder[train]'") from exc
    drawing = Drawing(figsize=(4.6 * n, height), layout="constrained")
    panels = list(drawing.subplots(1, n, squeeze=False)[0])
    for axes in panels:
        axes.set_facecolor("none")
        axes.tick_params(colors=GREY)
        for part in (axes.xaxis.label, axes.yaxis.label, axes.title):
            part.set_color(GREY)
        for spine in axes.spines.values():
            spine.set_color(GREY)
        axes.grid(color=GREY, alpha=0.25, linewidth=0.6)
    return drawing, panels


def legend(drawing: "Drawing", axes: "Axes") -> None:
    """Below the panels, so that it covers nothing."""
    handles, labels = axes.get_legend_handles_labels()
    drawing.legend(
        handles,
        labels,
        loc="outside lower center",
        ncols=len(labels),
        frameon=False,
        labelcolor=GREY,
        fontsize=8,
    )


def save(drawing: "Drawing", path: Path) -> None:
    make_folder(path.parent)
    with writing(path):
        drawing.savefig(path, dpi=DPI, transparent=True, metadata={"Software": None})
