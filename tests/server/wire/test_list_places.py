"""Ranges of list items, and the texts by which clients narrow a list that has grown old.

An item goes in the place of the word at the cursor, of nothing before it, and never for nothing.
"""

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from beamcoder.model.proposal import Answer, Item
from beamcoder.server.convert import token_kind
from beamcoder.server.documents.documents import Document
from beamcoder.server.features.listing import Listing
from beamcoder.server.offers.history import History
from beamcoder.server.settings import Settings
from tests.server.buffer import URI, Buffer, new_text
from tests.server.conftest import Client

HEAD: Final = """\
import java.util.*;

public class Ferry {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        int[] a = new int[n];
"""
PROGRAM: Final = """\
        Arrays.sort(a);
        int best = a[0];
        sum += n-- - 1.5e3;
        for (int x : a) best = Math.max(best, x);
        if (a[0] != 3 && n >= 2) {
            list.forEach(x -> System.out.println(x));
        } else if (n == 1)
            String s = "abc" + 'c' + n++;
"""


def is_word(character: str) -> bool:
    return character.isalnum() or character in "_$"


def n_word(text: str) -> int:
    return next((n for n, c in enumerate(reversed(text)) if not is_word(c)), len(text))


def check(left: str, right: str, start: int, end: int, item: dict[str, str]) -> None:
    """An item in place of what lies between two offsets of `left + right`."""
    text = left + right
    assert start <= len(left) <= end <= len(text)
    assert text[:start] + item["newText"] + text[end:] != text, item
    word_start = len(left) - n_word(left)
    begun = left[start:word_start]
    assert start >= word_start or (begun.isspace() and left[:start].endswith("\n")), item
    narrowed = item["filterText"].removeprefix(left[start:]).removesuffix("\u200b")
    assert item["filterText"].startswith(left[start:])
    assert all(map(is_word, narrowed)), item
    for key in ";{}(). =":  # what is no letter leaves nothing of an old list
        assert left[start:] + key not in item["filterText"]


@pytest.fixture(scope="module")
def typist() -> Iterator[Buffer]:
    client = Client([sys.executable, "-m", "beamcoder", "serve"])
    client.initialize({"lineDeadlineMs": 100, "statistics": False})
    yield Buffer(client, HEAD + "|\n    }\n}\n")
    client.end()


@pytest.mark.parametrize("line", PROGRAM.splitlines(keepends=True))
def test_every_list_while_a_program_is_typed(typist: Buffer, line: str) -> None:
    n_listed = 0
    for key in line:
        typist.type(key)
        items = typist.items()
        n_listed += len(items)
        for item in items:
            where = item["textEdit"]["range"]
            start, end = (typist.offset(where[name]) for name in ("start", "end"))
            texts = {"newText": new_text(item), "filterText": item["filterText"]}
            check(typist.left, typist.right, start, end, texts)
            assert item["commitCharacters"] == []
    assert n_listed > len(line)


CODE = st.text("ab1.+ =({;", max_size=8)


@given(CODE, st.lists(st.tuples(CODE, st.integers(0, 8)), max_size=8), st.booleans())
@example("int t", [("int t", 5), ("int t = 1;", 5), ("t", 1)], False)
@example("a +", [("+=", 1), ("++", 1), ("-", 1), ("b", 0)], True)
@example("a = 1.", [("1.0", 2), ("1.0;", 2)], True)
def test_any_items_of_an_engine(left: str, found: list[tuple[str, int]], are_lines: bool) -> None:
    items = tuple(
        Item(left[len(left) - n : len(left) - n_word(left)] + text, min(n, len(left)), 0.5)
        for text, n in found
    ) + tuple(Item(text, min(n, len(left)), 0.4) for text, n in found)
    answer = Answer(lines=items) if are_lines else Answer(tokens=items)
    app = SimpleNamespace(settings=Settings(), encoding="utf-16", offer=History().offer)
    document = Document(URI, f"class A {{\n{left}\n}}")
    offset = document.text.index("\n") + 1 + len(left)
    for item in Listing(cast(Any, app), document, offset).whole(answer):
        edit = cast(Any, item.text_edit)
        line_start = offset - len(left)
        start, end = (line_start + p.character for p in (edit.range.start, edit.range.end))
        texts = {"newText": edit.new_text, "filterText": item.filter_text or ""}
        check(document.text[:offset], document.text[offset:], start, end, texts)


@pytest.mark.parametrize("word", ["else", "do", "try", "finally"])
def test_no_list_behind_a_word_that_may_end_its_line(typist: Buffer, word: str) -> None:
    before = typist.left
    typist.type(f"\n        {word[:-1]}")
    typist.items()
    typist.type(word[-1])
    assert typist.items() == []
    typist.replace(len(before), len(typist.left), "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("int", "Keyword"),
        ("count", "Variable"),
        ("Scanner", "Class"),
        ("MAX_VALUE", "Constant"),
        ("nextInt(", "Method"),
        ("+=", "Operator"),
        ("        }", "Operator"),
        ("sum =", "Snippet"),
        ("int t", "Snippet"),
        ("10", "Value"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert token_kind(text).name == kind
