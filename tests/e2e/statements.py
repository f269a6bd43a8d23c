"""Statements of many kinds, as somebody types them in an editor, each with Enter behind it."""

from typing import Final

HEAD: Final = """\
public class Ferry {
    static int[] seats = new int[100];

    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int t = sc.nextInt();
        int[] a = new int[t];
        StringBuilder sb = new StringBuilder();
"""
LEAVE: Final = "<leave>"  # the block: below its last line stands the brace that the editor has put
IMPORTS: Final = ["import java.util.Arrays;", "import java.util.*;", "import java.io.IOException;"]
STATEMENTS: Final = [
    "int best = a[0];",
    "Arrays.sort(a);",
    "int n;",
    "n = sc.nextInt();",
    "long sum = a[0] + n;",
    "boolean ok = true;",
    "Integer[] b = new Integer[t];",
    "sb.append(t);",
    'sb.append("Case ").append(t);',
    "System.out.println(best);",
    "n--;",
    "++n;",
    "sum += n;",
    "int[] c = {3, 1, 2};",
    'String s = "n = a[0];";',
    "char first = s.charAt(0);",
    "List<Integer> list = new ArrayList<>();",
    "Map<String, List<Integer>> names = new HashMap<>();",
    "list.forEach(x -> System.out.println(x));",
    "Comparator<int[]> order = (p, q) -> p[0] - q[0];",
    "double share = 1.5 * n / t;",
    "best = Math.max(best, a[n % t]);",
    "final int MOD = 1_000_000_007;",
    "if (best == n)",
    "best = 0;",
    "for (int i = 0; i < n; i++)",
    "sum += a[i];",
    "for (int x : a) {",
    "if (x < 0)",
    "continue;",
    "if (x > best) {",
    "best = x;",
    LEAVE + " else {",
    "break;",
    LEAVE,
    LEAVE,
    "while (t-- > 0) {",
    "switch (n) {",
    "case 1:",
    "seats[n] = -1;",
    "break;",
    "default:",
    "return;",
    LEAVE,
    LEAVE,
    "do {",
    "n = n >> 1;",
    LEAVE + " while (n > 0);",
    "int[][] grid = new int[n][n];",
    "grid[0][0]++;",
    "if (ok && !list.isEmpty())",
    "list.remove(0);",
    "else",
    "list.add(n);",
    "System.out.printf(\"%d%n\", sum);",
    "sc.close();",
]  # fmt: skip


def stripped(text: str) -> list[str]:
    """The lines without their indentation, which is the editor's."""
    return [line.strip() for line in text.rstrip().split("\n")]


def as_keys(program: str) -> list[str]:
    """The lines of a program for an editor that closes brackets: where one begins with a closing
    brace, it stands there already, with the bracket that was open before it."""
    lines = list[str]()
    for line in stripped(program):
        rest = line.removeprefix("}")
        lines.append(line if rest == line else LEAVE + rest.removeprefix(")"))
    return lines


def with_braces(lines: list[str]) -> list[str]:
    """For an editor that closes no brackets: the closing braces are typed, too."""
    return [line.replace(LEAVE, "}") for line in lines]
