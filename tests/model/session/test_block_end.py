"""A blank line above the `}` of its block: nothing is shown where nothing more comes."""

from typing import Any

import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.proposal import Answer, ModelInfo, Request
from beamcoder.tokenizer.subword import Subword
from tests.fakes import PROGRAMS

INFO = ModelInfo("scripted", 0, "")
PLAIN = {"ghost": {"a": 1.0, "b": 0.0}}
HEAD = PROGRAMS[0][: PROGRAMS[0].index("            if (value > 0)")]
BLOCK = "            if (value > 0) {\n                ans += value;\n"
END = "\n        }\n    }\n}\n"


@pytest.fixture(scope="module")
def engine(runtime: Any, subword: Subword) -> Completer:
    return Completer(runtime, subword, INFO, PLAIN)


def at(engine: Completer, text: str, session: Any = None) -> Answer:
    return engine.complete(Request(text.replace("‸", ""), text.index("‸")), session)


def test_where_more_comes_it_is_shown(engine: Completer) -> None:
    answer = at(engine, HEAD + "            ‸" + END)
    assert answer.lines[0].text == "if (value > 0) {"
    assert answer.ghost_probability is not None and answer.ghost_probability > 0.9
    assert answer.ghost() == answer.lines[0]


@pytest.mark.parametrize("below", ["", "\n        System.out.println(ans);"])
def test_where_nothing_more_comes_nothing_is_shown(engine: Completer, below: str) -> None:
    end = END.replace("}\n    }", "}" + below + "\n    }", 1)
    blank = HEAD + BLOCK + "                ‸\n            }" + end
    answer = at(engine, blank)
    assert answer.ghost_probability is None or answer.ghost_probability < 0.1
    assert answer.ghost() is None


def test_a_line_begun_goes_on(engine: Completer) -> None:
    answer = at(engine, HEAD + BLOCK + "                a‸\n            }" + END)
    assert answer.lines and answer.ghost_probability == pytest.approx(answer.lines[0].probability)
    blank = at(engine, HEAD + BLOCK + "                ‸\n            }" + END)
    assert not blank.lines or (blank.ghost_probability or 0) < blank.lines[0].probability / 4


def test_what_was_asked_above_changes_no_later_answer(engine: Completer) -> None:
    session = engine.new_session()
    text = HEAD + "            ‸" + END
    first = at(engine, text, session)
    begun = at(engine, text.replace("‸", "i‸"), session)
    again = at(engine, text, session)
    for kept, fresh in ((first, at(engine, text)), (again, first)):
        assert [i.text for i in kept.lines] == [i.text for i in fresh.lines]
        assert kept.ghost_probability == pytest.approx(fresh.ghost_probability)
    assert begun.lines[0].text == "if (value > 0) {"
