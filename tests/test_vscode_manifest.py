"""The manifest of the VS Code extension says what the server and the package say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from beamcoder import __version__
from beamcoder.server.settings import KEYS, Settings

FOLDER = Path(__file__).resolve().parents[1] / "editor-clients/vscode"
MANIFEST = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
PROPERTIES = MANIFEST["contributes"]["configuration"]["properties"]
README = (FOLDER / "README.md").read_text(encoding="utf-8")
COMMANDS = [each["command"] for each in MANIFEST["contributes"]["commands"]]
# The client's own setting says more than the server's `ghostText`, which is made of it.
REPLACED = {"ghostText"}


def test_extension_and_package_have_one_version() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    assert (MANIFEST["version"], lock["version"]) == (__version__, __version__)


@pytest.mark.parametrize("key", sorted(KEYS.keys() - REPLACED))
def test_every_setting_of_the_server_is_there_with_its_default(key: str) -> None:
    default = getattr(Settings(), KEYS[key].field)
    written = list(default) if isinstance(default, tuple) else default
    assert PROPERTIES[f"beamcoder.{key}"]["default"] == written


def is_taken(key: str, value: Any) -> bool:
    """Whether the server takes the value."""
    try:
        KEYS[key].convert(value)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("key", sorted(KEYS.keys() - REPLACED))
def test_every_setting_has_the_bounds_and_choices_of_the_server(key: str) -> None:
    entry = PROPERTIES[f"beamcoder.{key}"]
    if entry["type"] in ("number", "integer"):
        step = 1 if entry["type"] == "integer" else 1e-6
        for bound, outwards in ((entry["minimum"], -step), (entry["maximum"], step)):
            assert is_taken(key, bound) and not is_taken(key, bound + outwards)
        assert is_taken(key, entry["minimum"] + 0.5) == (entry["type"] == "number")
    elif "enum" in entry:
        choices = re.split(", | or ", KEYS[key].wanted)  # "auto, cpu or cuda"
        assert entry["enum"] == choices and all(is_taken(key, each) for each in choices)
        assert not is_taken(key, "something else")
    else:
        types = {"string": "", "boolean": True, "array": ["."]}
        taken = [kind for kind, value in types.items() if is_taken(key, value)]
        assert taken == [entry["type"]]
    assert not is_taken(key, {})


def test_a_setting_of_the_client_alone_is_not_one_of_the_servers() -> None:
    own = {name.removeprefix("beamcoder.") for name in PROPERTIES} - KEYS.keys()
    assert own == {"serverPath", "showGhostText", "maxItemsBesideOthers"}


@pytest.mark.parametrize("name", PROPERTIES)
def test_the_default_in_the_readme_is_the_one_in_the_manifest(name: str) -> None:
    (written,) = re.findall(rf"^\| `{re.escape(name)}` \| `(.*?)` \|", README, re.MULTILINE)
    assert json.loads(written) == PROPERTIES[name]["default"]


@pytest.mark.parametrize("name", PROPERTIES)
def test_every_setting_is_described_and_stands_in_the_readme(name: str) -> None:
    entry = PROPERTIES[name]
    assert entry.get("description") or entry.get("markdownDescription")
    assert f"`{name}`" in README


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stands_in_the_readme(command: str) -> None:
    assert f"`{command}`" in README


def test_what_is_bound_to_a_key_is_a_command() -> None:
    bound = {each["command"] for each in MANIFEST["contributes"]["keybindings"]}
    assert bound <= set(COMMANDS)


def test_the_lockfile_names_no_registry() -> None:
    assert '"resolved"' not in (FOLDER / "package-lock.json").read_text(encoding="utf-8")
