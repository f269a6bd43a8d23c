import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;

public class Parking {
    private static final byte[] BUFFER = new byte[1 << 16];
    private static final DataInputStream IN = new DataInputStream(System.in);
    private static int length = 0, position = 0;

    static int read() throws IOException {
        if (position == length) {
            length = IN.read(BUFFER, 0, BUFFER.length);
            position = 0;
            if (length <= 0) return -1;
        }
        return BUFFER[position++];
    }

    static int nextInt() throws IOException {
        int sign = 1, c = read(), value = 0;
        while (c <= ' ') c = read();
        if (c == '-') {
            sign = -1;
            c = read();
        }
        for (; c >= '0' && c <= '9'; c = read()) value = value * 10 + c - '0';
        return sign * value;
    }

    static long[] tree, lazy;

    static void push(int node, int width) {
        if (lazy[node] == 0) return;
        tree[node] += lazy[node] * width;
        if (width > 1) {
            lazy[2 * node] += lazy[node];
            lazy[2 * node + 1] += lazy[node];
        }
        lazy[node] = 0;
    }

    static void add(int node, int l, int r, int from, int to, long delta) {
        push(node, r - l + 1);
        if (r < from || to < l) return;
        if (from <= l && r <= to) {
            lazy[node] += delta;
            push(node, r - l + 1);
            return;
        }
        int mid = (l + r) >>> 1;
        add(2 * node, l, mid, from, to, delta);
        add(2 * node + 1, mid + 1, r, from, to, delta);
        tree[node] = tree[2 * node] + tree[2 * node + 1];
    }

    public static void main(String[] args) throws IOException {
        int n = nextInt(), q = nextInt();
        tree = new long[4 * n];
        lazy = new long[4 * n];
        Arrays.fill(lazy, 0L);
        while (q-- > 0) {
            add(1, 0, n - 1, nextInt() - 1, nextInt() - 1, nextInt());
        }
        push(1, n);
        System.out.println(tree[1]);
    }
}
