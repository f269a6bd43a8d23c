"""Topological sort by depth-first search: each vertex stands before its successors."""

from typing import Any

from beamcoder.model.npi.environments.graphs import Dag, Graph, random_graph, read_graph
from beamcoder.model.npi.task import Field, Task

CHILD = Field("child", ("none", "new", "old"))

task = Task("topological_sort", Dag, [Field("end"), Field("new"), Field("empty"), CHILD])
task.problems(random_graph)
task.reader(read_graph)


@task.operation(changes=("new", "empty", "child"))
def push_vertex(dag: Dag) -> None:
    dag.push(dag.vertex)


@task.operation(changes=("new", "child"))
def push_child(dag: Dag) -> None:
    dag.push(dag.children[dag.stack[-1]].pop())


@task.operation(changes=("child",))
def skip_child(dag: Dag) -> None:
    dag.children[dag.stack[-1]].pop()
    dag.look()


@task.operation(changes=("empty", "child"))
def place(dag: Dag) -> None:
    dag.placed.append(dag.stack.pop())
    dag.look()


@task.operation(changes=("end", "new"))
def next_vertex(dag: Dag) -> None:
    dag.vertex += 1
    dag.look()


@task.program(sees=("end", "new"))
def topological_sort(see: Any) -> Any:
    if see.end:
        return None
    if see.new:
        push_vertex()
        explore()
    next_vertex()
    return topological_sort()


@task.program(sees=("empty", "child"))
def explore(see: Any) -> Any:
    if see.empty:
        return None
    if see.child == "none":
        place()
    elif see.child == "new":
        push_child()
    else:
        skip_child()
    return explore()


@task.answer
def order(dag: Dag) -> list[int]:
    return dag.placed[::-1]


@task.judge
def is_order(problem: Graph, answer: list[int]) -> bool:
    place_of = {vertex: at for at, vertex in enumerate(answer)}
    is_whole = sorted(answer) == list(range(problem[0]))
    return is_whole and all(place_of[start] < place_of[end] for start, end in problem[1])
