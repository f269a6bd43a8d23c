"""Documents that are long, renamed, seen twice or locked, in a real VS Code and on its wire."""

import sys
from collections import Counter
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.e2e.vscode.code_server import CodeServer
from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, PATIENT, TAIL, Begin, ghost_of, ready
from tests.e2e.vscode.patience import wait_for
from tests.e2e.vscode.wire import COMPLETION, GHOST_TEXT, Wire, file_name
from tests.e2e.vscode.workbench import Screen

pytestmark = pytest.mark.editors

N_LINES: Final = 20_000
METHOD: Final = """
    static int load{number}(int n, int[] weight) {{
        int load = {number};
        for (int i = 0; i < n; i++) {{
            load += weight[i];
        }}
        return load;
    }}
"""
COLUMN: Final = len(INDENT) + 1


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server whose input is written down."""
    return tmp_path_factory.mktemp("programs")


@pytest.fixture(scope="module", autouse=True)
def wire(programs: Path) -> Wire:
    return Wire(programs, Path(sys.executable).parent / "beamcoder")


def long_program() -> tuple[list[str], int]:
    """Lines of a program, and the number of a blank one near its end; LINE is blank as well."""
    parts = [HEAD + INDENT + TAIL.removesuffix("}\n")]
    n_methods = N_LINES // METHOD.count("\n")
    parts += [METHOD.format(number=number) for number in range(n_methods)]
    parts.append(METHOD.format(number=n_methods).replace("return load;", ""))
    lines = ("".join(parts) + "}\n").split("\n")
    return lines, len(lines) - 3


def closed(line: str) -> str:
    """An accepted line as it stands: VS Code closes the brace that it ends with."""
    return line + "}" * line.endswith("{")


def is_saved(screen: Screen, name: str, text: str) -> None:
    """What closes a bracket comes behind what was accepted."""
    wait_for("the text", lambda: screen.saved(name) == text)


def test_a_file_of_20000_lines_is_completed_at_both_ends_and_sent_once(
    begin: Begin, wire: Wire
) -> None:
    lines, late = long_program()
    assert len(lines) >= N_LINES and lines[late - 1] == INDENT
    screen = begin(text="\n".join(lines), name="Long.java")
    screen.host.set(PATIENT | {"editor.autoClosingBrackets": "never"})
    screen.page.wait_for_timeout(3000)  # VS Code reads its settings again
    for line in (late, LINE):
        screen.go_to(line, COLUMN)
        screen.type("f")
        labels = [label for label, _ in wait_for("the list", screen.list_rows)]
        screen.press("Escape")
        ghost = wait_for("ghost text", screen.ghost_text)
        assert "f" + ghost in labels
        screen.act("Tab")
        lines[line - 1] += "f" + ghost
        is_saved(screen, "Long.java", "\n".join(lines))
    sent = wire.documents()["Long.java"]
    assert sent.text == "\n".join(lines)
    assert sent.versions == sorted(set(sent.versions))
    assert sum(map(len, sent.added)) < 200, "a change is sent, never the file again"
    asked_once(wire, "Long.java")


def asked_once(wire: Wire, name: str) -> None:
    """No list is asked for twice at one state of the text and one place."""
    n_changes, asked = 0, Counter[tuple[int, int, int]]()
    for message in wire.servers()[-1]:
        method, params = message.get("method", ""), message.get("params") or {}
        if "textDocument" not in params or file_name(params) != name:
            continue
        if method == "textDocument/didChange":
            n_changes += 1
        elif method == COMPLETION:
            position = params["position"]
            asked[n_changes, position["line"], position["character"]] += 1
    assert asked and set(asked.values()) == {1}


def test_a_file_renamed_while_open_goes_on_under_its_new_name(begin: Begin, wire: Wire) -> None:
    screen = begin()
    screen.type("n++;")
    screen.press("Escape", "Enter")  # not saved yet
    screen.rename("Barge.java")
    screen.go_to(LINE + 1, COLUMN)
    ghost = ghost_of(screen)
    screen.act("Tab")
    saved = f"{HEAD}{INDENT}n++;\n{INDENT}{closed(ghost)}{TAIL}"
    is_saved(screen, "Barge.java", saved)
    assert not (screen.host.folder / "Ferry.java").exists()
    open_now = wire.documents()
    assert list(open_now) == ["Barge.java"]
    assert open_now["Barge.java"].text == saved
    screen.command("Beamcoder: Explain Last Answer")
    screen.page.locator(".view-line", has_text=f"Barge.java, line {LINE + 1}").wait_for()
    (screen.host.folder / "Barge.java").unlink()


def test_two_editors_on_one_file_are_one_document(begin: Begin, wire: Wire) -> None:
    screen = begin()
    screen.press("Control+Backslash")
    wait_for("two editors", lambda: screen.page.locator(".editor-group-container").count() == 2)
    first = ghost_of(screen)
    screen.act("Tab")
    screen.press("Control+1")
    screen.go_to(LINE, COLUMN + len(first))
    assert screen.shown_lines()[LINE - 1] == INDENT + first
    screen.press("Enter")
    second = ghost_of(screen)
    screen.act("Tab")
    saved = screen.saved("Ferry.java")
    lines = saved.split("\n")
    assert lines[LINE - 1] == INDENT + first and lines[LINE].endswith(second)
    assert len(lines) == (HEAD + TAIL).count("\n") + 2
    assert list(wire.documents()) == ["Ferry.java"]
    assert wire.documents()["Ferry.java"].text == saved


def test_two_windows_on_one_file_do_not_insert_twice(
    begin: Begin, host: CodeServer, browser: Browser
) -> None:
    screen = begin()
    with Screen(host, browser) as other:
        other.open("Ferry.java", LINE, COLUMN)
        ready(other)
        first = ghost_of(screen)
        screen.act("Tab")
        once = f"{HEAD}{INDENT}{first}{TAIL}"
        assert screen.saved("Ferry.java") == once
        wait_for("the other window has it", lambda: showing(other) == once)
        other.go_to(LINE, COLUMN + len(first))
        other.press("Enter")
        second = ghost_of(other)
        other.act("Tab")
        twice = other.saved("Ferry.java")
        assert twice.startswith(f"{HEAD}{INDENT}{first}\n")
        assert twice.endswith(second + TAIL)
        assert twice.count("\n") == once.count("\n") + 1
        wait_for("the first window has it", lambda: showing(screen) == twice)


def showing(screen: Screen) -> str:
    return "\n".join(screen.shown_lines())


def test_a_read_only_buffer_is_left_alone(begin: Begin, wire: Wire) -> None:
    screen = begin()
    screen.command("File: Set Active Editor Read-only in Session")
    before, n_asked = screen.shown_lines(), n_questions(wire)
    screen.press("Alt+Backslash", "f")
    screen.page.locator(".monaco-editor-overlaymessage", has_text="read-only").wait_for()
    assert (screen.ghost_text(), screen.shown_lines(), screen.notices()) == ("", before, [])
    screen.command("File: Reset Active Editor Read-only in Session")
    assert n_questions(wire) == n_asked
    ghost_of(screen)


def n_questions(wire: Wire) -> int:
    return len(wire.all(COMPLETION)) + len(wire.all(GHOST_TEXT))
