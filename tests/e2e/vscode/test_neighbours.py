"""Beside another Java server: few items, and nothing twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, PATIENT, TAIL, ready, system_path
from tests.e2e.vscode.workbench import CodeServer, Screen, wait_for

pytestmark = pytest.mark.editors

THEIRS = ("for", "freight", "ferryman")
MANIFEST = {
    "name": "other-java",
    "publisher": "tests",
    "version": "1.0.0",
    "engines": {"vscode": "^1.91.0"},
    "main": "./main.js",
    "activationEvents": ["onLanguage:java"],
}
MAIN = f"""\
const vscode = require('vscode');
exports.activate = () => vscode.languages.registerCompletionItemProvider('java', {{
    provideCompletionItems: () => {json.dumps(THEIRS)}.map((name) => Object.assign(
        new vscode.CompletionItem(name, vscode.CompletionItemKind.Variable),
        {{ sortText: '999999' }},
    )),
}});
"""


@pytest.fixture
def other(extension: Path, tmp_path: Path) -> Path:
    """Another extension that completes Java, and knows three names."""
    folder = tmp_path / "other"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    (folder / "main.js").write_text(MAIN, encoding="utf-8")
    vsce = extension.parent / "node_modules/.bin/vsce"
    quiet = ["--allow-missing-repository", "--skip-license", "--no-dependencies"]
    command = [str(vsce), "package", *quiet, "--out", "other.vsix"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "other.vsix"


def test_two_items_at_most_and_none_twice(
    extension: Path, other: Path, browser: Browser, tmp_path: Path
) -> None:
    folder, data = tmp_path / "contest", tmp_path / "user"
    folder.mkdir()
    data.mkdir()
    (folder / "Ferry.java").write_text(HEAD + INDENT + TAIL, encoding="utf-8")
    host = CodeServer(folder, data, [extension, other], system_path(Path(sys.executable).parent))
    host.set(PATIENT)
    with host, Screen(host, browser) as screen:
        screen.open("Ferry.java", LINE, len(INDENT) + 1)
        ready(screen)
        screen.type("f")  # by this question the other server is noticed
        wait_for("their items", lambda: "freight" in labels(screen))
        screen.press("Escape", "Backspace")
        screen.page.wait_for_timeout(1000)
        screen.type("f")
        wait_for("both servers' items", lambda: len(labels(screen)) > len(THEIRS))
        rows = screen.list_rows()
        assert {label for label, details in rows if not details} == set(THEIRS)
        assert 1 <= sum("%" in details for _, details in rows) <= 2
        assert len({label for label, _ in rows}) == len(rows)


def labels(screen: Screen) -> list[str]:
    return [label for label, _ in screen.list_rows()]
