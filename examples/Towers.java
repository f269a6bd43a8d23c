import java.util.Arrays;
import java.util.Scanner;

// Bars of some lengths are stacked into towers of equal bars.
// How high is the highest tower, and how many towers are there?
public class Towers {

    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        int[] bars = new int[n];
        for (int i = 0; i < n; i++) {
            bars[i] = sc.nextInt();
        }
        Arrays.sort(bars);

        int highest = 0;
        int towers = 0;
        int height = 0;
        for (int i = 0; i < n; i++) {
            if (i > 0 && bars[i] == bars[i - 1]) {
                height++;
            } else {
                height = 1;
                towers++;
            }
            highest = Math.max(highest, height);
        }
        System.out.println(highest + " " + towers);
        sc.close();
    }
}
