"""In the page's editor: ghost text and list from the real model, taken in every way."""

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium

pytestmark = pytest.mark.editors

HEAD = """\
import java.util.Scanner;

public class Ferry {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = """
METHOD = """\
    static int[] counted%d(int[] a) {
        int[] counts = new int[a.length + %d];  // one for each
        return counts;
    }
"""
NOTE = f"    // {'no use ' * 14}\n"
LINES = """[...document.querySelectorAll('.cm-line')].map(line => {
    const copy = line.cloneNode(true);
    copy.querySelectorAll('.cm-ghost').forEach(ghost => ghost.remove());
    return copy.textContent;
}).join('\\n')"""
GHOST = "document.querySelector('.cm-ghost')?.textContent ?? ''"
ITEMS = "[...document.querySelectorAll('.cm-tooltip-autocomplete .cm-completionLabel')]"
ANSWERS = "Number(/(\\d+) answer/.exec(document.getElementById('median').textContent)?.[1] ?? 0)"


def ghost_after(page: Chromium, text: str) -> str:
    page.paste(text)
    return str(page.wait(GHOST))


def buffer(page: Chromium) -> str:
    return str(page.evaluate(LINES))


def test_ghost_text_is_taken_whole_and_undone_in_one_step(page: Chromium) -> None:
    ghost = ghost_after(page, HEAD)
    assert buffer(page) == HEAD
    page.key("Tab")
    assert buffer(page) == HEAD + ghost
    page.key("z", CONTROL)
    assert buffer(page) == HEAD


def test_ghost_text_is_taken_by_word(page: Chromium) -> None:
    ghost = ghost_after(page, HEAD)
    taken = ""
    while rest := page.evaluate(GHOST) if len(taken) < len(ghost) else "":
        page.key("ArrowRight", CONTROL)
        taken = buffer(page)[len(HEAD) :]
        assert taken and ghost.startswith(taken) and taken != ghost[: len(ghost) - len(rest)]
    assert taken == ghost and ghost[0].isalnum()


def test_ghost_text_is_taken_to_the_end_of_the_line(page: Chromium) -> None:
    ghost = ghost_after(page, HEAD)
    page.key("End")
    assert buffer(page) == HEAD + ghost


def test_typing_on_keeps_the_ghost_and_repeats_nothing(page: Chromium) -> None:
    ghost = ghost_after(page, HEAD)
    page.type(ghost[0])
    assert buffer(page) + page.wait(GHOST) == HEAD + ghost
    page.key("Tab")
    assert buffer(page) == HEAD + ghost


def test_what_was_dismissed_is_not_offered_again(page: Chromium) -> None:
    ghost = ghost_after(page, HEAD)
    page.key("Escape")
    assert page.evaluate(GHOST) == ""
    n_answers = page.evaluate(ANSWERS)
    page.type("x")
    page.wait(f"{ANSWERS} > {n_answers}")
    page.key("Backspace")
    page.wait(f"{ANSWERS} > {n_answers} + 1")
    assert buffer(page) == HEAD and page.evaluate(GHOST) != ghost


def test_the_list_shows_probabilities_and_hides_the_ghost(page: Chromium) -> None:
    page.paste(HEAD + "sc.nextInt();\n        ")
    page.wait(f"{ANSWERS} > 0")
    page.key("Space", CONTROL)
    labels = page.wait(f"{ITEMS}.length && {ITEMS}.map(item => item.textContent)")
    figures = page.evaluate(
        "[...document.querySelectorAll('.cm-tooltip-autocomplete .figure')].map(f => f.textContent)"
    )
    assert len(figures) == len(labels) and all(figure.endswith("%") for figure in figures)
    assert page.evaluate(GHOST) == "" and len(set(labels)) == len(labels)
    page.key("ArrowDown")
    page.key("Enter")
    assert buffer(page) == HEAD + "sc.nextInt();\n        " + labels[0]
    page.key("z", CONTROL)
    assert buffer(page) == HEAD + "sc.nextInt();\n        "


def test_enter_is_a_new_line_until_an_arrow_has_chosen(page: Chromium) -> None:
    page.paste(HEAD)
    page.key("Space", CONTROL)
    page.wait(f"{ITEMS}.length")
    page.key("Enter")
    assert buffer(page).count("\n") == HEAD.count("\n") + 1


def test_tab_takes_the_first_of_the_list(page: Chromium) -> None:
    page.paste(HEAD)
    page.key("Space", CONTROL)
    labels = page.wait(f"{ITEMS}.length && {ITEMS}.map(item => item.textContent)")
    page.key("Tab")
    assert buffer(page) == HEAD + labels[0]


def test_brackets_that_the_editor_closed_are_not_doubled(page: Chromium) -> None:
    page.paste(HEAD + "sc.nextInt();\n        ")
    page.type("Scanner in = new Scanner(")
    ghost = page.wait(GHOST)
    page.key("Tab")
    last = buffer(page).splitlines()[-1]
    assert ghost.split()[0] in last and last.count("(") == last.count(")")


def test_columns_behind_emoji_and_ideographs(page: Chromium) -> None:
    line = HEAD.replace("int n = ", 'String s = "🙂漢字🙂"; int n = ')
    ghost = ghost_after(page, line)
    page.key("Tab")
    assert buffer(page) == line + ghost
    page.key("z", CONTROL)
    page.type("s")
    page.key("Space", CONTROL)
    labels = page.wait(f"{ITEMS}.length && {ITEMS}.map(item => item.textContent)")
    page.key("Tab")
    assert buffer(page) == line + labels[0]


def test_a_megabyte_of_20000_lines(page: Chromium) -> None:
    """Pasted, typed into at its end and its top; then beam and statement still speak of it."""
    methods = "".join(METHOD % (i, i) + NOTE for i in range(4300))
    long = HEAD.replace("public class Ferry {\n", "public class Ferry {\n" + methods)
    assert long.count("\n") > 20_000 and len(long) > 1_000_000
    page.paste_from_clipboard(long)
    ghost = page.wait(GHOST)
    page.key("Tab")
    page.type("\nSy")
    page.wait(f"({GHOST}) || {ITEMS}.length")
    page.key("Space", CONTROL)
    labels = page.wait(f"{ITEMS}.length && {ITEMS}.map(item => item.textContent)")
    page.key("Tab")
    page.key("Home", CONTROL)
    page.type("\n")
    page.key("ArrowUp")
    page.type("import java.ut")
    first = page.wait(GHOST)
    page.key("Tab")
    page.wait("document.querySelectorAll('#beam .edge').length")
    page.key("a", CONTROL)
    copied = page.copied()
    typed = f"import java.ut{first}\n"
    assert copied == f"{typed}{long}{ghost}\n        {labels[0]}"
    page.key("End", CONTROL)
    page.evaluate("document.getElementById('statement').select()")
    page.paste("Print the number of cars.")
    page.wait("!document.getElementById('measure').disabled")
    page.evaluate("document.getElementById('measure').click()")
    page.wait("document.querySelectorAll('#influence li').length === 1")
