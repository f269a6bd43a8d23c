"""Snippets go into files that people have, and come out again: not a byte of theirs is changed."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from beamcoder.errors import SetupError
from beamcoder.setup import snippets
from beamcoder.setup.clients import CHECKOUT
from tests.setup.conftest import Machine, Setup

COMMAND: Final = ['/home of/a "b"/beamcoder', "serve"]
EDITORS: Final = tuple(snippets.EDITORS)
OWN: Final = {
    "helix": '# mine\r\n[[language]]\r\nname = "rust"',
    "emacs": "(setq a 1)  ; é\n",
    "sublime": '{"log_debug": false,\n "clients" : { "clangd": {"enabled": true} } }\n',
    "kate": '{\n    "servers": {}\n}',
}


def program(editor: str) -> str:
    return snippets.EDITORS[editor].programs[-1]


def ours(editor: str) -> str:
    snippet = snippets.EDITORS[editor].snippet
    return snippets.rendered(CHECKOUT / "others" / snippet, COMMAND)


@pytest.mark.parametrize("editor", EDITORS)
def test_a_file_is_written_and_deleted(machine: Machine, setup: Setup, editor: str) -> None:
    machine.program(program(editor))
    status, out, err = setup(editor)
    assert (status, err) == (0, "") and str(snippets.EDITORS[editor].file()) in out
    command = json.loads(machine.record.read_text())["commands"][0]
    assert json.dumps(command[0]) in (snippets.EDITORS[editor].file()).read_text()
    before = machine.files()
    assert setup(editor)[0] == 0
    assert machine.files() == before
    assert setup(editor, "--remove")[0] == 0
    assert machine.files() == {}


@pytest.mark.parametrize("editor", EDITORS)
def test_a_file_of_the_user_keeps_every_byte(machine: Machine, setup: Setup, editor: str) -> None:
    machine.program(program(editor))
    file = snippets.EDITORS[editor].file()
    file.parent.mkdir(parents=True)
    file.write_bytes(OWN[editor].encode())
    file.chmod(0o640)
    assert setup(editor)[0] == 0
    once = file.read_bytes()
    assert setup(editor)[0] == 0
    assert file.read_bytes() == once != OWN[editor].encode()
    assert file.stat().st_mode & 0o777 == 0o640
    file.write_bytes(once + b"\n")  # they go on writing
    assert setup(editor, "--remove")[0] == 0
    assert file.read_bytes() == OWN[editor].encode() + b"\n"


@pytest.mark.parametrize("editor", EDITORS)
def test_without_the_editor_nothing_is_written(machine: Machine, setup: Setup, editor: str) -> None:
    status, _, err = setup(editor)
    assert status == 1 and f"{snippets.EDITORS[editor].title} was not found" in err
    assert machine.files() == {}
    machine.program("elsewhere")
    assert setup(editor, "--program", "elsewhere")[0] == 0


def test_a_link_stays_a_link(machine: Machine, setup: Setup, tmp_path: Path) -> None:
    machine.program("hx")
    file, kept = snippets.EDITORS["helix"].file(), tmp_path / "dotfiles.toml"
    kept.write_text("# mine\n")
    file.parent.mkdir(parents=True)
    file.symlink_to(kept)
    setup("helix")
    assert file.is_symlink() and "beamcoder" in kept.read_text()
    setup("helix", "--remove")
    assert file.is_symlink() and kept.read_text() == "# mine\n"


def test_a_snippet_that_was_changed_is_left_to_the_user(machine: Machine, setup: Setup) -> None:
    machine.program("hx")
    setup("helix")
    file = snippets.EDITORS["helix"].file()
    changed = file.read_text().replace("maxItems = 10", "maxItems = 3")
    file.write_text(changed)
    status, out, _ = setup("helix", "--remove")
    assert status == 0 and f"Left to you: take out of {file} what is left" in out
    assert file.read_text() == changed and not machine.record.exists()


@pytest.mark.parametrize(
    ("editor", "text", "why"),
    [
        ("helix", '[[language]]\nname = "java"\n', 'it has a [[language]] of the name "java"'),
        ("helix", "[language-server.beamcoder]\n", "its TOML cannot be added to"),
        ("helix", "[[", "its TOML cannot be added to"),
        ("emacs", '(load "beamcoder")', "it speaks of beamcoder already"),
        ("sublime", "// mine\n{}", "it is not plain JSON"),
        ("sublime", '{"clients": {"beamcoder": {}}}', "it has clients of the name beamcoder"),
        ("sublime", "[]", "it is not of the form"),
        ("sublime", '{"clients": []}', "it is not of the form"),
        (
            "kate",
            '{"servers": {"java": {"command": ["jdtls"]}}}',
            "it has servers of the name java",
        ),
    ],
)
def test_what_is_in_the_way_is_said_with_the_snippet(
    machine: Machine, setup: Setup, editor: str, text: str, why: str
) -> None:
    machine.program(program(editor))
    file = snippets.EDITORS[editor].file()
    file.parent.mkdir(parents=True)
    file.write_text(text)
    status, out, err = setup(editor)
    assert (status, out) == (1, "") and err.count("\n") == 1
    assert why in err and "add by hand" in err and "serve" in err
    assert file.read_text() == text


def test_a_file_that_is_no_text(machine: Machine, setup: Setup) -> None:
    machine.program("emacs")
    file = machine.home / ".emacs"
    file.write_bytes(b"\xff\xfe")
    status, _, err = setup("emacs")
    assert (status, err) == (2, f"beamcoder: {file} is no UTF-8 text\n")


def test_emacs_reads_the_first_of_its_files(machine: Machine) -> None:
    assert snippets.emacs_file() == machine.home / ".config/emacs/init.el"
    (machine.home / ".emacs.d").mkdir()
    assert snippets.emacs_file() == machine.home / ".emacs.d/init.el"
    (machine.home / ".emacs").touch()
    assert snippets.emacs_file() == machine.home / ".emacs"


NAMES: Final = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=4)
VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | NAMES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES | st.just("clients"), inner),
    max_leaves=8,
)


@given(
    there=st.dictionaries(NAMES | st.just("clients"), VALUES, max_size=4),
    indent=st.sampled_from([None, 1]),
)
@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
def test_any_settings_in_json_are_kept_or_refused(
    there: dict[str, Any], indent: int | None
) -> None:
    text = json.dumps(there, indent=indent, ensure_ascii=False)
    try:
        whole = snippets.into_json(ours("sublime"), text)
    except SetupError:
        assert not isinstance(there.get("clients", {}), dict)
        return
    added = snippets.difference(text, whole)
    assert added and snippets.without(whole, added) == text
    found = json.loads(whole)
    assert found["clients"].pop("beamcoder")["command"] == COMMAND
    assert found == {"clients": {}, **there}


@given(st.lists(st.sampled_from(["# mine", "[editor]", "a = 1", "", "[[language]]", 'name = "c"'])))
def test_any_settings_in_toml_are_kept_or_refused(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        whole = snippets.into_toml(ours("helix"), text)
    except SetupError:
        with pytest.raises(tomllib.TOMLDecodeError):
            tomllib.loads(text)
        return
    assert whole.startswith(text) and snippets.difference(text, whole) == whole[len(text) :]
    server = tomllib.loads(whole)["language-server"]["beamcoder"]
    assert [server["command"], *server["args"]] == COMMAND
