"""What goes wrong in a Fold is one sentence that names the operation, its group and its place."""

import sys
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from beamcoder.model.fold import Fold, FoldError, Unfold


def row(word: Tensor) -> Tensor:
    return word[:, None].float()


def wide(word: Tensor) -> Tensor:
    return row(word).expand(-1, 3)


def total(*rows: Tensor) -> Tensor:
    return torch.cat(rows, 1)


def failing(rows: Tensor) -> Tensor:
    raise KeyError("no such\nthing")


def message(fold: Fold, *lists: Any) -> str:
    with pytest.raises(FoldError) as caught:
        fold.apply(lists)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_operation_that_fails_is_named_with_its_group_and_its_first_place() -> None:
    fold = Fold()
    nodes = [fold.add(failing, fold.add(row, i)) for i in range(4)]
    text = message(fold, nodes)
    line = test_an_operation_that_fails_is_named_with_its_group_and_its_first_place
    assert text.startswith("failing failed (step 1, 4 calls, the first recorded at ")
    place = "<listcomp>" if sys.version_info < (3, 12) else line.__name__  # PEP 709
    assert f"{__file__}:{line.__code__.co_firstlineno + 2} in {place}" in text
    assert text.endswith("KeyError: 'no such\\nthing'")


def test_errors_of_backward_are_named_too() -> None:
    class Broken(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, rows: Tensor) -> Tensor:
            return rows.clone()

        @staticmethod
        def backward(ctx: Any, *gradients: Tensor) -> Tensor:
            raise OSError("out of order")

    weight = nn.Parameter(torch.ones(1, 1))

    def broken(rows: Tensor) -> Tensor:
        return Broken.apply(rows * weight)  # type: ignore[no-untyped-call]

    fold = Fold()
    (rows,) = fold.apply([[fold.add(broken, fold.add(row, 1))]])
    with pytest.raises(FoldError, match=r"broken failed \(step 1, one call, .*OSError: out of"):
        rows.sum().backward()


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("word", "nodes, numbers, lists and arrays, not a str"),
        (None, "not a NoneType"),
        (torch.zeros(2, 3), r"one row, of shape (1, ...), not (2, 3)"),
        ([1, "a"], "a list of nodes or of whole numbers, not one of int, str"),
        ([1.5], "not one of float"),
        ({}, "not a dict"),
    ],
)
def test_what_no_argument_can_be(argument: Any, words: str) -> None:
    for recorder in (Fold(), Unfold()):
        with pytest.raises(FoldError) as caught:
            recorder.add(row, argument)
        assert words in str(caught.value) and "row" in str(caught.value)


def test_operations_are_callable() -> None:
    operations: tuple[Any, ...] = ("leaf", 3, None, [])
    for operation in operations:
        with pytest.raises(FoldError, match="an operation is a function or a module"):
            Fold().add(operation, 1)


def test_nodes_of_another_fold_are_refused() -> None:
    fold, other = Fold(), Fold()
    node = other.add(row, 1)
    for arguments in ((node,), ([node],), (node.nobatch(),)):
        with pytest.raises(FoldError, match="total was called with a node of another Fold"):
            fold.add(total, *arguments)
    assert "a node of another Fold" in message(fold, [node])


def test_lists_that_apply_cannot_read() -> None:
    fold = Fold()
    node = fold.add(row, 1)
    assert "one at least" in message(fold, [])
    assert "nodes of this Fold" in message(fold, [1])
    assert "takes lists of nodes" in message(fold, node)
    assert "must be the only one" in message(fold, [node.nobatch(), node])


def test_rows_of_two_widths_do_not_fit_in_one_argument() -> None:
    fold = Fold()
    nodes = [fold.add(torch.tanh, fold.add(each, 1)) for each in (row, wide)]
    assert "joins rows of" in message(fold, nodes)


def test_a_wrong_number_of_rows_is_said() -> None:
    def first(rows: Tensor) -> Tensor:
        return rows[:1]

    fold = Fold()
    nodes = [fold.add(first, fold.add(row, i)) for i in range(3)]
    assert message(fold, nodes).endswith("it returned 1 rows for 3 calls")
    fold = Fold()
    assert message(fold, [fold.add(lambda rows: 3, 1)]).endswith("an int, not rows of an array")


def test_what_is_handed_on_whole_is_no_row() -> None:
    fold = Fold()
    memory = fold.add(lambda a, b: torch.cat([a, b]), fold.add(row, 1), fold.add(row, 2))
    memory.nobatch()
    assert "2 rows for one call: hand it on by nobatch()" in message(
        fold, [fold.add(row, 1), memory]
    )


def test_outputs_that_are_not_there() -> None:
    def pair(rows: Tensor) -> tuple[Tensor, Tensor]:
        return rows, rows

    fold = Fold()
    node = fold.add(pair, fold.add(row, 1))
    assert "wants output 2 of what has 2" in message(fold, [node.split(3)[2]])
    with pytest.raises(FoldError, match="has no outputs of its own"):
        node.split(2)[0].split(2)
    with pytest.raises(FoldError, match="1 to 254 outputs, not 0"):
        node.split(0)
    with pytest.raises(TypeError, match="use split"):
        _, _ = node


def test_there_are_no_second_derivatives() -> None:
    fold = Fold()
    weight = nn.Parameter(torch.ones(1, 1))
    (rows,) = fold.apply([[fold.add(lambda rows: (rows * weight) ** 3, fold.add(row, 2))]])
    with pytest.raises(FoldError, match="no second derivatives"):
        torch.autograd.grad(rows.sum(), weight, create_graph=True)


def test_backward_twice_needs_retain_graph_and_then_adds_up() -> None:
    fold = Fold()
    weight = nn.Parameter(torch.ones(1, 1))
    (rows,) = fold.apply([[fold.add(lambda rows: (rows * weight) ** 2, fold.add(row, 3))]])
    rows.sum().backward(retain_graph=True)
    rows.sum().backward()
    assert weight.grad is not None and weight.grad.item() == 36
    with pytest.raises(FoldError, match="a second time"):
        rows.sum().backward()


def test_a_tensor_with_a_history_has_to_be_an_argument() -> None:
    weight = nn.Parameter(torch.ones(1, 1))
    outside = weight * 2
    fold = Fold()
    node = fold.add(lambda rows: rows * outside, fold.add(row, 3))
    assert "computed outside with a gradient: hand it to add() as an argument" in message(
        fold, [node]
    )
    again = Fold()
    (rows,) = again.apply([[again.add(torch.mul, again.add(row, 3), outside)]])
    rows.sum().backward()
    assert weight.grad is not None and weight.grad.item() == 6


def test_names_that_do_not_exist() -> None:
    with pytest.raises(FoldError, match="no back end 'jax': torch or numpy"):
        Fold("jax")
    with pytest.raises(FoldError, match="no schedule 'breadth': depth or agenda"):
        Fold(schedule="breadth")
