"""Scores of a real completer on a scripted network: a bigram of pieces, drawn at random."""

import math
from pathlib import Path

import numpy as np
import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import ModelInfo, Request
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.metrics.scoring import scorer
from tests.fakes import BigramRuntime

WORDS = ["int", "sum", "count", "total", ";", "=", "0", "1", "+", "(", ")", "\n"] * 4


@pytest.fixture(scope="module")
def completer(tmp_path_factory: pytest.TempPathFactory) -> Completer:
    subword = Subword.train([WORDS], 300, tmp_path_factory.mktemp("pieces") / Path("t.model"))
    runtime = BigramRuntime(BigramRuntime.random_rows(subword.n_pieces, 2))
    options = DecodingOptions(
        min_token_probability=0.0, undeclared_weight=1.0, token_width=64, recall=False
    )
    return Completer(runtime, subword, ModelInfo("bigram", 0, ""), options=options)


def test_a_score_is_the_probability_of_the_pieces_and_of_an_end(completer: Completer) -> None:
    score, runtime = scorer(completer), completer.runtime
    assert score is not None and isinstance(runtime, BigramRuntime)
    pieces = completer.subword
    for token in ("int", "sum", ";", "unheardOf"):
        path = (pieces.encode("=")[-1], *pieces.encode(token))
        rows = np.stack([runtime.rows[piece] for piece in path])
        expected = sum(float(row[p]) for row, p in zip(rows, path[1:], strict=False))
        expected += math.log(np.exp(rows[-1])[pieces.starts].sum())
        text = "int sum = "
        found = score(Request(text, len(text)), token, completer.new_session())
        assert found == pytest.approx(expected, abs=1e-4)


def test_a_listed_token_is_as_probable_as_its_score_or_more(completer: Completer) -> None:
    """A list adds up every way of spelling a token; a score takes the one that is written."""
    score = scorer(completer)
    assert score is not None
    session = completer.new_session()
    for text in ("int sum = ", "int count", "total = 0;\n"):
        request = Request(text + " ", len(text) + 1, lines=False)
        items = completer.complete(request, session).tokens
        assert items
        for item in items:
            assert math.exp(score(request, item.text, session)) <= item.probability * 1.001 + 1e-6


def test_an_engine_without_insides_may_score_or_not() -> None:
    assert scorer(object()) is None
