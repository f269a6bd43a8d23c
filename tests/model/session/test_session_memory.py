"""What a session keeps stays within its limit; what it lets go of is computed again."""

from dataclasses import replace
from typing import Any

from beamcoder.model.completer import Completer
from beamcoder.model.proposal import Request
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.subword import Subword
from tests.model.session.test_session import BELOW, INFO, TEXT, context, pieces, row_of

__all__ = ["pieces"]  # a fixture


def test_branches_stay_within_their_bound(runtime: Any, pieces: list[int]) -> None:
    session = Session(limit_mb=3.0)
    sizes = []
    for first in range(9, 16):
        row_of(runtime, session, context([first, *pieces]))
        session.trim()
        sizes.append(session.n_bytes)
    assert max(sizes) <= 3.0e6 and sizes[1] > sizes[0]


def test_what_is_needed_least_goes_first(runtime: Any, subword: Subword) -> None:
    """Every limit is held, and what is left by any of them gives the answer of an empty session."""
    engine = Completer(runtime, subword, INFO)
    long = TEXT + "int n = sc.nextInt();\n        " * 12
    below = long + "\n" + BELOW
    requests = [Request(long, len(long)), Request(below, len(long)), Request(below, 40)]
    sizes, kept = list[int](), list[tuple[bool, bool]]()
    for limit_mb in (n / 20 for n in range(60, -1, -4)):
        session = engine.new_session()
        for request in requests:
            engine.complete(replace(request, statement="sum of n"), session)
        session.limit_mb = limit_mb
        session.trim()
        assert session.n_bytes <= limit_mb * 1e6
        sizes.append(session.n_bytes)
        kept.append((session.type_ahead is not None, session.tree is not None))
        again = replace(requests[-1], statement="sum of n", reuse=False)
        assert engine.complete(again, session).tokens == engine.complete(again).tokens
    assert sizes == sorted(sizes, reverse=True) and sizes[-1] == 0
    assert len(set(sizes)) > 4 and kept[0] == (True, True) and kept[-1] == (False, False)
