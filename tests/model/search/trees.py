"""Small Java files for tests of the search, written to a folder."""

from pathlib import Path

from beamcoder.model.search.files.sources import find_sources
from beamcoder.model.search.index import SearchIndex

FILES = {
    "src/Graph.java": """package g;
import java.util.*;
public class Graph {
  /** Reads the edges of a graph. */
  void readEdges(Scanner in) { int m = in.nextInt(); }
  /** Shortest paths from one vertex. */
  long[] dijkstra(int source) {
    PriorityQueue<long[]> queue = new PriorityQueue<>();
    while (!queue.isEmpty()) { queue.poll(); }
    return null;
  }
  int getOrDefault(int key) { return 0; }
}
""",
    "src/LazyTree.java": """package g;
// Lazy segment tree: range add, range max.
class LazyTree {
  LazyTree(int n) { }
  void add(int left, int right, long value) { push(left); }
  long max(int left, int right) { return 0; }
  private void push(int node) { }
}
""",
    "src/test/GraphTest.java": """package g;
class GraphTest { void dijkstraFindsPaths() { new Graph().dijkstra(0); } }
""",
}


def write(folder: Path, files: dict[str, str] = FILES) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def index_of(folder: Path) -> SearchIndex:
    index = SearchIndex()
    index.follow(find_sources([folder]).places)
    return index
