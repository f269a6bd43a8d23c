"""Units have what their declarations have, in plain words, and the library members they use."""

from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.search.units import extract, plain_comment

SOURCE = """import java.util.*;
import org.lib.Frame;
class G {
  /** Shortest paths from {@code s}.
   * <p>In O(m log n).
   * @return distances */
  long[] dijkstra(int s) {
    // PriorityQueue<X> ignored; ignored.peek();
    PriorityQueue<long[]> queue = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
    queue.add(new long[] {0, s});
    while (!queue.isEmpty()) { long[] at = queue.poll(); }
    Frame.open("a.b(").close();
    return null;
  }
  void none() { own.call(); }
}
"""


def test_a_method_has_its_words_and_calls() -> None:
    unit = extract(SOURCE).units[1]
    assert (unit.kind, unit.name, unit.owner, unit.line, unit.end_line) == (
        *("method", "dijkstra", "G"),
        *(7, 14),
    )
    assert unit.comment == "Shortest paths from s. In O(m log n). @return distances"
    assert unit.calls == (
        "PriorityQueue",
        "Long.compare",
        "PriorityQueue.add",
        "PriorityQueue.isEmpty",
        "PriorityQueue.poll",
        "Frame.open",
    )


def test_uses_are_qualified_and_in_order_of_lines() -> None:
    uses = [(use.name, use.line) for use in extract(SOURCE).uses]
    assert uses[0] == ("java.util.PriorityQueue", 9)
    assert ("java.util.PriorityQueue.poll", 11) in uses
    assert ("org.lib.Frame.open", 12) in uses
    assert [line for _, line in uses] == sorted(line for _, line in uses)


def test_what_the_library_does_not_have_is_no_use() -> None:
    assert extract("class A { Own x; void f() { x.go(); new Own(); } }").uses == ()


def test_a_file_that_may_hide_declarations_says_so() -> None:
    assert extract("class A { void f() { } }").flaw == ""
    flaw = extract("class A {\n void f() { }\n %% ?? %%\n void g() { }\n}\n").flaw
    assert flaw == "not valid Java in line 3: declarations there may be missing"


@given(st.lists(st.sampled_from(["word", "<b>", "{@link A}", "\n * ", "//", "*/", "a < b"])))
def test_plain_comments_are_one_line_and_stay_as_they_are(parts: list[str]) -> None:
    plain = plain_comment("/** " + " ".join(parts) + " */")
    assert plain == " ".join(plain.split())
    assert "/*" not in plain and "{@" not in plain
