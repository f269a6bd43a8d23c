"""A ghost that was shown stays while it is typed, to its last character."""

from typing import Any

import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.model.session.standing_ghost import StandingGhost
from beamcoder.tokenizer.subword import Subword
from tests.fakes import PROGRAMS

INFO = ModelInfo("scripted", 0, "")
SILENCE = Answer()
CLOSED = {"(": ")", "[": "]", "{": "}", '"': '"'}


def request(marked: str, **how: Any) -> Request:
    return Request(marked.replace("‸", ""), marked.index("‸"), **how)


def offer(text: str, taken: float = 0.9, replace: int = 0) -> Answer:
    return Answer(lines=(Item(text, replace, 0.5),), ghost_probability=taken)


def shown(standing: StandingGhost, marked: str, answer: Answer = SILENCE) -> str | None:
    """What is added to the text by the ghost at a cursor."""
    ghost = standing.follow(request(marked), answer).ghost()
    return ghost.text[ghost.replace :] if ghost else None


def test_it_stays_to_its_end_whatever_is_offered_since() -> None:
    standing = StandingGhost()
    assert shown(standing, "x‸", offer("int n = 5;")) == "int n = 5;"
    assert shown(standing, "xint‸", offer("interest();", replace=3)) == " n = 5;"
    assert shown(standing, "xint ‸") == "n = 5;"
    assert shown(standing, "xint n = 5‸") == ";"
    assert shown(standing, "xint n = 5;‸") is None
    assert shown(standing, "xint n = 5;‸", offer("int m = 5;")) == "int m = 5;"


@pytest.mark.parametrize("marked", ["xl‸", "xint m‸", "‸", "xin‸ t", "yint‸", "xint n = 5; ‸"])
def test_it_goes_with_the_first_key_that_leaves_it(marked: str) -> None:
    standing = StandingGhost()
    shown(standing, "x‸", offer("int n = 5;"))
    shown(standing, "xi‸")
    assert shown(standing, marked) is None
    assert shown(standing, "xi‸") is None  # and does not come back by itself


def test_what_was_not_shown_does_not_stay() -> None:
    standing = StandingGhost()
    assert shown(standing, "x‸", offer("int n = 5;", taken=0.01)) is None
    assert shown(standing, "xi‸") is None
    shown(standing, "y‸", offer("int n = 5;"))
    refused = request("yi‸", dismissed=frozenset({"int n = 5;"}))
    assert standing.follow(refused, Answer()).ghost() is None


def test_a_higher_threshold_hides_it() -> None:
    standing = StandingGhost()
    standing.follow(request("x‸"), offer("int n = 5;", taken=0.6))
    answer = standing.follow(request("xi‸"), Answer())
    assert answer.ghost(0.5) is not None and answer.ghost(0.7) is None


def test_an_answer_that_was_overtaken_changes_nothing() -> None:
    standing = StandingGhost()
    shown(standing, "x‸", offer("int n = 5;"))
    assert shown(standing, "xi‸", Answer(reason="cancelled")) is None
    assert shown(standing, "xin‸") == "t n = 5;"


def test_the_same_place_again_shows_the_same() -> None:
    standing = StandingGhost()
    shown(standing, "x‸", offer("int n = 5;"))
    assert shown(standing, "x‸", offer("int m;")) == "int n = 5;"


def test_brackets_and_quotes_that_the_editor_closes() -> None:
    standing = StandingGhost()
    line = 'print(f("a(", n)[0]);'
    assert shown(standing, "x‸\n}", offer(line)) == line
    assert shown(standing, "xprint‸\n}") == line[5:]
    assert shown(standing, "xprint(‸)\n}") == 'f("a(", n)[0]'
    assert shown(standing, "xprint(f(‸))\n}") == '"a(", n'
    assert shown(standing, 'xprint(f("‸"))\n}') == "a("
    assert shown(standing, 'xprint(f("a(‸"))\n}') is None  # up to the quote that stands there
    assert shown(standing, 'xprint(f("a("‸))\n}') == ", n"
    assert shown(standing, 'xprint(f("a(", n‸))\n}') is None
    assert shown(standing, 'xprint(f("a(", n)‸)\n}') == "[0]"
    assert shown(standing, 'xprint(f("a(", n)[‸])\n}') == "0"
    assert shown(standing, 'xprint(f("a(", n)[0‸])\n}') is None
    assert shown(standing, 'xprint(f("a(", n)[0]‸)\n}') is None
    assert shown(standing, 'xprint(f("a(", n)[0])‸\n}') == ";"


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("closes", [False, True])
def test_no_ghost_flickers_while_a_program_is_typed(
    runtime: Any, subword: Subword, program: str, closes: bool
) -> None:
    session = Completer(runtime, subword, INFO).new_session()
    completer = Completer(runtime, subword, INFO)
    last, n_along, n_shown = "", 0, 0
    for offset in range(program.index("{") + 2, program.rindex("}")):
        text = program[:offset] + right_of(program[:offset], closes=closes)
        ghost = completer.complete(Request(text, offset), session).ghost()
        now = ghost.text[ghost.replace :] if ghost else ""
        if len(last) > 1 and last[0] == program[offset - 1]:
            n_along += 1
            assert last[1:].startswith(now)
            assert now or closes or not last[1:]
        last, n_shown = now, n_shown + bool(now)
    assert n_along > 50 and n_shown > 100


def right_of(left: str, *, closes: bool) -> str:
    """What an editor that closes brackets has put right of a text; or only the braces below."""
    line = left.rpartition("\n")[2]
    opened = list[str]()
    for character in line:
        if opened and character == opened[-1]:
            opened.pop()
        elif character in CLOSED and '"' not in opened:
            opened.append(CLOSED[character])
    n_blocks = left.count("{") - left.count("}") - opened.count("}")
    return "".join(reversed(opened)) * closes + "\n}" * n_blocks
