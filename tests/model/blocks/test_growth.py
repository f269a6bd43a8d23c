"""What grows behind a line: it fits whatever file it is in, and is found by who types along."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from beamcoder.model.blocks.growth import BlockLimits, closers
from beamcoder.model.completer import Completer, Session
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.tokenizer.java.syntax import count_errors, count_no_statements
from beamcoder.tokenizer.lexer import lexical
from tests.house import ROOT

HEADER = """import java.util.Scanner;

class A {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        int[] a = new int[n];
        for (int i = 0; i < n; i++) {‸
    }
}
"""
N_PLACES = 3  # of each program and way to be edited


@pytest.fixture(scope="module")
def shipped() -> Completer:
    return Completer.open(None, "cpu")


def grown(completer: Completer, marked: str, **how: Any) -> tuple[Request, Answer, Session]:
    session = completer.new_session()
    request = Request(marked.replace("‸", ""), marked.index("‸"))
    answer = completer.complete(request, session)
    answer = completer.grow(request, answer, session, BlockLimits(**how))
    completer.foresee(request, answer, session)
    return request, answer, session


def applied(request: Request, item: Item) -> tuple[str, str]:
    """The text left and right of the cursor with an item taken."""
    left = request.text[: request.offset - item.replace] + item.text
    return left, request.text[request.offset :]


def n_faults(left: str, right: str) -> int:
    """By a fresh parse; at the end of a text its brackets are closed, as an editor closes them."""
    text = left + (right if right.strip() else closers(left))
    return count_errors(text) + count_no_statements(text)


def net(text: str) -> int:
    return sum({"{": 1, "}": -1}.get(token.text, 0) for token in lexical(text))


def edits(text: str, rng: random.Random) -> Iterator[str]:
    """A text with its cursor, as it is while somebody writes it: in the middle, to the end, with
    what editors close, with other blanks and line ends."""
    ends = [i for i, character in enumerate(text) if character == "\n"]
    for end in rng.sample(ends[5:-2], N_PLACES):
        left, right = text[:end], text[end:]
        yield left + "‸" + right
        yield left + "‸"
        yield left + "\n‸\n" + "\n}" * max(0, net(left)) + "\n"
        cut = right.find("\n", 1)
        yield left.replace("    ", "\t") + "\n‸" + right[cut:].replace("    ", "\t")
        yield (left + "\n‸" + right[cut:]).replace("\n", "\r\n")


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.java")), ids=lambda p: p.stem)
def test_no_block_breaks_the_file(shipped: Completer, path: Path) -> None:
    rng = random.Random(path.stem)
    n_blocks = 0
    for marked in edits(path.read_text(encoding="utf-8"), rng):
        request, answer, _ = grown(shipped, marked)
        before = request.text[: request.offset], request.text[request.offset :]
        for item in answer.blocks:
            n_blocks += 1
            after = applied(request, item)
            assert n_faults(*after) <= n_faults(*before), (marked, item.text)
            assert net("".join(after)) >= min(0, net("".join(before))), (marked, item.text)
            breaks = {"\r\n"} if "\r\n" in marked else {"\n"}
            lines = item.text.splitlines(keepends=True)
            assert {line[len(line.rstrip("\r\n")) :] for line in lines[:-1]} == breaks
            blanks = {line[: len(line) - len(line.lstrip())] for line in lines[1:]}
            assert all("\t" not in b or " " not in b for b in blanks), (marked, item.text)
            assert len(lines) <= 12 and 0 < item.probability < 1
    assert n_blocks > 0


def test_a_loop_that_reads_an_array(shipped: Completer) -> None:
    text = (ROOT / "examples" / "Towers.java").read_text(encoding="utf-8")
    begun = text[: text.index("i++) {") + len("i++) {")]
    request, answer, session = grown(shipped, begun + "‸\n\n    }\n}\n")
    assert answer.blocks[-1].text == "\n            bars[i] = sc.nextInt();\n        }"
    assert answer.ghost_block() is not None
    assert session.block is not None and session.block.steps[0].text == ""
    known = shipped.complete(request, session)
    assert (known.source, known.blocks) == ("cache", answer.blocks)


@pytest.mark.parametrize("closed", ["", "\n        }"])
def test_who_takes_the_line_has_the_next_answer(shipped: Completer, closed: str) -> None:
    """At the line's end and in the line below, also where the editor closes the brace."""
    request, answer, session = grown(shipped, HEADER.replace("i++) {‸", "i++)‸"))
    assert answer.lines[0].text == " {"
    left = request.text[: request.offset] + " {"
    right = request.text[request.offset :]
    assert shipped.complete(Request(left + right, len(left)), session).source == "cache"
    for blanks in ("            ", "\t", ""):
        line = left + "\n" + blanks
        below = Request(line + closed + right, len(line))
        assert shipped.complete(below, session).source == "cache"


