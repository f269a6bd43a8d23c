"""In a real VS Code: a line that is typed along as it was predicted never leaves the screen.

The page itself looks at each of its frames what stands behind the cursor.
"""

from typing import Final

import pytest

from tests.e2e.vscode.conftest import INDENT, LINE, Begin, ghost_of
from tests.e2e.vscode.workbench import GHOST_TEXT, Screen, plain

pytestmark = pytest.mark.editors

KEY_MS: Final = 120.0  # of somebody who types quickly
WATCH: Final = """selector => {
    window.frames_seen = [];
    const look = () => {
        if (window.frames_seen === null) return;
        const text = e => e.innerText;
        const parts = Array.from(document.querySelectorAll(selector), text);
        const rows = '.editor-group-container.active .view-line';
        const lines = Array.from(document.querySelectorAll(rows));
        lines.sort((a, b) => a.offsetTop - b.offsetTop);
        window.frames_seen.push([lines[%d]?.innerText ?? '', parts.join('')]);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""
TAKE: Final = "() => { const seen = window.frames_seen; window.frames_seen = null; return seen; }"


def frames(screen: Screen, text: str) -> list[tuple[str, str]]:
    """The line and the ghost text of each frame, while a text is typed."""
    screen.page.evaluate(WATCH % (LINE - 1), GHOST_TEXT)
    screen.page.keyboard.type(text, delay=KEY_MS)
    seen: list[list[str]] = screen.page.evaluate(TAKE)
    return [(plain(line), plain(ghost)) for line, ghost in seen]


@pytest.mark.parametrize("typed", ["while (n-- ", "if (n "])
def test_ghost_text_that_the_keys_agree_with_stays(begin: Begin, typed: str) -> None:
    """Where no word begins, which would open the list."""
    screen = begin(INDENT + typed)
    ghost = ghost_of(screen)
    seen = frames(screen, ghost[:-1])
    screen.saved("Ferry.java")
    assert len(seen) > len(ghost)
    assert [line for line, shown in seen if not shown] == [], (ghost, seen)
