"""Next-token metric: rank of the true token, with nothing typed or some characters.

Walks forward through a file in one session, as a user typing would. `typed` requests the same
places again where an identifier of three characters or more comes, after 1 and 2 of them.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from beamcoder.tokenizer.token import TokenKind
from beamcoder.training.evaluation.metrics.query import (
    LIST_LENGTH,
    CompletionEngine,
    QueryContext,
    QueryPlace,
    rank_of,
)
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.scoring import scorer
from beamcoder.training.evaluation.places.sampling import EvaluationCase

N_TYPED: Final = (0, 1, 2)  # characters
FIRST_STRETCH: Final = 32  # tokens; each further stretch of a file is as long as all before it
SHOWN: Final = 5  # items that a list shows without scrolling
MIN_PROBABILITY: Final = 1e-12  # of an item whose probability has been rounded to nothing


def ask_tokens(
    engine: CompletionEngine, case: EvaluationCase, context: QueryContext, record: FileCounts
) -> None:
    """Every sampled token of a case."""
    session = engine.new_session()
    for place in _places(case):
        rank = _ask_token(engine, case, place, (context, session), record)
        token = place.token
        if token.kind is TokenKind.IDENTIFIER and len(token.text) > max(N_TYPED):
            _count_typed(record, f"typed.{context}.0", rank)
            for n_typed in N_TYPED[1:]:
                typed = replace(place, n_typed=n_typed)
                items = engine.complete(typed.request(context, lines=False), session).tokens
                rank = rank_of(token.text, typed.typed, items)
                _count_typed(record, f"typed.{context}.{n_typed}", rank)


def _ask_token(
    engine: CompletionEngine,
    case: EvaluationCase,
    place: QueryPlace,
    setting: tuple[QueryContext, Any],
    record: FileCounts,
) -> int | None:
    """Count one place; the rank of what comes."""
    context, session = setting
    request = place.request(context, lines=False)
    items = engine.complete(request, session).tokens[:LIST_LENGTH]
    text = place.token.text
    rank = rank_of(text, "", items)
    score = scorer(engine)
    bits = None if score is None else -score(request, text, session) / math.log(2)
    listed = None if rank is None else -math.log2(max(items[rank - 1].probability, MIN_PROBABILITY))
    for scope in _scopes(case, place.index):
        name = f"next_token.{context}.{scope}"
        _count_rank(record, name, rank)
        if bits is not None:
            record.add(f"{name}.bits", bits)
        elif listed is not None:
            record.add(f"{name}.bits_of_listed", listed)
    _count_position(case, place, f"position.{context}", rank, record)
    if context is QueryContext.LEFT:
        for at, item in enumerate(items[:SHOWN], 1):
            record.show("tokens" if at == 1 else "tokens_below", item.probability, rank == at)
    return rank


def _count_rank(record: FileCounts, name: str, rank: int | None) -> None:
    record.add(f"{name}.accuracy@1", rank == 1)
    record.add(f"{name}.accuracy@5", rank is not None and rank <= SHOWN)
    record.add(f"{name}.mrr@10", 0.0 if rank is None else 1 / rank)
    record.add(f"{name}.listed", rank is not None)


def _count_position(
    case: EvaluationCase, place: QueryPlace, name: str, rank: int | None, record: FileCounts
) -> None:
    """Count a place in its stretch of the file, by the number of tokens before it."""
    first = stretch(place.index)
    for scope in ("all", "body") if case.body[place.index] else ("all",):
        record.add(f"{name}.{scope}.from_{first:04d}", rank == 1)


def stretch(index: int) -> int:
    """The first token of the stretch that a token stands in: 0, 32, 64, 128, 256, ..."""
    return 0 if index < FIRST_STRETCH else 1 << (index.bit_length() - 1)


def _count_typed(record: FileCounts, name: str, rank: int | None) -> None:
    record.add(f"{name}.recall@1", rank == 1)
    record.add(f"{name}.recall@5", rank is not None and rank <= SHOWN)


def _places(case: EvaluationCase) -> Iterator[QueryPlace]:
    lines = iter(case.program.lines)
    line = next(lines)
    for index in case.tokens:
        while index >= line.stop:
            line = next(lines)
        yield QueryPlace(case.program, line, index)


def _scopes(case: EvaluationCase, index: int) -> Iterator[str]:
    yield "all"
    if case.program.tokens[index].kind is TokenKind.IDENTIFIER:
        yield "identifiers"
    if case.body[index]:
        yield "body"
