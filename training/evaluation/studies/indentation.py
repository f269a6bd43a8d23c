"""Indentation of blanked lines of real files: how many items would stand wrong.

    python -m beamcoder.training.evaluation.studies.indentation FOLDER...
    python -m beamcoder.training.evaluation.studies.indentation FOLDER... --lines 1000 --show

A line of code is emptied, and what stood on it is offered again: where would it begin? Places that
say nothing are left out: a line that begins inside a comment or a text block, and one that goes on
with what begins above, whose depth is its author's choice (these are counted apart). The lines are
drawn by turns from the folders, the same ones for the same seed. No model is needed.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beamcoder.errors import InputError, exit_code_of
from beamcoder.tokenizer.layout import indent_width
from beamcoder.tokenizer.lexer import Mode
from beamcoder.tokenizer.live.buffer import Buffer
from beamcoder.tokenizer.live.cut import Cutter, goes_on
from beamcoder.tokenizer.live.indentation_habits import STYLE_LINES
from beamcoder.tokenizer.live.indenter import indentation_at

LINES: Final = 1000
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class BlankedLine:
    """A line of a file (from 1), how deep it stands, and how deep it would have been put."""

    path: Path
    line: int
    text: str
    blanks: str
    offered: str
    is_sure: bool

    @property
    def is_wrong(self) -> bool:
        return self.blanks != self.offered


def blanked_lines(path: Path) -> Iterator[BlankedLine]:
    """Every line of code of a file, blanked."""
    text = path.read_text(encoding="utf-8", errors="replace")
    buffer = Buffer(Cutter())
    buffer.follow(text)
    buffer.settle(buffer.live.n_lines)
    lines = list(buffer.live.lines)
    starts = [buffer.live.starts[i] for i in range(len(lines))]
    for at, line in enumerate(lines):
        state = buffer.before(at).lexer
        is_code = state.mode is Mode.CODE and not goes_on(state) and buffer.cut(at).tokens
        if is_code:
            code = line.strip()
            rest = line[len(line.rstrip("\r\n")) :]
            shown = text[: starts[at]] + rest + text[starts[at] + len(line) :]
            buffer.follow(shown)
            buffer.settle(min(at + STYLE_LINES, buffer.live.n_lines))
            found = indentation_at(buffer, at)
            blanks = line[: len(line) - len(line.lstrip(" \t"))]
            yield BlankedLine(path, at + 1, code, blanks, found.of(code), found.is_sure)
            buffer.follow(text)
            buffer.settle(buffer.live.n_lines)


def java_files(folders: Sequence[Path], rng: random.Random) -> Iterator[Path]:
    """The Java files, one of each folder in turn. InputError if there is none."""
    lists = [sorted(folder.rglob("*.java")) for folder in folders]
    if not any(lists):
        raise InputError(f"no Java files in {', '.join(map(str, folders))}")
    for files in lists:
        rng.shuffle(files)
    for turn in range(max(map(len, lists))):
        yield from (files[turn] for files in lists if turn < len(files))


def drawn(folders: Sequence[Path], n_lines: int, seed: int = SEED) -> list[BlankedLine]:
    """About so many lines, as many of each file."""
    rng = random.Random(seed)
    files = list(java_files(folders, rng))
    n_each = max(1, -(-n_lines // len(files)))
    found: list[BlankedLine] = []
    for path in files:
        lines = list(blanked_lines(path))
        found += rng.sample(lines, min(n_each, len(lines)))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(prog="indentation", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--lines", type=int, default=LINES, help="lines to blank (default 1000)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--show", action="store_true", help="print each line that stands wrong")
    args = parser.parse_args()
    return exit_code_of("indentation", lambda: report(args))


def report(args: argparse.Namespace) -> None:
    lines = drawn(args.folders, args.lines, args.seed)
    sure = [line for line in lines if line.is_sure]
    wrong = [line for line in sure if line.is_wrong]
    rest = [line for line in lines if not line.is_sure]
    if args.show:
        for each in wrong:
            print(f"{each.path}:{each.line}: {each.blanks!r}, not {each.offered!r}: {each.text}")
    n_as_deep = sum(indent_width(line.blanks) == indent_width(line.offered) for line in wrong)
    share = f"{len(wrong)} of {len(sure)} lines stand wrong ({len(wrong) / max(1, len(sure)):.2%})"
    print(f"{share}, {n_as_deep} of them as deep, by other blanks")
    n_other = sum(line.is_wrong for line in rest)
    print(f"{len(rest)} lines go on with what begins above, {n_other} of them by other blanks")


if __name__ == "__main__":
    sys.exit(main())
