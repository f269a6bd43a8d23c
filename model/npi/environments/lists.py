"""Numbers with pointers at some of them: for sorting, searching, and the largest one."""

Sought = tuple[int, list[int]]  # a value, and a sorted list in which it may stand


class Walk:
    """Numbers, a pointer at one of them, and the best so far."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers, self.answer, self.at = numbers, numbers[0], 0
        self.look()

    def look(self) -> None:
        self.end = self.at == len(self.numbers)
        self.greater = not self.end and self.numbers[self.at] > self.answer


class Shelf:
    """A sorted list, the range in which the value may stand, and the middle one."""

    def __init__(self, problem: Sought) -> None:
        self.value, self.numbers = problem
        self.answer, self.middle = -1, 0
        self.set_range(0, len(self.numbers) - 1)

    def set_range(self, low: int, high: int) -> None:
        self.low, self.high, self.empty = low, high, low > high
        self.look()

    def look(self) -> None:
        here = self.numbers[self.middle] if self.numbers else self.value
        self.order = "less" if here < self.value else "greater" if here > self.value else "equal"


class SortRow:
    """Numbers, a pointer at one of them and its right neighbour, a count of sweeps to come."""

    def __init__(self, numbers: list[int]) -> None:
        self.answer = list(numbers)
        self.sweeps = len(numbers)
        self.sorted = self.sweeps == 0
        self.move(0)

    def move(self, at: int) -> None:
        """The pointer to a place, and what is seen from there."""
        self.at = at
        self.start, self.end = at == 0, at >= len(self.answer) - 1
        self.greater = not self.end and self.answer[at] > self.answer[at + 1]


class Ranges:
    """Numbers, the range that is sorted now, and the ranges that wait.

    `scan` runs to the pivot at the range's end; left of `border` stands what is less than it.
    """

    def __init__(self, numbers: list[int]) -> None:
        self.answer = list(numbers)
        self.low, self.high = 0, len(numbers) - 1
        self.waiting: list[tuple[int, int]] = []
        self.border = self.scan = 0
        self.look()

    def look(self) -> None:
        self.small, self.at_pivot = self.low >= self.high, self.scan >= self.high
        self.less = not self.at_pivot and self.answer[self.scan] < self.answer[self.high]

    def swap(self, other: int) -> None:
        a = self.answer
        a[self.border], a[other] = a[other], a[self.border]
