"""The search of the page: over its texts and the command's folders, with reasons and a map."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.playground.chromium import Chromium
from tests.e2e.playground.conftest import Demo, Keep, forget
from tests.e2e.playground.test_editing import buffer
from tests.model.search.trees import write

pytestmark = pytest.mark.editors

HITS = "[...document.querySelectorAll('#search-results code')].map(each => each.textContent)"
WHY = "document.querySelector('#search-results small')?.textContent ?? ''"
DOUBT = "document.getElementById('search-doubt').textContent"
EXTENT = "document.getElementById('search-extent').textContent"
DOTS = "document.querySelectorAll('#search-map .dot').length"
SHOWN = "document.getElementById('program').selectedOptions[0].text"
CLOSED = "!document.getElementById('search').open"
LINE = """(() => {
    const at = getSelection().focusNode;
    return (at.nodeType === 3 ? at.parentElement : at).closest('.cm-line')?.textContent ?? '';
})()"""


def look_for(page: Chromium, query: str) -> None:
    if page.evaluate(CLOSED):
        page.evaluate("document.getElementById('search-open').click()")
    page.evaluate("document.getElementById('search-query').select()")
    page.type(query)


@pytest.fixture
def demo_in(
    start: Callable[..., Demo], chromium: Chromium, tmp_path: Path
) -> Iterator[tuple[Chromium, Path]]:
    """The page of a command that was given a folder."""
    folder = write(tmp_path / "mine")
    running = start(0, "--in", str(folder))
    forget(chromium, running.url)
    chromium.errors.clear()
    chromium.resize(1280, 1000)
    chromium.open(running.url)
    chromium.wait("document.getElementById('state').dataset.state === 'ready'")
    yield chromium, folder
    assert chromium.errors == []


def test_the_examples_are_found_and_opened_at_the_place(first: Chromium) -> None:
    look_for(first, "lowest bridges of a graph")
    first.wait(f"{DOTS} > 2 && {EXTENT}.includes('by words and meaning')")
    found: Any = first.evaluate(HITS)
    assert "score" in first.evaluate(WHY) and "meaning" in first.evaluate(WHY)
    first.key("Enter")
    first.wait(CLOSED)
    assert first.evaluate(SHOWN) in {"Bridges", "Towers", "Meetings"}
    first.wait(f"{LINE}.includes({found[0].split('(')[0]!r})")


def test_a_text_on_the_screen_is_found_as_it_stands(page: Chromium) -> None:
    page.paste("class Mine {\n\n    void fenwick() {\n    }\n")
    look_for(page, "fenwick")
    page.wait(f"{HITS}[0] === 'void fenwick()'")
    page.key("Enter")
    page.wait(CLOSED)
    page.wait(f"{LINE}.includes('void fenwick')")
    assert buffer(page).startswith("class Mine {")


def test_what_nothing_answers_is_said(first: Chromium) -> None:
    look_for(first, "quaternion")
    first.wait(f"{DOUBT}.startsWith('No name and no word of the query occurs')")
    look_for(first, "?!")
    first.wait(f"{DOUBT}.startsWith('There is nothing to look for')")
    assert first.evaluate(HITS) == []


def test_a_folder_is_searched_and_a_function_opened_as_a_sheet(
    demo_in: tuple[Chromium, Path], keep: Keep
) -> None:
    page, _ = demo_in
    look_for(page, "shortest paths")
    page.wait(f"{HITS}[0] === 'long[] dijkstra(int source)'")
    page.wait(f"{DOTS} > 2 && {EXTENT}.includes('by words and meaning')")
    assert "words" in page.evaluate(WHY) and "shortest, paths" in page.evaluate(WHY)
    keep(page, "search")
    point = "document.querySelector('#search-map [data-result=\"0\"]')"
    page.evaluate(f"{point}.dispatchEvent(new PointerEvent('pointerenter'))")
    page.wait("document.querySelector('#search-results li').classList.contains('is-marked')")
    page.evaluate(f"{point}.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}))")
    page.wait(CLOSED)
    page.wait(f"{SHOWN} === 'dijkstra, from Graph.java'")
    assert buffer(page).startswith("long[] dijkstra(int source) {\n  PriorityQueue")


def test_a_function_is_inserted_at_the_cursor(demo_in: tuple[Chromium, Path]) -> None:
    page, _ = demo_in
    page.evaluate("program.value = 'new'; program.dispatchEvent(new Event('change'))")
    page.evaluate("document.querySelector('.cm-content').focus()")
    page.paste("class Mine {\n\tint x;\n")
    look_for(page, "LazyTree.add")
    page.wait(f"{HITS}[0] === 'void add(int left, int right, long value)'")
    page.evaluate("document.querySelector('#search-results .insert').click()")
    page.wait(CLOSED)
    page.wait("document.getElementById('banner').textContent.includes('It calls push, also in')")
    assert buffer(page) == (
        "class Mine {\n\tint x;\n\tvoid add(int left, int right, long value) { push(left); }"
    )


def test_nothing_but_the_folder_is_found(demo_in: tuple[Chromium, Path]) -> None:
    page, folder = demo_in
    write(folder.parent, {"Other.java": "class Other { void elsewhere() { } }"})
    look_for(page, "elsewhere")
    page.wait(f"{DOUBT}.startsWith('No name and no word')")
    assert "void elsewhere()" not in page.evaluate(HITS)
