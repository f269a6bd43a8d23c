"""Line style: three ways to write the single statement of an `if`, the same program."""

from typing import Final

import numpy as np
import pytest

from beamcoder.model.artefact import DEFAULT
from beamcoder.tokenizer.layout import LAYOUT
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.augmentation.brace_style import BraceStyle
from beamcoder.training.data.augmentation.line_style import BELOW, BRACED, SAME_LINE, LineStyle
from beamcoder.training.data.dataset import Pieces, symbols_of

SUBWORD: Final = Subword.load(DEFAULT / "tokenizer.model")
KEPT: Final = """
        if (a) {
            b();
            c();
        }
        if (d)
            if (e) x(); else y();
        while (next());
        for (;;) { z(); }
        run(() -> { if (f) g(); });
        do {
            h();
        } while (i > 0);
        if (j) k = new int[] {1, 2};
"""
FORMS: Final = {
    BRACED: """class Main {
    int f(int n) {
        for (int i = 0; i < n; i++) {
            if (i > g(2)) {
                n--;
            } else if (n < 0) {
                n++;
            } else {
                break;
            }
        }
        while (n > 0) {
            n /= 2;
        }
        if (n < 0) {
            return 1;
        }
        return n;
    }
}
""",
    BELOW: """class Main {
    int f(int n) {
        for (int i = 0; i < n; i++) {
            if (i > g(2))
                n--;
            else if (n < 0)
                n++;
            else
                break;
        }
        while (n > 0)
            n /= 2;
        if (n < 0)
            return 1;
        return n;
    }
}
""",
    SAME_LINE: """class Main {
    int f(int n) {
        for (int i = 0; i < n; i++) {
            if (i > g(2)) n--;
            else if (n < 0) n++;
            else break;
        }
        while (n > 0) n /= 2;
        if (n < 0) return 1;
        return n;
    }
}
""",
}


def pieces_of(text: str) -> Pieces:
    return SUBWORD.encode_all(symbols_of(text)).astype(np.uint16)


def turned(text: str, form: int) -> list[str]:
    return SUBWORD.decode(LineStyle.of(SUBWORD).written(pieces_of(text), form).tolist())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("written", FORMS)
def test_each_form_becomes_each_other(written: int, form: int) -> None:
    assert turned(FORMS[written], form) == list(symbols_of(FORMS[form]))


@pytest.mark.parametrize("form", FORMS)
def test_what_could_mean_something_else_stays(form: int) -> None:
    text = f"class A {{\n    void f() {{{KEPT}    }}\n}}\n"
    inner = [s for s in turned(text, form) if s not in (*LAYOUT, "{", "}")]
    assert inner == [s for s in symbols_of(text) if s not in (*LAYOUT, "{", "}")]
    if form == SAME_LINE:
        assert turned(text, form) == list(symbols_of(text))


def test_each_form_is_drawn_but_braces_where_each_stands_on_a_line_of_its_own() -> None:
    style, rng = LineStyle.of(SUBWORD), np.random.default_rng(0)
    forms = {form: style.written(pieces_of(text), form).tobytes() for form, text in FORMS.items()}
    drawn = {style.turned(pieces_of(FORMS[BELOW]), rng).tobytes() for _ in range(30)}
    assert drawn == set(forms.values())
    apart = BraceStyle.of(SUBWORD).turned(pieces_of(FORMS[BRACED]))
    before = apart.tolist().count(SUBWORD.encode("{")[0])
    after = {style.turned(apart, rng).tolist().count(SUBWORD.encode("{")[0]) for _ in range(30)}
    assert max(after) <= before
