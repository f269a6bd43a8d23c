"""Latency of key presses by the length of the line they are typed in: a table of numbers.

    rows = await by_line_length(host, (200, 1_000_000), 100, progress)
    growth(rows)                        how many times as long a key takes in the longest line

The same file has the line, so that the model's window is as full with each.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from beamcoder.bench.host import Host
from beamcoder.bench.keys import Progress, Spent
from beamcoder.bench.places import anchor, typed_line
from beamcoder.bench.texts import grown

FILE_LINES: Final = 400
STROKES: Final = (*"7919, n * ", *"3 + 1, ")
PATIENT: Final = {"lineDeadlineMs": 60_000, "tokenDeadlineMs": 60_000}  # where a file is read first


async def by_line_length(
    host: Host, sizes: Iterable[int], n_keys: int, progress: Progress
) -> list[dict[str, Any]]:
    """Milliseconds a key, list and whole line, in the middle of a line of so many characters.

    The first key of each round, which comes back to its file, is not counted.
    """
    editor = await host.connect({"minimumProbability": 0})
    spent = {size: (Spent(), Spent()) for size in sizes}
    for size in spent:
        editor.open(f"untitled:Table{size}.java", *table(size))
        editor.configure(lines=False, **PATIENT)
        await editor.complete()
    for _ in progress(range(-(-n_keys // len(STROKES))), "lines of different lengths"):
        for size, (listed, ghost) in spent.items():
            editor.show(f"untitled:Table{size}.java")
            editor.configure(lines=False)
            await typed_line(editor, STROKES, listed, editor.complete)
            editor.configure(lines=True)
            await typed_line(editor, STROKES, ghost, editor.ghosts)
    return [
        {"characters": size, "list": listed.summary(), "ghost": ghost.summary()}
        for size, (listed, ghost) in spent.items()
    ]


def table(size: int) -> tuple[str, str]:
    """A file with a table of numbers on one line of about so many characters: what stands left of
    the cursor, which is in its middle, and right of it."""
    text = grown(FILE_LINES).text
    cut = text.rfind(anchor(text)) + len(anchor(text))
    numbers, width = list[str](), 0
    while width < size:
        numbers.append(f"{7919 * len(numbers)}, ")
        width += len(numbers[-1])
    middle = len(numbers) // 2
    left = f"{text[:cut]}        int[] table = {{{''.join(numbers[:middle])}"
    return left, f"{''.join(numbers[middle:])}1}};\n{text[cut:]}"


def growth(rows: Sequence[dict[str, Any]]) -> float:
    """How many times as long the median key takes in the longest line as in the shortest, of the
    list and the whole line what is worse."""
    first, last = rows[0], rows[-1]
    medians = [(float(last[way]["p50"]), float(first[way]["p50"])) for way in ("list", "ghost")]
    return max(longest / shortest for longest, shortest in medians)
