/** Successors of each vertex, a pointer that walks over the vertices, and a stack. */
class TopologicalSort extends LearnedTopologicalSort {
    final java.util.List<java.util.ArrayDeque<Integer>> children = new java.util.ArrayList<>();
    final java.util.ArrayDeque<Integer> stack = new java.util.ArrayDeque<>();
    final java.util.ArrayDeque<Integer> order = new java.util.ArrayDeque<>();
    final boolean[] isOld;
    int vertex;

    TopologicalSort(String[] words) {
        isOld = new boolean[Integer.parseInt(words[0])];
        for (int i = 0; i < isOld.length; i++) {
            children.add(new java.util.ArrayDeque<>());
        }
        for (int i = 1; i < words.length; i++) {
            String[] edge = words[i].split(":");
            children.get(Integer.parseInt(edge[0])).push(Integer.parseInt(edge[1]));
        }
    }

    boolean end() { return vertex == isOld.length; }
    boolean isNew() { return !end() && !isOld[vertex]; }
    boolean empty() { return stack.isEmpty(); }

    Child child() {
        if (empty() || children.get(stack.peek()).isEmpty()) {
            return Child.NONE;
        }
        return isOld[children.get(stack.peek()).peek()] ? Child.OLD : Child.NEW;
    }

    void pushVertex() { push(vertex); }
    void pushChild() { push(children.get(stack.peek()).pop()); }
    void skipChild() { children.get(stack.peek()).pop(); }
    void place() { order.push(stack.pop()); }
    void nextVertex() { vertex++; }

    void push(int next) {
        stack.push(next);
        isOld[next] = true;
    }

    public static void main(String[] args) {
        for (java.util.Scanner in = new java.util.Scanner(System.in); in.hasNextLine(); ) {
            TopologicalSort dag = new TopologicalSort(in.nextLine().split(" "));
            dag.topologicalSort();
            StringBuilder line = new StringBuilder();
            for (int next : dag.order) {
                line.append(line.length() == 0 ? "" : " ").append(next);
            }
            System.out.println(line);
        }
    }
}
