"""Which traces are shown: of many problems those that have the most steps not shown before.

    traces = choose_traces(task, TraceChoice(n_traces=130, size=3), seed, lessons)

The choice is greedy. What a problem adds only falls while others are shown, so a problem is looked
at again only when it comes first (Minoux 1978).
"""

import heapq
from dataclasses import dataclass
from random import Random
from typing import Final

from beamcoder.model.npi.recorder import Recorder, Trace
from beamcoder.model.npi.task import Task
from beamcoder.training.npi.lessons import Lessons

CANDIDATES_A_TRACE: Final = 12
MIN_CANDIDATES: Final = 40


@dataclass(frozen=True, slots=True)
class TraceChoice:
    """At most so many traces, of problems up to a size."""

    n_traces: int = 130
    size: int = 5


def choose_traces(task: Task, choice: TraceChoice, seed: int, lessons: Lessons) -> list[Trace]:
    """Draw, choose and show; ends where nothing new is left. TaskError if a program is wrong."""
    rng, recorder = Random(f"{task.name} {seed}"), Recorder(task)
    n_candidates = max(MIN_CANDIDATES, CANDIDATES_A_TRACE * choice.n_traces)
    candidates = [
        recorder.record(task.draw(rng.randint(1, choice.size), rng)) for _ in range(n_candidates)
    ]
    waiting = [(-lessons.novelty(t.frames), at) for at, t in enumerate(candidates)]
    heapq.heapify(waiting)
    chosen = list[Trace]()
    while waiting and len(chosen) < choice.n_traces:
        _, at = heapq.heappop(waiting)
        novelty = lessons.novelty(candidates[at].frames)
        if novelty and (not waiting or novelty >= -waiting[0][0]):
            chosen.append(candidates[at])
            for frame in candidates[at].frames:
                lessons.show(frame)
        elif novelty:
            heapq.heappush(waiting, (-novelty, at))
    return chosen
