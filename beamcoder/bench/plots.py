"""Plots of docs/performance.md: latency by file length, clients and beams."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from beamcoder.training.evaluation.page.pictures import COLOURS, legend, panels, save

NAMES: Final = ("cost-length.png", "cost-clients.png", "cost-beams.png")
QUANTILES: Final = ("p50", "p90", "p99")


def draw(found: dict[str, Any], folder: Path) -> list[Path]:
    """Write the three pictures; BeamcoderError without matplotlib, or if that fails."""
    lengths = [(f"{way}, p50", way, "p50") for way in ("list", "ghost")]
    lengths += [(f"{way}, p90", way, "p90") for way in ("list", "ghost")]
    of_length = {
        label: [each[way][quantile] for each in found["lengths"]]
        for label, way, quantile in lengths
    }
    pictures = (
        ("lines of the file", [each["lines"] for each in found["lengths"]], of_length),
        ("clients", [each["clients"] for each in found["clients"]], curves(found["clients"])),
        ("beams", [each["width"] for each in found["widths"]], curves(found["widths"])),
    )
    for name, (label, x, lines) in zip(NAMES, pictures, strict=True):
        picture(folder / name, label, x, lines)
    return [folder / name for name in NAMES]


def curves(rows: Sequence[dict[str, Any]]) -> dict[str, list[float]]:
    return {quantile: [row[quantile] for row in rows] for quantile in QUANTILES}


def picture(path: Path, label: str, x: Sequence[int], lines: dict[str, list[float]]) -> None:
    """One panel, with a logarithmic axis of what grows."""
    drawing, (axes,) = panels(1, 3.6)
    for colour, (name, values) in zip(COLOURS, lines.items(), strict=False):
        axes.plot(x, values, color=colour, marker="o", markersize=4, label=name)
    axes.set_xscale("log")
    axes.set_xticks(x, [f"{each:,}" for each in x])
    axes.minorticks_off()
    axes.set(xlabel=label, ylabel="milliseconds a key", ylim=(0, None))
    legend(drawing, axes)
    save(drawing, path)
