"""Problem statement of a program, found in its header, next to it or in a library.

    found = find_statement(Path("A.java"), text, Sources(folder=Path("statements")))
    found.text, found.origin            "" and "" where there is none

Looked for in this order: a comment on top of the file that reads like a statement; `A.txt`,
`A.md` or `A.html` next to `A.java`; the Codeforces address of a problem in a comment, together
with a folder of statements. Nothing raises: a file that cannot be read is logged and passed over,
and read again only when it has changed. Does not know what a model makes of the text: see
`tokenizer.statement`.
"""

import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from time import monotonic
from typing import Final

from beamcoder.tokenizer.statement import is_sectioned, plain

log = logging.getLogger(__name__)

SUFFIXES: Final = (".txt", ".md", ".html")
MAX_BYTES: Final = 1 << 18  # 256 KiB: a page with its markup; what is larger is data
MAX_HEAD: Final = 20_000  # code points of a file in which comments are looked at
# A statement of the corpus has 140 words or more in nine cases of ten; a remark on a class fewer.
MIN_WORDS: Final = 50
MIN_WORDS_SECTIONED: Final = 15  # of a text with headings such as Input and Output
MIN_WORDS_OF_FILE: Final = 8  # of a file next to the program; it may as well hold its input
MIN_WORD_SHARE: Final = 0.4  # of what stands between blanks: else it is code, or numbers
MAX_CODE_SHARE: Final = 0.2  # of the lines

LOOK_AGAIN_S: Final = 1.0  # for a statement that has come into the folder

_HEAD: Final = re.compile(
    r"\s+|(?P<block>/\*.*?\*/)|(?P<lines>//[^\r\n]*(?:\r?\n[ \t]*//[^\r\n]*)*)"
    r"|(?:package|import)\b[^;{}]{0,300};",
    re.DOTALL,
)
_MARKS: Final = re.compile(
    r"^[ \t]*(?:/\*+|\*+/|//+|\*)?[ \t]?"
    r"|(?:(?<![ \t])[ \t]++|(?<!\*))\*++/[ \t]*+$",  # each run is tried from its beginning
    re.MULTILINE,
)
_LICENCE: Final = re.compile(
    r"copyright|licen[cs]e|all rights reserved|warranty|permission is hereby|spdx", re.IGNORECASE
)
# `Author: somebody`, `@since 1.0`, `Created by IntelliJ`, an address: about the file.
_ABOUT: Final = re.compile(
    r"^(?:@\w+\b|(?:author|date|time|user|name|created|edited|modified|version|file|handle|status"
    r"|source|link|url|language|verdict|email|team)\b.{0,80}$|https?://\S+$).*$",
    re.IGNORECASE | re.MULTILINE,
)
_CODE_LINE: Final = re.compile(r"[;{}]\s*$|^\s*(?:import|package|@Override)\b|^\s*\}")
_WORD: Final = re.compile(r"[(\"'“]*[A-Za-z][A-Za-z'’-]*+[.,:;!?)\"'”]*")
# A string first, so that an address in quotes is no comment; what is unfinished goes to the end.
_COMMENT: Final = re.compile(
    r'"(?:\\.|[^"\\\n])*+"?|(?P<comment>/\*.*?(?:\*/|\Z)|//[^\r\n]*)', re.DOTALL
)
_ADDRESS: Final = re.compile(
    r"codeforces\.(?:com|ml|ru|es)/(?:(?:contest|gym|group/\w+/contest)/(\d{1,7})/problem"
    r"|problemset/(?:problem|gymProblem)/(\d{1,7}))/([A-Za-z]\d?)\b",
)


@dataclass(frozen=True, slots=True)
class Sources:
    """`folder` holds statements by contest and problem; None: addresses lead nowhere."""

    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """`origin` says where the text came from: "comment" or a path."""

    text: str = ""
    origin: str = ""


NO_SOURCES: Final = Sources()
NO_STATEMENT: Final = Statement()


def find_statement(path: Path | None, text: str, sources: Sources = NO_SOURCES) -> Statement:
    """The statement of a program; `path` is None for a text that is no file."""
    if comment := statement_in_comment(text):
        return Statement(comment, "comment")
    for candidate in _candidates(path, text, sources):
        if statement := _read(candidate):
            return Statement(statement, str(candidate))
    return NO_STATEMENT


