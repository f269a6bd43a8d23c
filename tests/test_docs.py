"""The documents keep pace: what a user can type or set stands in them, and the map is whole."""

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest

from beamcoder import __version__
from beamcoder.cli import COMMANDS
from beamcoder.server.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
ROOMS = ("beamcoder", "tokenizer", "model", "training", "server")


def options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every option and nested subcommand that a user can type, but for --help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, nested in action.choices.items():
                yield name
                yield from options(nested)
        elif not isinstance(action, argparse._HelpAction) and action.help != argparse.SUPPRESS:
            yield from action.option_strings[-1:]


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level or above."""
    _, _, rest = text.partition(f"\n{heading}\n")
    depth = len(heading.split()[0])
    return re.split(rf"^#{{1,{depth}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_stands_in_the_readme(command: str) -> None:
    parser = argparse.ArgumentParser(command)
    import_module(COMMANDS[command].module).add_arguments(parser)
    text = section(README, f"### beamcoder {command}")
    assert [o for o in options(parser) if not re.search(rf"(?<![\w-]){o}(?![\w-])", text)] == []


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_stands_in_the_readme(name: str) -> None:
    camel = re.sub(r"_(.)", lambda match: match[1].upper(), name)
    assert f"`{camel}`" in section(README, "### Settings")


def test_the_version_is_the_first_entry_of_the_changelog() -> None:
    first = re.search(r"^## (\S+)", CHANGELOG, re.MULTILINE)
    assert first is not None
    assert first[1] == __version__


def lacking(folder: Path) -> Iterator[str]:
    """Modules and packages of a folder that the docstring of its `__init__.py` does not list."""
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))) or ""
    listed = set(re.findall(r"^ {0,4}(\w+/?)  ", text, re.MULTILINE))
    for path in sorted(folder.iterdir()):
        name = path.stem if path.suffix == ".py" else f"{path.name}/"
        is_package = (path / "__init__.py").exists() and not path.is_symlink()
        if (path.suffix == ".py" or is_package) and path.stem[:2] != "__" and name not in listed:
            yield f"{folder.relative_to(ROOT)}/{name}"


def test_every_file_is_listed_by_its_folder() -> None:
    folders = [path.parent for room in ROOMS for path in (ROOT / room).rglob("__init__.py")]
    own = [folder for folder in folders if folder == folder.resolve()]
    assert len(own) > len(ROOMS)
    assert [name for folder in own for name in lacking(folder)] == []


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_no_link_leads_nowhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_recipe_stands_in_the_readme() -> None:
    recipes = [path.stem for path in (ROOT / "training/recipes").glob("*.toml")]
    text = section(README, "### beamcoder train")
    assert recipes
    assert [recipe for recipe in recipes if f"`{recipe}`" not in text] == []
