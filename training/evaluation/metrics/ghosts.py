"""Ghost text metric: what is shown while a line is typed, and whether it is right.

A ghost that stays while somebody types along it is the same one, so each whole line counts once,
when it is new on the screen:

    ghost.left.right     share of the ghosts shown that are wholly right
    ghost.left.wrong     wrong ghosts a line: what somebody has to read for nothing
    ghost.left.shown     share of the places asked that show any

Every first line that is new, shown or not, goes into the fit of "ghost" (`calibration`).
"""

from beamcoder.model.decoding.calibration import ghost_traits
from beamcoder.model.proposal import Answer, Item
from beamcoder.tokenizer.cursor import look
from beamcoder.training.evaluation.metrics.query import spelled
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.places.program import CodeLine, Program


class Ghosts:
    """The ghosts of one line that is being typed."""

    def __init__(self, program: Program, line: CodeLine, record: FileCounts) -> None:
        self._program, self._record = program, record
        self._start = program.tokens[line.first].start
        self._true = tuple(program.spelling(line))
        self._offered: set[tuple[str, ...]] = set()
        self._shown: set[tuple[str, ...]] = set()

    def note(self, offset: int, answer: Answer) -> None:
        """What came of asking at an offset in the line."""
        text = self._program.text
        first = answer.lines[0] if answer.lines else None
        if first is None or not first.text.startswith(text[offset - first.replace : offset]):
            self._record.add("ghost.left.shown", 0.0)  # it would change what is typed
            return
        ghost = answer.ghost()
        self._record.add("ghost.left.shown", ghost is not None)
        whole = tuple(spelled(text[self._start : offset], first))
        if whole not in self._offered:
            self._offered.add(whole)
            p = first.probability if answer.taken is None else answer.taken
            traits = self._traits(offset, first, len(answer.lines))
            self._record.show("ghost", p, whole == self._true, traits)
        if ghost is not None and whole not in self._shown:
            self._shown.add(whole)
            self._record.add("ghost.left.right", whole == self._true)

    def close(self) -> None:
        """The line is typed."""
        self._record.add("ghost.left.wrong", len(self._shown - {self._true}))

    def _traits(self, offset: int, first: Item, n_listed: int) -> dict[str, float]:
        view = look(self._program.text[:offset], offset)
        n_before = sum(not symbol.is_layout for symbol in view.before)
        return dict(ghost_traits(first.text, first.replace, n_listed, n_before))
