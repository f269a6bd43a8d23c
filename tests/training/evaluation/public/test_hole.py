"""What is taken out of a solution, and what comes of filling it."""

import pytest

from beamcoder.tokenizer.lexer import lexical
from beamcoder.training.evaluation.metrics.query import QueryContext
from beamcoder.training.evaluation.public.hole import HoleCase, spelling
from beamcoder.training.evaluation.public.problem import Problem

HEAD = "class A {\n    int f(int n) {\n"
SOLUTION = """\
        // not a comment; nor a brace, nor two tokens
        {
        i++
        ;
        }
        int a = g( /* this goes
            on */ n);
        int b = 1; /* and
        this */ int c = 2;
        String s = \"\"\"
            text;
            \"\"\";
        a = b + c; // but this

        if (a > n) { /* and this */
            b++;
        } else {
            return b;
        }
    }
}
"""
TEST = "class Main { int not_this_line; }\n"
REMOVABLE = {"a = b + c;", "if (a > n) {", "b++;", "} else {", "return b;"}


@pytest.fixture(scope="module")
def problem() -> Problem:
    return Problem("MBJP", "MBJP/1", HEAD, SOLUTION, TEST)


@pytest.fixture(scope="module")
def cases(problem: Problem) -> list[HoleCase]:
    drawn = [HoleCase.draw(problem, seed) for seed in range(60)]
    return [case for case in drawn if case is not None]


def test_whole_code_lines_of_the_solution_are_drawn(cases: list[HoleCase]) -> None:
    assert {case.line for case in cases} == REMOVABLE


def test_one_line_is_missing_and_nothing_else(problem: Problem, cases: list[HoleCase]) -> None:
    everything = problem.tested(problem.text).splitlines()
    for case in cases:
        lines = case.filled("").splitlines()
        changed = [i for i, line in enumerate(everything) if lines[i] != line]
        assert len(lines) == len(everything) and len(changed) == 1
        assert lines[changed[0]].strip() == ""
        assert everything[changed[0]].strip().startswith(case.line)


def test_the_line_put_back_is_the_program(problem: Problem, cases: list[HoleCase]) -> None:
    wanted = [token.text for token in lexical(problem.tested(problem.text))]
    for case in cases:
        assert [token.text for token in lexical(case.filled(case.line))] == wanted
        assert spelling(case.line) == case.tokens
        assert spelling(f"  {case.line.replace(' ', '   ')} // why not") == case.tokens
        assert case.tokens not in (spelling(""), spelling(case.line + ";"))


def test_what_an_item_replaces_goes(cases: list[HoleCase]) -> None:
    case = cases[0]
    before = case.place.before
    assert case.filled("x", 3).startswith(before[:-3] + "x\n")


def test_the_line_above_is_the_nearest_with_code(cases: list[HoleCase]) -> None:
    above = {case.line: case.line_above for case in cases}
    assert above["if (a > n) {"] == "a = b + c;"
    assert above["b++;"] == "if (a > n) {"
    assert above["return b;"] == "} else {"


def test_the_completer_sees_what_it_may(problem: Problem, cases: list[HoleCase]) -> None:
    for case in cases:
        left, right = (case.place.request(context, lines=True) for context in QueryContext)
        assert left.text == left.text[: left.offset] == right.text[: right.offset]
        assert problem.text.startswith(left.text)
        assert left.text.splitlines()[-1].strip() == ""
        assert problem.text.endswith(right.text[right.offset :])
        assert right.text[right.offset] == "\n"
        assert not right.tokens and right.lines


def test_a_draw_depends_on_seed_and_problem_alone(problem: Problem) -> None:
    again = [HoleCase.draw(problem, seed) for seed in range(10)]
    assert again == [HoleCase.draw(problem, seed) for seed in range(10)]
    renamed = Problem("MBJP", "MBJP/2", HEAD, SOLUTION, TEST)
    drawn = [HoleCase.draw(renamed, seed) for seed in range(10)]
    assert [case and case.line for case in drawn] != [case and case.line for case in again]


@pytest.mark.parametrize("solution", ["", "        }\n    }\n", "        // a b c\n    ;\n}}"])
def test_where_no_line_can_be_taken_out_there_is_no_case(solution: str) -> None:
    assert HoleCase.draw(Problem("MBJP", "MBJP/1", HEAD, solution, TEST), 0) is None
