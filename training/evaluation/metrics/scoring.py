"""Probability of a token that the list may not hold.

Accuracy asks what is shown; bits per token ask what the model holds likely, however far down the
list. The pieces of the token are walked through the completer's own context and session, and the
probability that the token ends after them is part of it. Neither calibrated nor weighed.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from beamcoder.model.completer import Completer
from beamcoder.model.proposal import Request
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.cursor import look

Score = Callable[[Request, str, Any], float]  # request, token, session -> log-probability


def scorer(engine: object) -> Score | None:
    """How an engine's tokens are scored; None if it tells no more than its lists."""
    if not isinstance(engine, Completer):
        return getattr(engine, "score", None)

    def score(request: Request, text: str, session: Session) -> float:
        return log_probability(engine, request, text, session)

    return score


def log_probability(completer: Completer, request: Request, text: str, session: Session) -> float:
    """The natural logarithm of the probability that the next token is exactly `text`."""
    context = completer.context(look(request.text, request.offset), request.statement)
    tree = session.align(completer.runtime, context)
    node, log_p = tree.ROOT, 0.0
    for piece in completer.subword.encode(text):
        log_p += float(tree.rows[node][piece])
        (node,) = tree.step([(node, piece)])
    ends = float(np.exp(tree.rows[node]) @ completer.vocabulary.ends_token)
    return log_p + float(np.log(max(ends, 1e-30)))
