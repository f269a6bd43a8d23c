"""The packaged encoder: whole, small, and it knows which words go together."""

import numpy as np
import pytest

from beamcoder.model.artefact import CARD
from beamcoder.model.search.bag_encoder import DEFAULT, BagEncoder, open_encoder
from beamcoder.model.search.units import extract

MAX_BYTES = 16 << 20

SOURCE = """
class Library {
    int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
    long[] dijkstra(List<Edge>[] graph, int source) {
        PriorityQueue<Edge> queue = new PriorityQueue<>();
        while (!queue.isEmpty()) { Edge edge = queue.poll(); relax(edge.weight); }
        return dist;
    }
    void quickSort(int[] values, int lo, int hi) {
        int pivot = partition(values, lo, hi);
        quickSort(values, lo, pivot);
    }
    boolean isEmpty() {
        return size == 0;
    }
    void shuffle(int[] values) {
        Random random = new Random();
        swap(values, i, random.nextInt(i + 1));
    }
}
"""


@pytest.fixture(scope="module")
def encoder() -> BagEncoder:
    return open_encoder()


def test_the_folder_has_room_in_the_package() -> None:
    assert sum(file.stat().st_size for file in DEFAULT.iterdir()) <= MAX_BYTES
    card = (DEFAULT / CARD).read_text(encoding="utf-8")
    assert all(heading in card for heading in ("## Training", "## Figures", "## Sources"))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("greatest common divisor", "gcd"),
        ("shortest path", "dijkstra"),
        ("order an array ascending", "quickSort"),
        ("whether it contains no elements", "isEmpty"),
        ("permute randomly", "shuffle"),
    ],
)
def test_a_method_is_found_by_words_that_it_has_not(
    encoder: BagEncoder, query: str, name: str
) -> None:
    units = [unit for unit in extract(SOURCE).units if unit.kind == "method"]
    scores = encoder.encode_units(units) @ encoder.encode_queries([query])[0]
    assert units[int(np.argmax(scores))].name == name
