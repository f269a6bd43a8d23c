"""Writer of docs/quality.md and its pictures from saved results.

    python -m beamcoder.training.evaluation.page.quality ours.json --sections FOLDER

The result is what `beamcoder evaluate --baselines CORPUS --out ours.json` has written; those of the
baselines are found next to it (`ours.ngram.json`, ...), further ones may follow it. Nothing
is measured here. `--sections` names a folder of tables that other measurements made, one
JSON file each: {"title", "intro", "columns", "rows", "notes"}, see `sections` for their form.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from beamcoder.errors import exit_code_of
from beamcoder.files import make_folder, write_text
from beamcoder.markdown import Section, document, markdown_table, picture, read_sections
from beamcoder.training.evaluation.baselines.catalogue import KEYS
from beamcoder.training.evaluation.measure import WORKSPACE, sibling
from beamcoder.training.evaluation.page.goals import goal_rows, with_workspace
from beamcoder.training.evaluation.page.pictures import by_author, draw
from beamcoder.training.evaluation.results.comparison import ComparisonTable, written
from beamcoder.training.evaluation.results.report import Result

PAGE: Final = Path("docs/quality.md")
PICTURES: Final = "pictures"  # next to the page
HEAD: Final = """\
# Quality

{model}, {parameters:,} parameters, measured in {n_files} of {n_found} files of authors whose code \
it has never seen. Square brackets hold 95 % bootstrap intervals over files. This page is written \
by a command ([at its end](#again)) from results that were saved: edit those, not the page."""
GOALS: Final = """\
## Goals

Left context only unless said otherwise. *Body* leaves out what stands before the first statement \
of the solving method, and every line that stands in 5 % or more of its author's files. What is \
missed stays here, with its distance. Last, the same with the author's other files but those of \
the same problem in an open workspace; a goal is judged without."""
GOAL_COLUMNS: Final = ("goal", "bound", "measured", "", "with a workspace")
BASELINES: Final = """\
## Against the baselines

The same files, the same places, the same definitions. Below the figure of each baseline stands by \
how much our model is ahead, paired by file; * marks what leaves out 0. *6-gram*: counts of the \
same training files, interpolated after Jelinek and Mercer, over tokens and the beginnings of \
lines, that it may see what our model sees. *+ file*: with a cache of the open file. *+ author*: \
also nested in all other files of the same author but those of the same problem, which our model \
does not have here. *gru-512*: a recurrent language model over the same sub-word pieces. \
*Recency*: names of the buffer, the last used first."""
WITH_FILES: Final = """\
## With the author's other files

Our model with an open workspace: the author's other files but those of the same problem, as the \
nested 6-gram has them. It stands first here, the differences are its own."""
PICTURE_TEXTS: Final = {
    "reliability.png": (
        "Calibration",
        "First items of both lists in 15 bins of equal mass: what was shown against what was "
        "right. On the dotted line, probabilities are what they say.",
    ),
    "position.png": (
        "Along the file",
        "Accuracy of the next token by the number of tokens before the cursor; each stretch is as "
        "long as all before it. The band is the interval of our model.",
    ),
    "keystrokes.png": ("By author", "Keystrokes saved of each author's text."),
}
OF_AUTHORS: Final = {
    "next_token.left.all.accuracy@1": "accuracy@1, %",
    "next_token.left.body.accuracy@1": "body, %",
    "next_token.left.identifiers.accuracy@1": "identifiers, %",
    "line.start.left.all.exact": "line, exact, %",
    "keystrokes_saved.left.all": "keystrokes saved, %",
    "keystrokes_saved.left.body": "in the body, %",
}
AGAIN: Final = """\
## Again

    beamcoder evaluate {paths} --baselines CORPUS --gru GRU --right --workspace --workers 2 \\
        --files {n_files} --positions {n_positions} --lines {n_lines} --seed {seed} \\
        --minutes 10 \\
        --out runs/quality/ours.json
    python -m beamcoder.training.evaluation.page.quality runs/quality/ours.json \\
        --sections runs/quality/sections --out docs/quality.md

The first command takes `--resume` if it was stopped. What each figure means stands in the modules \
of `training/evaluation/`."""


def page(board: ComparisonTable, pictures: Sequence[str], sections: Sequence[Section]) -> str:
    """The whole page; `pictures` are the names of those that were drawn."""
    ours = board.results[0]
    head = HEAD.format(
        model=ours.model["name"],
        parameters=ours.model["parameters"],
        n_files=board.n_files,
        n_found=ours.settings["n_files_found"],
    )
    goals = markdown_table(GOAL_COLUMNS, list(goal_rows(board)))
    settings = {"n_lines": 0} | ours.settings | {"paths": " ".join(ours.settings["paths"])}
    again = AGAIN.format(**settings)
    parts = [head, GOALS, goals, BASELINES, board.markdown()]
    fair = with_workspace(board)
    parts += [WITH_FILES, fair.markdown()] if fair else []
    parts += _pictured(board, pictures)
    parts += [section.markdown() for section in sections]
    return document([*parts, again])


def _pictured(board: ComparisonTable, pictures: Sequence[str]) -> Iterator[str]:
    for name, (title, text) in PICTURE_TEXTS.items():
        if name in pictures:
            yield f"## {title}\n\n{text}\n\n{picture(title, f'{PICTURES}/{name}')}"
        if name == "keystrokes.png":
            yield _author_table(board)


def _author_table(board: ComparisonTable) -> str:
    """The first model's figures for each author."""
    ours = board.results[0]
    rows = []
    for author, found in by_author(ours.files, ours.settings["seed"]).items():
        n_files = sum(file.split("/")[0] == author for file in ours.files)
        cells = [written(m, found[m]) if m in found else None for m in OF_AUTHORS]
        rows.append([author, n_files, *cells])
    return markdown_table(["author", "files", *OF_AUTHORS.values()], rows)


def read_results(paths: Sequence[Path]) -> list[Result]:
    """The first result, those of the baselines next to it, then the others. InputError."""
    first, *others = paths
    siblings = [path for key in (WORKSPACE, *KEYS) if (path := sibling(first, key)).exists()]
    return [Result.load(path) for path in dict.fromkeys([first, *siblings, *others])]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0, or the exit code of what went wrong."""
    parser = argparse.ArgumentParser(prog="quality", description="write the page of figures")
    add = parser.add_argument
    add("results", nargs="+", type=Path, metavar="RESULT", help="of our model, then others")
    add("--sections", type=Path, metavar="DIR", help="a folder of further tables")
    add("--out", type=Path, default=PAGE, metavar="FILE", help="pictures go to a folder next to it")
    args = parser.parse_args(arguments)
    return exit_code_of("quality", lambda: run(args))


def run(args: argparse.Namespace) -> None:
    board = ComparisonTable.of(read_results(args.results))
    sections = read_sections(args.sections) if args.sections else []
    make_folder(args.out.parent)
    drawn = draw(board, args.out.parent / PICTURES)
    write_text(args.out, page(board, [path.name for path in drawn], sections))


if __name__ == "__main__":
    sys.exit(main())
