"""Declared names are those of tree-sitter's grammar, in the programs of the tests and in edits."""

import random
from collections.abc import Iterator

import pytest

from beamcoder.tokenizer.java.names import declarations
from beamcoder.tokenizer.java.phases import ACCESS
from beamcoder.tokenizer.lexer import lexical
from beamcoder.tokenizer.token import Token, TokenKind
from tests.edited import PROGRAM
from tests.fakes import PROGRAMS
from tests.house import ROOT
from tests.tokenizer.java.tree_names import TreeName, is_java, parse, tree_names

FOLDERS = ("examples", "beamcoder", "tokenizer", "training", "editor-clients/vscode/media")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.java"))
TEXTS = [PROGRAM, *PROGRAMS, *(path.read_text(encoding="utf-8") for path in FILES)]
# What those programs have little of.
RARE = """
import static java.lang.Math.*;
import static java.lang.Math.max;
import java.util.Map.Entry;

@interface Note { String value() default ""; int[] rows() default {}; }

sealed interface Shape permits Circle, Box {
    int SIDES = 4, CORNERS = 4;
    default int n() { return SIDES; }
}
record Circle(double r) implements Shape { Circle { assert r > 0; } }
record Box<T extends Comparable<T>>(T a, @Note("b") List<T>[] b) implements Shape {
    static int made;
}

enum Level implements Runnable {
    LOW(1) { public void run() { int deep = 1; } }, @Note MIDDLE, @Note("c") HIGH(2);
    final int rank;
    @Deprecated Level(int rank) { this.rank = rank; }
    public void run() { }
}

abstract class Rare<K, V extends Map<K, ? super V>> extends Base<K> {
    int[] a = {1, 2}, b[] = new int[2][];
    static { int once = 1; }
    protected abstract <T> T pick(T... from);
    public static <A, B extends A> Map<A, List<B>> both(final A x, @Note B[] y) throws Exception {
        outer:
        for (int i = 0, j = 9; i < j; i++, j = j - 1) {
            if (x instanceof Integer n && n > i) continue outer;
            inner: while (true) break inner;
        }
        try (Scanner in = new Scanner("a < b");
             var out = open(i -> i + 1, (p, q) -> { int s = p; return s; })) {
            int r = in.nextInt(), s = r < 2 ? r : -r;
        } catch (IOException | RuntimeException e) {
            throw e;
        } finally { int done = 0; }
        Comparator<int[]> order = new Comparator<>() {
            int calls;
            @Override public int compare(int[] u, int[] v) { int w = u[0]; return w; }
        };
        Function<Integer, Function<Integer, Integer>> add = f -> g -> f + g;
        BiFunction<Integer, Integer, Integer> sum = (Integer l, Integer m) -> l + m;
        int size = switch (x) {
            case Circle c -> 1;
            case Box<?>(var first, List<?>[] second) -> { int t = 2; yield t; }
            default -> 0;
        };
        switch (size) { case 1: int one = 1; break; case 2, 3: two(); default: }
        do { int turn = 1; } while (size > 0);
        for (Entry<A, List<B>> entry : map.entrySet()) for (char ch : text.toCharArray()) use(ch);
        class Local { int field; }
        synchronized (x) { int held = 0; }
        return size < 1 && 2 > (1) ? null : List.<Integer>of(1);
    }
}
"""  # fmt: skip
N_EDITS = 30  # of each program


def ours(tokens: list[Token]) -> set[TreeName]:
    return {TreeName(d.index, d.name, d.kind, d.stop) for d in declarations(tokens)}


def test_there_are_programs() -> None:
    assert len(TEXTS) > 10


@pytest.mark.parametrize("text", [*TEXTS, RARE])
def test_the_declared_names_of_a_program_are_the_grammars(text: str) -> None:
    root = parse(text)
    assert is_java(root)
    assert ours(lexical(text)) == tree_names(root, text)


def edits(text: str) -> Iterator[tuple[int, str]]:
    """Token number and text, with that token deleted, replaced by one of its kind, or doubled.

    Keywords are left alone: the grammar takes an `int` for a name, and an `if` for a type.
    """
    rng = random.Random(len(text))
    tokens = lexical(text)
    movable = [k for k, token in enumerate(tokens) if token.kind is not TokenKind.KEYWORD]
    for _ in range(N_EDITS):
        index = rng.choice(movable)
        token = tokens[index]
        same = [tokens[k].text for k in movable if tokens[k].kind is token.kind]
        other = rng.choice(["", rng.choice(same), f"{token.text} {token.text}"])
        yield index, f"{text[: token.start]}{other}{text[token.end :]}"


@pytest.mark.parametrize("text", [*TEXTS, RARE])
def test_after_an_edit_that_parses_they_are_still_the_grammars(text: str) -> None:
    n_parsed = 0
    for _, edited in edits(text):
        root = parse(edited)
        if is_java(root):
            n_parsed += 1
            assert ours(lexical(edited)) == tree_names(root, edited)
    assert n_parsed


@pytest.mark.parametrize("text", TEXTS)
def test_an_edit_changes_nothing_before_its_statement_nor_in_the_next_member(
    text: str,
) -> None:
    """Whether it parses or not: how far the damage goes where classes have no bodies in methods."""
    tokens = lexical(text)
    whole = {(d.index, d.name, d.kind) for d in ours(tokens)}
    members = [k for k, token in enumerate(tokens) if token.text in ACCESS]
    for at, edited in edits(text):
        lexed = lexical(edited)
        found, n_more = {(d.index, d.name, d.kind) for d in ours(lexed)}, len(lexed) - len(tokens)
        start = next((k for k in range(at, 0, -1) if tokens[k - 1].text in ("{", "}", ";")), 0)
        assert {d for d in found if d[0] < start} == {d for d in whole if d[0] < start}
        member = next((k for k in members if k > at + 1), len(tokens))
        after = {(index + n_more, name, kind) for index, name, kind in whole if index > member}
        assert {d for d in found if d[0] > member + n_more} == after
