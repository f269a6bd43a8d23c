"""Imports that are added: each stands where a person would put it, once, and nothing else moves."""

import re

import javalang
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.tokenizer.java.import_edits import import_edits
from beamcoder.tokenizer.java.imports import MAX_HEAD, read_head

TYPE = "public class A {\n}\n"
NAMES = ("java.util.List", "java.util.Map", "java.io.File", "java.util.function.Function", "a.b.C")


def with_imports(text: str, *names: str) -> str:
    for offset, inserted in reversed(import_edits(text, names)):
        text = text[:offset] + inserted + text[offset:]
    return text


PLACES = [
    ("", "import java.util.List;\n\n"),
    ("\n", "\nimport java.util.List;\n\n"),
    ("\ufeff", "\ufeffimport java.util.List;\n\n"),
    ("package a;\n\n", "package a;\n\nimport java.util.List;\n\n"),
    ("package a;\n", "package a;\nimport java.util.List;\n"),
    ("package a; // x\n\n", "package a; // x\n\nimport java.util.List;\n\n"),
    ("/* Licence. */\npackage a;\n\n", "/* Licence. */\npackage a;\n\nimport java.util.List;\n\n"),
    # A comment that heads the file, and one that is the type's own.
    ("// https://x\n", "// https://x\nimport java.util.List;\n\n"),
    ("/* 1A */\n\n", "/* 1A */\n\nimport java.util.List;\n\n"),
    ("/** Solves. */\n", "import java.util.List;\n\n/** Solves. */\n"),
    ("/* 1A */\n\n/** Solves. */\n", "/* 1A */\n\nimport java.util.List;\n\n/** Solves. */\n"),
    ("/** 1A. */\n\n", "/** 1A. */\n\nimport java.util.List;\n\n"),
    ("/* own */ ", "import java.util.List;\n\n/* own */ "),
    ("/* a\n * { b\n */\n\n", "/* a\n * { b\n */\n\nimport java.util.List;\n\n"),
    # Beside others: sorted, or as near to that as they are.
    ("import java.io.*;\n\n", "import java.io.*;\nimport java.util.List;\n\n"),
    ("import java.util.Map;\n\n", "import java.util.List;\nimport java.util.Map;\n\n"),
    (
        "import org.x.Y;\n\nimport java.io.*;\nimport java.util.Map;\n",
        "import org.x.Y;\n\nimport java.io.*;\nimport java.util.List;\nimport java.util.Map;\n",
    ),
    (
        "import java.util.Scanner;\nimport java.util.Arrays;\n",
        "import java.util.Scanner;\nimport java.util.Arrays;\nimport java.util.List;\n",
    ),
    ("import a.B; // b\n", "import a.B; // b\nimport java.util.List;\n"),
    ("import a.B; import z.C;\n", "import a.B;\nimport java.util.List; import z.C;\n"),
    ("import a.B; /* b\n*/\n", "import a.B;\nimport java.util.List; /* b\n*/\n"),
    ("import a.B; ", "import a.B;\nimport java.util.List; "),
    (
        "import static java.lang.Math.*;\n\n",
        "import static java.lang.Math.*;\n\nimport java.util.List;\n\n",
    ),
    (
        "import static a.B.c;\nimport z.Z;\n",
        "import static a.B.c;\nimport java.util.List;\nimport z.Z;\n",
    ),
    # There already, by itself or by its name.
    ("import java.util.List;\n", "import java.util.List;\n"),
    ("import java.awt.List;\n", "import java.awt.List;\n"),
    # One that is still being typed.
    ("import java.util.\n", "import java.util.\nimport java.util.List;\n\n"),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(("head", "expected"), PLACES)
def test_places(head: str, expected: str, line_end: str) -> None:
    text, wanted = ((each + TYPE).replace("\n", line_end) for each in (head, expected))
    assert with_imports(text, "java.util.List") == wanted


def test_several_come_together() -> None:
    assert with_imports("package a;\n\n" + TYPE, "java.util.Map", "java.io.File") == (
        "package a;\n\nimport java.io.File;\nimport java.util.Map;\n\n" + TYPE
    )
    text = "import java.util.Arrays;\nimport java.util.Map;\n" + TYPE
    assert with_imports(text, "java.util.Set", "java.util.List", "java.util.HashMap") == (
        "import java.util.Arrays;\nimport java.util.HashMap;\nimport java.util.List;\n"
        "import java.util.Map;\nimport java.util.Set;\n" + TYPE
    )


def test_a_class_without_a_package_cannot_be_imported() -> None:
    assert import_edits(TYPE, ["Pair"]) == ()


def test_of_a_head_without_an_end_nothing_is_known() -> None:
    text = "// x\n" * MAX_HEAD + TYPE
    assert import_edits(text, ["java.util.List"]) == () and not read_head(text).has_end


STATEMENTS = st.sampled_from(
    ["import java.util.List;", "import java.io.*;", "import java.util.ArrayList;"]
    + ["import static java.lang.Math.*;", "import org.x.Y;", "import java.util.function.*;"]
    + ["import z.A; import z.B;", "import q.R; // r", "// import java.util.Map;", "/* x\n * y */"]
    + ["", "// y"]
)
HEADS = st.tuples(
    st.sampled_from(["", "\ufeff", "// head\n", "/* a\n * b */\n\n", "/** c */\n", "\n\n"]),
    st.sampled_from(["", "package a;\n", "package a.b;\n\n"]),
    st.lists(STATEMENTS, max_size=9, unique=True).map("\n".join),
    st.sampled_from(["\n", "\n\n", "\n/** d */\n", "\n@Deprecated\n"]),
)


@given(HEADS, st.sets(st.sampled_from(NAMES), min_size=1), st.sampled_from(["\n", "\r\n"]))
def test_each_is_imported_once_and_all_else_stays(
    head: tuple[str, ...], names: set[str], line_end: str
) -> None:
    text = ("".join(head) + TYPE).replace("\n", line_end)
    edits = import_edits(text, sorted(names))
    after = with_imports(text, *names)
    added = "".join(each.text for each in edits)
    assert not re.sub(r"import [\w.]+;|[\r\n]", "", added)
    imports = [each.path for each in javalang.parse.parse(after.replace("\ufeff", "")).imports]
    simple = [name.rpartition(".")[2] for name in imports]
    assert all(simple.count(name.rpartition(".")[2]) == 1 for name in names)
    assert import_edits(after, sorted(names)) == ()
    assert [offset for offset, _ in edits] == sorted({offset for offset, _ in edits})
    assert line_end == "\n" or "\n" not in after.replace("\r\n", "")


@given(st.sets(st.sampled_from([f"java.{p}.{c}" for p in ("io", "util", "math") for c in "BDFH"])))
def test_sorted_imports_stay_sorted(names: set[str]) -> None:
    new = {"java.util.C", "java.io.A", "java.math.Z"}
    head = "".join(f"import {name};\n" for name in sorted(names))
    after = with_imports(f"{head}\n{TYPE}", *new)
    found = [each.name for each in read_head(after).imports]
    assert found == sorted(names | new)


@given(st.text(st.sampled_from("import package;.*/ \n\r\"'{a@static"), max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    after = with_imports(text, "java.util.List")
    assert import_edits(after, ["java.util.List"]) == () or after == text
    assert len(after) >= len(text)
    assert read_head(text).end <= len(text)
