"""Choice of a back end by name; torch is imported when it is chosen, never otherwise."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from beamcoder.model.fold.arrays import Arrays, NumpyArrays
from beamcoder.model.fold.errors import FoldError, Origin
from beamcoder.model.fold.execution import Execution
from beamcoder.model.fold.plan import Plan
from beamcoder.model.fold.recording import Signature

BACK_ENDS: Final = ("torch", "numpy")
Parts = tuple[Plan, Sequence[Signature], Arrays, Callable[[int], Origin]]


def check(what: str, value: str, known: Sequence[str]) -> None:
    """FoldError unless the value is known."""
    if value not in known:
        raise FoldError(f"there is no {what} {value!r}: {' or '.join(known)}")


def arrays_of(back_end: str, device: Any = None) -> Arrays:
    """The arrays of a back end. FoldError for another one, or where it is not installed."""
    check("back end", back_end, BACK_ENDS)
    if back_end == "numpy":
        return NumpyArrays()
    try:
        from beamcoder.model.fold.torch import TorchArrays
    except ModuleNotFoundError as exc:
        raise FoldError('torch is not installed: Fold("numpy") needs none') from exc
    return TorchArrays(device)


def execution_of(parts: Parts, checkpoint: bool) -> Execution:
    """A run of a plan on these arrays."""
    if isinstance(parts[2], NumpyArrays):
        return Execution(*parts)
    from beamcoder.model.fold.torch import TorchExecution

    return TorchExecution(*parts, checkpoint=checkpoint)
