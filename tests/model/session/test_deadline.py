"""A deadline is kept by whatever a request does, on a clock that the network alone moves on.

Every piece that the network reads takes a millisecond here, and nothing else takes any time.
"""

from typing import Any

import pytest

from beamcoder.model import completer as completer_module
from beamcoder.model.completer import MIN_LATE_MS, PATIENCE, Completer
from beamcoder.model.decoding import stop as stop_module
from beamcoder.model.proposal import ModelInfo, Request
from beamcoder.model.session import blank_lines as blank_lines_module
from beamcoder.model.session import branch as branch_module
from beamcoder.model.session.branch import MIN_CHUNK
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.subword import Subword

INFO = ModelInfo("toy", 1, "0" * 64)
HEAD = "class A {\n    void f(int n) {\n"
BODY = "        int k = n + 1;\n"
PLACES = ["        |", "        |\n    }\n}\n", "        int k = |", "        k|", "\t|\n"]
FIRST_STEP = 40  # pieces: what a search reads that must say something, and the text below


class Clock:
    """Seconds, as `perf_counter` gives them."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


class Timed:
    """A runtime that takes a millisecond a piece."""

    def __init__(self, runtime: Any, clock: Clock) -> None:
        self._runtime, self._clock = runtime, clock
        self.config = runtime.config

    def encode(self, *parts: Any) -> Any:
        self._clock.s += sum(len(part) for part in parts) / 1000
        return self._runtime.encode(*parts)

    def forward(self, step: Any) -> Any:
        self._clock.s += len(step.pieces) / 1000
        return self._runtime.forward(step)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (completer_module, stop_module, blank_lines_module, branch_module):
        monkeypatch.setattr(module, "perf_counter", clock)
    return clock


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("deadline_ms", [20.0, 60.0, 150.0, 400.0])
def test_no_request_takes_longer_than_patience_allows(
    runtime: Any, subword: Subword, clock: Clock, place: str, deadline_ms: float
) -> None:
    """A new text is read beyond the deadline, up to a bound, and one chunk more; asked again at the
    same place, it goes on and comes to its end."""
    engine = Completer(Timed(runtime, clock), subword, INFO)
    left, _, right = place.partition("|")
    text = f"{HEAD}{BODY * 40}{left}{right}"
    offset = len(text) - len(right)
    bound = max(MIN_LATE_MS, PATIENCE * deadline_ms) + MIN_CHUNK + FIRST_STEP
    session = Session()
    for _ in range(60):
        began = clock.s
        answer = engine.complete(Request(text, offset, deadline_ms=deadline_ms), session)
        assert 1000 * (clock.s - began) <= bound, (answer.reason, answer.timings_ms)
        if answer.reason != "deadline":
            break
    assert answer.reason != "deadline"
