"""The page around the editor: replay, beam, statement, trouble, looks, keyboard."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from beamcoder.model.proposal import Answer, ModelInfo, Request
from beamcoder.training.evaluation.metrics.replay import type_line
from beamcoder.training.evaluation.places.program import Program
from beamcoder.training.evaluation.places.template import bracket_partners
from tests.e2e.playground.chromium import Chromium
from tests.e2e.playground.conftest import ROOT, Demo, Keep, choose
from tests.e2e.playground.test_editing import GHOST

pytestmark = pytest.mark.editors

PEBBLES_CHOICE = "1"
PEBBLES = ROOT / "editor-clients/playground/src/programs/Pebbles.java"
LINES = "[...document.querySelectorAll('.cm-line')].map(line => line.textContent).join('\\n')"
SCORE = "document.getElementById('saved-note').textContent"
CONTRAST = """(() => {
    const light = color => {
        const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map(value => value / 255)
            .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const paper = light(getComputedStyle(document.body).backgroundColor);
    return ['body', '.motto', '.note', '.state', 'kbd', 'footer'].map(name => {
        const ink = light(getComputedStyle(document.querySelector(name)).color);
        return (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    });
})()"""


class Silent:
    """An engine that offers nothing: everything is typed."""

    info = ModelInfo("silent", 0, "")

    def new_session(self) -> None:
        return None

    def complete(self, request: Request, session: Any = None) -> Answer:
        return Answer()


def cost_of_typing(text: str) -> int:
    """Characters, as `beamcoder evaluate` counts them."""
    program = Program.parse(text)
    closed = frozenset(bracket_partners(program.tokens).values())
    engine = Silent()
    costs = [type_line(engine, program, line, closed, None) for line in program.lines]
    return sum(n_characters for _, n_characters in costs)


def replay(page: Chromium, until: str, pace: str) -> None:
    page.evaluate(f"document.getElementById('pace').value = '{pace}'")
    page.evaluate("document.getElementById('replay').click()")
    page.wait(until, patience_s=300)


def test_the_demo_of_2017_types_itself_and_saves_keys(page: Chromium, keep: Keep) -> None:
    choose(page, PEBBLES_CHOICE)
    replay(page, "document.body.dataset.replay", "none")
    text = PEBBLES.read_text(encoding="utf-8")
    assert page.evaluate("document.body.dataset.replay") == "done"
    assert page.evaluate(LINES) == text
    n_keys, n_characters, n_whole = page.evaluate(f"{SCORE}.match(/\\d+/g).slice(0, 3).map(Number)")
    assert n_characters == n_whole == cost_of_typing(text)
    assert 0 < n_keys < n_characters / 2
    print(page.evaluate(SCORE))
    page.evaluate("new Promise(done => setTimeout(done, 500))")  # what is late would be seen
    assert page.evaluate("document.querySelector('.cm-ghost')") is None
    assert page.evaluate("document.querySelectorAll('#beam .edge').length") > 0
    assert page.evaluate("document.getElementById('beam-place').textContent").startswith(" at line")
    keep(page, "replayed")


def test_a_replay_can_be_stopped_and_shows_its_beam(page: Chromium, keep: Keep) -> None:
    choose(page, PEBBLES_CHOICE)
    empty = "document.querySelector('.cm-activeLine').textContent.trim() === ''"
    replay(page, f"{LINES}.includes('int ans = 0;') && {empty}", "brisk")
    page.evaluate("document.getElementById('replay').click()")
    page.wait("document.body.dataset.replay === 'stopped'")
    page.evaluate("document.getElementById('list').click()")
    page.wait("document.querySelectorAll('.cm-tooltip-autocomplete li').length")
    page.wait("document.querySelectorAll('#beam .edge').length > 1")
    outline = page.evaluate("document.getElementById('outline').textContent")
    pieces = page.evaluate(
        "[...document.querySelectorAll('#beam .pieces')].map(p => p.textContent)"
    )
    assert all(piece in outline for piece in pieces)
    page.wait("!document.getElementById('measure').disabled")
    page.evaluate("document.getElementById('measure').click()")
    page.wait("document.querySelectorAll('#influence li').length === 6")
    keep(page, "light", whole=True)


def test_each_line_of_a_pasted_statement_is_measured(page: Chromium) -> None:
    page.paste(
        "import java.util.Scanner;\n\npublic class A {\n    static int n = 1;\n    static int "
    )
    page.wait("document.getElementById('last').textContent !== '–'")
    page.evaluate("document.getElementById('statement').focus()")
    page.evaluate("document.getElementById('statement').select()")
    page.paste("You are given an integer k.\nPrint k.")
    page.wait("!document.getElementById('measure').disabled")
    page.evaluate("document.getElementById('measure').click()")
    page.wait("document.querySelectorAll('#influence li').length")
    shown = page.evaluate("[...influence.querySelectorAll('li')].map(line => line.textContent)")
    assert [line.partition("×")[0] for line in shown] == ["You are given an integer k.", "Print k."]


def test_a_server_that_goes_is_told_of_and_one_that_comes_back_is_used(
    chromium: Chromium, start: Callable[..., Demo]
) -> None:
    first = start(0)
    chromium.open(first.url)
    chromium.wait("document.getElementById('state').dataset.state === 'ready'")
    choose(chromium, "new")
    chromium.evaluate("document.querySelector('.cm-content').focus()")
    chromium.paste("class A { int x = ")
    first.stop()
    chromium.wait("!document.getElementById('banner').hidden")
    told = chromium.evaluate("document.getElementById('banner').textContent")
    assert "The server has gone. Start beamcoder demo again" in told
    assert chromium.evaluate("document.querySelector('.cm-line').textContent").startswith("class A")
    chromium.type("1")
    start(first.port)
    chromium.wait("document.getElementById('banner').hidden")
    chromium.wait("document.getElementById('state').dataset.state === 'ready'")
    before = chromium.evaluate("document.getElementById('median').textContent")
    chromium.type(" ")
    chromium.wait(f"document.getElementById('median').textContent !== {before!r}")


def test_a_model_that_is_not_there_is_told_of_and_typing_goes_on(
    chromium: Chromium, start: Callable[..., Demo]
) -> None:
    chromium.open(start(0, "--model", "/nowhere").url)
    chromium.wait("!document.getElementById('banner').hidden")
    told = chromium.evaluate("document.getElementById('banner').textContent")
    assert "/nowhere" in told and told.count(".") <= 2
    assert chromium.evaluate("document.getElementById('state').dataset.state") == "failed"
    choose(chromium, "new")
    chromium.evaluate("document.querySelector('.cm-content').focus()")
    chromium.type("class A")
    assert chromium.evaluate("document.querySelector('.cm-line').textContent") == "class A"


def test_a_port_that_is_taken_is_one_sentence(demo: Demo) -> None:
    command = [sys.executable, "-m", "beamcoder", "demo", "--no-browser", "--port", str(demo.port)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert f"port {demo.port} is taken" in done.stderr and "--port N" in done.stderr


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_follow_the_system_and_can_be_read(page: Chromium, scheme: str, keep: Keep) -> None:
    page.prefer(scheme)
    page.wait(f"document.documentElement.dataset.theme === '{scheme}'")
    assert min(page.evaluate(CONTRAST)) >= 4.5
    if scheme == "dark":
        page.paste(PEBBLES.read_text(encoding="utf-8").partition("ans +=")[0])
        page.wait("document.querySelectorAll('#beam .edge').length")
        keep(page, "dark")
    page.evaluate("document.getElementById('theme').click()")
    assert page.evaluate("document.documentElement.dataset.theme") != scheme


def test_a_small_screen_needs_no_scrolling_sideways(page: Chromium, keep: Keep) -> None:
    page.resize(360, 740, 2, mobile=True)
    page.paste(PEBBLES.read_text(encoding="utf-8").partition("ans +=")[0])
    page.wait("document.querySelectorAll('#beam .edge').length")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    keep(page, "small")


def test_the_keyboard_reaches_everything_and_leaves_the_editor(first: Chromium) -> None:
    page = first
    page.wait(GHOST)
    page.evaluate("document.querySelector('.skip').focus()")
    reached: list[str] = []
    for _ in range(20):
        page.key("Tab")
        focused = page.evaluate(
            "(e => e.id || e.dataset.command || e.className || e.tagName)(document.activeElement)"
        )
        reached.append(focused)
        if "cm-content" in focused:
            page.key("Escape")
        if focused == "statement":
            break
    order = ["theme", "help-open", "program", "replay", "pace", "download", "share"]
    order += ["cm-content", "takeAll", "list", "threshold", "statement"]
    found = [next(i for i, name in enumerate(reached) if wanted in name) for wanted in order]
    assert found == sorted(found)


@pytest.fixture(scope="module")
def sources() -> Path:
    """The folder of the sources, with what they need installed."""
    folder = ROOT / "editor-clients/playground"
    if not (folder / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True)
    return folder


def test_the_page_is_what_its_sources_build(sources: Path, tmp_path: Path) -> None:
    subprocess.run(["node", "build.mjs", "--out", str(tmp_path)], cwd=sources, check=True)
    committed = {path.name: path.read_bytes() for path in (ROOT / "server/page").iterdir()}
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(built) == sorted(committed)
    assert [name for name in built if built[name] != committed[name]] == [], "make playground"
    assert max(map(len, built.values())) < 600_000


def test_the_sources_hold_their_types_and_their_own_tests(sources: Path) -> None:
    for script in ("types", "test"):
        done = subprocess.run(
            ["npm", "run", "--silent", script], cwd=sources, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-2000:]
