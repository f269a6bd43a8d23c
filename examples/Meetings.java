import java.io.*;
import java.util.*;

// The largest number of meetings that one room can hold, and which they are.
public class Meetings {
  static BufferedReader br = new BufferedReader(new InputStreamReader(System.in));
  static StringTokenizer st = new StringTokenizer("");

  static String next() throws IOException {
    while (!st.hasMoreTokens()) st = new StringTokenizer(br.readLine());
    return st.nextToken();
  }

  static int nextInt() throws IOException {
    return Integer.parseInt(next());
  }

  public static void main(String[] args) throws IOException {
    int t = nextInt();
    while (t-- > 0) solve();
  }

  static void solve() throws IOException {
    int n = nextInt();
    int[][] meetings = new int[n][];
    for (int i = 0; i < n; i++) {
      meetings[i] = new int[] {nextInt(), nextInt(), i + 1};
    }
    Arrays.sort(meetings, (a, b) -> a[1] != b[1] ? Integer.compare(a[1], b[1]) : b[0] - a[0]);

    List<Integer> held = new ArrayList<>();
    int free = Integer.MIN_VALUE;
    for (int[] meeting : meetings) {
      if (meeting[0] >= free) {
        held.add(meeting[2]);
        free = meeting[1];
      }
    }
    Collections.sort(held);
    StringBuilder sb = new StringBuilder();
    sb.append(held.size()).append("\n");
    for (int x : held) {
      sb.append(x).append(" ");
    }
    System.out.println(sb);
  }
}
