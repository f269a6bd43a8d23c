"""Latency of cursor jumps, pastes, undone pastes and many open documents."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from time import perf_counter
from typing import Any, Final

import numpy as np

from beamcoder.bench.keys import Progress, Spent
from beamcoder.bench.texts import Text, grown
from beamcoder.bench.wire.editor import Editor, TimedAnswer
from beamcoder.bench.wire.host import Host

N_DOCUMENTS: Final = 10
SEED: Final = 1
PASTED_LINES: Final = 12
NAMES: Final = ("total", "count", "best", "size", "answer", "left")  # of lines typed, by length
KINDS: Final = ("jump", "back", "paste", "undo", "document")
# A table of numbers on one line, and what is typed in it.
FILE_LINES: Final = 400
STROKES: Final = (*"7919, n * ", *"3 + 1, ")
PATIENT: Final = {"lineDeadlineMs": 60_000, "tokenDeadlineMs": 60_000}  # where a file is read first


async def moved(
    host: Host, texts: Sequence[Text], n_rounds: int, progress: Progress
) -> dict[str, Any]:
    """Milliseconds to the list of each kind of move, and memory with all documents open.

    A round: to a random line of a document; back to where the cursor was; a block of another
    document pasted; undone; the next document. One key is typed at each place, as editors ask
    when one was.
    """
    editor = await host.connect({"lines": False})
    uris = open_all(editor, texts)
    rng = np.random.default_rng(SEED)
    spent = {kind: Spent() for kind in KINDS}
    for number in progress(range(n_rounds), "jumps, pastes, documents"):
        editor.show(uris[number % len(uris)])
        await timed_list(editor, spent["document"])
        home = len(editor.buffer.left)
        editor.jump(line_start(editor, rng))
        await timed_list(editor, spent["jump"])
        editor.jump(home)
        await timed_list(editor, spent["back"])
        pasted = block(texts[(number + 1) % len(texts)].text, rng)
        await changed(editor, pasted, spent)
    found = {kind: spent[kind].summary() for kind in KINDS}
    return found | {"memory_mb": host.memory_mb(), "open_documents": len(uris)}


def open_all(editor: Editor, texts: Sequence[Text]) -> list[str]:
    """N_DOCUMENTS, the texts again and again if they are fewer; the cursor in the middle."""
    uris = [f"untitled:Open{i}.java" for i in range(N_DOCUMENTS)]
    for i, uri in enumerate(uris):
        text = texts[i % len(texts)].text
        middle = text.rfind("\n", 0, len(text) // 2) + 1
        editor.open(uri, text[:middle], text[middle:])
    return uris


async def timed_list(editor: Editor, spent: Spent) -> None:
    """Type a key, ask for the list, take the key back."""
    began = perf_counter()
    editor.type("i")
    spent.note(began, await editor.complete())
    editor.erase(1)


async def changed(editor: Editor, pasted: str, spent: dict[str, Spent]) -> None:
    began = perf_counter()
    editor.type(pasted)
    spent["paste"].note(began, await editor.complete())
    began = perf_counter()
    editor.erase(len(pasted))
    spent["undo"].note(began, await editor.complete())


def line_start(editor: Editor, rng: np.random.Generator) -> int:
    text = editor.buffer.left + editor.buffer.right
    return text.rfind("\n", 0, int(rng.integers(1, len(text)))) + 1


def block(text: str, rng: np.random.Generator) -> str:
    """Whole lines."""
    lines = text.splitlines(keepends=True)
    first = int(rng.integers(0, max(1, len(lines) - PASTED_LINES)))
    return "".join(lines[first : first + PASTED_LINES])


async def by_length(
    host: Host, lengths: Iterable[int], n_keys: int, progress: Progress
) -> list[dict[str, Any]]:
    """Milliseconds a key, list and whole line, after the same statement in files of so many lines.

    All files are open at once and take turns. The key that comes back to a file is not counted:
    that is a move, see `moved`.
    """
    editor = await host.connect({"minimumProbability": 0})
    files = {n: grown(n).text for n in lengths}
    statement = anchor(min(files.values(), key=len))
    rounds = Rounds(editor)
    for n, text in files.items():
        cut = text.rfind(statement) + len(statement)
        rounds.open(f"untitled:Long{n}.java", text[:cut], text[cut:])
    for number in progress(range(-(-n_keys // len(strokes(0)))), "files of different lengths"):
        await rounds.type(strokes(number))
    return [{"lines": n, **figures} for n, figures in zip(files, rounds.figures(), strict=True)]


class Rounds:
    """A line is typed in one open document, key by key, for the list and again for ghost text; then
    in the next. The first key, which comes back to its document, is not counted."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._spent: dict[str, tuple[Spent, Spent]] = {}

    def open(self, uri: str, left: str, right: str) -> None:
        self._spent[uri] = Spent(), Spent()
        self._editor.open(uri, left, right)

    async def type(self, keys: Sequence[str]) -> None:
        for uri, (listed, ghost) in self._spent.items():
            self._editor.show(uri)
            self._editor.configure(lines=False)
            await typed_line(self._editor, keys, listed, self._editor.complete)
            self._editor.configure(lines=True)
            await typed_line(self._editor, keys, ghost, self._editor.ghosts)

    def figures(self) -> list[dict[str, Any]]:
        """Of each document, in the order in which they were opened."""
        return [{"list": a.summary(), "ghost": b.summary()} for a, b in self._spent.values()]


def strokes(number: int) -> list[str]:
    """A declaration, key by key; the first one comes with the indentation."""
    name = NAMES[number % len(NAMES)]
    return ["        i", *f"nt {name} = 0;\n"]


async def typed_line(
    editor: Editor,
    keys: Sequence[str],
    spent: Spent,
    ask: Callable[[], Coroutine[Any, Any, TimedAnswer]],
) -> None:
    """An answer is awaited after each key, and all of them taken back in the end."""
    for number, key in enumerate(keys):
        began = perf_counter()
        editor.type(key)
        answer = await ask()
        if number:
            spent.note(began, answer)
    editor.erase(sum(map(len, keys)))


def anchor(text: str) -> str:
    """The first statement of a line of its own after two thirds of a text, line ends included."""
    lines = text.splitlines(keepends=True)
    after = lines[len(lines) * 2 // 3 :]
    return next((line for line in after if line.endswith(";\n")), lines[-1])


async def by_line_length(
    host: Host, sizes: Iterable[int], n_keys: int, progress: Progress
) -> list[dict[str, Any]]:
    """Milliseconds a key, list and whole line, in the middle of a line of so many characters."""
    editor = await host.connect({"minimumProbability": 0})
    rounds, sizes = Rounds(editor), list(sizes)
    for size in sizes:
        rounds.open(f"untitled:Table{size}.java", *table(size))
        editor.configure(lines=False, **PATIENT)
        await editor.complete()
    for _ in progress(range(-(-n_keys // len(STROKES))), "lines of different lengths"):
        await rounds.type(STROKES)
    found = zip(sizes, rounds.figures(), strict=True)
    return [{"characters": size, **figures} for size, figures in found]


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
