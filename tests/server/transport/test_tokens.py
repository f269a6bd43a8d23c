"""Tokens of a server: from a file that nobody else may read, or made here."""

import os
import re
import stat
from pathlib import Path

import pytest

from beamcoder.errors import UsageError
from beamcoder.server.state_folder import create
from beamcoder.server.transport.tokens import TOKEN, kept_token, make_token, read_token

GOOD = "0123456789abcdef0123456789abcdef"
posix = pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")


def written(folder: Path, content: str, mode: int = 0o600) -> Path:
    path = folder / "token"
    path.write_text(content)
    path.chmod(mode)
    return path


def test_tokens_that_are_made() -> None:
    tokens = {make_token() for _ in range(100)}
    assert len(tokens) == 100 and all(TOKEN.fullmatch(token) for token in tokens)
    assert all(len(token) >= 32 for token in tokens)


@pytest.mark.parametrize("content", [GOOD, f"{GOOD}\n", f"  {GOOD}\r\n"])
def test_a_token_file(tmp_path: Path, content: str) -> None:
    assert read_token(written(tmp_path, content)) == GOOD


@posix
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660, 0o601, 0o777])
def test_a_file_that_others_may_use(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path, GOOD, mode)
    with pytest.raises(UsageError, match=re.escape(f"chmod 600 {path}")):
        read_token(path)


@pytest.mark.parametrize("content", ["", "short", "two words of a token", "\0" * 40, GOOD * 100])
def test_a_file_without_a_token(tmp_path: Path, content: str) -> None:
    with pytest.raises(UsageError, match="holds no token"):
        read_token(written(tmp_path, content))


@posix
def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("pipe", "none", ".", "a\0b", "x" * 300):
        with pytest.raises(UsageError, match="token file"):
            read_token(tmp_path / name)


@posix
def test_a_token_that_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same at each start, for its user alone, whatever the umask."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "deep" / "er"))
    before = os.umask(0)
    try:
        token = kept_token("demo")
    finally:
        os.umask(before)
    assert token == kept_token("demo") != kept_token("other")
    folder = tmp_path / "deep" / "er" / "beamcoder"
    assert stat.S_IMODE((folder / "demo-token").stat().st_mode) == 0o600
    for each in (folder, folder.parent, folder.parent.parent):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700
    (folder / "demo-token").chmod(0o644)
    assert kept_token("demo") != token  # others may have read it


@posix
def test_a_link_in_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    for content in (None, "precious"):
        if content is not None:
            target.write_text(content)
        link = tmp_path / f"link-{content}"
        link.symlink_to(target)
        with pytest.raises(OSError, match="is a link"):
            create(link, b"x")
    assert target.read_text() == "precious"
