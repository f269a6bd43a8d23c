"""Latency of key presses while parts of real files are typed again.

Each stretch is typed once in every way of asking, in turn, so that a machine that gets slower
meanwhile is no way's advantage. Every time is that from the key to the answer, at the editor.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

import numpy as np

from beamcoder.bench.texts import Stretch
from beamcoder.bench.wire.editor import Editor, TimedAnswer
from beamcoder.bench.wire.host import Host

Progress = Callable[[Iterable[Any], str], Iterable[Any]]
WAYS: Final = ("list", "ghost", "both")
# A list of tokens alone; ghost text at its default, whatever it promises; both, at the defaults.
SETTINGS: Final[dict[str, dict[str, Any]]] = {
    "list": {"lines": False},
    "ghost": {"minimumProbability": 0},
    "both": {},
}


@dataclass(slots=True)
class Spent:
    """Milliseconds of each question, how many had an answer, and seconds of the server's CPU."""

    ms: list[float] = field(default_factory=list)
    n_answered: int = 0
    cpu_s: float = 0.0

    def note(self, began: float, answer: TimedAnswer) -> None:
        self.ms.append((answer.at - began) * 1000)
        self.n_answered += bool(answer.items)

    def summary(self) -> dict[str, float]:
        return percentiles(self.ms) | {"asked": len(self.ms), "answered": self.n_answered}


def percentiles(values: Sequence[float]) -> dict[str, float]:
    found = np.percentile(np.asarray(values), (50, 90, 99))
    return {f"p{q}": round(float(v), 2) for q, v in zip((50, 90, 99), found, strict=True)}


@dataclass(slots=True)
class Typing:
    """What typing cost in each way; the first key in a file, which reads it, apart."""

    keys: dict[str, Spent]
    first: Spent = field(default_factory=Spent)
    lists_of_both: Spent = field(default_factory=Spent)

    @classmethod
    def nothing_yet(cls) -> "Typing":
        return cls({way: Spent() for way in WAYS})

    def summary(self) -> dict[str, Any]:
        ways = {way: spent.summary() for way, spent in self.keys.items()}
        n_keys = {way: len(spent.ms) + self._n_first for way, spent in self.keys.items()}
        cpu = {way: self._per_1000(self.keys[way].cpu_s, n) for way, n in n_keys.items()}
        return ways | {
            "list_of_both": self.lists_of_both.summary(),
            "first": self.first.summary(),
            "cpu_s_per_1000_keys": cpu,
        }

    @property
    def _n_first(self) -> int:
        return len(self.first.ms) // len(WAYS)

    @staticmethod
    def _per_1000(cpu_s: float, n_keys: int) -> float:
        return round(1000 * cpu_s / n_keys, 2)


async def typed(
    host: Host, editor: Editor, found: Sequence[Stretch], progress: Progress, label: str
) -> Typing:
    """Every stretch, in each way in turn."""
    spent = Typing.nothing_yet()
    for number, stretch in enumerate(progress(found, label)):
        for i in range(len(WAYS)):
            way = WAYS[(number + i) % len(WAYS)]
            editor.configure(**SETTINGS[way])
            editor.open(f"untitled:{number}-{way}.java", stretch.left, stretch.right)
            began = host.cpu_s()
            await type_keys(editor, way, stretch.keys, spent)
            spent.keys[way].cpu_s += host.cpu_s() - began
            editor.close()
    return spent


async def type_keys(editor: Editor, way: str, keys: Sequence[str], spent: Typing) -> None:
    for i, key in enumerate(keys):
        into = spent.keys[way] if i else spent.first
        began = perf_counter()
        editor.type(key)
        if way == "list":
            into.note(began, await editor.complete())
        elif way == "ghost":
            into.note(began, await editor.ghosts())
        else:
            listed, ghost = await editor.both()
            into.note(began, max(listed, ghost, key=lambda answer: answer.at))
            if i:
                spent.lists_of_both.note(began, listed)
