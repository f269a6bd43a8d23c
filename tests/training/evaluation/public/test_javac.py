"""The runner of programs: what compiles, what passes, and what must not bring it down."""

from pathlib import Path

import pytest

from beamcoder.errors import BeamcoderError
from beamcoder.training.evaluation.public.javac import JavaRunner, Verdict

PASSED = Verdict(compiles=True, passes=True)


def program(body: str, *, imports: str = "", members: str = "") -> str:
    return (
        f"{imports}\nclass Main {{ {members}\n"
        f"    public static void main(String[] args) throws Exception {{\n{body}\n    }}\n}}\n"
    )


def thrown(name: str) -> Verdict:
    return Verdict(compiles=True, passes=False, fault=name)


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        (program("assert 1 + 1 == 2;"), PASSED),
        (program("Runnable r = () -> {}; r.run();"), PASSED),
        (program("System.out.println(System.in.read());"), PASSED),
        (program("class Ä {} new Ä();"), PASSED),
        ("public " + program("").lstrip(), PASSED),
        (program("assert 1 + 1 == 3;"), thrown("java.lang.AssertionError")),
        (program("throw new Exception();"), thrown("java.lang.Exception")),
        (program("Object x = null; x.hashCode();"), thrown("java.lang.NullPointerException")),
        (program("main(args);"), thrown("java.lang.StackOverflowError")),
        ("class Other {}", thrown("java.lang.ClassNotFoundException")),
        ("class Main {}", thrown("java.lang.NoSuchMethodException")),
    ],
)
def test_a_program_that_compiles_passes_if_nothing_is_thrown(
    source: str, verdict: Verdict, runner: JavaRunner
) -> None:
    assert runner.judge(source) == verdict


@pytest.mark.parametrize(
    ("source", "fault", "line"),
    [
        (program("int x = y;"), "compiler.err.cant.resolve.location", 4),
        (program('\nint x = "";'), "compiler.err.prob.found.req", 5),
        (program("int x"), "compiler.err.expected", 4),
        ("class Main {", "compiler.err.premature.eof", 1),
    ],
)
def test_the_first_fault_is_told(source: str, fault: str, line: int, runner: JavaRunner) -> None:
    verdict = runner.judge(source)
    assert (verdict.compiles, verdict.passes) == (False, False)
    assert (verdict.fault, verdict.line) == (fault, line)
    assert verdict.message


def test_programs_do_not_see_each_other(runner: JavaRunner) -> None:
    counting = program("assert ++n == 1;", members="static int n;")
    assert [runner.judge(counting) for _ in range(3)] == [PASSED] * 3
    assert runner.judge(program("", members="static Other other;")).compiles is False
    assert runner.judge(program('Class.forName("Runner");')).fault == (
        "java.lang.ClassNotFoundException"
    )


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        (program("while (true);"), thrown("time")),
        (program("System.exit(0);"), thrown("exit")),
        (program("long[] a = new long[200_000_000];"), thrown("exit")),
        (program('for (int i = 0; i < 100_000; i++) System.out.println(i + "passed");'), PASSED),
        (program("System.out.close(); System.in.close();"), PASSED),
        (program("Thread t = new Thread(() -> { while (true); }); t.start();"), PASSED),
    ],
)
def test_the_next_program_is_judged_as_if_nothing_had_been(
    source: str, verdict: Verdict, runner: JavaRunner
) -> None:
    assert runner.judge(source) == verdict
    assert runner.judge(program("System.out.println(1);")) == PASSED


@pytest.mark.parametrize(
    "body",
    [
        'new Socket("127.0.0.1", 9);',
        'new URL("http://127.0.0.1:9").openStream();',
        'new FileWriter("x").close();',
        'Files.createFile(Path.of("x"));',
        'new ProcessBuilder("true").start();',
    ],
)
def test_the_doors_are_closed(body: str, runner: JavaRunner) -> None:
    imports = "import java.io.*; import java.net.*; import java.nio.file.*;"
    verdict = runner.judge(program(body, imports=imports))
    assert verdict == thrown("java.lang.NoClassDefFoundError")


def test_without_a_jdk_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(BeamcoderError, match="needs a JDK"):
        JavaRunner()
