"""Documents and positions: our incremental edits against the plain definition of LSP."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from beamcoder.server import convert
from beamcoder.server.documents.documents import Document, Documents, Edit

ENCODINGS = ("utf-8", "utf-16", "utf-32")
texts = st.text(alphabet="ab é数😀\n\r\x0c\u2028\x85", max_size=30)
encodings = st.sampled_from(ENCODINGS)


def units_before(text: str, offset: int, encoding: str) -> types.Position:
    """The definition: line ends counted, then the line's code units."""
    line_ends = [m.end() for m in re.finditer("\r\n|\r|\n", text) if m.end() <= offset]
    start = line_ends[-1] if line_ends else 0
    sizes = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
    codec = encoding if encoding == "utf-8" else f"{encoding}-le"
    n_units = len(text[start:offset].encode(codec)) // sizes[encoding]
    return types.Position(len(line_ends), n_units)


def inside_line_end(text: str, offset: int) -> bool:
    return text[offset - 1 : offset + 1] == "\r\n"


@given(texts, st.data(), encodings)
def test_offset_and_position_are_inverse(text: str, data: st.DataObject, encoding: str) -> None:
    offset = data.draw(st.integers(0, len(text)).filter(lambda o: not inside_line_end(text, o)))
    document = Document("", text)
    position = units_before(text, offset, encoding)
    if text[offset - 1 : offset] != "\r":
        assert convert.position_of(document, offset, encoding) == position
    assert convert.offset_of(document, position, encoding) == offset


@given(st.text(alphabet="aé数😀", min_size=1, max_size=9), st.integers(0, 9000), encodings)
def test_positions_in_a_long_line(word: str, offset: int, encoding: str) -> None:
    text = (word * 9001)[: 9000 + len(word)]
    document, position = Document("", text), units_before(text, offset, encoding)
    assert convert.position_of(document, offset, encoding) == position
    assert convert.offset_of(document, position, encoding) == offset
    beyond = types.Position(0, 2**31 - 1)
    assert convert.offset_of(document, beyond, encoding) == len(text)


@given(texts, st.integers(0, 99), st.integers(0, 99), encodings)
def test_any_position_is_somewhere(text: str, line: int, unit: int, encoding: str) -> None:
    offset = convert.offset_of(Document("", text), types.Position(line, unit), encoding)
    assert 0 <= offset <= len(text)


@given(texts, texts, st.data(), encodings)
def test_an_edit_is_a_splice(text: str, new: str, data: st.DataObject, encoding: str) -> None:
    places = st.integers(0, len(text)).filter(lambda o: not inside_line_end(text, o))
    start, end = sorted((data.draw(places), data.draw(places)))
    ends = (units_before(text, start, encoding), units_before(text, end, encoding))
    change = types.TextDocumentContentChangePartial(types.Range(*ends), new)
    document = Document("", text)
    edit = convert.edit_of(document, change, encoding)
    after = document.edited(edit)
    assert after.text == text[:start] + new + text[end:]
    assert after.starts.array().tolist() == Document("", after.text).starts.array().tolist()
    least = document.least(edit)
    assert document.edited(least).text == after.text
    assert len(least.text) <= len(new) and least.end - least.start <= end - start
    assert not least.text or document.text[least.start : least.end][:1] != least.text[:1]


@given(
    texts, st.sampled_from(["", "ab\n", "{\n"]), st.lists(st.tuples(texts, st.data()), max_size=4)
)
def test_edit_after_edit(text: str, line: str, edits: list[tuple[str, st.DataObject]]) -> None:
    """What is handed on from document to document says the same as one opened with the text."""
    document = Document("", text + line * 9000)
    for new, data in edits:
        places = st.integers(0, len(document.text))
        start, end = sorted((data.draw(places), data.draw(places)))
        expected = document.text[:start] + new + document.text[end:]
        document = document.edited(Edit(start, end, new)).stating("of it").refusing(start, "x")
        fresh = Document("", expected)
        assert document.text == expected
        assert document.starts.array().tolist() == fresh.starts.array().tolist()
        assert document.line_span(2) == fresh.line_span(2)


@given(texts, st.data(), st.integers(0, 40), st.integers(0, 40), encodings)
def test_a_range_holds_the_cursor_and_stays_on_its_line(
    text: str, data: st.DataObject, n_before: int, n_after: int, encoding: str
) -> None:
    offset = data.draw(st.integers(0, len(text)).filter(lambda o: not inside_line_end(text, o)))
    document = Document("", text)
    where = convert.range_around(document, offset, n_before, n_after, encoding)
    cursor = convert.position_of(document, offset, encoding)
    assert where.start.line == where.end.line
    assert where.start <= cursor <= where.end


def test_half_characters_are_replaced_one_for_one() -> None:
    documents = Documents()
    documents.open("untitled:1", "a\ud83db")
    document = documents.get("untitled:1")
    assert document is not None
    assert document.text == "a\ufffdb"
    change = types.TextDocumentContentChangeWholeDocument("\ude00")
    assert convert.edit_of(document, change, "utf-16").text == "\ufffd"


def test_a_position_inside_a_character_is_before_it() -> None:
    document = Document("", "a😀b")
    assert convert.offset_of(document, types.Position(0, 2), "utf-16") == 1
    assert convert.offset_of(document, types.Position(0, 4), "utf-8") == 1


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("file:///w/IoLoops.java", "IoLoops.java"),
        ("file:///c%3A/a%20b/%C3%89t%C3%A9.java", "Été.java"),
        ("untitled:Untitled-1", "untitled:Untitled-1"),
        ("", ""),
    ],
)
def test_the_name_of_the_file_is_the_last_part_of_its_address(uri: str, name: str) -> None:
    assert Document(uri, "").file_name == name
