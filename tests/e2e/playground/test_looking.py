"""What the page says of an answer: on its first screen, of the text on screen, and of no other."""

import re

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium
from tests.e2e.playground.conftest import Demo, Keep, choose
from tests.e2e.playground.test_editing import GHOST, HEAD, ITEMS
from tests.e2e.playground.test_texts import TOWERS, focus

pytestmark = pytest.mark.editors

EDGES = "document.querySelectorAll('#beam .edge').length"
PLACE = "document.getElementById('beam-place').textContent"
REASON = "document.getElementById('reason').textContent"
NOTE = "document.getElementById('saved-note').textContent"
SAVED = "document.getElementById('saved').textContent"
SETTLED = f"{EDGES} && !document.querySelector('.is-old')"
LIKELY = "document.querySelector('.cm-ghost')?.dataset.likely ?? ''"
LISTED = """[...document.querySelectorAll('.cm-tooltip-autocomplete li')].map(
    item => [item.querySelector('.cm-completionLabel').textContent,
             item.querySelector('.figure').textContent])"""
DRAWN = """[...document.querySelectorAll('#beam .is-line')].map(
    line => line.querySelector('.share').textContent)"""


def test_the_first_screen_greets_with_an_answer(first: Chromium, keep: Keep) -> None:
    ghost = str(first.wait(GHOST))
    first.wait(SETTLED)
    assert ghost in {"i < n; i++) {", "i < k; i++) {"}
    assert first.evaluate(f"{REASON}.includes({LIKELY})")
    assert first.evaluate("document.querySelectorAll('#beam .is-line').length") >= 2
    assert first.evaluate(PLACE) == " at line 9, column 25"
    assert first.evaluate("document.activeElement === document.body")  # no keyboard pops up
    first.evaluate("document.getElementById('replay').click()")
    first.wait("document.querySelector('.cm-line').textContent.startsWith('import java')")
    keep(first, "first")


def test_an_empty_file_says_how_to_begin(page: Chromium) -> None:
    assert "imp" in page.evaluate("document.querySelector('.cm-placeholder').textContent")
    assert "type" in page.evaluate("document.getElementById('beam-detail').textContent")


def test_a_line_has_one_probability_everywhere(page: Chromium) -> None:
    page.paste(HEAD)
    ghost = str(page.wait(GHOST))
    page.wait(SETTLED)
    likely = page.evaluate(LIKELY)
    assert re.fullmatch(r"[\d.]+\u202f%", likely)
    page.wait(f"{REASON}.includes({LIKELY})")
    page.key("Space", CONTROL)
    page.wait(f"{ITEMS}.length")
    assert dict(page.evaluate(LISTED))[ghost] == likely
    assert likely in page.evaluate(DRAWN)
    assert set(page.evaluate(DRAWN)) <= {figure for _, figure in page.evaluate(LISTED)}
    outline = page.evaluate("document.getElementById('outline').textContent")
    assert f"{ghost.rpartition(' ')[2]} {likely}" in outline


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("class A {\n    // what", "inside a comment"),
        ('class A {\n    String s = "what', "inside a literal"),
        ("class A { int\u00a0", "no-break space"),
    ],
)
def test_where_nothing_is_shown_stands_why(page: Chromium, text: str, reason: str) -> None:
    page.paste(text)
    page.wait(f"{REASON}.includes({reason!r})")
    assert page.evaluate(GHOST) == ""


def test_a_threshold_is_chosen_on_the_page_and_kept(page: Chromium, demo: Demo) -> None:
    page.paste(HEAD.rpartition("int n")[0] + "int ")
    page.wait(GHOST)
    page.evaluate(
        "threshold.value = '0.8'; threshold.dispatchEvent(new Event('change')); threshold.value"
    )
    page.wait(f"{REASON}.includes('below the 80')")
    assert page.evaluate(GHOST) == ""
    page.send("Page.navigate", url=demo.url.partition("&")[0])
    page.wait("document.getElementById('threshold')?.value === '0.8'")


def test_esc_and_a_cursor_that_moves_are_said(page: Chromium) -> None:
    page.paste(HEAD)
    page.wait(GHOST)
    page.wait(SETTLED)
    page.key("Escape")
    page.wait(f"{REASON}.includes('put the offer aside')")
    page.key("ArrowUp")
    page.key("End")
    page.wait(f"{PLACE} === ' at line 5, column 45'")
    page.wait(f"/^(Ghost text comes|No|The list)/.test({REASON})")


