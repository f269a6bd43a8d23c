"""Beside another Java server, a stand-in and Eclipse's: few items, nothing twice, none slowed."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser

from tests.e2e.vscode.code_server import EDITORS, CodeServer
from tests.e2e.vscode.conftest import HEAD, INDENT, LINE, PATIENT, TAIL, ready, system_path
from tests.e2e.vscode.patience import PATIENCE_S, wait_for
from tests.e2e.vscode.wire import COMPLETION, Wire
from tests.e2e.vscode.workbench import Row, Screen

pytestmark = pytest.mark.editors

PROGRAM: Final = HEAD.replace("weight", "freight") + INDENT + TAIL
MANIFEST: Final = {
    "name": "other-java",
    "publisher": "tests",
    "version": "1.0.0",
    "engines": {"vscode": "^1.91.0"},
    "main": "./bundle.js",
    "activationEvents": ["onLanguage:java"],
}
# Three names in the words of Eclipse's server: sorted behind whoever says that he is sure.
STAND_IN: Final = """\
const vscode = require('vscode');
const provider = {
    provideCompletionItems: (_, position, token, context) =>
        (context.triggerCharacter ? ['nextInt'] : ['for', 'freight', 'ferryman']).map(
            (name, i) => Object.assign(new vscode.CompletionItem(name, 5), {
                sortText: `99999916${i}`,
                filterText: name,
            }),
        ),
};
exports.activate = () =>
    vscode.languages.registerCompletionItemProvider('java', provider, '.', '@', '#', '*', ' ');
"""
JDTLS: Final = """\
const { LanguageClient } = require('vscode-languageclient/node');
exports.activate = () => new LanguageClient(
    'java', 'Java', SERVER, { documentSelector: [{ scheme: 'file', language: 'java' }] },
).start();
"""


def packed(main: str, folder: Path, ours: Path) -> Path:
    """An extension of this one file, bundled with the libraries that ours has."""
    (folder / "package.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    (folder / "main.js").write_text(main, encoding="utf-8")
    programs = ours.parent / "node_modules/.bin"
    bundle = ["main.js", "--bundle", "--outfile=bundle.js", "--external:vscode"]
    quiet = ["--allow-missing-repository", "--skip-license", "--no-dependencies"]
    environment = {**os.environ, "NODE_PATH": str(ours.parent / "node_modules")}
    for command in (
        [str(programs / "esbuild"), *bundle, "--platform=node", "--log-level=warning"],
        [str(programs / "vsce"), "package", *quiet, "--out", "other.vsix"],
    ):
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
    return folder / "other.vsix"


def jdtls(folder: Path) -> dict[str, Any]:
    """How to start Eclipse's server, which writes into `folder`; skips or fails without it."""
    installed = EDITORS / "jdtls-1.0.8"
    if not (installed / "installed").exists():
        sentence = "no jdtls here: run bash tests/e2e/install_jdtls.sh"
        if os.environ.get("BEAMCODER_REQUIRE_EDITORS") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    shutil.copytree(installed / "server/configuration", folder / "configuration")
    (launcher,) = (installed / "server/plugins").glob("org.eclipse.equinox.launcher_*.jar")
    properties = {
        "eclipse.application": "org.eclipse.jdt.ls.core.id1",
        "eclipse.product": "org.eclipse.jdt.ls.core.product",
        "osgi.bundles.defaultStartLevel": "4",
    }
    opened = ["--add-opens", "java.base/java.util=ALL-UNNAMED"]
    opened += ["--add-opens", "java.base/java.lang=ALL-UNNAMED"]
    places = ["-configuration", str(folder / "configuration"), "-data", str(folder / "data")]
    args = [f"-D{name}={value}" for name, value in properties.items()]
    args += ["-Xmx1G", *opened, "-jar", str(launcher), *places]
    return {"command": str(installed / "java/bin/java"), "args": args}


Beside = Callable[[str], Screen]


@pytest.fixture
def wire(tmp_path: Path) -> Wire:
    programs = tmp_path / "programs"
    programs.mkdir()
    return Wire(programs, Path(sys.executable).parent / "beamcoder")


