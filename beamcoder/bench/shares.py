"""Share of key presses answered without the network, and agreement with it.

    shares = typed_again(completer, stretches(texts, 400))
    shares.plain()                                     for a page or JSON

At each key the list and the line are requested together, as the server does. What is answered from
the last search is requested again as a fresh search of a session that reuses nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from beamcoder.bench.keys import percentiles
from beamcoder.bench.texts import Stretch
from beamcoder.model.completer import Completer
from beamcoder.model.proposal import Answer, Item, Request

Watch = Callable[[Request, Answer, Answer], None]  # called with each answer from the last search


@dataclass(slots=True)
class AnswerShares:
    """Milliseconds of each answer by what gave it; and of those from the last search, how many
    agree."""

    ms: dict[str, list[float]] = field(default_factory=dict)
    n_same_token: int = 0
    n_same_line: int = 0
    n_same: int = 0  # both

    @property
    def n_keys(self) -> int:
        return sum(map(len, self.ms.values()))

    def count(self, source: str, ms: float) -> None:
        self.ms.setdefault(source, []).append(ms)

    def compare(self, answer: Answer, fresh: Answer) -> None:
        same_token = top(answer.tokens) == top(fresh.tokens)
        same_line = top(answer.lines) == top(fresh.lines)
        self.n_same_token += same_token
        self.n_same_line += same_line
        self.n_same += same_token and same_line

    def plain(self) -> dict[str, Any]:
        """Shares of the keys, and of the answers from the last search those whose first items are
        the same."""
        n_reused = max(1, len(self.ms.get("reuse", ())))
        sources = ("reuse", "cache", "text", "model")
        shares = {name: len(self.ms.get(name, ())) / max(1, self.n_keys) for name in sources}
        return {
            "keys": self.n_keys,
            "share": shares | {"without_model": 1 - shares["model"]},
            "same_token": self.n_same_token / n_reused,
            "same_line": self.n_same_line / n_reused,
            "same": self.n_same / n_reused,
            "ms": {name: percentiles(spent) for name, spent in sorted(self.ms.items())},
        }


def typed_again(
    completer: Completer,
    stretches: Iterable[Stretch],
    *,
    lines: bool = True,
    watch: Watch = lambda request, answer, fresh: None,
) -> AnswerShares:
    """Type stretches key by key; with or without asking for lines."""
    shares = AnswerShares()
    for stretch in stretches:
        session, other = completer.new_session(), completer.new_session()
        left = stretch.left
        for key in stretch.keys:
            left += key
            request = Request(left + stretch.right, len(left), lines=lines)
            began = perf_counter()
            answer = completer.complete(request, session)
            shares.count(answer.source, 1000 * (perf_counter() - began))
            if answer.source == "reuse":
                anew = Request(request.text, request.offset, lines=lines, reuse=False)
                fresh = completer.complete(anew, other)
                shares.compare(answer, fresh)
                watch(request, answer, fresh)
    return shares


def top(items: tuple[Item, ...]) -> tuple[str, int] | None:
    """What the first item would put there."""
    return (items[0].text, items[0].replace) if items else None
