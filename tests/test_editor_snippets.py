"""What people copy for their editor starts our server, with settings that exist."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from beamcoder.cli import build_parser
from beamcoder.server.settings import Settings, read_settings

OTHERS: Final = Path(__file__).resolve().parents[1] / "editor-clients" / "others"
NEOVIM: Final = OTHERS.parent / "neovim"


def helix() -> tuple[list[str], Any]:
    found = tomllib.loads((OTHERS / "helix.toml").read_text(encoding="utf-8"))
    (language,) = found["language"]
    assert language["name"] == "java"
    assert "beamcoder" in language["language-servers"]
    ours = found["language-server"]["beamcoder"]
    return [ours["command"], *ours["args"]], ours["config"]


def sublime() -> tuple[list[str], Any]:
    found = json.loads((OTHERS / "sublime.json").read_text(encoding="utf-8"))
    ours = found["clients"]["beamcoder"]
    assert ours["selector"] == "source.java"
    return ours["command"], ours["initializationOptions"]


def kate() -> tuple[list[str], Any]:
    found = json.loads((OTHERS / "kate.json").read_text(encoding="utf-8"))
    ours = found["servers"]["java"]
    assert re.search(ours["highlightingModeRegex"], "Java")
    return ours["command"], ours["initializationOptions"]


def emacs() -> tuple[list[str], Any]:
    text = (OTHERS / "emacs.el").read_text(encoding="utf-8")
    found = re.search(r'\("beamcoder" ([^:]*) :initializationOptions \(:(\w+) (\d+)\)', text)
    assert found is not None
    return ["beamcoder", *re.findall(r'"([^"]*)"', found[1])], {found[2]: int(found[3])}


@pytest.mark.parametrize("snippet", [helix, sublime, kate, emacs], ids=lambda f: f.__name__)
def test_a_snippet_starts_the_server(snippet: Any) -> None:
    command, options = snippet()
    assert command[0] == "beamcoder"
    assert build_parser().parse_args(command[1:]).command == "serve"
    settings, complaints = read_settings(options, Settings(max_items=1))
    assert complaints == []
    assert settings == Settings()


def test_the_readme_of_the_snippets_names_each() -> None:
    text = (OTHERS / "README.md").read_text(encoding="utf-8")
    files = [path.name for path in OTHERS.iterdir() if path.name != "README.md"]
    assert [name for name in files if f"]({name})" not in text] == []


def test_the_plugin_documents_each_option_key_and_command() -> None:
    manual = (NEOVIM / "doc/beamcoder.txt").read_text(encoding="utf-8")
    code = (NEOVIM / "lua/beamcoder/options.lua").read_text(encoding="utf-8")
    spec = code.partition("local SPEC = {")[2].partition("\n}")[0]
    options = re.findall(r"(\w+) = (?:leaf|switch|choice|strings|key|whole_number|\{)", spec)
    commands = (NEOVIM / "lua/beamcoder/commands.lua").read_text(encoding="utf-8")
    table = commands.partition("local SUBCOMMANDS = {")[2].partition("\n}")[0]
    names = re.findall(r"^  (\w+) =", table, re.MULTILINE)
    assert len(options) > 15 and len(names) > 6
    assert [option for option in options if f"{option} = " not in manual] == []
    assert [name for name in names if f":Beamcoder {name}" not in manual] == []
    defaults = re.findall(r'(\w+) = key\("(.*?)"\)', spec)
    assert [key for name, key in defaults if f'{name} = "{key}"' not in manual] == []