@pytest.fixture
def beside(extension: Path, browser: Browser, wire: Wire, tmp_path: Path) -> Iterator[Beside]:
    """A program in a workbench that has an extension made of `main` too."""
    folder, data, other = (tmp_path / name for name in ("contest", "user", "other"))
    for each in (folder, data, other):
        each.mkdir()
    (folder / "Ferry.java").write_text(PROGRAM, encoding="utf-8")

    with ExitStack() as stack:

        def beside(main: str) -> Screen:
            extensions = [extension, packed(main, other, extension)]
            host = CodeServer(folder, data, extensions, system_path(wire.folder))
            # Saving by itself, with a question before it, can make Eclipse's server wait for ever.
            host.set({**PATIENT, "files.autoSave": "off"})
            screen = stack.enter_context(Screen(stack.enter_context(host), browser))
            screen.open("Ferry.java", LINE, len(INDENT) + 1)
            ready(screen)
            return screen

        yield beside


def is_ours(row: Row) -> bool:
    return re.search(r"\d %$", row[1]) is not None


def rows_after(screen: Screen, typed: str) -> list[Row]:
    """The list after typing this into the blank line anew, as far as it is on the screen."""
    screen.press("Escape")
    screen.go_to(LINE, len(INDENT) + 1)
    screen.press("Control+Shift+k", "ArrowUp", "End", "Enter")
    wait_for("a blank line", lambda: screen.cursor() == f"Ln {LINE}, Col {len(INDENT) + 1}")
    screen.type(typed)
    return wait_for("the list", screen.list_rows)


def check_beside(screen: Screen, wire: Wire, theirs: str) -> None:
    """`theirs`: a variable and a method that only the other server knows by name."""

    def both() -> list[Row]:
        rows = rows_after(screen, "f")
        ours = [name for name, details in rows if is_ours((name, details))]
        noticed = len(ours) <= 2 and not any(map(str.isidentifier, ours))  # names are theirs then
        return rows if "freight" in names(rows) and noticed else []

    # Once they are there and noticed: a server that reads all of Java's library takes its time.
    rows = wait_for("their items, and few of ours", both, 3 * PATIENCE_S)
    ours = [row for row in rows if is_ours(row)]
    assert 1 <= len(ours) <= 2
    assert len(set(names(ours))) == len(ours)
    assert not set(names(ours)) & {name for name, details in rows if not is_ours((name, details))}
    sure = [row for row in ours if int(row[1].split()[-2]) >= 50]
    assert rows[: len(sure)] == sure, "a sure item goes before theirs, an unsure one among them"
    chances = [int(details.split()[-2]) for _, details in ours]
    assert chances == sorted(chances, reverse=True)
    n_asked = len(wire.all(COMPLETION))
    rows_after(screen, "sc.")

    def members() -> list[Row]:
        rows = screen.list_rows()
        return rows if any(name.startswith(theirs) for name in names(rows)) else []

    rows = wait_for("their members", members)  # a list of before the dot may stand there first
    assert sum(map(is_ours, rows)) <= 2  # those that were there before the dot
    asked = [params["position"] for params in wire.all(COMPLETION)[n_asked:]]
    behind_dot = {"line": LINE - 1, "character": len(INDENT) + len("sc.")}
    assert behind_dot not in asked, "a dot asks the other server only"


def names(rows: list[Row]) -> list[str]:
    return [name for name, _ in rows]


def test_beside_a_server_that_knows_three_names(beside: Beside, wire: Wire) -> None:
    screen = beside(STAND_IN)
    rows = rows_after(screen, "f")  # the very first list
    assert set(names(rows)) >= {"for", "freight", "ferryman"}
    assert sum(map(is_ours, rows)) <= 2 and len(set(names(rows))) == len(rows)
    check_beside(screen, wire, "nextInt")


def test_beside_eclipses_server(beside: Beside, wire: Wire, tmp_path: Path) -> None:
    start = json.dumps(jdtls(tmp_path))
    screen = beside(JDTLS.replace("SERVER", start))
    check_beside(screen, wire, "nextInt")
    screen.press("Escape")
    rows_after(screen, "sc.nextIn")
    screen.act("Enter")
    assert screen.shown_lines()[LINE - 1].startswith(INDENT + "sc.nextInt()")
