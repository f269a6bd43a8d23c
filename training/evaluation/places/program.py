"""A Java file under evaluation: author, lexical tokens, lines of code.

    programs, n_unreadable = read_programs([Path("corpus/test")])

The author is the first folder under the path. Comments and blank lines leave no trace;
everything else here refers to the untouched text by code-point offsets.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beamcoder.errors import InputError
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.token import Token

MAX_BYTES: Final = 1 << 18  # a file beyond 256 KiB is data, not a program
COUNTER: Final = re.compile(r"^\d{5}_")  # of a corpus' files, in front of their names
MIN_TOKENS: Final = 3  # the shortest line that is completed


@dataclass(frozen=True, slots=True)
class CodeLine:
    """The tokens first:stop of a program, all that begin on one line."""

    first: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.first


@dataclass(frozen=True, slots=True)
class Program:
    """`tokens` are lexical only; `lines` part them."""

    id: str
    author: str
    text: str
    tokens: tuple[Token, ...]
    lines: tuple[CodeLine, ...]

    @classmethod
    def parse(cls, text: str, id: str = "", author: str = "") -> "Program":
        tokens = tuple(lexical(text))
        return cls(id, author, text, tokens, tuple(_code_lines(text, tokens)))

    @property
    def file_name(self) -> str:
        """The name of its file, without the number that a corpus puts before it."""
        return COUNTER.sub("", self.id.rpartition("/")[2])

    def spelling(self, line: CodeLine) -> list[str]:
        """The texts of a line's tokens."""
        return [token.text for token in self.tokens[line.first : line.stop]]

    def line_end(self, line: CodeLine) -> int:
        """The offset of the line break after a line, or the end of the text."""
        return _break_after(self.text, self.tokens[line.stop - 1].end)


def read_programs(paths: Iterable[Path]) -> tuple[list[Program], int]:
    """Every Java file under `paths`, sorted, and how many could not be read as text.

    InputError if a path does not exist, a file named itself cannot be read, or nothing is left.
    """
    programs: dict[str, Program] = {}
    n_unreadable = 0
    for path in paths:
        if not path.exists():
            raise InputError(f"{path} does not exist")
        for file in _java_files(path):
            try:
                program = _read(file, path)
            except InputError:
                if file == path:
                    raise
                n_unreadable += 1
                continue
            if len(program.tokens) >= MIN_TOKENS:
                programs[program.id] = program
    if not programs:
        raise InputError(f"no Java program found under {', '.join(map(str, paths))}")
    return [programs[id] for id in sorted(programs)], n_unreadable


def _java_files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.java")) if path.is_dir() else [path]


def _read(file: Path, root: Path) -> Program:
    parts = file.relative_to(root).parts if file != root else (file.name,)
    author = parts[0] if len(parts) > 1 else root.resolve().name
    try:
        if file.stat().st_size > MAX_BYTES:
            raise InputError(f"{file} is larger than {MAX_BYTES >> 10} KiB")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise InputError(f"{file} cannot be read: {exc.strerror}") from exc
    except UnicodeDecodeError as exc:
        raise InputError(f"{file} is not UTF-8 text") from exc
    return Program.parse(text, "/".join(parts), author)


def _code_lines(text: str, tokens: Sequence[Token]) -> Iterator[CodeLine]:
    first = 0
    for i in range(1, len(tokens) + 1):
        if i == len(tokens) or _breaks(text[tokens[i - 1].start : tokens[i].start]):
            yield CodeLine(first, i)
            first = i


def _breaks(text: str) -> bool:
    return "\n" in text or "\r" in text


def _break_after(text: str, offset: int) -> int:
    ends = [end for end in (text.find("\n", offset), text.find("\r", offset)) if end >= 0]
    return min(ends, default=len(text))
