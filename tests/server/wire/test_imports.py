"""Imports at the wire: an item brings those of the classes that it uses, and undo takes them back.

The default model answers; its items are applied by the client as an editor applies them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.buffer import Buffer, imports_of, new_text
from tests.server.conftest import Client

SERVE = [sys.executable, "-m", "beamcoder", "serve"]
PATIENT = {
    "tokenDeadlineMs": 60_000,
    "lineDeadlineMs": 60_000,
    "minimumProbability": 0,
}
MAIN = """public class Main {
    public static void main(String[] args) {
        |
    }
}
"""
SCANNER = "import java.util.Scanner;\n\n"


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    client = Client(SERVE)
    client.initialize(PATIENT | {"statistics": False})
    yield client
    client.end()


def opened(client: Client, marked: str, **options: Any) -> Buffer:
    client.close()
    return Buffer(client, marked, **options)


def item_of(items: list[dict[str, Any]], text: str) -> dict[str, Any]:
    return next(item for item in items if new_text(item).strip().endswith(text))


@pytest.mark.parametrize("surface", ["items", "ghosts"])
def test_a_class_comes_with_its_import_and_goes_with_it(client: Client, surface: str) -> None:
    marked = MAIN.replace("|", "Scanner sc = |")
    buffer = opened(client, marked)
    item = item_of(getattr(buffer, surface)(), "new Scanner(System.in);")
    buffer.accept(item)
    buffer.run_command(item)
    done = SCANNER + MAIN.replace("|", "Scanner sc = new Scanner(System.in);|")
    assert buffer.shown == done
    buffer.undo()
    assert buffer.shown == marked


@pytest.mark.parametrize(("typed", "n"), [("Sc|", 1), ("ArrayList<Integer> list = |", 1)])
def test_tokens_and_lines(client: Client, typed: str, n: int) -> None:
    buffer = opened(client, MAIN.replace("|", typed))
    for item in buffer.items():
        uses = {"Scanner", "ArrayList"} & set(new_text(item).replace("<", " ").split())
        assert len(imports_of(item)) == (n if uses else 0), item
    assert any(imports_of(item) for item in buffer.items())


@pytest.mark.parametrize(
    "head",
    [
        "import java.util.*;\n\n",
        "import java.util.Scanner;\n\n",
        "package a;\nimport java.io.*;\nimport java.util.Scanner;\n",
    ],
)
def test_what_is_there_is_not_brought(client: Client, head: str) -> None:
    buffer = opened(client, head + MAIN.replace("|", "Scanner sc = |"))
    items = buffer.items() + buffer.ghosts()
    assert any("new Scanner" in new_text(item) for item in items)
    assert not any("Scanner" in str(imports_of(item)) for item in items)


@pytest.mark.parametrize("marked", ["import java.util.Sc|\n", "import |", "import java.util.|\n"])
def test_in_the_imports_nothing_is_added(client: Client, marked: str) -> None:
    buffer = opened(client, marked + MAIN.replace("|", ""))
    assert not any(imports_of(item) for item in buffer.items() + buffer.ghosts())


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("package a;\n\n", "package a;\n\nimport java.util.Scanner;\n\n"),
        ("// 1A\n", "// 1A\nimport java.util.Scanner;\n\n"),
        ("import java.util.Arrays;\n\n", "import java.util.Arrays;\nimport java.util.Scanner;\n\n"),
        ("/* 😀 */ import a.B;\n", "/* 😀 */ import a.B;\nimport java.util.Scanner;\n"),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_heads_and_line_ends(client: Client, head: str, expected: str, line_end: str) -> None:
    marked = head + MAIN.replace("|", "Scanner sc = |")
    buffer = opened(client, marked.replace("\n", line_end))
    buffer.accept(item_of(buffer.items(), "new Scanner(System.in);"))
    done = expected + MAIN.replace("|", "Scanner sc = new Scanner(System.in);|")
    assert buffer.shown == done.replace("\n", line_end)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_columns_count_as_the_client_counts_them(encoding: str) -> None:
    client = Client(SERVE)
    general = {"general": {"positionEncodings": [encoding]}}
    client.initialize(PATIENT | {"statistics": False}, general)
    marked = "/* 😀 数 */ import a.B;" + MAIN.replace("|", "Scanner sc = |")
    buffer = Buffer(client, marked, encoding=encoding)
    buffer.accept(item_of(buffer.items(), "new Scanner(System.in);"))
    assert buffer.text.startswith("/* 😀 数 */ import a.B;\nimport java.util.Scanner;public")
    client.end()


def test_what_is_left_of_a_line_taken_bit_by_bit_still_brings_it(client: Client) -> None:
    buffer = opened(client, MAIN.replace("|", "Scanner sc = |"))
    ghost = item_of(buffer.ghosts(), "new Scanner(System.in);")
    buffer.accept(ghost, len("new Scanner"))
    buffer.tell("partlyAccepted", ghost, length=len("new Scanner"))
    rest = buffer.ghosts()[0]
    assert new_text(rest) == "(System.in);"
    buffer.accept(rest)
    assert buffer.text.startswith(SCANNER)


def test_ghost_text_beside_the_list_brings_what_its_item_needs(client: Client) -> None:
    buffer = opened(client, MAIN.replace("|", "Scann|"))
    item = item_of(buffer.items(), "Scanner")
    selected = {"range": item["textEdit"]["range"], "text": new_text(item)}
    ghost = buffer.ghosts(selectedCompletionInfo=selected)[0]
    assert new_text(ghost).startswith("Scanner ")
    assert imports_of(ghost) == imports_of(item) != []


def test_it_counts_as_one_and_as_kept() -> None:
    """An import above moves the item, and is no key that was typed."""
    client = Client(SERVE)
    client.initialize(PATIENT)
    client.ask("beamcoder/statistics", {"wipe": True})
    buffer = Buffer(client, MAIN.replace("|", "Scanner sc = |"))
    item = item_of(buffer.items(), "new Scanner(System.in);")
    buffer.accept(item)
    buffer.run_command(item)
    counts = client.ask("beamcoder/statistics", {})
    assert counts["list"]["accepted"] == 1 and counts["keysTyped"] == 0
    assert counts["keysSaved"] == len("new Scanner(System.in);") - 1
    assert not any(new_text(each) == "new Scanner(System.in);" for each in buffer.items())
    client.end()


USE = """package app{n};

