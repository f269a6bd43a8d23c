"""The manifest of the VS Code extension says what the server and the package say."""

import json
import re
from pathlib import Path
from typing import Any

from beamcoder import __version__
from beamcoder.server.settings import KEYS, Settings

FOLDER = Path(__file__).resolve().parents[1] / "editor-clients/vscode"
MANIFEST = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
PROPERTIES = MANIFEST["contributes"]["configuration"]["properties"]
README = (FOLDER / "README.md").read_text(encoding="utf-8")
COMMANDS = [each["command"] for each in MANIFEST["contributes"]["commands"]]
# The client's own setting says more than the server's `ghostText`, which is made of it.
REPLACED = {"ghostText"}
SHARED = sorted(KEYS.keys() - REPLACED)


def test_extension_and_package_have_one_version() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    assert (MANIFEST["version"], lock["version"]) == (__version__, __version__)


def test_every_setting_of_the_server_is_there_with_its_default() -> None:
    defaults = {key: getattr(Settings(), KEYS[key].field) for key in SHARED}
    lists = {key: list(v) if isinstance(v, tuple) else v for key, v in defaults.items()}
    assert {key: PROPERTIES[f"beamcoder.{key}"]["default"] for key in SHARED} == lists


def is_taken(key: str, value: Any) -> bool:
    """Whether the server takes the value."""
    try:
        KEYS[key].convert(value)
    except ValueError:
        return False
    return True


def has_servers_bounds(key: str, entry: dict[str, Any]) -> bool:
    """Whether the server takes a number's bounds, nothing outside, and fractions if it may."""
    step = 1 if entry["type"] == "integer" else 1e-6
    bounds = ((entry["minimum"], -step), (entry["maximum"], step))
    ends = all(is_taken(key, end) and not is_taken(key, end + out) for end, out in bounds)
    return ends and is_taken(key, entry["minimum"] + 0.5) == (entry["type"] == "number")


def has_servers_choices(key: str, entry: dict[str, Any]) -> bool:
    choices = re.split(", | or ", KEYS[key].wanted)  # "auto, cpu or cuda"
    known = [str(each) for each in entry["enum"]] == choices
    known = known and all(is_taken(key, each) for each in entry["enum"])
    return known and not is_taken(key, "something else")


def has_servers_type(key: str, entry: dict[str, Any]) -> bool:
    types = {"string": "", "boolean": True, "array": ["."]}
    return [kind for kind, value in types.items() if is_taken(key, value)] == [entry["type"]]


def test_every_setting_has_the_bounds_and_choices_of_the_server() -> None:
    wrong = [key for key in SHARED if is_taken(key, {})]
    for key in SHARED:
        entry = PROPERTIES[f"beamcoder.{key}"]
        number = entry["type"] in ("number", "integer")
        enum = has_servers_choices if "enum" in entry else has_servers_type
        if not (has_servers_bounds if number else enum)(key, entry):
            wrong.append(key)
    assert wrong == []


def test_a_setting_of_the_client_alone_is_not_one_of_the_servers() -> None:
    own = {name.removeprefix("beamcoder.") for name in PROPERTIES} - KEYS.keys()
    assert own == {"serverPath", "shareServer", "showGhostText", "maxItemsBesideOthers"}


def default_in_readme(name: str) -> Any:
    """The default in the one row that the README's table has for a setting."""
    (written,) = re.findall(rf"^\| `{re.escape(name)}` \| `(.*?)` \|", README, re.MULTILINE)
    return json.loads(written)


def test_the_defaults_in_the_readme_are_those_in_the_manifest() -> None:
    defaults = {name: entry["default"] for name, entry in PROPERTIES.items()}
    assert {name: default_in_readme(name) for name in PROPERTIES} == defaults


def test_every_setting_is_described() -> None:
    described = {"description", "markdownDescription"}
    assert [n for n, e in PROPERTIES.items() if not any(e.get(key) for key in described)] == []


def test_every_setting_and_command_stands_in_the_readme() -> None:
    assert COMMANDS
    assert [name for name in [*PROPERTIES, *COMMANDS] if f"`{name}`" not in README] == []


def test_what_is_bound_to_a_key_is_a_command() -> None:
    bound = {each["command"] for each in MANIFEST["contributes"]["keybindings"]}
    assert bound <= set(COMMANDS)


def test_the_lockfile_names_no_registry() -> None:
    assert '"resolved"' not in (FOLDER / "package-lock.json").read_text(encoding="utf-8")
