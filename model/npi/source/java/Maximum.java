/** Numbers, a pointer at one of them, and the best so far. */
class Maximum extends LearnedMaximum {
    final int[] numbers;
    int at, best;

    Maximum(int[] numbers) {
        this.numbers = numbers;
        best = numbers[0];
    }

    boolean end() { return at == numbers.length; }
    boolean greater() { return !end() && numbers[at] > best; }
    void take() { best = numbers[at]; }
    void right() { at++; }

    public static void main(String[] args) {
        for (java.util.Scanner in = new java.util.Scanner(System.in); in.hasNextLine(); ) {
            Maximum walk = new Maximum(java.util.Arrays.stream(in.nextLine().split(" "))
                    .mapToInt(Integer::parseInt).toArray());
            walk.maximum();
            System.out.println(walk.best);
        }
    }
}