import graphs.Matrix;

public class Use{n} {{
    public static void main(String[] args) {{
        Matrix product = new Matrix({n}, {n});
        Matrix inverse = new Matrix(2, {n});
        System.out.println(product.times(inverse));
    }}
}}
"""


def test_a_class_of_the_workspace_comes_from_its_package(tmp_path: Path) -> None:
    (tmp_path / "graphs").mkdir()
    (tmp_path / "graphs" / "Matrix.java").write_text(
        "package graphs;\n\npublic class Matrix {\n}\n"
    )
    for n in range(4):
        (tmp_path / f"Use{n}.java").write_text(USE.format(n=n))
    client = Client(SERVE)
    client.initialize(PATIENT | {"statistics": False, "logLevel": "info"}, root=tmp_path.as_uri())
    marked = "package own;\n\n" + MAIN.replace("|", "Matrix product = |")
    buffer = Buffer(client, marked, uri=(tmp_path / "Main.java").as_uri())
    buffer.items()
    client.logged("files in the workspace")
    buffer.type(" ")
    buffer.undo()  # another text, which is looked at anew
    found = buffer.items()
    item = next(item for item in found if "new Matrix(" in new_text(item))
    buffer.accept(item)
    assert buffer.text.startswith("package own;\n\nimport graphs.Matrix;\n\npublic")
    client.end()
