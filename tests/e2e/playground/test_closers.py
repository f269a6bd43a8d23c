"""In the page's editor: brackets and quotes are closed, by keys and by what is accepted."""

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium
from tests.e2e.playground.test_editing import GHOST, HEAD, ITEMS, buffer
from tests.e2e.statements import HEAD as STATEMENTS_HEAD
from tests.e2e.statements import LEAVE, STATEMENTS

pytestmark = pytest.mark.editors

LOOP = HEAD + "sc.nextInt();\n        for (int i = 0; i < n"
LITERALS = """String q = "\\"it's\\"" + '"' + '\\'' + "(";"""


def test_an_accepted_brace_is_closed_and_typed_over_and_one_undo_takes_it_back(
    page: Chromium,
) -> None:
    page.paste(LOOP)
    ghost = str(page.wait(f"/{{$/.test({GHOST}) && ({GHOST})"))
    page.key("Tab")
    assert buffer(page) == LOOP + ghost + "}"
    page.type("}")
    assert buffer(page) == LOOP + ghost + "}"
    page.key("z", CONTROL)
    page.key("z", CONTROL)
    assert buffer(page) == LOOP


def test_an_accepted_brace_stands_as_a_typed_one_does(page: Chromium) -> None:
    page.paste(LOOP)
    page.wait(f"/{{$/.test({GHOST})")
    page.key("Tab")
    page.type("\nn--;")
    assert buffer(page).splitlines()[-3:] == [
        "        for (int i = 0; i < n; i++) {",
        "            n--;",
        "        }",
    ]


def test_an_accepted_item_of_the_list_is_closed(page: Chromium) -> None:
    page.paste(LOOP)
    page.wait(GHOST)
    page.key("Space", CONTROL)
    labels = page.wait(f"{ITEMS}.length && {ITEMS}.map(item => item.textContent)")
    opening = next(label for label in labels if label.endswith("{"))
    for _ in range(labels.index(opening) + 1):
        page.key("ArrowDown")
    page.key("Enter")
    assert buffer(page) == LOOP[: -len("n")] + opening + "}"
    page.key("z", CONTROL)
    assert buffer(page) == LOOP


def test_a_program_typed_key_by_key_is_what_was_typed(page: Chromium) -> None:
    """With Enter behind each statement, literals among them, and closers typed over."""
    page.paste(STATEMENTS_HEAD.rstrip("\n"))
    for statement in [*STATEMENTS[:26], LITERALS]:
        assert LEAVE not in statement
        page.type("\n" + statement)
    lines = [line.strip() for line in buffer(page).splitlines()]
    assert lines == [
        line.strip() for line in [*STATEMENTS_HEAD.splitlines(), *STATEMENTS[:26], LITERALS]
    ]
