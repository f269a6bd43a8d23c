"""Sessions as files: read whole, refused when they are cut off or something else."""

import gzip
import json
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder import cli
from beamcoder.errors import BeamcoderError, RecordingError
from beamcoder.sessions.record import MessageSplitter
from beamcoder.sessions.session import answers, header, read_session
from tests.sessions.conftest import Write

ASKED: Final = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}
ANSWER: Final = {"jsonrpc": "2.0", "id": 1, "result": {"capabilities": {}}}
TALK: Final = (("editor", ASKED), ("server", ANSWER))


def test_what_was_written_is_read(write: Write) -> None:
    session = read_session(write(*TALK))
    assert session.version == "0.5.0"
    assert [(entry.sender, entry.message) for entry in session.entries] == [*TALK]
    ((asked, answer),) = answers(session)
    assert (asked.message, answer.message) == (ASKED, ANSWER)
    assert answer.ms - asked.ms == 10


def test_ids_of_both_sides_are_apart(write: Write) -> None:
    """Editor and server number their requests each for themselves."""
    theirs = {"jsonrpc": "2.0", "id": 1, "method": "workspace/configuration", "params": {}}
    reply = {"jsonrpc": "2.0", "id": 1, "result": [None]}
    talk = (TALK[0], ("server", theirs), ("editor", reply), TALK[1])
    ((_, answer),) = answers(read_session(write(*talk)))
    assert answer.message == ANSWER


@pytest.mark.parametrize("n", range(2, 200, 7))
def test_a_file_that_is_cut_off_anywhere(write: Write, n: int) -> None:
    path = write(*TALK, ("editor", {"method": "exit", "params": {"text": "ä" * 20}}))
    path.write_bytes(path.read_bytes()[:-n])
    with pytest.raises(RecordingError, match=r"is cut off behind message [123]: --partial"):
        read_session(path)
    assert 1 <= len(read_session(path, is_partial=True).entries) <= 3


def test_a_packed_file_that_is_cut_off(write: Write, tmp_path: Path) -> None:
    packed = tmp_path / "session.gz"
    data = gzip.compress(write(*TALK).read_bytes())
    packed.write_bytes(data)
    assert len(read_session(packed).entries) == 2
    packed.write_bytes(data[:-12])
    with pytest.raises(RecordingError, match="is cut off"):
        read_session(packed)
    packed.write_bytes(data[:2] + b"\0" * 20)
    with pytest.raises(RecordingError, match="is no recorded session"):
        read_session(packed)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no recorded session: beamcoder record writes them"),
        ("class A {\n}\n", "is no recorded session"),
        ("[1]\n", "is no recorded session"),
        ('{"beamcoder": "other"}\n', "is no recorded session"),
        ('{"beamcoder": "session", "format": 9}\n', "is a session of format 9, and this reads 1"),
        ('{"beamcoder": "session", "format": 1}\n', "is cut off behind message 0"),
        ('{"beamcoder": "session", "format": 1}\n7\n{"ms": 1, "end": 0}\n', "line 2: this is no"),
        ('{"beamcoder": "session", "format": 1}\n{"ms": 1, "end": 0}\n', "no editor said init"),
    ],
)
def test_what_is_no_session(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(text, encoding="utf-8")
    assert cli.main(["replay", str(path)]) == 1
    said = capsys.readouterr().err
    assert why in said and said.count("\n") == 1


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["replay", "/nowhere/a.jsonl"]) == 2
    assert "cannot read /nowhere/a.jsonl: no such file" in capsys.readouterr().err


@given(st.binary(max_size=200))
def test_any_bytes_are_a_session_or_refused(tmp_path_factory: Any, data: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a"
    path.write_bytes(json.dumps(header("1", [])).encode() + b"\n" + data)
    try:
        session = read_session(path)
    except BeamcoderError:
        session = None
    assert session is None or b'"end"' in data


BODIES: Final = st.lists(st.binary(max_size=30), max_size=5)


@given(BODIES, st.lists(st.integers(1, 9), min_size=1, max_size=20))
def test_messages_in_any_pieces(bodies: list[bytes], sizes: list[int]) -> None:
    data = b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(b), b) for b in bodies)
    splitter, found, at, n = MessageSplitter(), list[bytes](), 0, 0
    while at < len(data):
        size = sizes[n % len(sizes)]
        found += splitter.feed(data[at : at + size])
        at, n = at + size, n + 1
    assert found == bodies


@given(st.lists(st.binary(max_size=300)))
def test_what_is_no_message_is_none(pieces: list[bytes]) -> None:
    splitter = MessageSplitter()
    for piece in pieces:
        for body in splitter.feed(piece):
            assert b"content-length" in b"".join(pieces).lower() and body is not None