def test_a_cursor_that_is_put_where_it_stands_keeps_the_offer(page: Chromium) -> None:
    page.paste(HEAD)
    ghost = page.wait(GHOST)
    page.key("End", CONTROL)
    assert page.evaluate(GHOST) == ghost
    page.wait(f"{REASON}.startsWith('Offered')")


def test_nothing_of_another_text_stays(page: Chromium) -> None:
    page.type("class A {\nint z = ")
    page.wait(SETTLED)
    assert page.evaluate(SAVED) != "–"
    choose(page, TOWERS)
    assert page.evaluate(f"[{EDGES}, {SAVED}, {PLACE}, {REASON}, influence.textContent]") == [
        0, "–", "", "", "",
    ]  # fmt: skip
    assert page.evaluate("document.getElementById('last').textContent") == "–"
    page.wait("document.querySelector('.cm-line').textContent.startsWith('import')")
    focus(page)
    page.key("z", CONTROL)
    page.wait(SETTLED)
    assert page.evaluate(SAVED) != "–" and " line 2" in page.evaluate(PLACE)


def test_undo_leaves_no_beam_of_what_was_undone(page: Chromium) -> None:
    page.paste(HEAD)
    page.wait(GHOST)
    page.wait(SETTLED)
    before = page.evaluate(PLACE)
    page.key("Tab")
    page.key("z", CONTROL)
    page.wait(f"{SETTLED} && {PLACE} === {before!r}")
    assert page.evaluate(GHOST) == ""


def test_ones_own_keys_are_counted(page: Chromium) -> None:
    page.type("ab(c")
    page.wait(f"{NOTE}.includes('4 keys for 4 characters, 0 completions')")
    page.key("Backspace")
    page.wait(f"{NOTE}.includes('5 keys for 4 characters')")


def test_the_beam_stays_when_a_replay_ends_and_fills_its_width(first: Chromium) -> None:
    first.evaluate("document.getElementById('pace').value = 'none'; 1")
    first.evaluate("document.getElementById('replay').click()")
    first.wait("document.body.dataset.replay === 'done'", patience_s=300)
    first.wait(SETTLED)
    assert first.evaluate(PLACE).startswith(" at line ")
    width, room = first.evaluate(
        "[beam.getBBox().width, document.getElementById('beam-room').clientWidth]"
    )
    assert width <= room


def test_a_way_of_the_beam_is_read_by_mouse_and_by_keys(page: Chromium) -> None:
    page.paste(HEAD)
    page.wait(GHOST)
    page.wait(SETTLED)
    detail = "document.getElementById('beam-detail').textContent"
    at = page.evaluate(
        "(box => [box.x + box.width / 2, box.y + box.height / 2])"
        "(document.querySelector('#beam .is-line').getBoundingClientRect())"
    )
    page.send("Input.dispatchMouseEvent", type="mouseMoved", x=at[0], y=at[1])
    page.wait(f"{detail}.includes('as in the list')")
    page.evaluate("document.getElementById('beam-room').focus()")
    read = set()
    for _ in range(3):
        page.key("ArrowDown")
        read.add(page.evaluate(detail))
    assert len(read) >= 2 and page.evaluate("document.querySelectorAll('.is-current').length") == 1


def test_no_labels_of_the_beam_collide(page: Chromium) -> None:
    page.paste(HEAD.rpartition("int n")[0] + "for (int i = 0; i")
    page.wait(SETTLED)
    boxes = page.evaluate(
        "[...document.querySelectorAll('#beam .pieces, #beam .share')].map(text => text.getBBox())"
        ".map(({x, y, width, height}) => [x, y, x + width, y + height])"
    )
    assert len(boxes) > 3
    for i, (left, top, right, bottom) in enumerate(boxes):
        for x, y, to_x, to_y in boxes[:i]:
            assert right <= x or to_x <= left or bottom - 3 <= y or to_y - 3 <= top


def test_a_statement_that_hardly_matters_is_said_to(page: Chromium) -> None:
    page.paste("import java.util.Scanner;\n\npublic class A {\n    public static void main(")
    page.wait(GHOST)
    page.wait(SETTLED)
    page.evaluate("document.getElementById('statement').focus()")
    page.paste("time limit per test\n2 seconds\nmemory limit per test\n256 megabytes\nPrint k.")
    page.wait("!document.getElementById('measure').disabled")
    page.evaluate("new Promise(done => setTimeout(done, 600))")  # the server hears of it
    page.evaluate("document.getElementById('measure').click()")
    said = page.wait("document.getElementById('influence').textContent")
    page.wait("document.querySelectorAll('#influence li').length")
    said = page.evaluate("document.getElementById('influence').textContent")
    assert "hardly matters here" in said and "Print k." in said and "limit" not in said
