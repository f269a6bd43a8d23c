"""MODEL_CARD.md from the corpus manifest, the checkpoint and an evaluation.

    python -m beamcoder.training.export.card --manifest corpus/full/manifest.json \\
        --checkpoint runs/default/checkpoint-0001234 --figures test.json --name NAME > card.md
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from beamcoder.errors import UsageError, exit_code_of

Json = Mapping[str, Any]

INTRODUCTION = """# {name}

Beamcoder's model for Java written against the clock: an encoder-decoder Transformer with
{parameters:,} parameters over {n_pieces:,} pieces, {depth} decoder layers of width {width},
trained on public solutions of programming contests. It proposes the next token and the rest of
the line. Weights are stored in eight bits.

## What it is for, and what not

Completing Java in programming contests and exercises: reading input, loops, arrays, collections,
printing. It knows little of frameworks, build tools, databases or user interfaces. It suggests
what is likely, not what is correct: a suggested line that parses can be wrong. It may reproduce
short lines that many contestants write alike; near copies were removed before training. Comments
are not read, and nothing is offered in comments and strings.
"""

TRAINING = """
## Training

Recipe (`recipe.json` of the run, of the last one where several went on from one another), in
short: {optimiser} at {lr}, warm-up and linear decay to zero over the last {decay:.0%}, seed {seed},
{precision}. Pieces seen: {pieces:,} in {steps:,} steps and {minutes:.0f} minutes of training.
Styles: {styles}. In {after:.0%} of the steps the encoder read the text after a hole, in
{statement:.0%} the problem statement.
"""

MEAN = """
The weights are the mean of {n} checkpoints on the way (share at pieces seen): {shares}.
"""

FIGURES = """
## Figures

On {n_files} files of authors of whom nothing was trained or tuned on ({authors}),
sampled by seed {seed}, with 95 % bootstrap intervals over files. What each figure means stands
in the modules of `training/evaluation/`. "left": nothing but the text before the cursor.

| figure | value | 95 % interval | n |
|---|---:|---:|---:|
"""

SOURCES = """
## Sources

Files of the style {styles} kept after cleaning and de-duplication, of {n_sources} public
repositories; the training run saw most of those on the side "train". Where the licence column
says none, the repository states no licence: to train on licensed code alone, build the
corpus with `--licensed-only`. No text of these sources is distributed with the model.

| repository | licence | side | files |
|---|---|---|---:|
"""


def render(name: str, manifest: Json, checkpoint: Json, figures: Json, parameters: int) -> str:
    """The card's text."""
    return "".join(
        (
            _introduction(name, checkpoint, parameters),
            _training(checkpoint),
            _figures(figures, manifest),
            _sources(manifest, checkpoint["recipe"]["data"]["styles"]),
        )
    )


def _introduction(name: str, checkpoint: Json, parameters: int) -> str:
    from beamcoder.model.network.config import ModelConfig

    config = ModelConfig(**checkpoint["model"])
    sizes = {"n_pieces": config.n_pieces, "depth": config.depth, "width": config.width}
    return INTRODUCTION.format(name=name, parameters=parameters, **sizes)


def _training(checkpoint: Json) -> str:
    recipe, progress = checkpoint["recipe"], checkpoint["progress"]
    optimiser, run, data = recipe["optimiser"], recipe["run"], recipe["data"]
    return TRAINING.format(
        optimiser={"muon": "Muon", "adamw": "AdamW"}[optimiser["name"]],
        lr=optimiser["lr"],
        decay=optimiser["decay_share"],
        seed=run["seed"],
        precision=f"precision {run['precision']}",
        pieces=progress["pieces"],
        steps=progress["step"],
        minutes=progress["seconds"] / 60,
        styles=", ".join(data["styles"]),
        after=data["after_share"],
        statement=data["statement_share"],
    ) + _mean(checkpoint.get("parts", []))


def _mean(parts: list[Json]) -> str:
    """What a mean of checkpoints is made of; nothing where the weights are those of one."""
    if not parts:
        return ""
    shares = ", ".join(f"{part['share']:g} at {part['pieces'] / 1e6:.1f} million" for part in parts)
    return MEAN.format(n=len(parts), shares=shares)


def _figures(figures: Json, manifest: Json) -> str:
    settings, metrics = figures["settings"], figures["metrics"]
    text = FIGURES.format(
        n_files=settings["n_files_asked"],
        authors=", ".join(manifest["splits"]["test"]),
        seed=settings["seed"],
    )
    rows = (f"| {name} | {_number(name, m)} | {m['n']} |\n" for name, m in metrics.items())
    return text + "".join(rows)


def _number(name: str, metric: Json) -> str:
    """Value and interval; shares in per cent."""
    is_plain = any(part in name for part in ("mrr", "bits", "ece", "floor", "wrong"))
    value, low, high = (metric[key] for key in ("value", "low", "high"))
    if value is None:
        return "none | "
    if is_plain:
        return f"{value:.3f} | {low:.3f} to {high:.3f}"
    return f"{value:.1%} | {low:.1%} to {high:.1%}"


def _sources(manifest: Json, styles: Sequence[str]) -> str:
    """The repositories that have files of these styles."""
    rows = []
    for source in manifest["sources"]:
        n_files = sum(n for style, n in source["kept"].items() if style in styles)
        if n_files:
            sides = ", ".join(source["splits"])
            row = f"| {source['repository']} | {source['licence']} | {sides} | {n_files:,} |\n"
            rows.append(row)
    statements = ", ".join(sorted(manifest["statement_sources"]))
    tail = f"\nProblem statements come from {statements}.\n" if statements else ""
    return SOURCES.format(n_sources=len(rows), styles=", ".join(styles)) + "".join(rows) + tail


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise UsageError(f"{path} cannot be read: {exc}") from exc


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.export.card")
    parser.add_argument("--manifest", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--figures", type=Path, required=True)
    parser.add_argument("--name", required=True)
    args = parser.parse_args()
    return exit_code_of("card", lambda: run(args))


def run(args: argparse.Namespace) -> None:
    figures = _read(args.figures)
    parts = _read(args.manifest), _read(args.checkpoint / "config.json"), figures
    print(render(args.name, *parts, figures["model"]["parameters"]), end="")


if __name__ == "__main__":
    sys.exit(main())
