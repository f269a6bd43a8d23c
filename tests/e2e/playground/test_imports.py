"""In the page's editor: an accepted item brings its imports, and one undo takes both back."""

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium
from tests.e2e.playground.test_editing import GHOST, ITEMS, buffer

pytestmark = pytest.mark.editors

HEAD = "public class Main {\n    public static void main(String[] args) {\n        "


@pytest.mark.parametrize(
    ("typed", "taken", "name"),
    [
        ("Scanner sc = ", "new Scanner(System.in);", "Scanner"),
        ("ArrayList<Integer> list = ", "new ArrayList<>();", "ArrayList"),
    ],
)
def test_ghost_text_brings_its_import(page: Chromium, typed: str, taken: str, name: str) -> None:
    page.paste(HEAD + typed)
    page.wait(f"({GHOST}) === {taken!r}")
    page.key("Tab")
    assert buffer(page) == f"import java.util.{name};\n\n{HEAD}{typed}{taken}"
    page.type("\nint n")
    assert buffer(page).endswith("\n        int n")
    for _ in range(2):
        page.key("z", CONTROL)
    assert buffer(page) == HEAD + typed


def test_an_item_of_the_list_brings_its_import(page: Chromium) -> None:
    page.paste(HEAD + "Scanner sc = ")
    page.wait(GHOST)
    page.key("Space", CONTROL)
    labels = page.wait(f"{ITEMS}.length && {ITEMS}.map(item => item.textContent)")
    at = next(i for i, label in enumerate(labels) if "new Scanner(System.in);" in label)
    for _ in range(at + 1):
        page.key("ArrowDown")
    page.key("Enter")
    text = buffer(page)
    assert text == f"import java.util.Scanner;\n\n{HEAD}Scanner sc = new Scanner(System.in);"
    page.key("z", CONTROL)
    assert buffer(page) == HEAD + "Scanner sc = "
