"""Usage examples in docstrings, checked without running them: names exist, arguments fit.

    list(Example(module, docstring).faults())       one sentence a fault

An example is an indented line that parses as Python, alone or up to the blanks or the arrow before
its explanation. What a variable holds is known where the example makes it by a call of our code
whose type says so; calls on anything else are not judged.
"""

import ast
import builtins
import inspect
import re
import types
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

from tests.house import read_modules, tree_of

Definitions = dict[str, list[str]]
UNKNOWN: Any = object()
FORMULA = re.compile(r"[A-Z]")  # P(token) is no call
EXPLANATION = re.compile(r"\s{2,}|\s+->\s|\s+#")


def definitions() -> Definitions:
    """Top-level function or class -> the modules of the tree that define one of that name."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    found: Definitions = {}
    for module in read_modules():
        for node in tree_of(module.file).body:
            if isinstance(node, kinds):
                found.setdefault(node.name, []).append(module.name)
    return found


def parse(line: str) -> ast.stmt | None:
    """The statement that a line begins with; None if it is prose, a command or a formula."""
    ends = [len(line), *(match.start() for match in reversed([*EXPLANATION.finditer(line)]))]
    for end in ends:
        for body in ("", " pass"):
            with suppress(SyntaxError):
                parsed = ast.parse(line[:end].strip() + body).body
                if len(parsed) == 1:
                    return parsed[0]
    return None


class Example:
    """The indented lines of one docstring, read one after the other as a program."""

    def __init__(self, module: types.ModuleType, docstring: str, defined: Definitions) -> None:
        self._module, self._defined = module, defined
        self._lines = [line for line in docstring.splitlines() if line.startswith("    ")]
        self._held: dict[str, Any] = {}  # variable -> the class of what it holds
        self._faults: list[str] = []
        self.n_calls = 0

    def faults(self) -> list[str]:
        for line in self._lines:
            statement = parse(line.strip())
            if statement is not None:
                self._read(statement)
            elif any(hasattr(self._module, name) for name in re.findall(r"(\w+)\(", line)):
                self._faults.append(f"no Python: {line.strip()}")
        return self._faults

    def _read(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign(targets=[ast.Name(name)], value=value):
                self._held[name] = self._holds(value)
            case ast.With(items=[ast.withitem(value, ast.Name(name))]):
                self._held[name] = self._holds(value)
            case ast.For(iter=value) | ast.Expr(value) | ast.Assign(value=value):
                self._holds(value)
            case _:
                pass

    def _holds(self, node: ast.expr) -> Any:
        """The class of an expression's value, or UNKNOWN; notes what is wrong in it."""
        match node:
            case ast.Call(func, arguments, keywords):
                for argument in (*arguments, *(keyword.value for keyword in keywords)):
                    self._holds(argument)
                return self._called(node, self._callee(func))
            case ast.Await(value):
                return self._holds(value)
            case ast.Name(name):
                return self._held.get(name, UNKNOWN)
            case ast.Attribute():
                self._callee(node)
            case _:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self._holds(child)
        return UNKNOWN

    def _callee(self, node: ast.expr) -> Any:
        """What a call calls, bound to its class where it is a method."""
        if isinstance(node, ast.Name):
            found = self._named(node.id)
            if found is UNKNOWN and node.id not in self._held and not FORMULA.fullmatch(node.id):
                self._faults.append(f"no function or class: {node.id}")
            return found
        if not isinstance(node, ast.Attribute):
            return UNKNOWN
        owner = self._named(node.value.id) if isinstance(node.value, ast.Name) else UNKNOWN
        instance = self._holds(node.value)
        cls = instance if instance is not UNKNOWN else owner
        if not isinstance(cls, type) or not cls.__module__.startswith("beamcoder."):
            return UNKNOWN
        if not has(cls, node.attr):
            self._faults.append(f"{cls.__name__} has no {node.attr}")
            return UNKNOWN
        raw = inspect.getattr_static(cls, node.attr, None)
        if instance is not UNKNOWN and isinstance(raw, types.FunctionType):
            return types.MethodType(raw, object())
        return getattr(cls, node.attr) if isinstance(raw, classmethod | staticmethod) else UNKNOWN

    def _named(self, name: str) -> Any:
        if name in vars(self._module):
            return vars(self._module)[name]
        if name in self._defined:  # of several, one of the same folder
            beside = self._module.__name__.rpartition(".")[0]
            near = max(self._defined[name], key=lambda m: m.rpartition(".")[0] == beside)
            return getattr(import_module(near), name)
        return getattr(builtins, name, UNKNOWN)

    def _called(self, node: ast.Call, callee: Any) -> Any:
        if callee is UNKNOWN or not getattr(callee, "__module__", "").startswith("beamcoder."):
            return UNKNOWN
        self.n_calls += 1
        keywords = {keyword.arg or "": None for keyword in node.keywords}
        if not any(isinstance(a, ast.Constant) and a.value is ... for a in node.args):
            try:
                inspect.signature(callee).bind(*node.args, **keywords)
            except TypeError as exc:
                self._faults.append(f"{ast.unparse(node)}: {exc}")
        return callee if isinstance(callee, type) else returned(callee)


def has(cls: type, attribute: str) -> bool:
    """Also a field, and what `self.attribute = ` makes."""
    fields = {name for base in cls.__mro__ for name in getattr(base, "__annotations__", {})}
    makes = re.search(rf"self\.{attribute}\b", inspect.getsource(cls))
    return hasattr(cls, attribute) or attribute in fields or makes is not None


def returned(function: Any) -> Any:
    """The class that a function's annotation names; of what a context manager yields, too."""
    try:
        hint = get_type_hints(function).get("return", UNKNOWN)
    except NameError:  # a name for type checkers only
        return UNKNOWN
    if get_origin(hint) is Iterator and hasattr(function, "__wrapped__"):
        hint = get_args(hint)[0]
    if isinstance(function, types.MethodType) and "Self" in str(hint):
        hint = function.__self__
    return hint if isinstance(hint, type) else UNKNOWN
