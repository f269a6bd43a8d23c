"""The page on a phone: what fits, what a thumb reaches, and a keyboard that covers the half."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium
from tests.e2e.playground.conftest import Keep
from tests.e2e.playground.test_editing import GHOST, HEAD, ITEMS, buffer

pytestmark = pytest.mark.editors

WIDTH = 360
FOCUSED = "document.activeElement.className.includes('cm-content')"


@pytest.fixture
def phone(page: Chromium) -> Iterator[Chromium]:
    page.resize(WIDTH, 740, 2, mobile=True)
    page.send("Emulation.setTouchEmulationEnabled", enabled=True)
    yield page
    page.send("Emulation.setTouchEmulationEnabled", enabled=False)


def box(page: Chromium, selector: str) -> dict[str, Any]:
    found = page.evaluate(f"document.querySelector({selector!r}).getBoundingClientRect().toJSON()")
    return dict(found)


def tap(page: Chromium, selector: str) -> None:
    page.evaluate(f"document.querySelector({selector!r}).scrollIntoView({{inline: 'center'}}); 1")
    where = box(page, selector)
    point = {"x": where["x"] + where["width"] / 2, "y": where["y"] + where["height"] / 2}
    page.send("Input.dispatchTouchEvent", type="touchStart", touchPoints=[point])
    page.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])


def test_nothing_is_wider_than_the_screen(phone: Chromium, keep: Keep) -> None:
    phone.paste(HEAD + f"sc.nextInt(); int {'long' * 30} = ")
    phone.wait(GHOST)
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH
    ghost = box(phone, ".cm-ghost")
    assert ghost["left"] >= 0 and ghost["right"] <= WIDTH
    keep(phone, "small")


def test_line_numbers_cover_what_scrolls_below_them(phone: Chromium) -> None:
    style = "getComputedStyle(document.querySelector('.cm-gutters')).backgroundColor"
    assert phone.evaluate(style) not in {"transparent", "rgba(0, 0, 0, 0)"}


def test_items_of_the_list_can_be_told_apart(phone: Chromium) -> None:
    phone.paste(HEAD + "sc.nextInt();\n        for (")
    phone.wait(GHOST)
    tap(phone, "#list")
    labels = phone.wait(f"{ITEMS}.length > 2 && {ITEMS}.map(item => item.textContent)")
    assert len(set(labels)) == len(labels)
    cut = f"{ITEMS}.filter(item => item.scrollWidth > item.clientWidth + 1).length"
    assert phone.evaluate(cut) == 0
    tooltip = box(phone, ".cm-tooltip-autocomplete")
    assert tooltip["left"] >= 0 and tooltip["right"] <= WIDTH


def test_the_order_is_editor_figures_statement_beam(phone: Chromium) -> None:
    parts = ("#editor", ".keys", ".figures", "#statement", ".beam")
    tops = [box(phone, each)["top"] for each in parts]
    assert tops == sorted(tops)


def test_a_tap_takes_ghost_text_and_leaves_the_keyboard_open(phone: Chromium) -> None:
    phone.paste(HEAD)
    ghost = str(phone.wait(GHOST))
    tap(phone, "[data-command=takeAll]")
    phone.wait(f"!({GHOST})")
    assert buffer(phone) == HEAD + ghost and phone.evaluate(FOCUSED)
    tap(phone, "#undo")
    assert buffer(phone) == HEAD and phone.evaluate(FOCUSED)


def test_targets_are_large_enough_for_a_thumb(phone: Chromium) -> None:
    heights = phone.evaluate(
        "[...document.querySelectorAll('main button, main select, header button')]"
        ".map(element => element.getBoundingClientRect().height)"
    )
    assert min(heights) >= 40


def test_the_buttons_stay_above_a_keyboard(phone: Chromium) -> None:
    """The keyboard makes the page smaller where the browser does as the page asks."""
    phone.paste(HEAD)
    phone.wait(GHOST)
    phone.resize(WIDTH, 360, 2, mobile=True)
    phone.wait("document.querySelector('.keys').getBoundingClientRect().bottom <= 361")
    phone.evaluate("new Promise(done => setTimeout(done, 300))")  # the page has scrolled
    keys = box(phone, ".keys")
    assert keys["bottom"] <= 361 and keys["top"] >= 0
    cursor = box(phone, ".cm-activeLine")
    assert cursor["bottom"] <= keys["top"] + 1


def test_words_that_a_keyboard_composes_are_written_once(phone: Chromium) -> None:
    phone.paste(HEAD + "sc.nextInt();\n        ")
    phone.wait(GHOST)
    before = buffer(phone)
    for part in ("S", "Sy", "Sys", "Syst"):
        phone.send(
            "Input.imeSetComposition", text=part, selectionStart=len(part), selectionEnd=len(part)
        )
        phone.evaluate("new Promise(done => setTimeout(done, 150))")  # an answer comes meanwhile
    phone.send("Input.insertText", text="System")
    assert buffer(phone) == before + "System"
    phone.key("z", CONTROL)
    assert not buffer(phone).endswith("System")
