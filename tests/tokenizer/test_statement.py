"""Statements: marks taken off, and the telling sections in front."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer import statement
from beamcoder.tokenizer.statement import digest, plain, statement_words

MODERN = """# B. Apples

Vera has n apples and q friends.

## Input

Two integers $n$ and $q$ ($1 \\le n \\le 100$).

## Output

Print "YES" or "NO".

## Examples

Input
3 4
Output
NO

## Note

Vera is generous.

## Constraints

- n is odd
"""
DIGEST = """Input:
Two integers n and q (1 <= n <= 100).

Output:
Print "YES" or "NO".

Problem:
# B. Apples

Vera has n apples and q friends.

Constraints:
- n is odd"""
GLUED = (
    "B. Applestime limit per test2 secondsmemory limit per test256 megabytes"
    "inputstandard inputoutputstandard outputVera has n apples.Is that fair?InputTwo integers"
    " n and q.OutputPrint YES or NO.ExampleInput3 4OutputNONoteVera is generous."
)
LINES = [
    *("Input", "Output:", "## Input Format", "Note:", "Examples", "Sample Input 2", "InputCopy"),
    *("Constraints", "Problem", "```", "```input1", "", "  ", "Input: n = 3", "one n", "# A. B"),
]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Description:\nAdd $$$a_i \\le 10^9$$$.", "Add a_i <= 10^9."),
        ("<p>a<sub>1</sub> &lt; 10<sup>5</sup>&nbsp;<code>x</code></p>", "a_1 < 10^5\xa0x"),
        ("Score : $100$ points\n\n## Input\n\n\n\n**n** \\ldots", "## Input\n\nn ..."),
        ("see [this](http://x.y/(z)) ![pic](p.png)", "see this"),
        ("A\n## Solutions\n```java\nint x;\n```", "A"),
        ("\\mathrm{max}\\left(a, b\\right)", "max (a, b )"),
        ("---\n{}\n---\nText", "Text"),
    ],
)
def test_statements_become_plain(markup: str, text: str) -> None:
    assert plain(markup) == text


def test_hostile_markup_takes_no_time() -> None:
    for text in (
        "<sup>" + " " * 50_000,
        "[" * 50_000,
        "![" * 30_000,
        "<!--" * 20_000,
        "$" * 99_999,
    ):
        assert len(plain(text)) <= 4000


def test_what_is_read_and_printed_comes_first() -> None:
    assert digest(plain(MODERN)) == DIGEST


def test_a_page_copied_as_a_whole_is_taken_apart() -> None:
    assert digest(GLUED) == (
        "Input:\nTwo integers n and q.\n\nOutput:\nPrint YES or NO.\n\n"
        "Problem:\nVera has n apples. Is that fair?"
    )


def test_a_text_without_headings_stays() -> None:
    assert digest("Count the apples.\n\nThere are n.") == "Count the apples.\n\nThere are n."
    assert digest("") == ""


@given(st.lists(st.sampled_from(LINES)).map("\n".join) | st.text(max_size=200))
def test_digesting_twice_changes_nothing(text: str) -> None:
    assert digest(digest(text)) == digest(text)


@given(st.lists(st.sampled_from(LINES)).map("\n".join))
def test_a_digest_invents_no_words(text: str) -> None:
    added = {"Input:", "Output:", "Problem:", "Constraints:"}
    assert set(digest(text).split()) <= set(text.split()) | added


def test_words_are_those_of_the_plain_digest() -> None:
    assert "".join(statement_words(MODERN)) == "".join(DIGEST.split())
    assert statement_words(DIGEST) == statement_words(MODERN)
    assert statement_words("") == ()


def test_a_name_is_a_word_whatever_stands_around_it() -> None:
    said = "(1<=n, m_i<=10^5) — x1,y1: a[l..r]; don't"
    assert " ".join(statement_words(said)) == (
        "( 1 <= n , m _ i <= 10 ^ 5 ) — x1 , y1 : a [ l .. r ]; don ' t"
    )


def test_sections_may_stand_in_any_order() -> None:
    parts = ["## Input\nn", "## Output\nm", "## Constraints\nn is odd", "## Problem\nstory"]
    found = set()
    for seed in range(8):
        random.Random(seed).shuffle(parts)
        found.add(digest("\n\n".join(parts)))
    assert len(found) == 1


# Markup that begins something, ends it, or does neither.
MARKUP = ["<!--", "-->", "<script", "<style>", "</style>", "<a", "<a ", "</", "<sup>", "<", "&"]
MARKUP += ["![", "[", "[](", "[a](b)", "](", "()", "```java\n", "```\n", "# ", "#", "# Solution\n"]
MARKUP += ["\\", "\\text{", "$", "**", "_", "`", "---\n", " ", "\t", "\u00a0", "\x0c", "\n", "\r"]
MARKUP += [
    "Input\n",
    "Output:",
    "Examples ",
    "time limit per test",
    "output ",
    "x.Ab",
    "Score : 1 ",
]


class Counting:
    """A pattern that counts the characters that its searches pass."""

    n_passed = 0

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern

    def search(self, text: str, start: int) -> re.Match[str] | None:
        found = self._pattern.search(text, start)
        Counting.n_passed += (found.end() if found else len(text)) - start
        return found


@pytest.mark.parametrize("word", MARKUP)
@pytest.mark.parametrize("pair", ["_CODE", "_COMMENT", "_BESIDE"])
def test_what_has_no_end_is_looked_for_once(
    word: str, pair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Counting, "n_passed", 0)
    opening, closing = getattr(statement, pair)
    monkeypatch.setattr(statement, pair, (Counting(opening), Counting(closing)))
    text = word * (30_000 // len(word))
    plain(text)
    assert Counting.n_passed <= 2 * len(text) + 2


@pytest.mark.parametrize("word", MARKUP)
def test_any_markup_is_read_in_proportion(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In as long a text as this, what tries each beginning to the end would go on for hours."""
    monkeypatch.setattr(statement, "_MAX_READ_CHARS", 1 << 30)
    monkeypatch.setattr(statement, "MAX_STATEMENT_CHARS", 1 << 30)
    text = "time limit per test: 1 output " + word * (200_000 // len(word))
    assert len(plain(text)) <= len(text) + 1
    assert digest(plain(text)) is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <!-- b --> c <!-- d", "a c <!-- d"),
        ("a <!-- b <!-- c --> d", "a d"),
        ("a <style> b </script> c </style>", "a c"),
        ("a\n```java\nint n;\n``` b\n```cpp\nint", "a\nb\n```cpp\nint"),
    ],
)
def test_what_has_no_end_stays(text: str, expected: str) -> None:
    assert plain(text) == expected
