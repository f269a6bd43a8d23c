/** A text, a pointer at one of its characters, and the closers that are to come. */
class Brackets extends LearnedBrackets {
    static final String OPENERS = "([{", CLOSERS = ")]}";
    final java.util.ArrayDeque<Character> wanted = new java.util.ArrayDeque<>();
    final String text;
    int at;
    boolean accepted;

    Brackets(String text) { this.text = text; }

    Kind kind() {
        if (at == text.length()) {
            return Kind.END;
        }
        char here = text.charAt(at);
        return OPENERS.indexOf(here) >= 0 ? Kind.OPENING
                : CLOSERS.indexOf(here) >= 0 ? Kind.CLOSING : Kind.OTHER;
    }

    boolean empty() { return wanted.isEmpty(); }
    boolean fits() { return !empty() && at < text.length() && wanted.peek() == text.charAt(at); }
    void push() { wanted.push(CLOSERS.charAt(OPENERS.indexOf(text.charAt(at)))); }
    void pop() { wanted.pop(); }
    void right() { at++; }
    void accept() { accepted = true; }

    public static void main(String[] args) {
        for (java.util.Scanner in = new java.util.Scanner(System.in); in.hasNextLine(); ) {
            Brackets text = new Brackets(in.nextLine());
            text.brackets();
            System.out.println(text.accepted);
        }
    }
}
