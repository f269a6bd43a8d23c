"""Latency and correctness with many clients on one server."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final

from beamcoder.bench.keys import Progress, Spent
from beamcoder.bench.texts import Stretch
from beamcoder.bench.wire.editor import Editor, TimedAnswer
from beamcoder.bench.wire.host import Host, Model, hosted

CROWDS: Final = (1, 8, 32)
LIST_ONLY: Final = {"lines": False}


@dataclass(slots=True)
class Crowd:
    """What so many clients met with. A foreign answer has a name of another client's document."""

    n_clients: int
    lists: Spent = field(default_factory=Spent)
    waited_ms: list[float] = field(default_factory=list)  # of each client, its mean
    n_sent: int = 0
    n_foreign: int = 0

    def summary(self, took_s: float, cpu_s: float) -> dict[str, Any]:
        n_keys = len(self.lists.ms)
        means = self.waited_ms
        return self.lists.summary() | {
            "clients": self.n_clients,
            "keys_per_s": round(n_keys / took_s, 1),
            "cpu_s_per_1000_keys": round(1000 * cpu_s / n_keys, 2),
            "lost": self.n_sent - n_keys,
            "foreign": self.n_foreign,
            "slowest_to_fastest": round(max(means) / min(means), 2),
        }


async def crowded(
    model: Model, found: Sequence[Stretch], keys_each: int, progress: Progress
) -> list[dict[str, Any]]:
    """1, 8 and 32 clients on TCP, each in a document of its own; the next key at once."""
    return [
        await gathered(model, n, found, keys_each)
        for n in progress(CROWDS, "clients on one server")
    ]


async def gathered(
    model: Model, n_clients: int, found: Sequence[Stretch], keys_each: int
) -> dict[str, Any]:
    crowd = Crowd(n_clients)
    async with hosted(model, tcp=True) as host:
        editors = [await host.connect(LIST_ONLY) for _ in range(n_clients)]
        await asyncio.gather(*(settle(e, i, found) for i, e in enumerate(editors)))
        began, cpu_s = perf_counter(), host.cpu_s()
        await asyncio.gather(
            *(keys_of(e, i, found, keys_each, crowd) for i, e in enumerate(editors))
        )
        return crowd.summary(perf_counter() - began, host.cpu_s() - cpu_s) | memory(host)


def memory(host: Host) -> dict[str, float]:
    return {"memory_mb": host.memory_mb()}


def name_of(client: int) -> str:
    """A name that only one client's document has."""
    return f"onlyOfClient{client}x"


async def settle(editor: Editor, client: int, found: Sequence[Stretch]) -> None:
    """Open the client's document and have it read."""
    stretch = found[client % len(found)]
    declared = f"class {name_of(client)} {{ int {name_of(client)}; }}\n"
    editor.open(f"untitled:Crowd{client}.java", declared + stretch.left, stretch.right)
    await editor.complete()


async def keys_of(
    editor: Editor, client: int, found: Sequence[Stretch], n_keys: int, crowd: Crowd
) -> None:
    """One client's keys, one after the other."""
    keys = found[client % len(found)].keys
    spent = Spent()
    for i in range(n_keys):
        began = perf_counter()
        editor.type(keys[i % len(keys)])
        crowd.n_sent += 1
        answer = await editor.complete()
        spent.note(began, answer)
        crowd.n_foreign += is_foreign(answer, client)
    crowd.lists.ms += spent.ms
    crowd.lists.n_answered += spent.n_answered
    crowd.waited_ms.append(sum(spent.ms) / len(spent.ms))


def is_foreign(answer: TimedAnswer, client: int) -> bool:
    """Whether an item has the name of another client's document."""
    texts = " ".join(str(item.get("label", "")) for item in answer.items)
    return "onlyOfClient" in texts.replace(name_of(client), "")
