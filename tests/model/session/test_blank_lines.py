"""Searches on a line of blanks, and what is made of their answers."""

from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.model.session import blank_lines
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.live.reader import Reader
from beamcoder.tokenizer.style.indentation import Indentation

HEAD = "class A {\n    void f() {\n        a();\n"
GOES_ON = Answer(
    (Item("b", 0, 0.5), Item("c", 0, 0.01)), (Item("b();", 0, 0.4),), ghost_probability=0.3
)


@dataclass
class Engine:
    """Answers `GOES_ON` on a line of blanks, and with a `}` behind a statement."""

    closer: float = 0.75
    asked: list[Request] = field(default_factory=list)

    def search(self, request: Request) -> Answer:
        self.asked.append(request)
        if request.lines:
            return GOES_ON
        return Answer((Item("x", 0, 0.1), Item("}", 0, self.closer)))


def asked(marked: str, engine: Engine | None = None, **wanted: int) -> tuple[Answer, list[str]]:
    """The answer, and the places that the engine was asked for, as marked texts."""
    left, right = marked.split("|")
    engine = engine or Engine()
    request = replace(Request(left + right, len(left)), **cast(Any, wanted))
    answer = blank_lines.complete(engine.search, Reader(Cutter()), request)
    return answer, [r.text[: r.offset] + "|" + r.text[r.offset :] for r in engine.asked]


def test_a_line_with_text_is_asked_for_as_it_is() -> None:
    for marked in (HEAD + "  b|", HEAD + "  |b", "|a", "        a|"):
        assert asked(marked) == (GOES_ON, [marked])


@pytest.mark.parametrize(
    "blanks", ["|", "  |", "        |", "            |", " |           ", "|\t"]
)
def test_the_engine_sees_the_line_as_deep_as_its_block(blanks: str) -> None:
    closed = "\n    }\n}\n"
    assert asked(HEAD + blanks + closed) == (GOES_ON, [HEAD + "        |" + closed])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("\tb|", "        b|"),
        ("\t\tb.|c", "        b.|c"),
        ("\t}|", "    }|"),
        ("    b|", "    b|"),  # in the buffer's own blanks it is what its author wants
        ("|\tb", "|\tb"),
    ],
)
def test_other_blanks_than_the_buffers_are_as_wide_as_they_should(line: str, shown: str) -> None:
    assert asked(HEAD + line + "\n}\n}\n") == (GOES_ON, [HEAD + shown + "\n}\n}\n"])


def test_blanks_in_a_buffer_of_tabs() -> None:
    head = HEAD.replace("    ", "\t")
    assert asked(head + "        b|") == (GOES_ON, [head + "\t\tb|"])
    assert asked("class A {\n\tint a = b\n        + c|") == (
        GOES_ON,
        ["class A {\n\tint a = b\n        + c|"],
    )


def test_what_goes_on_may_be_deeper() -> None:
    marked = "class A {\n    int a = b\n            |\n}\n"
    assert asked(marked) == (GOES_ON, [marked])


def test_a_closing_bracket_that_is_due_is_asked_for_where_the_code_ends() -> None:
    answer, places = asked(HEAD + "|")
    assert places == [HEAD.rstrip() + "|\n        ", HEAD + "        |"]
    assert [(item.text, item.probability) for item in answer.tokens] == [("}", 0.75), ("b", 0.125)]
    assert [(item.text, item.probability) for item in answer.lines] == [("b();", 0.1)]
    assert answer.ghost_probability == pytest.approx(0.075)


def test_it_stands_where_its_probability_puts_it_and_counts() -> None:
    answer, _ = asked(HEAD + "|", Engine(closer=0.2))
    assert [item.text for item in answer.tokens] == ["b", "}", "c"]
    answer, _ = asked(HEAD + "|", Engine(closer=0.2), count=1)
    assert [item.text for item in answer.tokens] == ["b"]


@pytest.mark.parametrize(
    "above",
    [
        'print("{");',  # braces in literals, comments and text blocks are no blocks
        "char c = '{';",
        "// if (a) {\n        a();",
        "/* { */ a();",
        'String s = """\n            {\n            """;',
    ],
)
def test_braces_that_are_no_tokens_open_nothing(above: str) -> None:
    answer, places = asked(f"class A {{\n    void f() {{\n        {above}\n        |\n    }}\n}}\n")
    assert (answer, len(places)) == (GOES_ON, 1)


@pytest.mark.parametrize("closed", ['        print("}}");\n', "        a(); // }}\n"])
def test_braces_that_are_no_tokens_close_nothing(closed: str) -> None:
    answer, places = asked(HEAD + closed + "|")
    assert answer.tokens[0].text == "}" and places[0].startswith(HEAD + closed.split(";")[0] + ";|")


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        (HEAD + "|\n    }\n}\n", {}),  # every block is closed below
        ("class A {\n    |", {}),  # nothing stands in the block yet
        ("class A {\n    int a = b\n        |", {}),  # the statement goes on
        (HEAD + "|", {"tokens": False}),
    ],
)
def test_a_bracket_that_is_not_due_is_not_asked_for(marked: str, wanted: dict[str, bool]) -> None:
    answer, places = asked(marked, None, **wanted)
    assert answer == GOES_ON and len(places) == 1


def test_a_search_that_was_cancelled_says_so() -> None:
    cancelled = Answer(reason="cancelled")
    blanks = Indentation("", "    ", is_sure=True)
    assert blank_lines.with_closer(cancelled, Item("}", 0, 0.5), 10, blanks) is cancelled
