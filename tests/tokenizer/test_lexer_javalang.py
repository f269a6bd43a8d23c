"""Our lexer against javalang's, over whole programs."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from javalang.tokenizer import tokenize  # type: ignore[import-untyped,unused-ignore]

from beamcoder.tokenizer.lexer import lexical

PROGRAMS = [
    """
import java.util.*;
import java.io.*;

public class Main {
    static final int MOD = 1_000_000_007;
    static long[][] dp = new long[1 << 10][];

    /** Fast input. */
    static class Reader {
        private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        StringTokenizer st;

        String next() throws IOException {
            while (st == null || !st.hasMoreTokens()) st = new StringTokenizer(in.readLine());
            return st.nextToken();
        }

        int nextInt() throws IOException { return Integer.parseInt(next()); }
    }

    public static void main(String[] args) throws IOException {
        Reader r = new Reader();
        int n = r.nextInt(), m = r.nextInt();
        List<List<Integer>> g = new ArrayList<>();
        for (int i = 0; i < n; i++) g.add(new ArrayList<Integer>());
        Map<Integer, Map<String, List<int[]>>> deep = new TreeMap<>();
        for (int i = 0; i < m; ++i) {
            int u = r.nextInt() - 1, v = r.nextInt() - 1;
            g.get(u).add(v);
            g.get(v).add(u);
        }
        long ans = 0x7fffffffffffffffL;
        for (int mask = 0; mask < 1 << n; mask++) {
            if ((mask >> 1 & 1) == 0 && mask >>> 2 != 0) continue;
            ans = Math.min(ans, mask % MOD * 1L);
        }
        char c = 'a', q = '\\'', s = '\\\\', z = '\\0';
        double d = 1e-9, e = .5, f = 1.0f;
        g.sort((a, b) -> a.size() != b.size() ? a.size() - b.size() : 0);
        System.out.println("ans = " + ans + "\\n\\t\\"" + c);
    }
}
""",
    """
@FunctionalInterface
interface Op<T extends Comparable<T>> { T of(T... xs); }

enum Color { RED, GREEN; Color next() { return values()[(ordinal() + 1) % values().length]; } }

public abstract class B<K, V> extends HashMap<K, List<? super V>> implements Op<String> {
    int x = 0b1010, o = 0777, h = 0xFF;
    synchronized void go(final int[] a, Object... rest) {
        label:
        for (;;) {
            do { x <<= 2; x >>= 1; x >>>= 3; x ^= ~x; } while (x > 0 ? true : false);
            switch (x) { case 1: break label; default: throw new RuntimeException(); }
        }
        Runnable r = this::run;
        int[][] g = {{1, 2}, {3}};
        try (Scanner s = new Scanner(System.in)) { s.next(); } catch (Exception | Error e) { }
        boolean b = a instanceof Object && !(x != 3) || x <= 4 & x >= 5;
        Function<Integer, Function<Integer, Integer>> add = i -> j -> i + j;
    }
}
""",
]
BINARY = ["+", "-", "*", "/", "%", "<<", ">>", ">>>", "&", "|", "^", "&&", "||", "==", "<=", ">="]


def generated_program(seed: int) -> str:
    """Expressions and declarations at random: valid tokens, hardly meaningful."""
    choose = random.Random(seed)
    names = ["a", "i", "sum", "$x", "maxValue", "_t"]

    def expression(depth: int) -> str:
        if depth == 0:
            return choose.choice([*names, "1", "0xFFL", "1.5e3", ".5f", '"s\\n"', "'c'", "null"])
        left, right = expression(depth - 1), expression(depth - 1)
        operator = choose.choice(BINARY)
        return choose.choice([f"({left} {operator} {right})", f"f({left},{right})", f"a[{left}]"])

    def type_name(depth: int) -> str:
        if depth == 0:
            return choose.choice(["Integer", "int[]", "String", "?"])
        return f"Map<{type_name(depth - 1)},List<{type_name(depth - 1)}>>"

    return "\n".join(
        f"{type_name(choose.randrange(3))} {choose.choice(names)} = {expression(3)}; // {line}"
        for line in range(20)
    )


def one_closing_angle_a_token(texts: list[str]) -> list[str]:
    """Javalang leaves `>>` to its parser: both sides are compared with every `>` apart.

    (It also rewrites unicode escapes and cuts text blocks wrongly: the programs have neither.)
    """
    return [part for text in texts for part in (text if set(text) == {">"} else [text])]


@pytest.mark.parametrize("program", PROGRAMS + [generated_program(seed) for seed in range(20)])
def test_javalang_agrees(program: str) -> None:
    theirs = [token.value for token in tokenize(program)]
    tokens = lexical(program)
    assert not any(token.flaw for token in tokens)
    ours = [token.text for token in tokens]
    assert one_closing_angle_a_token(ours) == one_closing_angle_a_token(theirs)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_generated_type_arguments_close_one_by_one(seed: int) -> None:
    declarations = [line.split(" = ")[0] for line in generated_program(seed).splitlines()]
    for declaration in declarations:
        assert not {">>", ">>>"} & {token.text for token in lexical(declaration)}