def test_who_takes_the_block_has_the_next_answer(shipped: Completer) -> None:
    request, answer, session = grown(shipped, HEADER)
    block = answer.ghost_block()
    assert block is not None
    left = request.text[: request.offset] + block.text
    right = request.text[request.offset :]
    for taken in (left, left + "\n        "):
        assert shipped.complete(Request(taken + right, len(taken)), session).source == "cache"


def test_a_brace_that_the_editor_has_closed_is_not_closed_twice(shipped: Completer) -> None:
    request, answer, session = grown(shipped, HEADER)
    assert answer.blocks[-1].text.endswith("\n        }")
    left = request.text[: request.offset] + "\n            "
    closed = Request(left + "\n        }" + request.text[request.offset :], len(left))
    for item in shipped.complete(closed, session).blocks:
        assert not item.text.endswith("}")


def test_typing_along_keeps_the_block(shipped: Completer) -> None:
    request, answer, session = grown(shipped, HEADER)
    block = answer.blocks[-1].text
    n = len(block) - len(block.lstrip()) + 3
    left = request.text[: request.offset] + block[:n]
    typed = Request(left + request.text[request.offset :], len(left))
    kept = [item.text[item.replace :] for item in shipped.complete(typed, session).blocks]
    assert block[n:] in kept
    other = Request(left + "zq" + request.text[request.offset :], len(left) + 2)
    assert shipped.complete(other, session).blocks == ()


@pytest.mark.parametrize(
    "marked",
    [
        "class A { // for the loop {‸\n}",
        'class A { String s = "{‸\n}',
        "class A { void f() { g(‸); } }",
        "class A {\n    int n = 1‸ + 2;\n}\n",
    ],
)
def test_nothing_grows_where_nothing_can(shipped: Completer, marked: str) -> None:
    assert grown(shipped, marked)[1].blocks == ()


def test_no_block_is_longer_than_what_is_wanted(shipped: Completer) -> None:
    for n in (2, 3):
        _, answer, _ = grown(shipped, HEADER, n_lines=n)
        assert all(len(item.text.splitlines()) <= n for item in answer.blocks)
    _, answer, _ = grown(shipped, HEADER, least=0.999)
    assert answer.blocks == ()


def test_it_ends_at_once_when_somebody_waits(shipped: Completer) -> None:
    session = shipped.new_session()
    cursor = HEADER.index("‸")
    request = Request(HEADER.replace("‸", ""), cursor)
    answer = shipped.complete(request, session)
    calls = session.n_calls
    waiting = Request(request.text, cursor, cancelled=lambda: True)
    assert shipped.grow(waiting, answer, session).blocks == ()
    again = shipped.complete(request, session)
    assert (again.tokens, again.lines, session.n_calls) == (answer.tokens, answer.lines, calls)


def test_growing_leaves_the_next_key_as_it_was(shipped: Completer) -> None:
    """The answers to the keys after it are those of a session in which nothing grew."""
    text = HEADER.replace("‸", "")
    at = HEADER.index("‸")
    quiet, grew = shipped.new_session(), shipped.new_session()
    for n in range(1, 5):
        left = text[:at] + "\n            " + "a[i]"[:n]
        request = Request(left + text[at:], len(left))
        plain, other = shipped.complete(request, quiet), shipped.complete(request, grew)
        assert (plain.tokens, plain.lines, plain.source) == (
            other.tokens,
            other.lines,
            other.source,
        )
        shipped.grow(request, other, grew)
