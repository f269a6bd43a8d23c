"""The exception of this folder, and the sentence that says where an operation went wrong."""

from types import CodeType


class FoldError(ValueError):
    """A program cannot be recorded, batched or run; the message is one sentence."""


class Origin:
    """Place in the source that recorded a node: cheap to take, read only when something fails."""

    __slots__ = ("_code", "_instruction")

    def __init__(self, code: CodeType, instruction: int) -> None:
        self._code, self._instruction = code, instruction

    def __str__(self) -> str:
        positions = list(self._code.co_positions())
        line = positions[self._instruction // 2][0] or self._code.co_firstlineno
        return f"{self._code.co_filename}:{line} in {self._code.co_name}"
