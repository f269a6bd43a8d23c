"""Sampled lines typed with ghost text into an editor that closes brackets.

`ghosts` says what is counted of what is seen.
"""

from typing import Any

from beamcoder.model.proposal import Request
from beamcoder.training.evaluation.metrics.ghosts import Ghosts
from beamcoder.training.evaluation.metrics.query import CompletionEngine
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.metrics.replay import Stroke, strokes
from beamcoder.training.evaluation.places.auto_closed import AutoClosed
from beamcoder.training.evaluation.places.program import CodeLine
from beamcoder.training.evaluation.places.sampling import EvaluationCase


def type_in_editor(engine: CompletionEngine, case: EvaluationCase, record: FileCounts) -> None:
    """Type every line of a case that is replayed, and stand above each `}` that ends a block."""
    typist = _Typist(engine, case, record)
    for line in case.replayed:
        typist.stand_above(line)
        typist.type_line(line)


class _Typist:
    """A user who types one program, takes what is right, and writes down what was shown."""

    def __init__(self, engine: CompletionEngine, case: EvaluationCase, record: FileCounts) -> None:
        self._engine, self._program, self._record = engine, case.program, record
        self._editor = AutoClosed(case.program)
        self._session: Any = engine.new_session()

    def stand_above(self, line: CodeLine) -> None:
        """Enter was pressed, and the next key goes down past a `}`: whatever is shown is wrong."""
        blank = self._editor.blank_above(line)
        if blank is not None:
            request = self._request(blank.left, blank.below)
            answer = self._engine.complete(request, self._session)
            Ghosts((), len(blank.left), self._record).note(blank.left, answer)

    def type_line(self, line: CodeLine) -> None:
        program = self._program
        ghosts = Ghosts(program.spelling(line), program.tokens[line.first].start, self._record)
        keys = [each for each in strokes(program, line, self._editor.closed) if each.by_user]
        n_keys, at = 0, 0
        while at < len(keys):
            taken = self._press(keys[at], line, ghosts)
            end = program.tokens[line.first + len(taken) - 1].end if taken else 0
            after = sum(each.start < end for each in keys)
            at, n_keys = max(at + 1, after), n_keys + 1
        if keys:
            self._record.add("ghost.typed.saved", len(keys) - n_keys, len(keys))

    def _press(self, key: Stroke, line: CodeLine, ghosts: Ghosts) -> tuple[str, ...] | None:
        """What is on the screen before a key: the tokens up to the end of a ghost to be taken."""
        left = self._program.text[: key.start]
        rest, below = self._editor.closers_after(key.start, line)
        answer = self._engine.complete(self._request(left, rest + below), self._session)
        return ghosts.note(left, answer, rest)

    def _request(self, left: str, right: str) -> Request:
        return Request(left + right, len(left), file_name=self._program.file_name)
