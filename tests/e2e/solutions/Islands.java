import java.util.Arrays;
import java.util.Comparator;
import java.util.Scanner;
import java.util.function.IntBinaryOperator;

public class Islands {
    static class Union {
        final int[] parent, size;

        Union(int n) {
            parent = new int[n];
            size = new int[n];
            for (int i = 0; i < n; i++) {
                parent[i] = i;
                size[i] = 1;
            }
        }

        int find(int x) {
            return parent[x] == x ? x : (parent[x] = find(parent[x]));
        }

        boolean join(int a, int b) {
            a = find(a);
            b = find(b);
            if (a == b)
                return false;
            if (size[a] < size[b]) {
                int t = a;
                a = b;
                b = t;
            }
            parent[b] = a;
            size[a] += size[b];
            return true;
        }
    }

    interface Measure<T> {
        long of(T a, T b);
    }

    public static void main(String[] args) {
        var in = new Scanner(System.in);
        int n = in.nextInt();
        int[][] points = new int[n][2];
        for (int[] p : points) {
            p[0] = in.nextInt();
            p[1] = in.nextInt();
        }
        Measure<int[]> manhattan = (a, b) -> Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
        IntBinaryOperator pairs = (a, b) -> a * (b - 1) / 2;
        long[][] edges = new long[pairs.applyAsInt(n, n)][];
        int at = 0;
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
                edges[at++] = new long[] {manhattan.of(points[i], points[j]), i, j};
        Arrays.sort(edges, Comparator.comparingLong(e -> e[0]));
        Union union = new Union(n);
        long total = 0;
        for (long[] e : edges) {
            if (union.join((int) e[1], (int) e[2])) {
                total += e[0];
            } else if (e[0] == 0) {
                System.err.println("twice: " + e[1]);
            }
        }
        System.out.printf("%d %.3f%n", total, (double) total / Math.max(1, n - 1));
    }
}
