"""Cleaning of a Java file, and the reasons why one is dropped.

    clean(path, data) -> Clean | Drop

A Drop names the step, so that a report can count every file. Knows nothing of other files:
duplicates and splits come later.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.token import TokenKind

MAX_FILE_BYTES: Final = 64 * 1024  # bigger files are tables or whole libraries
MIN_TOKENS: Final = 25  # shorter ones are stubs; measured on the 62 sources
_MAX_FLAWED: Final = 0.05  # share of flawed tokens above which a file is no Java text


class DropReason(StrEnum):
    """The cleaning steps, in the order in which they are applied."""

    UNREADABLE = "unreadable"
    TOO_BIG = "over 64 KB"
    NOT_A_SOLUTION_PATH = "test, generated or bundled by path"
    NOT_UTF8 = "not UTF-8"
    BROKEN = "broken text"
    TEST = "JUnit or checker"
    GENERATED = "generated or bundled by content"
    TOO_SHORT = "under 25 tokens"


class ProgramStyle(StrEnum):
    """How a file meets its input: it changes what completion has to know."""

    STDIN = "stdin"
    CHELPER = "chelper"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Drop:
    step: DropReason


@dataclass(frozen=True, slots=True)
class Clean:
    text: str  # line ends are "\n", no byte order mark
    tokens: tuple[str, ...]  # lexical tokens: no space, no comments
    style: ProgramStyle


_BAD_PATH: Final = re.compile(
    r"(?:^|/)src/test/java/"
    r"|(?:^|/)(?:package|module)-info\.java$"
    r"|(?<=[A-Za-z0-9_\)])(?:Tests?|TestCase|Checker)\.java$"
    r"|(?:^|/)(?:javafx-sdk[^/]*|generated|generated-sources|node_modules|\.mvn|build/generated)/",
)
_TEST: Final = re.compile(
    r"^[ \t]*import\s+(?:static\s+)?"
    r"(?:org\.junit|junit\.framework|org\.testng|org\.assertj|org\.hamcrest|org\.mockito"
    r"|net\.egork\.chelper\.(?:tester|checkers|task|tests))"
    r"|\bextends\s+TestCase\b|^[ \t]*@(?:Test|TestCase)\b|\bimplements\s+Checker\b",
    re.MULTILINE,
)
_GENERATED: Final = re.compile(
    r"DO NOT EDIT|@[Gg]enerated\b|[Gg]enerated by (?!Intelli)\w+ (?:compiler|generator|from)"
    r"|Licensed to the Apache Software Foundation"
    r"|Copyright \(c\) [\d, -]+,? ?Oracle and/or its affiliates"
    r"|ORACLE PROPRIETARY",
)
_MAIN: Final = re.compile(r"\bvoid\s+main\s*\(")
_INPUT: Final = re.compile(
    r"\bSystem\s*\.\s*in\b|\b(?:Buffered|File|InputStream)Reader\b|\bFileInputStream\b|\bScanner\b"
    r"|\bDataInputStream\b|\bSystem\s*\.\s*console\b|\bStreamTokenizer\b|\bFiles\s*\.\s*(?:read|lines|newBuff)"
    r"|\bSystem\s*\.\s*inheritedChannel\b|\bFileDescriptor\s*\.\s*in\b"
)
_CHELPER: Final = re.compile(r"\bvoid\s+solve\s*\(\s*(?:final\s+)?int\s+\w+\s*,\s*\w+\s+\w+\s*,")


def clean(path: str, data: bytes) -> Clean | Drop:
    """The file's text, tokens and style, or the first step that drops it."""
    if len(data) > MAX_FILE_BYTES:
        return Drop(DropReason.TOO_BIG)
    if _BAD_PATH.search(path):
        return Drop(DropReason.NOT_A_SOLUTION_PATH)
    try:
        text = normal_lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        return Drop(DropReason.NOT_UTF8)
    if "\0" in text:
        return Drop(DropReason.BROKEN)
    if _TEST.search(text):
        return Drop(DropReason.TEST)
    if _GENERATED.search(text):
        return Drop(DropReason.GENERATED)
    return _lexed(text)


def _lexed(text: str) -> Clean | Drop:
    tokens = lexical(text)
    if len(tokens) < MIN_TOKENS:
        return Drop(DropReason.TOO_SHORT)
    if sum(
        token.kind is TokenKind.ERROR or token.flaw != "" for token in tokens
    ) > _MAX_FLAWED * len(tokens):
        return Drop(DropReason.BROKEN)
    words = tuple(token.text for token in tokens)
    return Clean(text, words, style_of(" ".join(words)))


def normal_lines(text: str) -> str:
    """Line ends as "\\n", no byte order mark, one line end at the end."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return text.rstrip() + "\n"


def style_of(code: str) -> ProgramStyle:
    """The style of a file, from its text without comments."""
    if _MAIN.search(code) and _INPUT.search(code):
        return ProgramStyle.STDIN
    if _CHELPER.search(code):
        return ProgramStyle.CHELPER
    return ProgramStyle.CLASS
