import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.HashMap;
import java.util.Map;

// Counts lucky tickets, and says which letters they use.
public class Tickets {
    static final String VOWELS = "aeiou";
    static final int MOD = 998_244_353;

    enum Kind { LUCKY, PLAIN }

    static Kind kindOf(String s) {
        int sum = 0;
        for (char c : s.toCharArray()) {
            sum += switch (c) {
                case 'a', 'e' -> 1;
                case 'z' -> -1;
                default -> Character.isDigit(c) ? c - '0' : 0;
            };
        }
        return sum % 2 == 0 ? Kind.LUCKY : Kind.PLAIN;
    }

    static long count(String s) {
        long[][] dp = new long[s.length() + 1][3];
        dp[0][0] = 1;
        for (int i = 0; i < s.length(); i++) {
            boolean isVowel = VOWELS.indexOf(s.charAt(i)) >= 0;
            for (int k = 0; k < 3; k++) {
                dp[i + 1][k] = (dp[i + 1][k] + dp[i][k]) % MOD;
                int next = isVowel ? (k + 1) % 3 : 0; // consonants start anew
                dp[i + 1][next] = (dp[i + 1][next] + dp[i][k]) % MOD;
            }
        }
        return dp[s.length()][0];
    }

    public static void main(String[] args) throws Exception {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(System.in))) {
            int t = Integer.parseInt(reader.readLine().trim());
            Map<Kind, Integer> seen = new HashMap<>();
            StringBuilder out = new StringBuilder();
            while (t-- > 0) {
                String s = reader.readLine();
                seen.merge(kindOf(s), 1, Integer::sum);
                out.append(count(s)).append('\n');
            }
            seen.forEach((kind, n) -> {
                out.append(kind).append(": ").append(n).append("\n");
            });
            System.out.print(out);
        }
    }
}
