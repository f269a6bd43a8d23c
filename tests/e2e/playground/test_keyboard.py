"""The page without a mouse, and for who hears it: ways out, names, help; and its two themes."""

import pytest

from tests.e2e.playground.chromium import CONTROL, Chromium
from tests.e2e.playground.conftest import Demo
from tests.e2e.playground.test_editing import GHOST, HEAD, ITEMS, buffer
from tests.e2e.playground.test_texts import again

pytestmark = pytest.mark.editors

IN_EDITOR = "document.activeElement.className.includes('cm-content')"
THEME = "document.documentElement.dataset.theme"


@pytest.mark.parametrize("opens", ["nothing", "ghost", "list"])
def test_esc_then_tab_leaves_the_editor_whatever_is_open(page: Chromium, opens: str) -> None:
    text = HEAD if opens != "nothing" else HEAD + "1;"
    page.paste(text)
    if opens != "nothing":
        page.wait(GHOST)
    if opens == "list":
        page.key("Space", CONTROL)
        page.wait(f"{ITEMS}.length")
    page.key("Escape")
    page.key("Tab")
    assert not page.evaluate(IN_EDITOR) and buffer(page) == text


def test_tab_takes_again_after_any_other_key_and_after_coming_back(page: Chromium) -> None:
    page.paste(HEAD)
    page.wait(GHOST)
    page.key("Escape")
    page.type("0;\nint m = ")
    page.wait(GHOST)
    before = buffer(page)
    page.key("Tab")
    assert page.evaluate(IN_EDITOR) and len(buffer(page)) > len(before)
    page.key("Escape")
    page.key("Tab")
    page.evaluate("document.querySelector('.cm-content').focus()")
    page.key("Tab")
    assert page.evaluate(IN_EDITOR)


def test_ctrl_m_lets_tab_move_on(page: Chromium) -> None:
    page.paste(HEAD)
    page.wait(GHOST)
    page.key("m", CONTROL)
    page.key("Tab")
    assert not page.evaluate(IN_EDITOR) and buffer(page) == HEAD
    page.evaluate("document.querySelector('.cm-content').focus()")
    page.key("m", CONTROL)
    page.key("Tab")
    assert page.evaluate(IN_EDITOR) and buffer(page) != HEAD


def test_whatever_is_used_has_a_name(page: Chromium) -> None:
    page.send("Accessibility.enable")
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    used = {"button", "combobox", "textbox", "link", "region", "toolbar", "listbox"}
    roles = [node for node in nodes if node.get("role", {}).get("value") in used]
    assert len(roles) > 15
    assert [node["role"]["value"] for node in roles if not node.get("name", {}).get("value")] == []


def test_help_opens_by_a_key_and_closes_by_esc(page: Chromium) -> None:
    is_open = "document.getElementById('help').open"
    page.type("?")
    assert page.evaluate(is_open) is False and "?" in buffer(page)
    page.evaluate("document.getElementById('help-open').focus()")
    page.type("?")
    page.wait(is_open)
    said = page.evaluate("document.getElementById('help').innerText")
    for key in ("Tab", "Esc", "Ctrl Space", "Copy link", "Percentages"):
        assert key in said
    page.key("Escape")
    page.wait(f"!{is_open}")
    assert page.evaluate("document.activeElement.id") == "help-open"


def test_the_theme_button_says_what_it_does_and_the_choice_stays(
    page: Chromium, demo: Demo
) -> None:
    label = "document.getElementById('theme').textContent"
    assert page.evaluate(f"[{THEME}, {label}]") == ["light", "Dark"]
    page.evaluate("document.getElementById('theme').click()")
    assert page.evaluate(f"[{THEME}, {label}]") == ["dark", "Light"]
    again(page, demo.url)
    assert page.evaluate(f"[{THEME}, {label}]") == ["dark", "Light"]
    page.prefer("dark")
    page.prefer("light")
    assert page.evaluate(THEME) == "dark"
    page.evaluate("document.getElementById('theme').click()")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 244, 238)"
