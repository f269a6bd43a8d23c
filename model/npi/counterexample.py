"""An input that leads to where a network is wrong, found by trying random ones.

problem = find_problem(task, check.wrong)      None if none was found
words(problem)                                 as a user would type it
"""

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from beamcoder.errors import BeamcoderError
from beamcoder.model.npi.certificate import WrongSituation
from beamcoder.model.npi.recorder import Recorder
from beamcoder.model.npi.task import Task

N_TRIES: Final = 400
MAX_SIZE: Final = 8
MAX_TRY_STEPS: Final = 20_000


def find_problem(task: Task, wrong: Sequence[WrongSituation]) -> tuple[WrongSituation, Any] | None:
    """The smallest sizes first -> a wrong situation and a problem on which it arises."""
    by_path = {_key(each): each for each in wrong}
    rng, recorder = Random(1), Recorder(task)
    for n in range(N_TRIES):
        try:
            problem = task.draw(1 + n * MAX_SIZE // N_TRIES, rng)
            frames = recorder.record(problem, MAX_TRY_STEPS).frames
        except BeamcoderError:
            continue
        for frame in frames:
            for end in range(1, len(frame.steps) + 1):
                key = frame.entry, tuple(step.seen for step in frame.steps[:end])
                if key in by_path:
                    return by_path[key], problem
    return None


def words(problem: Any) -> str:
    """A problem on one line: texts and numbers as they are, pairs in a list as START:END."""
    parts = problem if isinstance(problem, list | tuple) else [problem]
    return " ".join(" ".join(map(_word, p)) if isinstance(p, list) else _word(p) for p in parts)


def _word(part: Any) -> str:
    return ":".join(map(str, part)) if isinstance(part, list | tuple) else str(part)


def _key(wrong: WrongSituation) -> Any:
    return wrong.situation.entry, tuple(step.seen for step in wrong.steps)
