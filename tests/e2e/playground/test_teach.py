"""The page Teach: a person shows bubble sort twice, answers, and has the program as Java."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium
from tests.e2e.playground.conftest import Demo, Keep, forget
from tests.e2e.playground.test_files import SAID

pytestmark = pytest.mark.editors

READY = "document.querySelectorAll('#task option').length === 8"
TITLE = "document.getElementById('program')?.selectedOptions[0]?.text"  # in the playground
IDLE = "document.getElementById('desk').getAttribute('aria-busy') !== 'true'"


def text_of(page: Chromium, name: str) -> str:
    return str(page.evaluate(f"document.getElementById({name!r}).textContent"))


def click(page: Chromium, name: str) -> None:
    page.evaluate(f"document.getElementById({name!r}).click()")
    page.wait(IDLE)


def fill(page: Chromium, name: str, text: str) -> None:
    page.evaluate(f"document.getElementById({name!r}).value = {json.dumps(text)}")


@pytest.fixture
def teach(chromium: Chromium, demo: Demo) -> Iterator[Chromium]:
    """The page as a browser shows it that has never seen it; no complaint of it at the end."""
    forget(chromium, demo.url)
    chromium.errors.clear()
    chromium.prefer("light")
    chromium.resize(1280, 1000)
    chromium.open(demo.url.replace("/?", "/teach.html?"))
    chromium.wait(READY)
    yield chromium
    assert chromium.errors == []


def next_step(seen: str) -> str:
    """What bubble sort does at a moment, as a label of the page."""
    found = re.fullmatch(r"(\w+)(?: after (\w+))? sees (.*)", seen)
    assert found is not None, seen
    program, last, sees = found[1], found[2], dict(re.findall(r"(\w+) = (\w+)", found[3]))
    if program == "bubble_sort":
        if last is None:
            return "end" if sees["sorted"] == "true" else "sweep"
        return {"sweep": "go_back", "go_back": "count", "count": "again"}[last]
    if program == "sweep":
        if last == "right":
            return "again"
        is_end = sees["end"] == "true" and last is None
        return "end" if is_end else "swap" if sees["greater"] == "true" and not last else "right"
    return "again" if last == "left" else "end" if sees["start"] == "true" else "left"


def press(page: Chromium, label: str) -> None:
    """An operation, a group, its end or its beginning anew."""
    if label in ("end", "again"):
        return click(page, label)
    button = f"document.querySelector('#pressing [data-call={label}]')"
    if page.evaluate(f"{button} === null"):
        fill(page, "group", label)
        return click(page, "begin")
    page.evaluate(f"{button}.click()")
    page.wait(IDLE)
    return None


def show(page: Chromium, problem: str, look: Callable[[int], object] = id) -> list[str]:
    """A whole demonstration -> what stood there as the next step, each time.

    `look` is called with the number of the step.
    """
    ghosts = []
    fill(page, "input", problem)
    click(page, "show")
    while not page.evaluate("document.getElementById('end').disabled"):
        label, ghost = next_step(text_of(page, "seen")), text_of(page, "next")
        ghosts.append(ghost)
        look(len(ghosts))
        if ghost == f"{label}()":
            page.evaluate("document.getElementById('desk').focus()")
            page.key("Tab")
            page.wait(IDLE)
        else:
            press(page, label)
    return ghosts


def answer_all(page: Chromium) -> int:
    """Answers until no question is left -> how many there were."""
    click(page, "ask")
    n_questions = 0
    while text_of(page, "question").startswith("What now?"):
        press(page, next_step(text_of(page, "seen")))
        n_questions += 1
        assert SAID and page.evaluate(SAID) == ""
    return n_questions


def test_two_demonstrations_some_answers_and_it_writes_java(
    teach: Chromium, tmp_path: Path, keep: Keep
) -> None:
    assert not any(show(teach, "3 1 2"))  # the first one is the person's alone
    assert text_of(teach, "likely") == "Done: 1 2 3"
    pictures = {8: lambda: keep(teach, "teach", whole=True)}
    ghosts = show(teach, "2 4 1 3", lambda n: pictures.get(n, int)())
    assert sum(map(bool, ghosts)) > len(ghosts) / 2
    assert "2 demonstrations, 0 answers" in text_of(teach, "shown")
    assert 0 < answer_all(teach) <= 30
    assert text_of(teach, "question").endswith("random problems were solved without a question.")
    assert "sweep looks at end and greater" in text_of(teach, "extrapolated")
    teach.resize(390, 800)
    assert teach.evaluate("document.documentElement.scrollWidth <= innerWidth")
    teach.evaluate("document.getElementById('insert').click()")
    teach.wait(f"location.pathname === '/' && {TITLE} === 'BubbleSort.java, from a link'")
    teach.evaluate("document.querySelector('.cm-content').focus()")
    teach.key("a", CONTROL)
    java = teach.copied()
    assert java.startswith("// Taught by showing: ") and "are extrapolated" in java
    assert "if (greater())" in java
    if shutil.which("javac"):
        compile_and_sort(java, tmp_path)


def compile_and_sort(java: str, folder: Path) -> None:
    (folder / "BubbleSort.java").write_text(java, encoding="utf-8")
    subprocess.run(["javac", "BubbleSort.java"], cwd=folder, check=True)
    rng = Random(1)
    rows = [[rng.randint(-9, 9) for _ in range(rng.randint(1, 12))] for _ in range(200)]
    typed = "".join(" ".join(map(str, row)) + "\n" for row in rows)
    command = ["java", "-cp", str(folder), "BubbleSort"]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=True)
    assert [[*map(int, line.split())] for line in done.stdout.splitlines()] == [*map(sorted, rows)]


def test_the_network_is_watched_step_by_step_and_asked_why(teach: Chromium) -> None:
    click(teach, "step")
    teach.wait("document.querySelectorAll('#calls .call').length === 1")
    assert "bubble_sort() sweep()" in text_of(teach, "calls")
    assert "sweep() sees end = false, greater = true" in text_of(teach, "seen")
    assert text_of(teach, "likely").startswith("swap()")
    assert "greater = false: right()" in text_of(teach, "others")
    assert teach.evaluate("document.querySelectorAll('#picture .cell:not(.is-beside)').length") == 4
    teach.evaluate("speed.value = 'none'; speed.dispatchEvent(new Event('change'))")
    click(teach, "play")
    teach.wait("document.getElementById('likely').textContent === 'Done in 45 steps: 1 2 3'")
    teach.evaluate("document.querySelectorAll('#calls .call')[3].click()")
    assert teach.evaluate("document.querySelectorAll('#calls .is-current').length") == 1
    assert " sees " in text_of(teach, "seen")
    for name in ("addition", "topological_sort", "brackets"):
        teach.evaluate(f"task.value = {name!r}; task.dispatchEvent(new Event('change'))")
        click(teach, "play")
        teach.wait("document.getElementById('likely').textContent.startsWith('Done in ')")
    teach.evaluate("document.getElementById('insert').click()")
    teach.wait(f"location.pathname === '/' && {TITLE} === 'Brackets.java, from a link'")


def test_what_cannot_be_is_one_sentence_and_changes_nothing(teach: Chromium) -> None:
    fill(teach, "input", "3 x")
    click(teach, "step")
    teach.wait(f"{SAID}.includes(\"'x' is no integer\")")
    fill(teach, "input", "2 1")
    click(teach, "show")
    for _ in range(2):
        press(teach, "right")
    press(teach, "swap")
    teach.wait(f"{SAID}.startsWith('the operation swap() fails')")
    assert teach.evaluate("document.querySelectorAll('#calls .call').length") == 2
    fill(teach, "group", "Two Words")
    click(teach, "begin")
    assert "small letters" in teach.evaluate(SAID)
    teach.evaluate("document.querySelectorAll('#calls .call')[0].click()")
    fill(teach, "group", "walk")
    click(teach, "name-steps")
    assert teach.evaluate("document.querySelectorAll('#calls .call').length") == 4
    assert "bubble_sort() walk()" in text_of(teach, "calls")
    click(teach, "insert")
    teach.wait(f"{SAID}.endsWith('was never shown')")
    click(teach, "undo")
    click(teach, "undo")
    assert teach.evaluate("document.querySelectorAll('#calls .call').length") == 1


def test_a_demonstration_that_contradicts_another_one_is_taken_back(teach: Chromium) -> None:
    fill(teach, "input", "2 1")
    click(teach, "show")
    press(teach, "swap")
    click(teach, "show")
    assert text_of(teach, "next") == "swap()"
    assert text_of(teach, "next-probability") == "100\u202f%"
    press(teach, "right")
    sentence = teach.wait(f"{SAID}")
    assert sentence.startswith("a demonstration contradicts what was shown before: where bubble_s")
    assert teach.evaluate("document.querySelectorAll('#calls .call').length") == 0
    press(teach, "swap")
    assert teach.evaluate(SAID) == ""


def test_what_was_shown_outlives_the_server(chromium: Chromium, start: Callable[..., Demo]) -> None:
    running = start(0)
    chromium.open(running.url.replace("/?", "/teach.html?"))
    chromium.wait(READY)
    click(chromium, "show")
    press(chromium, "right")
    running.stop()
    chromium.wait(f"{SAID}.startsWith('The server has gone.')")
    press(chromium, "right")
    assert chromium.evaluate("document.querySelectorAll('#calls .call').length") == 1
    start(running.port)
    chromium.wait("document.getElementById('state').dataset.state === 'ready'")
    chromium.wait("document.querySelectorAll('#calls .call').length === 2")
    chromium.errors.clear()  # connections that were refused meanwhile
