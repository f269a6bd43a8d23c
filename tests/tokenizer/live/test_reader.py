"""A reader under edit: what it says is what a new one says, and what looking at all text says."""

import random

import numpy as np
import pytest

from beamcoder.model.runtime.cache import window_start
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.layout import LAYOUT, layout
from beamcoder.tokenizer.lexer import lex, lexical
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.live.excerpt import Excerpt
from beamcoder.tokenizer.live.reader import Reader
from beamcoder.tokenizer.subword import Subword
from beamcoder.tokenizer.token import is_content
from tests.edited import PROGRAM

WORDS = ["int", "x", ".", "<", ">>", "{", "}", "(", ")", ";", "\n", "\n    ", "\r\n", "//", "/*"]
WORDS += ["*/", '"', "'", "class A", "\t", " ", "é", "1.5", "=", "\n\n        f();\n", "/", "*"]


@pytest.fixture(scope="module")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    path = tmp_path_factory.mktemp("reader") / "tokenizer.model"
    return Subword.train([[s.text for s in layout(lex(PROGRAM))]] * 2, 320, path)


@pytest.fixture(scope="module")
def cutter(subword: Subword) -> Cutter:
    return Cutter(subword)


def edited(draw: random.Random, text: str, at: int, words: list[str]) -> tuple[str, int]:
    """The text and the cursor after a key, a deletion, or a move."""
    kind = draw.random()
    if kind < 0.15:
        return text, draw.randrange(len(text) + 1)
    if kind < 0.4:
        start = max(0, at - draw.choice([1, 1, 2, 30]))
        return text[:start] + text[at:], start
    word = draw.choice(words)
    return text[:at] + word + text[at:], at + len(word)


def seen(reader: Reader, text: str, offset: int) -> tuple[object, ...]:
    cursor = reader.read(text, offset)
    buffer, left = reader.buffer, reader.left(cursor)
    n_pieces = 1 + int(buffer.ends[cursor.line]) + len(left)
    starts = [
        buffer.window_start(cursor.line, n_pieces, n, has_marks=cursor.width >= 0) for n in (16, 60)
    ]
    above = buffer.pieces[: buffer.ends[cursor.line]].tolist()
    excerpt = reader.excerpt(cursor)
    return (
        above,
        left.tolist(),
        reader.right(cursor, 40).tolist(),
        starts,
        excerpt,
        excerpt.text,
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_reader_kept_says_what_a_new_one_says(cutter: Cutter, seed: int) -> None:
    draw, reader = random.Random(seed), Reader(cutter)
    text, at = PROGRAM * 3, draw.randrange(len(PROGRAM))
    for _ in range(150):
        text, at = edited(draw, text, at, [*WORDS, '"""', '"""\n'])
        assert seen(reader, text, at) == seen(Reader(cutter), text, at)


@pytest.mark.parametrize("seed", range(4))
def test_pieces_are_those_of_the_whole_text(cutter: Cutter, subword: Subword, seed: int) -> None:
    draw = random.Random(seed)
    text, at = PROGRAM * 2, 0
    for _ in range(100):
        text, at = edited(draw, text, at, WORDS)
        if text[at - 1 : at + 1] == "\r\n" or '"""' in text:
            continue
        reader, view = Reader(cutter), look(text, at)
        cursor = reader.read(text, at)
        assert (cursor.fragment, cursor.reason, cursor.rest) == (
            view.fragment,
            view.reason,
            view.rest_of_line,
        )
        above = reader.buffer.pieces[: reader.buffer.ends[cursor.line]]
        left = np.concatenate((above, reader.left(cursor)))
        expected = subword.encode_all(s.text for s in view.before)
        if view.reason is None:
            assert left.tolist() == expected.tolist()
            right = reader.right(cursor, 10_000).tolist()
            rest = [s.text for s in view.after]
            n = next((i for i, s in enumerate(rest) if s in LAYOUT), len(rest))
            if not any(map(is_content, rest)):
                rest = []  # brackets alone
            assert right in [subword.encode_all(x).tolist() for x in (rest, rest[n:])]
        whole = np.concatenate(([subword.bos], left))
        for limit in (8, 16, 60):
            n = reader.buffer.window_start(
                cursor.line, len(whole), limit, has_marks=cursor.width >= 0
            )
            assert n == window_start(whole, subword.is_layout, limit)


def test_a_key_reads_its_line_and_a_comment_no_more_than_is_looked_at(cutter: Cutter) -> None:
    reader, text = Reader(cutter), PROGRAM * 60
    at = text.index("int n", len(PROGRAM) * 20)
    reader.read(text, at)
    for n, (typed, most) in enumerate([("i", 1), ("in", 1), ("in;\n", 3), ("in;\n/", 1)]):
        n_read = reader.buffer.n_read
        reader.read(text[:at] + typed + text[at:], at + len(typed))
        assert reader.buffer.n_read - n_read <= most + 1, n
    n_read = reader.buffer.n_read
    reader.read(text[:at] + "in;\n/*" + text[at:], at + 6)
    assert 10 < reader.buffer.n_read - n_read < 500
    reader.read(text, at)
    assert reader.buffer.n_read - n_read < 1000


# Sight


def excerpt_at(cutter: Cutter, marked: str) -> Excerpt:
    reader, offset = Reader(cutter), marked.index("‸")
    return reader.excerpt(reader.read(marked.replace("‸", ""), offset))


def test_a_short_file_is_in_sight_as_a_whole(cutter: Cutter) -> None:
    for place in ("int n", "b += i"):
        text = PROGRAM.replace(place, "‸" + place, 1)
        excerpt = excerpt_at(cutter, text)
        assert [t.text for t in excerpt.tokens] == [t.text for t in lexical(PROGRAM)]
        assert excerpt.n_tokens_before == len(lexical(text[: text.index("‸")])) == excerpt.n_before


def test_of_a_long_file_what_no_block_hides_is_in_sight(cutter: Cutter) -> None:
    body = "".join(f"        hidden(inside{i});\n" for i in range(80))
    methods = [f"    void m{i}(int a{i}) {{\n{body}    }}\n" for i in range(4)]
    inner = "    static class Inner {\n        int here;\n" + "".join(methods) + "    }\n"
    text = "import a.B;\nclass Main {\n    int field;\n" + inner + "".join(methods)
    text += "    void last() {\n        int local;\n        ‸\n    }\n" + "".join(methods) + "}\n"
    excerpt = excerpt_at(cutter, text)
    assert {"B", "field", "here", "local", "m0", "a3", "Inner"} <= {t.text for t in excerpt.tokens}
    assert len([t for t in excerpt.tokens if t.text == "hidden"]) < 80
    for bracket in ("{}", "()"):
        texts = [token.text for token in excerpt.tokens]
        assert texts.count(bracket[0]) == texts.count(bracket[1])
    assert excerpt.n_before == len(lexical(text[: text.index("‸")])) > len(excerpt.tokens)
    assert [t.text for t in lexical(excerpt.text)] == [t.text for t in excerpt.tokens]
    assert excerpt.text[: excerpt.offset].endswith("int local;\n        ")


def test_sight_is_bounded(cutter: Cutter) -> None:
    for text in (PROGRAM * 40, "{\n" * 900, "}\n" * 900, "int a;\n" * 900, "f(\n" * 900):
        for at in (0, len(text) // 2, len(text)):
            reader = Reader(cutter)
            assert reader.excerpt(reader.read(text, at)).text.count("\n") < 400
