"""Files that are dropped on the page's editor: opened and completed, or refused in a sentence."""

import json

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium
from tests.e2e.playground.test_editing import GHOST, HEAD, buffer

pytestmark = pytest.mark.editors

DROP = """(() => {
    const files = new DataTransfer();
    files.items.add(new File([%s], %s));
    const drop = { dataTransfer: files, bubbles: true, cancelable: true };
    document.querySelector('.cm-content').dispatchEvent(new DragEvent('drop', drop));
})()"""
SAID = "document.getElementById('banner').hidden ? '' : banner.textContent"
SHOWN = "document.getElementById('program').selectedOptions[0].text"


def drop(page: Chromium, name: str, content: str) -> None:
    page.evaluate(DROP % (content, json.dumps(name)))


def test_a_dropped_file_opens_and_is_completed(page: Chromium) -> None:
    page.paste("class Before {")
    drop(page, "Ferry 2.java", json.dumps(HEAD[:-1].replace("\n", "\r\n")))
    page.wait(f"{SHOWN} === 'Ferry 2.java'")
    assert buffer(page) == HEAD[:-1]
    page.key("a", CONTROL)
    page.key("ArrowRight")
    page.type(HEAD[-1])
    ghost = page.wait(GHOST)
    page.key("Tab")
    assert buffer(page) == HEAD + str(ghost)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("'x'.repeat(1000001)", "it is over 1 MB."),
        ("new Uint8Array([0xca, 0xfe, 0xba, 0xbe])", "it is no UTF-8 text."),
        ("'a\\0b'", "it is no UTF-8 text."),
    ],
)
def test_a_file_that_is_too_large_or_no_text_is_refused(
    page: Chromium, content: str, why: str
) -> None:
    page.paste("class Kept {")
    before = buffer(page)
    drop(page, "Bad.class", content)
    assert page.wait(SAID) == f"Bad.class is not opened: {why}"
    assert buffer(page) == before
