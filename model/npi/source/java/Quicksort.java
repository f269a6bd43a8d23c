/** Numbers, the range that is sorted now, and the ranges that wait. */
class Quicksort extends LearnedQuicksort {
    final int[] numbers;
    final java.util.ArrayDeque<int[]> waiting = new java.util.ArrayDeque<>();
    int low, high, border, scan;

    Quicksort(int[] numbers) {
        this.numbers = numbers;
        high = numbers.length - 1;
    }

    boolean small() { return low >= high; }
    boolean atPivot() { return scan >= high; }
    boolean less() { return !atPivot() && numbers[scan] < numbers[high]; }
    void begin() { border = scan = low; }
    void step() { scan++; }
    void swap() { swap(border++, scan); }
    void placePivot() { swap(border, high); }

    void goLeft() {
        waiting.push(new int[] {border + 1, high});
        high = border - 1;
    }

    void goRight() {
        int[] range = waiting.pop();
        low = range[0];
        high = range[1];
    }

    void swap(int one, int other) {
        int kept = numbers[one];
        numbers[one] = numbers[other];
        numbers[other] = kept;
    }

    public static void main(String[] args) {
        for (java.util.Scanner in = new java.util.Scanner(System.in); in.hasNextLine(); ) {
            int[] numbers = java.util.Arrays.stream(in.nextLine().split(" "))
                    .filter(word -> !word.isEmpty()).mapToInt(Integer::parseInt).toArray();
            new Quicksort(numbers).quicksort();
            StringBuilder line = new StringBuilder();
            for (int number : numbers) {
                line.append(line.length() == 0 ? "" : " ").append(number);
            }
            System.out.println(line);
        }
    }
}
