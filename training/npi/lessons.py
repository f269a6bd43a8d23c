"""What is taught: distinct steps of frames and of questions, as a forest.

    lessons = Lessons()
    lessons.show(frame)                       all of its steps
    lessons.ask(path(situations, index))      the last step of the path; those before are context
    forest, taught = lessons.forest(alphabet)

Equal beginnings of calls are one node, so a step is learned once however often it was shown.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import TaskError
from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.forest import Forest
from beamcoder.model.npi.frame import RETURN, Action, Call, CallFrame, Seen
from beamcoder.model.npi.situations import Situation


class Lessons:
    """A growing set of situations with their right answers."""

    def __init__(self) -> None:
        self.situations: list[Situation] = []
        self.is_taught: list[bool] = []
        self.n_questions = 0
        self._index: dict[tuple[Call, int, Seen], int] = {}

    def show(self, frame: CallFrame) -> None:
        parent, before = -1, RETURN
        for step in frame.steps:
            parent = self._node(frame.entry, parent, before, step.seen, step.action)
            self.is_taught[parent] = True
            before = step.action

    def ask(self, steps: Sequence[Situation]) -> None:
        """One question: what is done in the last situation of a call so far."""
        self.n_questions += 1
        parent = -1
        for step in steps:
            parent = self._node(step.entry, parent, step.before, step.seen, step.answer)
        self.is_taught[parent] = True

    def has(self, steps: Sequence[Situation]) -> bool:
        """Whether the last of these was taught."""
        at: int | None = -1
        for step in steps:
            at = None if at is None else self._index.get((step.entry, at, step.seen))
        return at is not None and self.is_taught[at]

    def novelty(self, frames: Sequence[CallFrame]) -> int:
        """How many steps of these frames have not been taught."""
        return sum(1 for key in self._new(frames) if key)

    def _new(self, frames: Sequence[CallFrame]) -> Iterator[bool]:
        for frame in frames:
            parent: int | None = -1
            for step in frame.steps:
                if parent is not None:
                    parent = self._index.get((frame.entry, parent, step.seen))
                yield parent is None or not self.is_taught[parent]

    def forest(self, alphabet: Alphabet) -> tuple[Forest, NDArray[np.bool_]]:
        return Forest.of(alphabet, self.situations), np.array(self.is_taught, np.bool_)

    def _node(self, entry: Call, parent: int, before: Action, seen: Seen, answer: Action) -> int:
        key = entry, parent, seen
        at = self._index.get(key)
        if at is None:
            at = self._index[key] = len(self.situations)
            self.situations.append(Situation(entry, parent, before, seen, answer))
            self.is_taught.append(False)
        elif self.situations[at].answer != answer:
            was = self.situations[at].answer
            raise TaskError(f"two traces of {entry} do {was} and {answer} when they see {seen}")
        return at
