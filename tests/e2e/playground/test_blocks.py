"""Blocks in the playground: shown below the line once they have grown, taken whole or by line."""

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium
from tests.e2e.playground.conftest import Demo, choose, forget
from tests.e2e.playground.test_editing import GHOST, buffer

pytestmark = pytest.mark.editors

HEAD = """\
import java.util.Scanner;

public class Cups {
    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int[] a = new int[n];
        for (int i = 0; i < n; i++) {"""
BODY, END = "\n            a[i] = in.nextInt();", "\n        }"


@pytest.fixture
def page(chromium: Chromium, demo: Demo) -> Chromium:
    """A page with blocks, of which one stands behind a header."""
    url = demo.url.replace("blocks=off", "blocks=auto")
    forget(chromium, url)
    chromium.open(url.replace("minimumProbability=0", "minimumProbability=0.4"))
    chromium.wait("document.getElementById('state').dataset.state === 'ready'")
    choose(chromium, "new")
    chromium.evaluate("document.querySelector('.cm-content').focus()")
    chromium.paste(HEAD)
    chromium.wait(f"({GHOST}).includes('a[i]')")
    return chromium


def test_a_block_is_shown_and_taken_whole_and_undone_in_one_step(page: Chromium) -> None:
    assert page.evaluate(GHOST) == BODY + END
    page.key("Tab")
    assert buffer(page) == HEAD + BODY + END
    page.key("z", CONTROL)
    assert buffer(page) == HEAD


def test_a_block_is_taken_line_by_line(page: Chromium) -> None:
    page.key("End")
    page.wait(f"({GHOST}).includes('}}')")
    taken = buffer(page)
    assert (HEAD + BODY + END).startswith(taken) and taken != HEAD + BODY + END
    while buffer(page) != HEAD + BODY + END:
        page.key("End")
