"""Files: a failure is one sentence, and a draft never stays."""

from pathlib import Path

import pytest

from beamcoder.errors import WriteError
from beamcoder.files import atomic_lines, make_folder, write_atomic, write_text


def test_a_text_is_written_with_its_own_line_ends(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "é\n")
    assert (tmp_path / "a").read_bytes() == "é\n".encode()


@pytest.mark.parametrize("write", [lambda path: write_text(path, "x"), make_folder])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path, write: object) -> None:
    (tmp_path / "file").touch()
    assert callable(write)
    with pytest.raises(WriteError, match=r"^cannot write .*below: \w"):
        write(tmp_path / "file" / "below")


def test_what_fails_in_the_middle_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_atomic(path, b"old")

    def fail() -> None:
        with atomic_lines(path) as write:
            write(b"new")
            raise ValueError("middle")

    with pytest.raises(ValueError, match="middle"):
        fail()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
