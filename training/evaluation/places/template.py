"""Template lines of an author, apart from the body that solves the problem.

A template line stands in 5 % or more of an author's files (and in two at least). The body is what
comes after the first statement of the solving method, template lines left out. The solving method
is the one called `solve...`; else the longer one of `main` and `run`; else the longest of all.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from beamcoder.tokenizer.token import Token, TokenKind
from beamcoder.training.evaluation.places.program import Program

TEMPLATE_SHARE: Final = 0.05  # of an author's files
OPENERS: Final = {"(": ")", "[": "]", "{": "}"}

Templates = Mapping[str, frozenset[str]]  # author -> lines, tokens joined by blanks


def template_lines(programs: Iterable[Program]) -> Templates:
    """The template lines of each author."""
    n_files: Counter[str] = Counter()
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for program in programs:
        n_files[program.author] += 1
        counts[program.author].update({" ".join(program.spelling(ln)) for ln in program.lines})
    return {
        author: frozenset(line for line, n in lines.items() if n >= least_files(n_files[author]))
        for author, lines in counts.items()
    }


def least_files(n_files: int) -> int:
    """In how many of an author's files a line of the template stands."""
    return max(2, math.ceil(TEMPLATE_SHARE * n_files))


def body_mask(program: Program, template: frozenset[str]) -> list[bool]:
    """For each token, whether it belongs to the body."""
    start = body_start(program.tokens)
    mask = [False] * len(program.tokens)
    for line in program.lines:
        if " ".join(program.spelling(line)) not in template:
            for i in range(max(line.first, start), line.stop):
                mask[i] = True
    return mask


def body_start(tokens: Sequence[Token]) -> int:
    """The index of the first token after the first statement of the solving method."""
    partners = bracket_partners(tokens)
    methods = [
        (tokens[i].text, brace, partners.get(brace, len(tokens)))
        for i in range(len(tokens))
        if (brace := _body_brace(tokens, partners, i)) is not None
    ]
    solving = [m for m in methods if m[0].startswith("solve")]
    solving = solving or [m for m in methods if m[0] in ("main", "run")] or methods
    if not solving:
        return len(tokens)
    _, brace, end = max(solving, key=lambda method: method[2] - method[1])
    return _after_statement(tokens, partners, brace + 1, end)


def bracket_partners(tokens: Sequence[Token]) -> dict[int, int]:
    """The index of the closing bracket for each opening one that has its own."""
    partners: dict[int, int] = {}
    opened: list[int] = []
    for i, token in enumerate(tokens):
        if token.text in OPENERS:
            opened.append(i)
        elif opened and token.text == OPENERS[tokens[opened[-1]].text]:
            partners[opened.pop()] = i
    return partners


def _body_brace(tokens: Sequence[Token], partners: Mapping[int, int], i: int) -> int | None:
    """Where the body of a method named by token `i` opens, or None if it names none."""
    if tokens[i].kind is not TokenKind.IDENTIFIER or i == 0 or tokens[i - 1].text in (".", "new"):
        return None
    close = partners.get(i + 1) if i + 1 < len(tokens) and tokens[i + 1].text == "(" else None
    if close is None:
        return None
    after = close + 1
    if after < len(tokens) and tokens[after].text == "throws":
        while after < len(tokens) and tokens[after].text not in ("{", ";"):
            after += 1
    return after if after < len(tokens) and tokens[after].text == "{" else None


def _after_statement(tokens: Sequence[Token], partners: Mapping[int, int], i: int, end: int) -> int:
    """After the first `;` or `{` that stands in no bracket, from token `i` on."""
    while i < min(end, len(tokens)):
        text = tokens[i].text
        if text in (";", "{"):
            return i + 1
        i = partners.get(i, i) + 1
    return min(end, len(tokens))
