"""One file at a time: what cleaning says of it."""

import pytest

from beamcoder.training.corpus.cleaning import (
    Clean,
    Drop,
    DropReason,
    ProgramStyle,
    clean,
    normal_lines,
)

BODY = "int a = 1; int b = a + 2; int c = a * b; int d = c - b;"
MAIN = "class A { public static void main(String[] x) { %s } }"
INPUT = "java.util.Scanner s = new java.util.Scanner(System.in); " + BODY


@pytest.mark.parametrize(
    ("text", "style"),
    [
        (MAIN % INPUT, ProgramStyle.STDIN),
        (MAIN % f"var r = new BufferedReader(new FileReader(f)); {BODY}", ProgramStyle.STDIN),
        (MAIN % BODY, ProgramStyle.CLASS),  # prints what it knows: reads nothing
        (
            f"class T {{ public void solve(int testNumber, In in, Out out) {{ {BODY} }} }}",
            "chelper",
        ),
        (f"class T {{ void solve(int n, int m) {{ {BODY} }} }}", ProgramStyle.CLASS),
        (f"class T {{ // void main(String[] a) System.in\n {BODY} }}", ProgramStyle.CLASS),
    ],
)
def test_styles(text: str, style: str) -> None:
    kept = clean("A.java", text.encode())
    assert isinstance(kept, Clean)
    assert kept.style == style


@pytest.mark.parametrize(
    ("path", "text", "step"),
    [
        ("src/test/java/A.java", MAIN % INPUT, DropReason.NOT_A_SOLUTION_PATH),
        ("TaskATestCase.java", MAIN % INPUT, DropReason.NOT_A_SOLUTION_PATH),
        ("a/module-info.java", MAIN % INPUT, DropReason.NOT_A_SOLUTION_PATH),
        ("javafx-sdk-18/src/A.java", MAIN % INPUT, DropReason.NOT_A_SOLUTION_PATH),
        ("A.java", "import static org.junit.Assert.*;\n" + MAIN % INPUT, DropReason.TEST),
        ("A.java", "import net.egork.chelper.checkers.C;\n" + MAIN % INPUT, DropReason.TEST),
        ("A.java", "// Code generated. DO NOT EDIT.\n" + MAIN % INPUT, DropReason.GENERATED),
        ("A.java", "class A { int a; }", DropReason.TOO_SHORT),
        ("A.java", "\x00" + MAIN % INPUT, DropReason.BROKEN),
        ("A.java", "\x01 \x02 " * 20 + MAIN % INPUT, DropReason.BROKEN),
        ("A.java", "// x\n" * 20_000 + MAIN % INPUT, DropReason.TOO_BIG),
    ],
)
def test_steps(path: str, text: str, step: DropReason) -> None:
    assert clean(path, text.encode()) == Drop(step)


def test_names_that_only_look_like_tests_stay() -> None:
    for path in ("Contest.java", "test/A.java", "Test.java", "Latest.java"):
        assert isinstance(clean(path, (MAIN % INPUT).encode()), Clean)


def test_text_is_normal() -> None:
    assert normal_lines("\ufeffa\r\nb\rc\n\n") == "a\nb\nc\n"
    kept = clean("A.java", b"\xef\xbb\xbf" + (MAIN % INPUT).replace("; ", ";\r\n").encode())
    assert isinstance(kept, Clean)
    assert kept.text.startswith("class A")
    assert "\r" not in kept.text
    assert clean("A.java", b"\xff" + (MAIN % INPUT).encode()) == Drop(DropReason.NOT_UTF8)
