"""Runner of an evaluation: every place of every case, in one process or two."""

import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

from beamcoder.progress import ProgressBar
from beamcoder.training.evaluation.metrics.blocks import ask_blocks
from beamcoder.training.evaluation.metrics.line import ask_further, ask_lines
from beamcoder.training.evaluation.metrics.next_token import ask_tokens
from beamcoder.training.evaluation.metrics.query import (
    CompletionEngine,
    QueryContext,
    with_author_of,
)
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.replay import replay
from beamcoder.training.evaluation.metrics.typing_in_editor import type_in_editor
from beamcoder.training.evaluation.places.sampling import EvaluationCase

Opener = Callable[[], CompletionEngine]

_engines: list[CompletionEngine] = []  # of this worker process, one


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """`minutes` bounds the asking; what is then left out is fair, see `sampling`. `n_lines` are the
    further lines a file, for calibration alone."""

    seed: int = 0
    n_files: int = 150
    n_positions: int = 40
    minutes: float = 10.0
    with_right: bool = False
    n_workers: int = 1
    n_lines: int = 0
    with_blocks: bool = False


def examine(
    engine: CompletionEngine, case: EvaluationCase, with_right: bool, *, with_blocks: bool = False
) -> FileCounts:
    """All metrics of one file; of blocks alone, if they are wanted."""
    engine = with_author_of(engine, case.program)
    record = FileCounts(case.program.id)
    if with_blocks:
        ask_blocks(engine, case, record)
        return record.plain()
    for context in QueryContext if with_right else (QueryContext.LEFT,):
        ask_tokens(engine, case, context, record)
        ask_lines(engine, case, context, record)
    ask_further(engine, case, record)
    replay(engine, case, record)
    type_in_editor(engine, case, record)
    return record.plain()


def examine_all(
    open_engine: Opener, cases: Sequence[EvaluationCase], settings: RunnerSettings
) -> list[FileCounts]:
    """The records of the cases that there was time for, sorted by file.

    With more than one worker `open_engine` must survive pickling, and should have been tried: a
    pool starts a worker that cannot open it again and again.
    """
    records = []
    deadline = time.monotonic() + 60 * settings.minutes
    with ProgressBar(len(cases), "files") as bar:
        for record in _records(open_engine, cases, settings):
            records.append(record)
            bar.advance()
            if time.monotonic() > deadline:
                break
    return sorted(records, key=lambda record: record.id)


def _records(
    open_engine: Opener, cases: Sequence[EvaluationCase], settings: RunnerSettings
) -> Iterator[FileCounts]:
    if settings.n_workers == 1:
        engine = open_engine()
        with_blocks = settings.with_blocks
        for case in cases:
            yield examine(engine, case, settings.with_right, with_blocks=with_blocks)
        return
    context = get_context("spawn")  # a runtime with threads does not survive a fork
    with context.Pool(settings.n_workers, _open_here, (open_engine,)) as pool:
        with_right, with_blocks = settings.with_right, settings.with_blocks
        job = partial(_examine_here, with_right=with_right, with_blocks=with_blocks)
        yield from pool.imap_unordered(job, cases)


def _open_here(open_engine: Opener) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    _engines.append(open_engine())


def _examine_here(case: EvaluationCase, *, with_right: bool, with_blocks: bool) -> FileCounts:
    return examine(_engines[0], case, with_right, with_blocks=with_blocks)
