"""Vertices with their successors, a pointer that walks over the vertices, and a stack."""

from collections.abc import Sequence
from random import Random
from typing import Final

from beamcoder.errors import TaskError
from beamcoder.model.npi.task import integers

Graph = tuple[int, list[tuple[int, int]]]  # the number of vertices, and edges
MAX_VERTICES: Final = 1_000_000


class Dag:
    """Vertices are pushed when they are met first, and placed when their successors are."""

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


def random_graph(size: int, rng: Random) -> Graph:
    """No cycle: edges go from earlier to later vertices of a random order."""
    names = rng.sample(range(size), size)
    pairs = [sorted(rng.sample(range(size), 2)) for _ in range(2 * size if size > 1 else 0)]
    return size, [(names[start], names[end]) for start, end in pairs]


def read_graph(words: Sequence[str]) -> Graph:
    """A number of vertices, then edges like 0:1. TaskError, too, if there is a cycle."""
    if not words or not words[0].isdecimal():
        raise TaskError("a graph is a number of vertices, then edges like 0:1")
    n_vertices = integers(words[:1])[0]
    if n_vertices > MAX_VERTICES:
        raise TaskError(f"a graph has at most {MAX_VERTICES:,} vertices, not {n_vertices:,}")
    edges = [_edge(word, n_vertices) for word in words[1:]]
    if cycle := find_cycle(n_vertices, edges):
        raise TaskError(f"the graph has a cycle: {' to '.join(map(str, cycle))}")
    return n_vertices, edges


def find_cycle(n_vertices: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """One that ends with the vertex with which it begins; empty if there is none."""
    before: list[list[int]] = [[] for _ in range(n_vertices)]
    n_after = [0] * n_vertices
    for start, end in edges:
        before[end].append(start)
        n_after[start] += 1
    ends = [vertex for vertex in range(n_vertices) if not n_after[vertex]]
    for vertex in ends:  # grows: those whose successors have all been taken away
        for start in before[vertex]:
            n_after[start] -= 1
            if not n_after[start]:
                ends.append(start)
    if len(ends) == n_vertices:
        return []
    onward = {start: end for start, end in edges if n_after[start] and n_after[end]}
    walk = [min(onward)]
    while walk[-1] not in walk[:-1]:
        walk.append(onward[walk[-1]])
    return walk[walk.index(walk[-1]) :]


def _edge(word: str, n_vertices: int) -> tuple[int, int]:
    start, end = integers(word.split(":")) if word.count(":") == 1 else (-1, -1)
    if not (0 <= start < n_vertices and 0 <= end < n_vertices):
        raise TaskError(
            f"{word[:40]!r} is no edge START:END of vertices from 0 to {n_vertices - 1}"
        )
    return start, end
