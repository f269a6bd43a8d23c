"""In a real VS Code with its default settings: whole contest solutions, from the first key on.

Five of different kinds (`tests/e2e/solutions`): a lazy segment tree with input by bytes, Dijkstra
with records and streams, counting with a switch expression, Kruskal with an interface of its own,
a recursive flood fill with labels. Whatever is offered meanwhile, the text is what was typed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.e2e.statements import LEAVE, as_keys, stripped
from tests.e2e.vscode.code_server import CodeServer
from tests.e2e.vscode.conftest import ready, system_path
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors

SOLUTIONS: Final = sorted((Path(__file__).parent.parent / "solutions").glob("*.java"))
KEY_MS: Final = 40


@pytest.fixture(scope="module")
def screen(
    extension: Path, programs: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Screen]:
    folder, data = tmp_path_factory.mktemp("contest"), tmp_path_factory.mktemp("user")
    for path in SOLUTIONS:  # before the workbench looks at the folder: it may not see new files
        (folder / path.name).write_text("\n", encoding="utf-8")
    with CodeServer(folder, data, [extension], system_path(programs)) as host:
        host.set({"editor.wordBasedSuggestions": "matchingDocuments"})
        with Screen(host, browser) as screen:
            yield screen


def type_lines(screen: Screen, lines: list[str]) -> None:
    """Enter behind each, but where the next one stands below already."""
    for line, following in zip(lines, [*lines[1:], LEAVE], strict=True):
        if line.startswith(LEAVE):
            screen.press("ArrowDown", "End")
        screen.page.keyboard.type(line.removeprefix(LEAVE), delay=KEY_MS)
        if not following.startswith(LEAVE):
            screen.press("Enter")


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_solution_stands_as_it_was_typed(screen: Screen, path: Path) -> None:
    solution = path.read_text(encoding="utf-8")
    screen.close_all()
    screen.open(path.name)
    ready(screen)
    type_lines(screen, as_keys(solution))
    assert stripped(screen.saved(path.name)) == stripped(solution)
