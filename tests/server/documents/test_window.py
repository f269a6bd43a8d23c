"""What is read of a long document: the code around the cursor, which keys leave where it is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.server.documents.documents import Document, Edit
from beamcoder.server.documents.window import NEAR, REACH, STEP, WHOLE, window_at

HEAD = "package a;\nimport java.util.*;\nimport java.io.*; // all\n\nclass Long {\n"
LINE = "    int value = next(17) + 4;\n"
LONG = HEAD + LINE * (2 * WHOLE // len(LINE)) + "}\n"
ONE_LINE = HEAD + "    int[] t = {" + "12345, " * (2 * WHOLE // 7) + "};\n}\n"
MAX_WINDOW = 2 * (REACH + STEP) + len(HEAD)


@pytest.mark.parametrize("text", ["", HEAD, HEAD + LINE * 1000, "x" * WHOLE])
def test_what_is_short_is_read_whole(text: str) -> None:
    document = Document("file:///A.java", text)
    window = window_at(document, len(text) // 2)
    assert (window.text, window.offset) == (text, len(text) // 2)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([LONG, ONE_LINE]), st.floats(0, 1))
def test_what_is_long_is_read_around_the_cursor(text: str, share: float) -> None:
    document = Document("file:///A.java", text)
    offset = int(share * len(text))
    window = window_at(document, offset)
    assert len(window.text) <= MAX_WINDOW
    left, right = window.text[: window.offset], window.text[window.offset :]
    n_near = REACH - NEAR
    assert left.endswith(text[max(0, offset - n_near) : offset])
    assert right.startswith(text[offset : offset + n_near])
    assert "import java.util.*;\nimport java.io.*; // all\n" in window.text
    if text is LONG:
        assert set(window.text.splitlines()) <= {*text.splitlines(), ""}


@pytest.mark.parametrize("text", [LONG, ONE_LINE])
def test_keys_leave_the_ends_where_they_are(text: str) -> None:
    """So that of a key nothing is read anew but what stands next to it."""
    offset = len(text) // STEP // 2 * STEP + STEP // 3
    document = Document("file:///A.java", text)
    first = window_at(document, offset)
    for key in "int total = 5;\n\n":
        document = document.edited(Edit(offset, offset, key))
        offset += 1
        window = window_at(document, offset)
        n = window.offset - first.offset
        assert window.text[: first.offset] == first.text[: first.offset]
        assert window.text[first.offset + n :] == first.text[first.offset :]


def test_an_edit_and_a_walk_through_a_long_document() -> None:
    """Every place has a window, and the same one however the text came to be."""
    edited = Document("file:///A.java", LONG[:-2]).edited(Edit(len(LONG) - 2, len(LONG) - 2, "}\n"))
    document = Document("file:///A.java", LONG)
    assert edited.text == LONG
    for offset in range(0, len(LONG), STEP // 2 + 7):
        assert window_at(edited, offset) == window_at(document, offset)
