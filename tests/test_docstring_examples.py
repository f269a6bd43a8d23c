"""Examples in docstrings name what there is, and call it as it can be called."""

import ast
from importlib import import_module

import pytest

from beamcoder.tokenizer.java import syntax
from tests.examples import Example, definitions
from tests.house import read_modules, tree_of


def test_examples_name_what_exists_and_call_it_as_it_can_be_called() -> None:
    defined, n_calls, wrong = definitions(), 0, dict[str, list[str]]()
    for module in read_modules():
        docstring = ast.get_docstring(tree_of(module.file)) or ""
        if "\n    " in docstring and not module.is_package:
            example = Example(import_module(module.name), docstring, defined)
            if faults := example.faults():
                wrong[module.file] = faults
            n_calls += example.n_calls
    assert wrong == {}
    assert n_calls > 100


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("count_error(text)", "count_error"),
        ("count_errors()", "missing"),
        ("tree = SyntaxTree(text, 2)   a tree", "too many"),
        ("tree.n_errors_with(offset, 2)    as if typed", "missing"),
        ("tree.n_faults", "n_faults"),
        ("left, right = tree.edit(1, 2)", "missing"),
        ("count_errors(text, depth=3) -> 0", "depth"),
        ("for each: count_errors(text)", "no Python"),
    ],
)
def test_what_is_wrong_is_found(line: str, word: str) -> None:
    head = "" if line.startswith("tree =") else "    tree = SyntaxTree(text)\n"
    (fault,) = Example(syntax, f"{head}    {line}\n", {}).faults()
    assert word in fault
