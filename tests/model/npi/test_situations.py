"""Every situation that a run meets is in the fixpoint, which is what it is on small tasks."""

from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import TaskError
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.frame import RETURN, Action, Call, CallFrame, TraceStep
from beamcoder.model.npi.policy import FrameTable, Reference
from beamcoder.model.npi.recorder import Recorder
from beamcoder.model.npi.situations import Situation, enumerate_situations, frames, path
from beamcoder.model.npi.task import Field, Task, with_full_sight

SITUATIONS = {
    name: enumerate_situations(find_task(name).interface, Reference(find_task(name)))
    for name in BUILT_IN
}
TABLES = {name: set(frames(situations)) for name, situations in SITUATIONS.items()}
RECORDERS = {name: Recorder(find_task(name)) for name in BUILT_IN}


@given(st.sampled_from(BUILT_IN), st.integers(1, 12), st.integers(0, 2**32))
def test_what_a_run_does_is_in_the_fixpoint_and_right(name: str, size: int, seed: int) -> None:
    task = find_task(name)
    trace = RECORDERS[name].record(task.draw(size, Random(seed)))
    assert task.is_right(trace.problem, trace.run.answer)
    assert set(trace.frames) <= TABLES[name]


@pytest.mark.parametrize("name", BUILT_IN)
def test_parents_come_before_children_and_differ_in_what_may_change(name: str) -> None:
    interface = find_task(name).interface
    for index, situation in enumerate(SITUATIONS[name]):
        assert situation.parent < index
        if situation.parent >= 0:
            parent = SITUATIONS[name][situation.parent]
            assert (parent.entry, parent.answer) == (situation.entry, situation.before)
            call = situation.before.call
            assert call is not None
            allowed = interface.changes.get(call.name, tuple(interface.fields))
            sees = interface.sees[situation.entry.name]
            pairs = zip(sees, parent.seen, situation.seen, strict=True)
            assert all(old == new or field in allowed for field, old, new in pairs)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_table_of_a_task_has_its_own_situations(name: str) -> None:
    """A program is as good as the table of its frames: the fixpoint over both is one."""
    table = FrameTable(name, TABLES[name])
    assert enumerate_situations(find_task(name).interface, table) == SITUATIONS[name]


def test_seeing_less_makes_the_proof_smaller() -> None:
    task = find_task("bubble_sort")
    wide = with_full_sight(task.interface)
    assert len(SITUATIONS["bubble_sort"]) == 28
    assert len(enumerate_situations(wide, Reference(task, wide))) == 1_716


BUBBLE = ["sweep()", "go_back()", "count()", "return bubble_sort()"]


class Cell:
    def __init__(self, problem: Sequence[bool]) -> None:
        self.on, self.answer = problem[0], 0


def lamp() -> Task:
    """Switched off if it is on, by a program of its own."""
    task = Task("lamp", Cell, [Field("on")])

    @task.operation(changes=("on",))
    def switch(cell: Cell) -> None:
        cell.on = not cell.on

    @task.program(sees=("on",))
    def lamp(see: Any) -> Any:
        return off() if see.on else None

    @task.program(sees=())
    def off(see: Any) -> None:
        switch()

    return task.complete()


def test_a_small_task_by_hand() -> None:
    task = lamp()
    off, switch = Action(Call("off"), is_tail=True), Action(Call("switch"))
    assert enumerate_situations(task.interface, Reference(task)) == [
        Situation(Call("lamp"), -1, RETURN, (False,), RETURN),
        Situation(Call("lamp"), -1, RETURN, (True,), off),
        Situation(Call("off"), -1, RETURN, (), switch),
        Situation(Call("off"), 2, switch, (), RETURN),
    ]
    assert [str(step.answer) for step in path(SITUATIONS["bubble_sort"], 3)] == BUBBLE
    assert Recorder(task).record([True]).frames == (
        CallFrame(Call("lamp"), (TraceStep((True,), off),)),
        CallFrame(Call("off"), (TraceStep((), switch), TraceStep((), RETURN))),
    )


def test_a_table_with_a_gap_is_no_program() -> None:
    gap = [frame for frame in TABLES["bubble_sort"] if frame.entry.name != "go_back"]
    with pytest.raises(TaskError, match=r"nothing shows what go_back\(\) of bubble_sort does"):
        enumerate_situations(find_task("bubble_sort").interface, FrameTable("bubble_sort", gap))
