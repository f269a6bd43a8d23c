"""What clients leave behind: the server's memory before they came and after they left.

    python -m beamcoder.bench.leaving                      200 clients at once, three times
    python -m beamcoder.bench.leaving --flood 10           and how long one waits if another floods

Each client opens a file of its own, completes in it and leaves. Prints JSON.
"""

import argparse
import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles
from time import perf_counter
from typing import Any, Final

from beamcoder.arguments import add_model_arguments
from beamcoder.bench.crowd import LIST_ONLY, settle
from beamcoder.bench.texts import Stretch, read_texts, stretches
from beamcoder.bench.wire.client import LIST
from beamcoder.bench.wire.editor import Editor
from beamcoder.bench.wire.host import Host, Model, hosted

N_KEYS: Final = 4
REST_S: Final = 20.0  # the server tidies some seconds after the last client has left
GOAL: Final = 1.3  # times the memory before
FLOOD_DOCUMENTS: Final = 50
PAUSE_S: Final = 0.05  # between an answer and the next key of who types beside a flood


@dataclass(frozen=True, slots=True)
class Departures:
    """Resident memory in 10^6 bytes: with a model and no client, at the height, and after each
    round in which all have left."""

    n_clients: int
    before_mb: float
    height_mb: tuple[float, ...]
    after_mb: tuple[float, ...]

    def to_json(self) -> dict[str, Any]:
        ratio = round(max(self.after_mb) / self.before_mb, 2)
        return {
            "clients": self.n_clients,
            "before_mb": self.before_mb,
            "height_mb": list(self.height_mb),
            "after_mb": list(self.after_mb),
            "ratio": ratio,
            "goal": GOAL,
        }


async def departures(
    model: Model, found: Sequence[Stretch], n_clients: int, n_rounds: int
) -> Departures:
    """In rounds: all come at once, and all leave."""
    heights, after = [], []
    async with hosted(model, tcp=True) as host:
        await visit(host, found, 1)
        before = host.memory_mb()
        for _ in range(n_rounds):
            heights.append(await visit(host, found, n_clients))
            after.append(host.memory_mb())
    return Departures(n_clients, before, tuple(heights), tuple(after))


async def visit(host: Host, found: Sequence[Stretch], n_clients: int) -> float:
    """The memory while all are there; a rest when they have left."""
    editors = await asyncio.gather(*(host.connect(LIST_ONLY) for _ in range(n_clients)))
    await asyncio.gather(*(stay(editor, i, found) for i, editor in enumerate(editors)))
    height = host.memory_mb()
    await asyncio.gather(*(editor.end() for editor in editors))
    await asyncio.sleep(REST_S)
    return height


async def stay(editor: Editor, client: int, found: Sequence[Stretch]) -> None:
    await settle(editor, client, found)
    for key in found[client % len(found)].keys[:N_KEYS]:
        editor.type(key)
        await editor.complete()


async def flooded(model: Model, found: Sequence[Stretch], seconds: float) -> dict[str, Any]:
    """Milliseconds a key of one client, alone and while another asks as fast as it can."""
    async with hosted(model, tcp=True, options=()) as host:
        editor, other = await host.connect(LIST_ONLY), await host.connect(LIST_ONLY)
        await settle(editor, 0, found)
        alone = await keys_for(editor, found[0], seconds)
        is_over = asyncio.Event()  # a cancellation may get lost where an answer comes with it
        flood = asyncio.create_task(flooding(other, found, is_over))
        await asyncio.sleep(1)
        beside = await keys_for(editor, found[0], seconds)
        is_over.set()
        await flood
    before, under = percentiles_of(alone), percentiles_of(beside)
    ratio = round(under["p99"] / before["p99"], 2)
    return {"alone_ms": before, "flooded_ms": under, "p99_ratio": ratio}


async def flooding(editor: Editor, found: Sequence[Stretch], is_over: asyncio.Event) -> None:
    """Requests for many documents, and nobody reads the answers' texts."""
    for i in range(FLOOD_DOCUMENTS):
        stretch = found[i % len(found)]
        editor.open(f"untitled:Flood{i}.java", stretch.left, stretch.right)
    while not is_over.is_set():
        for i in range(FLOOD_DOCUMENTS):
            editor.show(f"untitled:Flood{i}.java")
            last = editor.send(LIST)
        await editor.answer(last)


async def keys_for(editor: Editor, stretch: Stretch, seconds: float) -> list[float]:
    """Milliseconds of each key that fits into the time."""
    spent, end, i = [], perf_counter() + seconds, 0
    while perf_counter() < end:
        began = perf_counter()
        editor.type(stretch.keys[i % len(stretch.keys)])
        await editor.complete()
        spent.append(1000 * (perf_counter() - began))
        await asyncio.sleep(PAUSE_S)
        i += 1
    return spent


def percentiles_of(ms: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(ms, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1), "max": round(max(ms), 1)}


def main() -> None:
    parser = argparse.ArgumentParser("python -m beamcoder.bench.leaving", description=__doc__)
    parser.add_argument("--clients", type=int, default=200, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--flood", type=float, default=0.0, metavar="S", help="seconds; 0 is none")
    add_model_arguments(parser)
    args = parser.parse_args()
    model, found = Model(args.model, args.device), stretches(read_texts(None), N_KEYS)
    if args.rounds:
        figures = asyncio.run(departures(model, found, args.clients, args.rounds)).to_json()
        print(json.dumps(figures))
    if args.flood:
        print(json.dumps(asyncio.run(flooded(model, found, args.flood))))


if __name__ == "__main__":
    main()
