"""Two small sets of problems of our own, in the form of the published ones."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from beamcoder.errors import BeamcoderError
from beamcoder.training.evaluation.public.javac import JavaRunner, jdk
from beamcoder.training.evaluation.public.problem import SETS

TEST = """
class Main {
    public static void main(String[] args) {
        assert Sum.sum(3) == 6;
    }
}
"""
HEAD = """\
import java.util.*;

class Sum {
    /**
     * What is 1 + 2 + ... + n?
     */
    public static int sum(int n) {
"""
SOLUTION = """\
        int total = 0; // so far
        for (int i = 1; i <= n; i++) {
            total += i;
        }
        return total;
    }
}"""
WRONG = SOLUTION.replace("total += i", "total -= i")
NOTHING = """\
        // nothing
    }
}"""


def row(id: str, solution: str | None = SOLUTION) -> dict[str, object]:
    return {"task_id": id, "prompt": HEAD, "canonical_solution": solution, "test": TEST}


def lines(*rows: dict[str, object]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A checkout with both sets: seven rows, one without a solution."""
    ours, theirs = (tmp_path / "sets" / known.path for known in SETS)
    for path in (ours, theirs):
        path.parent.mkdir(parents=True)
    rows = [row("MBJP/1"), row("MBJP/2", None), row("MBJP/3", WRONG), row("MBJP/4")]
    ours.write_bytes(lines(*rows))
    others = [row("Java/0"), row("Java/1", NOTHING.replace("sum", "x")), row("Java/2")]
    theirs.write_bytes(gzip.compress(lines(*others)))
    return tmp_path / "sets"


@pytest.fixture(scope="package")
def runner() -> Iterator[JavaRunner]:
    """Its limit is an age for these programs, and short enough to wait for one that hangs."""
    try:
        jdk()
    except BeamcoderError:
        pytest.skip("no JDK")
    with JavaRunner(limit_s=1.5) as runner:
        yield runner
