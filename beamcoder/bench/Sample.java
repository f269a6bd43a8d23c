import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.StringTokenizer;

/** Towns on a tree of roads: the longest trip, and how many towns lie within a day of each. */
public class Sample {
    static final int MOD = 1_000_000_007;

    static class Reader {
        private final BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        private StringTokenizer tokens = new StringTokenizer("");

        String next() throws IOException {
            while (!tokens.hasMoreTokens()) {
                tokens = new StringTokenizer(input.readLine());
            }
            return tokens.nextToken();
        }

        int nextInt() throws IOException {
            return Integer.parseInt(next());
        }

        long nextLong() throws IOException {
            return Long.parseLong(next());
        }
    }

    static class Road {
        final int to;
        final long length;

        Road(int to, long length) {
            this.to = to;
            this.length = length;
        }
    }

    static class Fenwick {
        private final int[] sums;

        Fenwick(int size) {
            sums = new int[size + 1];
        }

        void add(int position, int value) {
            for (int i = position + 1; i < sums.length; i += i & -i) {
                sums[i] += value;
            }
        }

        int prefix(int end) {
            int total = 0;
            for (int i = end; i > 0; i -= i & -i) {
                total += sums[i];
            }
            return total;
        }
    }

    private final List<List<Road>> roads = new ArrayList<>();
    private final int n;

    Sample(int n) {
        this.n = n;
        for (int i = 0; i < n; i++) {
            roads.add(new ArrayList<>());
        }
    }

    void connect(int a, int b, long length) {
        roads.get(a).add(new Road(b, length));
        roads.get(b).add(new Road(a, length));
    }

    long[] distances(int start) {
        long[] distance = new long[n];
        Arrays.fill(distance, -1);
        distance[start] = 0;
        ArrayDeque<Integer> queue = new ArrayDeque<>();
        queue.add(start);
        while (!queue.isEmpty()) {
            int town = queue.poll();
            for (Road road : roads.get(town)) {
                if (distance[road.to] < 0) {
                    distance[road.to] = distance[town] + road.length;
                    queue.add(road.to);
                }
            }
        }
        return distance;
    }

    static int farthest(long[] distance) {
        int best = 0;
        for (int i = 1; i < distance.length; i++) {
            if (distance[i] > distance[best]) {
                best = i;
            }
        }
        return best;
    }

    long longestTrip() {
        int first = farthest(distances(0));
        long[] distance = distances(first);
        return distance[farthest(distance)];
    }

    static long power(long base, long exponent) {
        long result = 1;
        base %= MOD;
        while (exponent > 0) {
            if ((exponent & 1) == 1) {
                result = result * base % MOD;
            }
            base = base * base % MOD;
            exponent >>= 1;
        }
        return result;
    }

    int countWithin(int start, long limit) {
        int count = 0;
        for (long d : distances(start)) {
            if (d <= limit) {
                count++;
            }
        }
        return count;
    }

    static long inversions(int[] values) {
        int[] sorted = values.clone();
        Arrays.sort(sorted);
        Fenwick seen = new Fenwick(values.length);
        long result = 0;
        for (int i = 0; i < values.length; i++) {
            int rank = Arrays.binarySearch(sorted, values[i]);
            result += i - seen.prefix(rank + 1);
            seen.add(rank, 1);
        }
        return result;
    }

    public static void main(String[] args) throws IOException {
        Reader in = new Reader();
        PrintWriter out = new PrintWriter(System.out);
        int n = in.nextInt();
        long limit = in.nextLong();
        Sample towns = new Sample(n);
        for (int i = 1; i < n; i++) {
            int a = in.nextInt() - 1;
            int b = in.nextInt() - 1;
            towns.connect(a, b, in.nextLong());
        }
        int[] counts = new int[n];
        long ways = 1;
        for (int i = 0; i < n; i++) {
            counts[i] = towns.countWithin(i, limit);
            ways = ways * power(2, counts[i]) % MOD;
        }
        StringBuilder line = new StringBuilder();
        for (int count : counts) {
            line.append(count).append(' ');
        }
        out.println(towns.longestTrip());
        out.println(line.toString().trim());
        out.println(inversions(counts) + " " + ways);
        out.flush();
    }
}
