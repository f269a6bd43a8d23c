import java.util.Scanner;

public class Pebbles {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        int k = sc.nextInt();
        long pockets = 0;
        for (int i = 0; i < n; i++) {
            int w = sc.nextInt();
            pockets += (w + k - 1) / k;
        }
        System.out.println((pockets + 1) / 2);
    }
}
