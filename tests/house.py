"""The import map of the source tree, folder by folder: `make map` prints it, the walls check it.

    modules = read_modules(ROOT)
    circles(import_graph(modules))  # groups of modules that import one another

A door is a module or a folder that stands directly in a folder. An arrow goes from one door of a
folder to another if anything behind the first imports anything behind the second; two doors with
arrows both ways stand on no floor above or below each other, even where no two modules meet.
Imports inside functions and for types alone count like others.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("beamcoder", "tokenizer", "model", "training", "server")
Graph = Mapping[str, frozenset[str]]


def sources(*rooms: str, root: Path = ROOT) -> list[str]:
    """Python files of the rooms, as paths from the root; the symlinks in beamcoder/ left out."""
    files = (path for room in rooms for path in sorted((root / room).rglob("*.py")))
    own = (path for path in files if path == path.resolve())
    return [path.relative_to(root).as_posix() for path in own]


@cache
def tree_of(file: str, root: Path = ROOT) -> ast.Module:
    """The syntax tree of a file, which nobody changes."""
    return ast.parse((root / file).read_text(encoding="utf-8"), file)


@cache
def nodes_of(file: str, root: Path = ROOT) -> tuple[ast.AST, ...]:
    """Every node of a file's tree, the outer ones first."""
    return tuple(ast.walk(tree_of(file, root)))


@dataclass(frozen=True)
class Module:
    """A file of the tree and the name that it is imported by."""

    name: str
    file: str

    @property
    def is_package(self) -> bool:
        return self.file.endswith("/__init__.py")


def module_name(file: str) -> str:
    """`model/session/walk.py` is `beamcoder.model.session.walk`."""
    parts = file.removesuffix(".py").removesuffix("/__init__").split("/")
    return ".".join(parts if parts[0] == "beamcoder" else ["beamcoder", *parts])


def read_modules(root: Path = ROOT, rooms: tuple[str, ...] = ROOMS) -> list[Module]:
    return [Module(module_name(file), file) for file in sources(*rooms, root=root)]


def imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Every module or name that is imported by one of the nodes, by its full name."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def import_graph(modules: list[Module], root: Path = ROOT) -> Graph:
    """Module -> the modules of the tree that it imports."""
    names = {module.name for module in modules}

    def target(name: str) -> str | None:
        parent = name.rpartition(".")[0]
        return name if name in names else parent if parent in names else None

    def targets(module: Module) -> Iterator[str]:
        for name in imports(nodes_of(module.file, root)):
            to = target(name)
            if to is not None and to != module.name:
                yield to

    return {module.name: frozenset(targets(module)) for module in modules}


def door(name: str, folder: str) -> str | None:
    """The door of the folder behind which a module stands; None if it stands elsewhere."""
    inside = name.removeprefix(f"{folder}.")
    return None if inside == name else inside.split(".")[0]


def arrows(folder: str, graph: Graph) -> Graph:
    """Door -> the other doors of the same folder that something behind it imports."""
    found: dict[str, set[str]] = {}
    for name, targets in graph.items():
        start = door(name, folder)
        if start is not None:
            ends = {door(target, folder) for target in targets} - {None, start}
            found.setdefault(start, set()).update(end for end in ends if end)
    return {start: frozenset(ends) for start, ends in found.items()}


def reachable(start: str, graph: Graph) -> set[str]:
    """What can be reached from a node by one arrow or more."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def circles(graph: Graph) -> list[list[str]]:
    """Groups of nodes that reach one another, each sorted; none in a tree of floors."""
    reach = {node: reachable(node, graph) for node in graph}
    groups = {
        tuple(sorted(other for other in reach[node] if node in reach[other]))
        for node in graph
        if node in reach[node]
    }
    return [list(group) for group in sorted(groups)]


def describe(module: Module, graph: Graph) -> Iterator[str]:
    """One folder of the map: its counts, its list of files, its arrows."""
    own = arrows(module.name, graph)
    n_arrows = sum(map(len, own.values()))
    folder = module.file.removesuffix("__init__.py")
    loops = circles(own)
    yield f"{folder}  {len(own)} doors, {n_arrows} arrows, {len(loops)} circles"
    text = ast.get_docstring(tree_of(module.file)) or ""
    yield from (f"    {line}" for line in text.splitlines())
    yield from (f"    {a} -> {', '.join(sorted(own[a]))}" for a in sorted(own) if own[a])
    yield from (f"    CIRCLE: {' <-> '.join(loop)}" for loop in loops)
    yield ""


def main() -> None:
    modules = read_modules()
    graph = import_graph(modules)
    for module in modules:
        if module.is_package:
            print("\n".join(describe(module, graph)))
    loops = circles(graph)
    print(f"{len(modules)} modules, {sum(map(len, graph.values()))} imports, {len(loops)} circles")
    print("\n".join(f"CIRCLE: {' <-> '.join(loop)}" for loop in loops))


if __name__ == "__main__":
    main()
