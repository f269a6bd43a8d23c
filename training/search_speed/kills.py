"""Indexing killed at random moments, and the store that is left.

    n_whole = survived(folders, places, folder, 20)     of 20 kills

Whole is a store that opens without a word, whose records have their sums, and from which the index
goes on to the same units.
"""

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from beamcoder.model.search.records import SourcePlace
from beamcoder.model.search.store import open_index

SEED: Final = 19
CHILD: Final = """
import sys
from pathlib import Path
from beamcoder.model.search import index as module
from beamcoder.model.search.files.sources import find_sources
from beamcoder.model.search.store import open_index
module.CHUNK = 10
folders = [Path(name) for name in sys.argv[2:]]
places = find_sources(folders).places
index, store = open_index(Path(sys.argv[1]), folders, places, print)
print("begun", flush=True)
index.follow(places)
"""


def survived(
    folders: Sequence[Path], places: Sequence[SourcePlace], scratch: Path, n_kills: int
) -> int:
    """A store grows from kill to kill; when it has everything, a new one is begun."""
    draw, n_whole, path = random.Random(SEED), 0, scratch / "killed.index"
    for i in range(n_kills):
        _kill_one(folders, path, draw.uniform(0.0, 2.0))
        said = list[str]()
        index, store = open_index(path, folders, places, said.append)
        n_left = index.n_changed(places)
        store.close()
        n_whole += not said
        if n_left == 0:
            path = scratch / f"killed-{i}.index"
    return n_whole


def _kill_one(folders: Sequence[Path], path: Path, after_s: float) -> None:
    command = [sys.executable, "-c", CHILD, str(path), *map(str, folders)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        with suppress(subprocess.TimeoutExpired):
            child.wait(after_s)
        child.kill()
        time.sleep(0)
