"""Ghosts: each whole line counts once, whether shown or not."""

from beamcoder.model.proposal import Answer, Item
from beamcoder.training.evaluation.metrics.ghosts import Ghosts
from beamcoder.training.evaluation.metrics.record import FileCounts
from beamcoder.training.evaluation.places.program import Program

TEXT = "int x;\nint count = next();\n"


def answer(text: str, replace: int = 0, taken: float = 0.9, n_lines: int = 1) -> Answer:
    others = tuple(Item(f"other{i}", replace, 0.01) for i in range(n_lines - 1))
    return Answer(lines=(Item(text, replace, 0.5), *others), taken=taken)


def test_each_line_counts_once() -> None:
    program = Program.parse(TEXT)
    record = FileCounts("a")
    ghosts = Ghosts(program, program.lines[1], record)
    start = TEXT.index("int count")
    ghosts.note(start, answer("int other = next();"))
    ghosts.note(start + 1, answer("int other = next();", 1))  # the same, still there
    ghosts.note(start + 2, answer("int count = next();", 2, taken=0.01, n_lines=4))  # not shown
    ghosts.note(start + 4, answer("code;", taken=0.8))
    ghosts.note(start + 5, answer("Collections;", 1))  # would change the "c" that is typed
    ghosts.note(start + 5, Answer())
    ghosts.close()
    assert record.shown["ghost"] == [(0.9, False), (0.01, True), (0.8, False)]
    assert record.sums["ghost.left.right"] == [0, 2]
    assert record.sums["ghost.left.wrong"] == [2, 1]
    assert record.sums["ghost.left.shown"] == [3, 6]
    traits = record.traits["ghost"][1]
    assert traits == {"typed": 2, "listed": 4, "position": traits["position"], "statement": 1}
    assert record.traits["ghost"][0]["position"] == traits["position"] > 1
