"""A completer in long lines: what the network reads, and what a key computes.

The network is the scripted one of the key path's test. Pieces are counted; no time.
"""

from dataclasses import replace

import pytest

from beamcoder.model.completer import SEARCH_ROOM, Completer
from beamcoder.model.proposal import Request
from beamcoder.model.runtime.interface import FloatArray, KeyValues, Step
from beamcoder.model.session.branch import CHUNK
from tests.fakes import HashingRuntime
from tests.model.session.test_key_path import small
from tests.tokenizer.live.test_long_lines import TEXTS

HEAD, TAIL = "class A {\n    static int[] t = {", "};\n    int n;\n}\n"
SIZE = 100_000  # code points: the reader's own tests have four times as many
NAMES = ("sum", "table", "literal", "comment", "one letter", "umlauts")
PER_KEY = 24  # pieces of a key and of what it changes left of it; a window that hops adds half


class Counting(HashingRuntime):
    """Notes the greatest position that it has read."""

    farthest = 0

    def predict(self, call: Step, new: KeyValues) -> FloatArray:
        self.farthest = max(self.farthest, int(call.positions.max()))
        return super().predict(call, new)


@pytest.fixture(scope="module")
def completer(tmp_path_factory: pytest.TempPathFactory) -> Completer:
    made = small(tmp_path_factory.mktemp("long"))
    made.runtime = Counting(made.runtime.config)
    return made


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("behind", [False, True])
def test_a_key_computes_what_it_adds(completer: Completer, name: str, behind: bool) -> None:
    text = TEXTS[name][:SIZE]
    left, right = (HEAD, text + TAIL) if behind else (HEAD + text, TAIL)
    window = completer.runtime.config.context - SEARCH_ROOM
    session = completer.new_session()
    request = Request(left + right, len(left), count=3, lines=False)
    completer.complete(request, session)
    computed = session.n_computed
    assert computed <= window
    keys = " + n * 2"
    for key in keys:
        left += key
        request = replace(request, text=left + right, offset=len(left))
        kept = completer.complete(request, session)
    assert session.n_computed - computed <= len(keys) * PER_KEY + window // 2
    assert isinstance(completer.runtime, Counting)
    assert completer.runtime.farthest < completer.runtime.config.context
    fresh = completer.complete(request, completer.new_session())
    assert kept.reason == fresh.reason
    assert [item.text for item in kept.tokens] == [item.text for item in fresh.tokens]


def test_what_is_late_goes_on_at_the_next_request(completer: Completer) -> None:
    """Reading and computing stop between two chunks once the deadline is long past, and keep what
    they have: so many requests come to an end."""
    text = HEAD + TEXTS["table"]
    request = Request(text, len(text), deadline_ms=0.0, reuse=False)
    session, n_requests = completer.new_session(), 0
    while session.tree is None:
        assert completer.complete(request, session).reason == "deadline"
        n_requests += 1
        assert n_requests < 10_000
    n_computed = session.n_computed
    assert n_computed <= completer.runtime.config.context
    completer.complete(replace(request, deadline_ms=None), session)
    assert session.n_computed == n_computed


def test_who_gives_up_is_answered_between_two_chunks(completer: Completer) -> None:
    text = HEAD + TEXTS["table"]
    asked = iter(range(3))
    request = Request(text, len(text), cancelled=lambda: next(asked, None) is None)
    session = completer.new_session()
    assert completer.complete(request, session).reason == "cancelled"
    n_read = session.reader_by(completer.cutter).buffer.n_read
    assert 0 < n_read <= 5 * CHUNK
