"""The import map sees what it is there to see, in small trees that have it."""

from pathlib import Path

import pytest

from tests.house import arrows, circles, import_graph, module_name, read_modules

FOLDERS = ("model", "model/search")


def graph_of(root: Path, files: dict[str, str]) -> dict[str, frozenset[str]]:
    for folder in FOLDERS:
        (root / folder).mkdir()
        (root / folder / "__init__.py").touch()
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    return dict(import_graph(read_modules(root, ("model",)), root))


@pytest.mark.parametrize(
    "back",
    [
        "from beamcoder.model import beam\n",
        "from beamcoder.model.beam import search\n",
        "import beamcoder.model.beam\n",
        "def late():\n    from beamcoder.model.beam import search\n",
        "if TYPE_CHECKING:\n    from beamcoder.model.beam import Beam\n",
    ],
)
def test_modules_that_import_one_another_are_a_circle(tmp_path: Path, back: str) -> None:
    files = {
        "model/beam.py": "import beamcoder.model.tree\n",
        "model/tree.py": "from beamcoder.model import leaf\n",
        "model/leaf.py": back,
        "model/user.py": "import beamcoder.model.beam, os\n",
    }
    loop = [f"beamcoder.model.{name}" for name in ("beam", "leaf", "tree")]
    assert circles(graph_of(tmp_path, files)) == [loop]


def test_doors_with_arrows_both_ways_are_a_circle_where_no_two_modules_are(tmp_path: Path) -> None:
    files = {
        "model/beam.py": "from beamcoder.model.search.index import Index\n",
        "model/search/index.py": "import numpy\n",
        "model/search/rows.py": "from beamcoder.model.beam import Beam\n",
    }
    graph = graph_of(tmp_path, files)
    assert circles(graph) == []
    own = arrows("beamcoder.model", graph)
    assert own == {"beam": {"search"}, "search": {"beam"}}
    assert circles(own) == [["beam", "search"]]


def test_names_are_those_that_files_are_imported_by() -> None:
    assert module_name("model/session/walk.py") == "beamcoder.model.session.walk"
    assert module_name("beamcoder/bench/__init__.py") == "beamcoder.bench"
