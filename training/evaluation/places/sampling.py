"""Sample of files and cursors, by a fixed seed.

Files come in an order of which every beginning is a fair sample, each author in proportion: a run
that is cut short by the clock is a smaller sample, not a crooked one. Places are shared out in
proportion to a file's size, so that every token counts the same.
"""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from beamcoder.training.evaluation.places.program import CodeLine, Program
from beamcoder.training.evaluation.places.template import Templates, body_mask

MIN_LINE_TOKENS: Final = 3
# For `positions` in a file of mean size, how many lines are completed and replayed: a line
# costs six times what a token costs, a replayed line a line for each of its characters.
LINE_SHARE: Final = 1 / 10
REPLAY_SHARE: Final = 1 / 12


@dataclass(frozen=True, slots=True)
class EvaluationCase:
    """A program and the places in it to ask: token indices and lines, in the file's order.

    `random_tokens` has a token for each of `lines`, not its first one. `body` is over tokens.
    `further` are other lines, each with such a token, which only the calibration of lines asks.
    """

    program: Program
    body: tuple[bool, ...]
    tokens: tuple[int, ...]
    lines: tuple[CodeLine, ...]
    random_tokens: tuple[int, ...]
    replayed: tuple[CodeLine, ...]
    further: tuple[tuple[CodeLine, int], ...] = ()


def choose(programs: Sequence[Program], n_files: int, seed: int) -> list[Program]:
    """The first `n_files` of the fair order."""
    rng = np.random.default_rng([seed, len(programs)])
    by_author: defaultdict[str, list[Program]] = defaultdict(list)
    for program in programs:
        by_author[program.author].append(program)
    keyed = []
    for author in sorted(by_author):
        mine = by_author[author]
        shift = rng.random()
        for rank, i in enumerate(rng.permutation(len(mine))):
            keyed.append(((rank + shift) / len(mine), mine[int(i)]))
    keyed.sort(key=lambda pair: pair[0])
    return [program for _, program in keyed[:n_files]]


def plan(
    programs: Sequence[Program], templates: Templates, n_positions: int, seed: int, n_lines: int = 0
) -> list[EvaluationCase]:
    """A case for each program; in one of mean size, `n_positions` tokens and `n_lines` further
    lines are completed. The others are the same for every `n_lines`."""
    n_wanted = n_positions * len(programs)
    n_long = sum(len(long_lines(program)) for program in programs)
    rates = Rates(
        tokens=n_wanted / sum(len(program.tokens) for program in programs),
        lines=n_wanted * LINE_SHARE / max(1, n_long),
        replayed=n_wanted * REPLAY_SHARE / sum(len(program.lines) for program in programs),
        further=n_lines * len(programs) / max(1, n_long),
    )
    return [_case(program, templates[program.author], rates, seed) for program in programs]


@dataclass(frozen=True, slots=True)
class Rates:
    """How many of a program's tokens, long lines and lines are completed, and how many further long
    lines."""

    tokens: float
    lines: float
    replayed: float
    further: float


def long_lines(program: Program) -> list[CodeLine]:
    return [line for line in program.lines if len(line) >= MIN_LINE_TOKENS]


def _case(program: Program, template: frozenset[str], rates: Rates, seed: int) -> EvaluationCase:
    rng = np.random.default_rng([seed, zlib.crc32(program.id.encode())])
    tokens = _pick(len(program.tokens), rates.tokens, rng)
    long = long_lines(program)
    lines = [long[i] for i in _pick(len(long), rates.lines, rng)]
    random_tokens = [int(rng.integers(line.first + 1, line.stop)) for line in lines]
    n_lines = len(program.lines)
    first = int(rng.integers(n_lines))
    n_replayed = min(_whole(rates.replayed * n_lines, rng), n_lines)
    block = sorted((first + i) % n_lines for i in range(n_replayed))
    return EvaluationCase(
        program=program,
        body=tuple(body_mask(program, template)),
        tokens=tuple(tokens),
        lines=tuple(lines),
        random_tokens=tuple(random_tokens),
        replayed=tuple(program.lines[i] for i in block),
        further=tuple(_further([line for line in long if line not in lines], rates.further, rng)),
    )


def _further(
    left: Sequence[CodeLine], rate: float, rng: np.random.Generator
) -> Iterator[tuple[CodeLine, int]]:
    """Of the long lines that are left, each with one of its tokens but the first."""
    for i in _pick(len(left), rate, rng):
        yield left[i], int(rng.integers(left[i].first + 1, left[i].stop))


def _whole(mean: float, rng: np.random.Generator) -> int:
    """A whole number next to `mean`, and `mean` on average."""
    return int(mean + rng.random())


def _pick(n: int, rate: float, rng: np.random.Generator) -> list[int]:
    """Different indices below `n`, in order, each with the probability `rate`."""
    n_wanted = _whole(rate * n, rng)
    return sorted(int(i) for i in rng.permutation(n)[:n_wanted])
