/** The pad: rows of digits, each from the right, with a pointer each. */
class Addition extends LearnedAddition {
    final int[] x, y, out;
    final boolean[] carries;
    int atA, atB, atCarry, atOut;

    Addition(String left, String right) {
        x = digits(left);
        y = digits(right);
        carries = new boolean[x.length + y.length + 2];
        out = new int[x.length + y.length + 2];
    }

    static int[] digits(String number) {
        return new StringBuilder(number).reverse().chars().map(digit -> digit - '0').toArray();
    }

    int a() { return atA < x.length ? x[atA] : BLANK; }
    int b() { return atB < y.length ? y[atB] : BLANK; }
    int c() { return carries[atCarry] ? 1 : 0; }
    void write(int digit) { out[atOut] = digit; }
    void writeCarry() { carries[atCarry] = true; }
    void aLeft() { atA++; }
    void bLeft() { atB++; }
    void carryLeft() { atCarry++; }
    void carryRight() { atCarry--; }
    void outLeft() { atOut++; }

    public static void main(String[] args) {
        for (java.util.Scanner in = new java.util.Scanner(System.in); in.hasNext(); ) {
            Addition pad = new Addition(in.next(), in.next());
            pad.add();
            StringBuilder sum = new StringBuilder();
            for (int at = pad.atOut - 1; at >= 0; at--) {
                sum.append(pad.out[at]);
            }
            System.out.println(sum.toString().replaceFirst("^0+(?=.)", ""));
        }
    }
}
