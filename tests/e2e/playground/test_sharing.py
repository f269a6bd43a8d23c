"""A text leaves the page as a link or as a file, by hand, and comes in by a link."""

import time
from pathlib import Path

import pytest

from tests.e2e.playground.chromium import CONTROL, PATIENCE_S, Chromium
from tests.e2e.playground.conftest import Demo, forget
from tests.e2e.playground.test_editing import buffer
from tests.e2e.playground.test_files import SAID, SHOWN
from tests.e2e.playground.test_texts import READY, focus

pytestmark = pytest.mark.editors

TEXT = 'public class Größe {\n    String s = "🙂漢";\n}\n'
COPIED = "document.getElementById('share').textContent === 'Copied'"
REQUESTS = "performance.getEntriesByType('resource').map(entry => entry.name)"


def copied_link(page: Chromium) -> str:
    page.allow_clipboard()
    page.evaluate("document.getElementById('share').click()")
    page.wait(COPIED)
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_link_carries_text_and_statement_and_no_token(page: Chromium, demo: Demo) -> None:
    page.paste(TEXT)
    page.evaluate("document.getElementById('statement').focus()")
    page.paste("Print k.")
    before = page.evaluate(REQUESTS)
    link = copied_link(page)
    assert page.evaluate(REQUESTS) == before
    base, _, fragment = link.partition("#")
    assert base == f"http://127.0.0.1:{demo.port}/" and fragment and "token" not in link
    page.evaluate("document.getElementById('remove').click()")
    page.open("about:blank")
    page.open(link)
    page.wait(f"{SHOWN} === 'Main.java, from a link' && {READY}")  # it still knows the token
    assert buffer(page) == TEXT
    assert page.evaluate("document.getElementById('statement').value") == "Print k."
    assert page.evaluate("location.hash") == ""
    page.evaluate(f"location.hash = {link.partition('#')[2]!r}")
    page.wait("location.hash === ''")
    assert page.evaluate(SHOWN) == "Main.java, from a link"  # one is enough


def test_a_reload_shows_what_was_made_of_a_link(page: Chromium, demo: Demo) -> None:
    page.paste(TEXT)
    link = copied_link(page)
    page.evaluate("document.getElementById('remove').click()")
    page.open("about:blank")
    page.open(link)
    page.wait(f"{SHOWN} === 'Main.java, from a link' && {READY}")
    focus(page)
    page.type("// mine")
    again = buffer(page)
    page.open("about:blank")
    page.open(demo.url)
    page.wait(READY)
    assert buffer(page) == again
    page.evaluate(f"location.hash = {link.partition('#')[2]!r}")  # into the open page
    page.wait(f"{SHOWN} === 'Main.java, from a link (2)'")
    assert buffer(page) == TEXT


def test_a_broken_link_is_said_and_takes_nothing(page: Chromium) -> None:
    page.type("class Kept {")
    before = buffer(page)
    page.evaluate("location.hash = '#java=AAAA'")
    assert "perhaps it was cut off" in page.wait(SAID)
    assert buffer(page) == before


def test_without_the_token_the_page_says_where_it_stands(chromium: Chromium, demo: Demo) -> None:
    forget(chromium, demo.url)
    chromium.open(f"http://127.0.0.1:{demo.port}/")
    assert "the one that beamcoder demo prints" in chromium.wait(SAID)
    chromium.errors.clear()


def test_a_download_is_the_text_under_its_class(page: Chromium, tmp_path: Path) -> None:
    page.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    page.paste(TEXT)
    page.key("s", CONTROL)
    saved = tmp_path / "Größe.java"
    end = time.monotonic() + PATIENCE_S
    while not saved.exists():
        assert time.monotonic() < end, list(tmp_path.iterdir())
        time.sleep(0.05)
    assert saved.read_text(encoding="utf-8") == TEXT
    assert page.errors == []
