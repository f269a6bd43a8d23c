"""The program that tests edit at random, with a bit of everything that takes several lines."""

PROGRAM = """import java.util.*;

public class Main {
    static int[] values; // all of them
    static Map<String, List<Integer>> places = new HashMap<>();

    static class Node {
        int left, right;
        int size() { return left + right; }
    }

    /* what it
       gives */
    static int f(int a, int b) {
        for (int i = 0; i < a; i++) {
            if (i % 2 == 0) {
                b += i >> 1;
            } else {
                b -= values[i];
            }
        }
        return b;
    }

    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        System.out.println(f(n, "a b".length()));
    }
}
"""
