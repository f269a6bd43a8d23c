"""Topological sort by depth-first search: each vertex stands before its successors."""

from collections.abc import Sequence
from random import Random
from typing import Any

from beamcoder.errors import TaskError
from beamcoder.model.npi.task import Field, Task, integers

Graph = tuple[int, list[tuple[int, int]]]  # the number of vertices, and edges


class Dag:
    """Successors of each vertex, a pointer that walks over the vertices, and a stack.

    Vertices whose successors have all been placed are placed before them.
    """

    def __init__(self, graph: Graph) -> None:
        self.n_vertices, edges = graph
        self.children: list[list[int]] = [[] for _ in range(self.n_vertices)]
        for start, end in edges:
            self.children[start].append(end)
        self.is_new = [True] * self.n_vertices
        self.stack: list[int] = []
        self.placed: list[int] = []
        self.vertex = 0
        self.look()

    def look(self) -> None:
        self.end = self.vertex == self.n_vertices
        self.new = not self.end and self.is_new[self.vertex]
        below = self.children[self.stack[-1]] if self.stack else []
        self.child = "none" if not below else "new" if self.is_new[below[-1]] else "old"
        self.empty = not self.stack

    def push(self, vertex: int) -> None:
        self.stack.append(vertex)
        self.is_new[vertex] = False
        self.look()


task = Task(
    "topological_sort",
    Dag,
    [Field("end"), Field("new"), Field("empty"), Field("child", ("none", "new", "old"))],
)


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


@task.problems
def draw(size: int, rng: Random) -> Graph:
    names = rng.sample(range(size), size)
    pairs = [sorted(rng.sample(range(size), 2)) for _ in range(2 * size if size > 1 else 0)]
    return size, [(names[start], names[end]) for start, end in pairs]


@task.judge
def is_order(problem: Graph, answer: list[int]) -> bool:
    place_of = {vertex: at for at, vertex in enumerate(answer)}
    is_whole = sorted(answer) == list(range(problem[0]))
    return is_whole and all(place_of[start] < place_of[end] for start, end in problem[1])


@task.reader
def read(words: Sequence[str]) -> Graph:
    if not words or not words[0].isdecimal():
        raise TaskError("topological_sort takes a number of vertices, then edges like 0:1")
    n_vertices = integers(words[:1])[0]
    edges = [edge(word, n_vertices) for word in words[1:]]
    remaining, n_before = set(range(n_vertices)), -1
    while len(remaining) != n_before:
        n_before = len(remaining)
        remaining &= {start for start, end in edges if end in remaining}
    if remaining:
        raise TaskError(f"the graph has a cycle, through vertices such as {min(remaining)}")
    return n_vertices, edges


def edge(word: str, n_vertices: int) -> tuple[int, int]:
    start, end = integers(word.split(":")) if word.count(":") == 1 else (-1, -1)
    if not (0 <= start < n_vertices and 0 <= end < n_vertices):
        raise TaskError(
            f"{word[:40]!r} is no edge START:END of vertices from 0 to {n_vertices - 1}"
        )
    return start, end
