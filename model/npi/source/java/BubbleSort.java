/** Numbers, a pointer at one of them and its right neighbour, a count of sweeps to come. */
class BubbleSort extends LearnedBubbleSort {
    final int[] numbers;
    int at, sweeps;

    BubbleSort(int[] numbers) {
        this.numbers = numbers;
        sweeps = numbers.length;
    }

    boolean sorted() { return sweeps == 0; }
    boolean start() { return at == 0; }
    boolean end() { return at >= numbers.length - 1; }
    boolean greater() { return !end() && numbers[at] > numbers[at + 1]; }
    void right() { at++; }
    void left() { at--; }
    void count() { sweeps--; }

    void swap() {
        int kept = numbers[at];
        numbers[at] = numbers[at + 1];
        numbers[at + 1] = kept;
    }

    public static void main(String[] args) {
        for (java.util.Scanner in = new java.util.Scanner(System.in); in.hasNextLine(); ) {
            int[] numbers = java.util.Arrays.stream(in.nextLine().split(" "))
                    .filter(word -> !word.isEmpty()).mapToInt(Integer::parseInt).toArray();
            new BubbleSort(numbers).bubbleSort();
            StringBuilder line = new StringBuilder();
            for (int number : numbers) {
                line.append(line.length() == 0 ? "" : " ").append(number);
            }
            System.out.println(line);
        }
    }
}
