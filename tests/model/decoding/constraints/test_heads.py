"""The first lines of a file: its own package, imports of what is there, its own name."""

from dataclasses import replace

import pytest

from beamcoder.model.decoding.constraints.place import Place
from beamcoder.model.decoding.constraints.wording.heads import Heads
from beamcoder.model.decoding.constraints.wording.public_class import PublicClass
from tests.model.decoding.constraints.places import line, place_at, token


def place_in(text: str, package: str | None, *, has_workspace: bool = False) -> Place:
    return replace(place_at(text), package=package, has_workspace=has_workspace)


@pytest.mark.parametrize(
    ("text", "package", "candidate", "written"),
    [
        ("‸", "", "package net.egork;", None),
        ("‸", None, "package net.egork;", "package net.egork;"),
        ("‸", "a.b", "package net.egork;", "package a.b;"),
        ("‸", "a", "package contest;", "package a;"),
        ("package ‸", "a.b", "net.egork;", "a.b;"),
        ("package a.‸", "a.b", "egork;", "b;"),
        ("package a.‸", "b.c", "egork;", None),
        ("package ‸", "", "contest;", None),
        ("pack‸", "a.b", "package contest;", "package a.b;"),
        ("package b‸", "a.b", "b.c;", None),
        ("‸", "", "import java.util.*;", "import java.util.*;"),
        ("‸", "", "import net.egork.io.InputReader;", None),
        ("import ‸", "", "net.egork.io.InputReader;", None),
        ("import n‸", "", "net.egork.io.InputReader;", None),
        ("import static ‸", "", "java.lang.Math.*;", "java.lang.Math.*;"),
        ("import static ‸", "", "net.egork.Misc.*;", None),
        ("package net.a;\nimport ‸", "net.a", "net.b.C;", "net.b.C;"),
        ("import org.junit.Test;\nimport ‸", "", "org.junit.Rule;", "org.junit.Rule;"),
        ("class A {\n    ‸\n}\n", "a", "int n;", "int n;"),
    ],
)
def test_lines(text: str, package: str | None, candidate: str, written: str | None) -> None:
    place = place_in(text, package)
    judged = Heads(place, 0.1).judge(line(place, candidate))
    assert (judged and judged.text) == written


@pytest.mark.parametrize(
    ("text", "package", "candidate", "written", "weight"),
    [
        ("‸", "", "package", None, 1),
        ("‸", None, "package", "package", 1),
        ("‸", "a", "package", "package", 1),
        ("‸", "a", "import", "import", 0.1),
        ("package ‸", None, "net", "net", 1),
        ("package ‸", "a", "net", "a", 1),
        ("package a‸", "a", ";", None, 1),
        ("import ‸", "", "java", "java", 1),
        ("import ‸", "", "net", None, 1),
        ("import n‸", "", "net", None, 1),
        ("import java.‸", "", "util", "util", 1),
    ],
)
def test_words(
    text: str, package: str | None, candidate: str, written: str | None, weight: float
) -> None:
    judged = Heads(place_in(text, package), 0.1).judge(token(candidate))
    assert (judged and judged.text) == written
    assert judged is None or judged.weight == weight


def test_a_workspace_says_what_there_is() -> None:
    place = place_in("import ‸", "", has_workspace=True)
    assert Heads(place, 0.1).judge(line(place, "org.junit.Test;")) is not None


@pytest.mark.parametrize(
    ("text", "candidate", "name"),
    [
        ("‸", "class Solution {", "Nim"),
        ("import java.util.*;\n‸", "public final class Main {", "Nim"),
        ("‸", "interface Walker {", "Nim"),
        ("class Nim {\n}\n‸", "class Pair {", "Pair"),
        ("‸\nclass Nim {\n}\n", "class Pair {", "Pair"),
    ],
)
def test_the_first_class_has_the_files_name(text: str, candidate: str, name: str) -> None:
    place = place_at(text, file_name="Nim.java")
    assert name in PublicClass(place).judge(line(place, candidate)).symbols