def statement_in_comment(text: str) -> str:
    """The comments above the first declaration that read like a statement; "" if none does."""
    blocks = (_statement_in(block) for block in _head_comments(text[:MAX_HEAD]))
    return "\n\n".join(filter(None, blocks))


@lru_cache(maxsize=64)
def _statement_in(block: str) -> str:
    """What a comment says if that reads like a statement; needed at every key press: cached."""
    text = _uncommented(block)
    return text if reads_like_statement(text) else ""


def reads_like_statement(comment: str) -> bool:
    """Prose of 50 words, or of 15 under headings such as Input; no licence."""
    least = MIN_WORDS_SECTIONED if is_sectioned(comment) else MIN_WORDS
    return is_prose(comment, least) and not _LICENCE.search(comment)


def is_prose(text: str, least: int) -> bool:
    """At least so many words, two of five things between blanks, and little code."""
    parts = text.split()
    n_words = sum(_WORD.fullmatch(part) is not None for part in parts)
    lines = [line for line in text.split("\n") if line.strip()]
    n_code = sum(_CODE_LINE.search(line) is not None for line in lines)
    return n_words >= max(least, MIN_WORD_SHARE * len(parts)) and n_code <= MAX_CODE_SHARE * len(
        lines
    )


def problem_address(text: str) -> tuple[str, str] | None:
    """Contest and index of the first Codeforces problem that a comment links to: "1409", "A"."""
    head = text[:MAX_HEAD]
    for found in _COMMENT.finditer(head) if "codeforces." in head else ():
        if found["comment"] and (address := _ADDRESS.search(found["comment"])):
            in_contest, in_set, index = address.groups()
            return in_contest or in_set, index.upper()
    return None


def problem_files(folder: Path, contest: str, index: str) -> Iterator[Path]:
    """Where a folder may keep a problem: `1409A.txt`, `1409/A.txt`, `1409/problemA.txt`, ...

    The last form is that of large collections: `1000-1999/1400-1499/1400-1409/1409/problemA.txt`.
    """
    number = int(contest)
    ranges = [f"{number // n * n}-{number // n * n + n - 1}" for n in (1000, 100, 10)]
    parents = [folder.joinpath(*ranges[:depth], contest) for depth in (0, 3, 2, 1)]
    stems = [folder / f"{contest}{index}", folder / f"{contest}_{index}"]
    for parent in parents:
        stems += [parent / index, parent / f"problem{index}", parent / f"{contest}{index}"]
    for stem in stems:
        yield from (stem.with_name(stem.name + suffix) for suffix in SUFFIXES)


def _candidates(path: Path | None, text: str, sources: Sources) -> Iterator[Path]:
    if path is not None and path.name:
        yield from (path.with_suffix(suffix) for suffix in SUFFIXES)
    if sources.folder is not None and (address := problem_address(text)):
        yield from _problem_files_there(sources.folder, *address, int(monotonic() / LOOK_AGAIN_S))


@lru_cache(maxsize=16)
def _problem_files_there(folder: Path, contest: str, index: str, _now: int) -> tuple[Path, ...]:
    """Those that there are; some 40 names, which are not looked up at every key press."""
    files = problem_files(folder, contest, index)
    return tuple(path for path in files if os.path.exists(path))  # unlike theirs, never raises


def _read(path: Path) -> str:
    """The file's plain text if that is prose; kept until the file changes."""
    try:
        status = path.stat()
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return ""
    if not S_ISREG(status.st_mode) or status.st_size > MAX_BYTES:
        return ""
    return _read_once(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _read_once(path: Path, _modified_ns: int, _size: int) -> str:
    try:
        text = plain(path.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as exc:
        log.info("no statement from %s: %s", path, exc)
        return ""
    if not is_prose(text, MIN_WORDS_OF_FILE):
        log.info("%s is no statement but data or code", path)
        return ""
    return text


def _head_comments(text: str) -> Iterator[str]:
    """The comments that stand among package and imports, or above the first declaration."""
    at = 0
    while found := _HEAD.match(text, at):
        at = found.end()
        if found["block"] or found["lines"]:
            yield found[0]


def _uncommented(block: str) -> str:
    lines = _MARKS.sub("", block.replace("\r\n", "\n")).strip()
    return _ABOUT.sub("", lines).strip()
