import java.util.*;
import java.util.stream.Collectors;

public class Courier {
    record Edge(int to, long cost) {}

    record Stop(int at, long distance) implements Comparable<Stop> {
        public int compareTo(Stop other) {
            return Long.compare(distance, other.distance);
        }
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt(), m = in.nextInt();
        List<List<Edge>> graph = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            graph.add(new ArrayList<>());
        }
        for (int i = 0; i < m; i++) {
            int a = in.nextInt() - 1, b = in.nextInt() - 1;
            long w = in.nextLong();
            graph.get(a).add(new Edge(b, w));
            graph.get(b).add(new Edge(a, w));
        }
        long[] best = new long[n];
        Arrays.fill(best, Long.MAX_VALUE);
        int[] parent = new int[n];
        PriorityQueue<Stop> queue = new PriorityQueue<>();
        best[0] = 0;
        parent[0] = -1;
        queue.add(new Stop(0, 0));
        while (!queue.isEmpty()) {
            Stop stop = queue.poll();
            if (stop.distance() > best[stop.at()]) {
                continue;
            }
            for (Edge edge : graph.get(stop.at())) {
                long next = stop.distance() + edge.cost();
                if (next < best[edge.to()]) {
                    best[edge.to()] = next;
                    parent[edge.to()] = stop.at();
                    queue.add(new Stop(edge.to(), next));
                }
            }
        }
        if (best[n - 1] == Long.MAX_VALUE) {
            System.out.println(-1);
            return;
        }
        Deque<Integer> path = new ArrayDeque<>();
        for (int v = n - 1; v != -1; v = parent[v]) {
            path.push(v + 1);
        }
        System.out.println(path.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
