"""Line metric: the rest of a line, from its first token and from a random one.

A line is right when its lexical tokens are: spacing and comments do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from beamcoder.model.decoding.calibration import LINE_TRAITS, line_traits
from beamcoder.model.proposal import Item
from beamcoder.training.evaluation.metrics.parses import ParseCheck
from beamcoder.training.evaluation.metrics.query import (
    CompletionEngine,
    QueryContext,
    QueryPlace,
    spelled,
)
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.similarity import edit_similarity
from beamcoder.training.evaluation.places.sampling import EvaluationCase

SHOWN: Final = 5  # lines that a list shows


@dataclass(frozen=True, slots=True)
class LineOutcome:
    """What came of one question: `rank` of the right line, if it was shown."""

    rank: int | None
    similarity: float
    n_shown: int
    n_parsing: int


def ask_lines(
    engine: CompletionEngine, case: EvaluationCase, context: QueryContext, record: FileCounts
) -> None:
    """Every sampled line of a case, twice."""
    session = engine.new_session()
    for line, random_token in zip(case.lines, case.random_tokens, strict=True):
        for start, index in (("start", line.first), ("random", random_token)):
            place = QueryPlace(case.program, line, index)
            outcome = _ask(engine, place, context, session, record)
            scopes = ("all", "body") if case.body[index] else ("all",)
            for scope in scopes:
                _count(record, f"line.{start}.{context}.{scope}", outcome)
            if outcome.n_shown:
                record.add(f"parses.{context}", outcome.n_parsing, outcome.n_shown)


def ask_further(engine: CompletionEngine, case: EvaluationCase, record: FileCounts) -> None:
    """The further lines of a case, twice each: how likely they were, and whether they are right."""
    session = engine.new_session()
    for line, random_token in case.further:
        for index in (line.first, random_token):
            place = QueryPlace(case.program, line, index)
            request = place.request(QueryContext.LEFT, lines=True)
            items = engine.complete(request, session).lines[:SHOWN]
            _show(
                record, place, items, _rank(place, [spelled(place.line_before, i) for i in items])
            )


def _ask(
    engine: CompletionEngine,
    place: QueryPlace,
    context: QueryContext,
    session: Any,
    record: FileCounts,
) -> LineOutcome:
    request = place.request(context, lines=True)
    items = engine.complete(request, session).lines[:SHOWN]
    true = place.program.spelling(place.line)
    shown = [spelled(place.line_before, item) for item in items]
    rank = _rank(place, shown)
    if context is QueryContext.LEFT:
        _show(record, place, items, rank)
    check = ParseCheck(request) if items else None
    return LineOutcome(
        rank=rank,
        similarity=_similarity(place, true, shown),
        n_shown=len(items),
        n_parsing=sum(_parses(check, item) for item in items),
    )


def _rank(place: QueryPlace, shown: Sequence[list[str]]) -> int | None:
    true = place.program.spelling(place.line)
    return next((rank for rank, tokens in enumerate(shown, 1) if tokens == true), None)


def _show(record: FileCounts, place: QueryPlace, items: Sequence[Item], rank: int | None) -> None:
    """The items with what was known of them, for calibration."""
    for at, item in enumerate(items, 1):
        kind = "lines" if at == 1 else "lines_below"
        known = line_traits(item.text, place.index, place.index - place.line.first)
        traits = {name: known[name] for name in LINE_TRAITS}
        record.show(kind, item.probability, rank == at, traits)


def _parses(check: ParseCheck | None, item: Item) -> bool:
    return check is not None and check.parses(item)


def _similarity(place: QueryPlace, true: list[str], shown: Sequence[list[str]]) -> float:
    """Of the first line shown to the true one, from the cursor on; 0 where none is shown."""
    n_before = place.index - place.line.first
    if not shown:
        return 0.0
    return edit_similarity(" ".join(shown[0][n_before:]), " ".join(true[n_before:]))


def _count(record: FileCounts, name: str, outcome: LineOutcome) -> None:
    record.add(f"{name}.exact", outcome.rank == 1)
    record.add(f"{name}.exact@5", outcome.rank is not None)
    record.add(f"{name}.edit_similarity", outcome.similarity)
    record.add(f"{name}.shown", outcome.n_shown > 0)
