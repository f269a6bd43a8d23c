/** The pad: the first number, shifted, is added to the sum so far. */
class Multiplication extends LearnedMultiplication {
    final int[] x, factor, sum, out;
    boolean[] carries;
    int shift, atA, atB, atCarry, atOut, length;

    Multiplication(String left, String right) {
        x = digits(left);
        factor = digits(right);
        sum = new int[x.length + factor.length + 2];
        out = new int[sum.length];
        carries = new boolean[sum.length + 1];
        length = factor.length;
    }

    static int[] digits(String number) {
        return new StringBuilder(number).reverse().chars().map(digit -> digit - '0').toArray();
    }

    int a() {
        int at = atA - shift;
        return at < 0 ? 0 : at < x.length ? x[at] : BLANK;
    }

    int b() { return atB < length ? sum[atB] : BLANK; }
    int c() { return carries[atCarry] ? 1 : 0; }
    int y() { return shift < factor.length ? factor[shift] : BLANK; }
    void write(int digit) { out[atOut] = digit; }
    void writeCarry() { carries[atCarry] = true; }
    void aLeft() { atA++; }
    void bLeft() { atB++; }
    void carryLeft() { atCarry++; }
    void carryRight() { atCarry--; }
    void outLeft() { atOut++; }

    void rewind() {
        carries = new boolean[carries.length];
        atA = atB = atCarry = atOut = shift;
    }

    void countDown() {
        System.arraycopy(out, shift, sum, shift, atOut - shift);
        length = Math.max(length, atOut);
        factor[shift]--;
    }

    void nextDigit() { shift++; }

    public static void main(String[] args) {
        for (java.util.Scanner in = new java.util.Scanner(System.in); in.hasNext(); ) {
            Multiplication pad = new Multiplication(in.next(), in.next());
            pad.multiply();
            StringBuilder product = new StringBuilder();
            for (int at = pad.length - 1; at >= 0; at--) {
                product.append(pad.sum[at]);
            }
            System.out.println(product.toString().replaceFirst("^0+(?=.)", ""));
        }
    }
}
