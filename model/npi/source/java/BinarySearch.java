/** A sorted list, the range in which a value may stand, and the middle one. */
class BinarySearch extends LearnedBinarySearch {
    final int[] numbers;
    final int value;
    int low, high, middle, place = -1;

    BinarySearch(int value, int[] numbers) {
        this.value = value;
        this.numbers = numbers;
        high = numbers.length - 1;
    }

    boolean empty() { return low > high; }

    Order order() {
        int here = numbers[middle];
        return here < value ? Order.LESS : here > value ? Order.GREATER : Order.EQUAL;
    }

    void halve() { middle = (low + high) / 2; }
    void upperHalf() { low = middle + 1; }
    void lowerHalf() { high = middle - 1; }
    void found() { place = middle; }

    public static void main(String[] args) {
        for (java.util.Scanner in = new java.util.Scanner(System.in); in.hasNextLine(); ) {
            int[] words = java.util.Arrays.stream(in.nextLine().split(" "))
                    .mapToInt(Integer::parseInt).toArray();
            int[] numbers = java.util.Arrays.copyOfRange(words, 1, words.length);
            BinarySearch shelf = new BinarySearch(words[0], numbers);
            shelf.binarySearch();
            System.out.println(shelf.place);
        }
    }
}
