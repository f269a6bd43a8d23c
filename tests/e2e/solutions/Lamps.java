import java.math.BigInteger;
import java.util.BitSet;
import java.util.Scanner;

public class Lamps {
    static int[][] board;
    static int h, w;
    static boolean[][] seen;
    static final int[] DX = {1, 0, -1, 0};
    static final int[] DY = {0, 1, 0, -1};

    static int flood(int x, int y) {
        if (x < 0 || y < 0 || x >= h || y >= w || seen[x][y] || board[x][y] != '#') {
            return 0;
        }
        seen[x][y] = true;
        int area = 1;
        for (int d = 0; d < 4; d++) {
            area += flood(x + DX[d], y + DY[d]);
        }
        return area;
    }

    static <T extends Comparable<T>> T larger(T a, T b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    public static void main(String... args) {
        Scanner sc = new Scanner(System.in);
        h = sc.nextInt();
        w = sc.nextInt();
        board = new int[h][];
        seen = new boolean[h][w];
        for (int i = 0; i < h; i++) {
            board[i] = sc.next().chars().toArray();
        }
        Integer best = 0;
        outer:
        for (int i = 0; i < h; i++) {
            for (int j = 0; j < w; j++) {
                best = larger(best, flood(i, j));
                if (best == h * w) break outer;
            }
        }
        BitSet on = new BitSet();
        int mask = 0b1011, k = 0;
        do {
            if ((mask >> k & 1) != 0) on.set(k);
            k++;
        } while (k < 31 && mask >> k != 0);
        BigInteger ways = BigInteger.ONE;
        for (int i = 2; i <= best; i++) {
            ways = ways.multiply(BigInteger.valueOf(i)).mod(BigInteger.TEN.pow(9));
        }
        /* three figures on a line */
        System.out.println(best + " " + on.cardinality() + " " + ways);
    }
}
