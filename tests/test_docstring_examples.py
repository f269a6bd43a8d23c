"""What is wrong in an example of a docstring is seen; that none is wrong says test_docs."""

import pytest

from beamcoder.tokenizer.java import syntax
from tests.examples import Example


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
