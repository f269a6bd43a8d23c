"""Proposals at twelve cursors of the contest solution of the demo of 2017.

    python -m beamcoder.training.evaluation.studies.demo
    python -m beamcoder.training.evaluation.studies.demo --model runs/small --cursors mine.toml

A file of cursors has `rank` (how high is high enough), `mark` (the sign of the cursor), and
for each `[[cursor]]` a `name`, a `text`, the `list` that is looked at ("tokens" or "lines") and
what is `expected`, one of which is enough.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beamcoder.arguments import add_model_arguments
from beamcoder.errors import InputError, exit_code_of
from beamcoder.model.proposal import Item, Request
from beamcoder.tokenizer.lexer import lexical
from beamcoder.training.evaluation.metrics.query import CompletionEngine

CURSORS: Final = Path(__file__).resolve().parents[3] / "tests" / "e2e" / "demo_2017.toml"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place, and what one would wish for there."""

    name: str
    text: str
    offset: int
    of_lines: bool
    expected: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """`shown` are the first items; `right` says which of them were expected."""

    cursor: Cursor
    shown: tuple[Item, ...]
    right: tuple[bool, ...]

    @property
    def is_passed(self) -> bool:
        return any(self.right)

    @property
    def is_first(self) -> bool:
        return self.right[:1] == (True,)


def read_cursors(path: Path = CURSORS) -> list[Cursor]:
    """InputError if the file is missing or is not of this form."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return [_cursor(row, data["mark"], data["rank"]) for row in data["cursor"]]
    except OSError as exc:
        raise InputError(f"cannot read {path}: {exc.strerror}") from exc
    except (KeyError, TypeError, ValueError) as exc:
        raise InputError(f"{path} is no file of cursors: {exc}") from exc


def _cursor(row: dict[str, object], mark: str, rank: int) -> Cursor:
    before, found, after = str(row["text"]).partition(mark)
    if not found or row["list"] not in ("tokens", "lines"):
        raise ValueError(f"{row['name']!r} needs a {mark} in its text and a list")
    expected = row["expected"]
    assert isinstance(expected, list)
    of_lines = row["list"] == "lines"
    return Cursor(str(row["name"]), before + after, len(before), of_lines, tuple(expected), rank)


def judge(engine: CompletionEngine, cursor: Cursor) -> DemoOutcome:
    """Ask at one cursor, as an editor would: for both lists."""
    answer = engine.complete(Request(cursor.text, cursor.offset), engine.new_session())
    shown = (answer.lines if cursor.of_lines else answer.tokens)[: cursor.rank]
    wanted = {_spelling(text) for text in cursor.expected}
    right = tuple(_spelling(_inserted(cursor, item)) in wanted for item in shown)
    return DemoOutcome(cursor, shown, right)


def _inserted(cursor: Cursor, item: Item) -> str:
    """What the item adds after the cursor, if it leaves what was typed as it is."""
    typed = cursor.text[cursor.offset - item.replace : cursor.offset]
    return item.text.removeprefix(typed) if item.text.startswith(typed) else item.text


def _spelling(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in lexical(text))


def table(outcomes: Sequence[DemoOutcome]) -> Iterator[str]:
    """A line a cursor, and how many were passed, and by their first item."""
    for outcome in outcomes:
        cursor = outcome.cursor
        shown = "   ".join(f"{item.text} {100 * item.probability:.0f} %" for item in outcome.shown)
        verdict = "first" if outcome.is_first else "yes" if outcome.is_passed else "NO"
        yield f"{verdict:<5}  {cursor.name:<32}  {shown or 'nothing'}"
        if not outcome.is_passed:
            yield f"       {'':<32}  expected: {' or '.join(cursor.expected)}"
    n_passed = sum(outcome.is_passed for outcome in outcomes)
    n_first = sum(outcome.is_first for outcome in outcomes)
    yield f"{n_passed} of {len(outcomes)} cursors, {n_first} of them with the first item"


def judge_all(engine: CompletionEngine, cursors: Iterable[Cursor]) -> list[DemoOutcome]:
    return [judge(engine, cursor) for cursor in cursors]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.evaluation.studies.demo")
    add_model_arguments(parser)
    parser.add_argument("--cursors", type=Path, metavar="FILE", default=CURSORS)
    args = parser.parse_args(arguments)
    return exit_code_of("demo", lambda: run(args))


def run(args: argparse.Namespace) -> None:
    from beamcoder.model.completer import Completer

    cursors = read_cursors(args.cursors)
    print("\n".join(table(judge_all(Completer.open(args.model, args.device), cursors))))


if __name__ == "__main__":
    sys.exit(main())
