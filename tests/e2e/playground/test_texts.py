"""The page's texts: what was written is never lost, and each stands where it can be found again."""

import pytest

from tests.e2e.playground.chromium import CONTROL, SHIFT, Chromium
from tests.e2e.playground.conftest import Demo, choose
from tests.e2e.playground.test_editing import GHOST, buffer
from tests.e2e.playground.test_files import SAID, SHOWN

pytestmark = pytest.mark.editors

TITLES = "[...program.options].map(option => option.text)"
READY = "document.getElementById('state').dataset.state === 'ready'"
TOWERS, WRITTEN = "2", "class Written {"


def focus(page: Chromium) -> None:
    page.evaluate("document.querySelector('.cm-content').focus()")


def again(page: Chromium, url: str) -> None:
    """The page is opened anew in the same tab."""
    page.send("Page.navigate", url=url)
    page.wait(f"document.getElementById('state')?.dataset.state === 'ready' && {READY}")
    focus(page)


def write(page: Chromium, text: str = WRITTEN) -> str:
    """Types a text; what stands there then, with the closers of the editor."""
    page.type(text)
    return buffer(page)


def test_a_reload_keeps_text_cursor_and_undo(page: Chromium, demo: Demo) -> None:
    written = write(page)
    again(page, demo.url)
    assert buffer(page) == written and page.evaluate(SHOWN) == "Main.java"
    page.type("int")
    assert buffer(page) == written.replace("{", "{int")
    page.key("z", CONTROL)
    page.key("z", CONTROL)
    assert WRITTEN not in buffer(page)
    again(page, demo.url)
    page.key("z", CONTROL | SHIFT)
    assert buffer(page).startswith("class")


def test_a_crash_of_the_tab_loses_no_key(page: Chromium, demo: Demo) -> None:
    written = write(page, "class Crashed {\nint n = 1;")
    page.crash()
    again(page, demo.url)
    assert buffer(page) == written


def test_another_choice_keeps_what_was_written_and_undo_brings_it_back(page: Chromium) -> None:
    written = write(page)
    choose(page, TOWERS)
    focus(page)
    assert "class Towers" in buffer(page) and "Main.java" in page.evaluate(TITLES)
    page.key("z", CONTROL)
    assert buffer(page) == written and page.evaluate(SHOWN) == "Main.java"
    page.key("z", CONTROL | SHIFT)
    assert "class Towers" in buffer(page)


def test_a_program_that_is_edited_stays_whole_beside_what_was_made_of_it(page: Chromium) -> None:
    choose(page, TOWERS)
    focus(page)
    whole = buffer(page)
    page.type("// mine")
    assert page.evaluate(SHOWN) == "Towers.java, yours"
    choose(page, TOWERS)
    assert buffer(page) == whole and page.evaluate(SHOWN) == "Towers"
    focus(page)
    page.type("// other")
    assert {"Towers.java, yours", "Towers.java, yours (2)"} <= set(page.evaluate(TITLES))


def test_a_replay_takes_no_text(page: Chromium) -> None:
    written = write(page)
    page.evaluate("document.getElementById('replay').click()")
    page.wait("document.body.dataset.replay", patience_s=120)
    assert page.evaluate(SHOWN) == "Replay of Main.java"
    focus(page)
    page.key("z", CONTROL)
    assert buffer(page) == written


def test_a_replay_that_is_left_or_changed_harms_nothing(page: Chromium) -> None:
    choose(page, TOWERS)
    whole = buffer(page)
    page.evaluate("document.getElementById('replay').click()")
    page.wait("document.querySelectorAll('.cm-line').length > 5", patience_s=120)
    choose(page, TOWERS)
    page.wait("document.body.dataset.replay === 'stopped'")
    assert buffer(page) == whole
    page.evaluate("document.getElementById('replay').click()")
    page.wait("document.querySelectorAll('.cm-line').length > 5", patience_s=120)
    page.evaluate("document.getElementById('replay').click()")
    page.wait("document.getElementById('replay').textContent === 'Replay'")
    focus(page)
    page.key("End", CONTROL)
    page.type("// mine")
    assert page.evaluate(SHOWN) == "Towers.java, replayed"
    assert buffer(page).endswith("// mine")


def test_keys_that_are_pressed_while_a_replay_runs_stop_it_and_stay(page: Chromium) -> None:
    choose(page, TOWERS)
    page.evaluate("document.getElementById('replay').click()")
    page.wait("document.querySelectorAll('.cm-line').length > 5", patience_s=120)
    page.type("mine")
    page.wait("document.body.dataset.replay === 'stopped'")
    assert "mine" in buffer(page) and page.evaluate(SHOWN) == "Towers.java, replayed"


def test_a_reload_amid_a_replay_shows_what_is_replayed(page: Chromium, demo: Demo) -> None:
    written = write(page)
    page.evaluate("document.getElementById('replay').click()")
    page.wait("document.querySelector('.cm-line').textContent.length > 2", patience_s=120)
    again(page, demo.url)
    assert buffer(page) == written


def test_a_removed_text_can_be_brought_back(page: Chromium, demo: Demo) -> None:
    written = write(page)
    page.evaluate("document.getElementById('remove').click()")
    assert buffer(page) != written and "Main.java" not in page.evaluate(TITLES)
    page.evaluate("document.querySelector('#banner button').click()")
    assert buffer(page) == written
    page.evaluate("document.getElementById('remove').click()")
    again(page, demo.url)
    assert "Main.java" not in page.evaluate(TITLES)


def test_a_browser_that_keeps_no_more_says_so(page: Chromium) -> None:
    page.evaluate("window.kept = Storage.prototype.setItem; 1")
    page.evaluate("Storage.prototype.setItem = () => { throw new Error('full'); }; 1")
    written = write(page)
    assert "keeps no more texts" in page.wait(SAID)
    choose(page, TOWERS)
    focus(page)
    page.key("z", CONTROL)
    assert buffer(page) == written
    page.evaluate("Storage.prototype.setItem = window.kept; 1")
    page.type("int")
    page.wait(f"({SAID}) === ''")


def test_the_statement_is_kept_with_its_text(page: Chromium, demo: Demo) -> None:
    write(page)
    page.evaluate("document.getElementById('statement').focus()")
    page.paste("Print k.")
    again(page, demo.url)
    assert page.evaluate("document.getElementById('statement').value") == "Print k."
    choose(page, TOWERS)
    assert page.evaluate("document.getElementById('statement').value") == ""


def test_two_tabs_with_one_text_keep_both(page: Chromium, demo: Demo) -> None:
    write(page)
    with page.tab():
        page.open(demo.url)
        page.wait(f"{READY} && {SHOWN} === 'Main.java'")
        focus(page)
        page.type("int other")
    page.type("int here")
    assert "int here" in buffer(page) and page.evaluate(SHOWN) == "Main.java (2)"
    again(page, demo.url)
    choose(page, page.evaluate(f"program.options[{TITLES}.indexOf('Main.java')].value"))
    assert "int other" in buffer(page)


def test_an_answer_is_not_lost_while_a_text_is_opened(page: Chromium) -> None:
    """Typing begins before the server has heard of the new text's statement."""
    choose(page, "0")
    choose(page, "new")
    focus(page)
    page.type("import java.util.Scan")
    assert page.wait(GHOST).startswith("ner")
