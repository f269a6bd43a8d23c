"""The documents keep pace: what a user can type or set stands in them, and the map is whole."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

from beamcoder import __version__
from beamcoder.server.settings import Settings
from tests.commands_page import page
from tests.examples import Example, definitions
from tests.house import ROOMS, ROOT, read_modules, tree_of

DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAX_README_LINES, MAX_MAP_BYTES = 130, 8192
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next one of its level or above."""
    _, _, rest = text.partition(f"\n{heading}\n")
    depth = len(heading.split()[0])
    return re.split(rf"^#{{1,{depth}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def test_the_page_of_commands_is_what_the_commands_say() -> None:
    """`make docs` writes it anew."""
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == page()


def test_every_document_stands_in_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    names = [path.name for path in DOCS.glob("*.md") if path.name != "README.md"]
    assert len(names) > 15
    assert [name for name in names if f"]({name})" not in index] == []


def test_every_decision_stands_in_its_index() -> None:
    folder = DOCS / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    names = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name for name in names if f"]({name})" not in index] == []
    assert [int(name[:3]) for name in names] == list(range(1, len(names) + 1))


def test_a_newcomer_reads_two_short_documents_first() -> None:
    assert len(README.splitlines()) <= MAX_README_LINES
    assert len((ROOT / "ARCHITECTURE.md").read_bytes()) <= MAX_MAP_BYTES


def test_every_setting_stands_in_its_document() -> None:
    names = [field.name for field in fields(Settings)]
    keys = [re.sub(r"_(.)", lambda match: match[1].upper(), name) for name in names]
    text = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_the_version_is_the_first_entry_of_the_changelog() -> None:
    first = re.search(r"^## (\S+)", CHANGELOG, re.MULTILINE)
    assert first is not None
    assert first[1] == __version__


def first_lines() -> Iterator[tuple[str, str, str]]:
    """File, first line of its docstring, and what stands below that up to a blank line."""
    for path in sorted(path for room in (*ROOMS, "tests") for path in (ROOT / room).rglob("*.py")):
        docstring = re.match(r'"""(.*?)"""', path.read_text(encoding="utf-8"), re.DOTALL)
        if docstring and path == path.resolve():
            first, _, rest = docstring[1].partition("\n")
            yield path.relative_to(ROOT).as_posix(), first, rest.partition("\n")[0]


def test_the_first_line_of_a_file_is_a_sentence_without_capitals() -> None:
    faults = [
        file
        for file, first, second in first_lines()
        if second or not first.endswith(".") or re.match(r"[A-Z]{2,}[A-Z →]*:", first)
    ]
    assert faults == []


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


def test_no_link_leads_nowhere() -> None:
    documents = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in documents}
    links = [(n, link) for n in texts for link in re.findall(r"\]\((?!https?:)([^)#]+)", texts[n])]
    assert links
    assert [(name, link) for name, link in links if not (ROOT / link).exists()] == []


def test_every_recipe_stands_in_its_document() -> None:
    recipes = [path.stem for path in (ROOT / "training/recipes").glob("*.toml")]
    text = section((DOCS / "training.md").read_text(encoding="utf-8"), "## beamcoder train")
    assert recipes
    assert [recipe for recipe in recipes if f"`{recipe}`" not in text] == []


def test_examples_name_what_exists_and_call_it_as_it_can_be_called() -> None:
    defined, n_calls, wrong = definitions(), 0, dict[str, list[str]]()
    for module in read_modules():
        docstring = ast.get_docstring(tree_of(module.file)) or ""
        if "\n    " in docstring and not module.is_package:
            example = Example(import_module(module.name), docstring, defined)
            if faults := example.faults():
                wrong[module.file] = faults
            n_calls += example.n_calls
    assert wrong == {}
    assert n_calls > 100
