"""What is read, left out and asked: programs, templates, samples, places."""

from pathlib import Path

import pytest

from beamcoder.errors import InputError
from beamcoder.model.proposal import Item
from beamcoder.training.evaluation.metrics.query import QueryContext, QueryPlace, rank_of, spelled
from beamcoder.training.evaluation.places.program import MAX_BYTES, Program, read_programs
from beamcoder.training.evaluation.places.sampling import choose, plan
from beamcoder.training.evaluation.places.template import (
    body_mask,
    body_start,
    least_files,
    template_lines,
)


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".java").write_text(text, encoding="utf-8")


def test_an_author_is_the_first_folder(tmp_path: Path) -> None:
    write(
        tmp_path, a__X="int a;", a__deep__Y="int b;", b__X="int c;", Top="int d;", b__Empty="// ."
    )
    programs, n_unreadable = read_programs([tmp_path])
    found = {program.id: program.author for program in programs}
    assert n_unreadable == 0
    assert found == {
        "Top.java": tmp_path.name,
        "a/X.java": "a",
        "a/deep/Y.java": "a",
        "b/X.java": "b",
    }


def test_what_is_no_text_is_counted_in_a_folder_and_named_alone(tmp_path: Path) -> None:
    write(tmp_path, a__X="int a;")
    bad, large = tmp_path / "a" / "Bad.java", tmp_path / "a" / "Large.java"
    bad.write_bytes(b"int \xff;")
    large.write_text(" " * (MAX_BYTES + 1), encoding="utf-8")
    programs, n_unreadable = read_programs([tmp_path])
    assert ([program.id for program in programs], n_unreadable) == (["a/X.java"], 2)
    for path, word in ((bad, "UTF-8"), (large, "larger"), (tmp_path / "no", "does not exist")):
        with pytest.raises(InputError, match=word):
            read_programs([path])


def test_a_folder_without_programs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Java program"):
        read_programs([tmp_path])


def test_lines_are_code_lines(program: Program) -> None:
    spelled_lines = [" ".join(program.spelling(line)) for line in program.lines]
    assert len(spelled_lines) == 12
    assert spelled_lines[5] == "long total = 0 ;"
    assert program.text[program.line_end(program.lines[5]) :].startswith("\n        for")


def test_an_empty_program_has_no_lines() -> None:
    assert Program.parse("// nothing").lines == ()


def test_template_lines_stand_in_a_twentieth_of_the_files() -> None:
    assert [least_files(n) for n in (1, 2, 40, 41, 60, 61)] == [2, 2, 2, 3, 3, 4]
    programs = [Program.parse(f"import a.*;\nint x{i};", str(i), "me") for i in range(41)]
    programs[0] = Program.parse("import a.*;\nint x1;", "0", "me")
    assert template_lines(programs)["me"] == {"import a . * ;"}


def body(text: str, template: frozenset[str] = frozenset()) -> str:
    program = Program.parse(text)
    mask = body_mask(program, template)
    return " ".join(t.text for t, inside in zip(program.tokens, mask, strict=True) if inside)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class A { void main() { a(); b(); } }", "b ( ) ; } }"),
        ("void main() { s(); t(); } void solve() throws E { int n = f(1); g(); }", "g ( ) ; }"),
        ("void run() { a(); b(); } void main() { a(); }", "b ( ) ; } void main ( ) { a ( ) ; }"),
        ("int small() { a(); } int large() { while (b(1)) { c(); } }", "c ( ) ; } }"),
        ("void main() { for (int i = 0; i < n; i++) { a(); } }", "a ( ) ; } }"),
        ("void main() { solve(); a(); }", "a ( ) ; }"),
        ("interface A { int f(); }", ""),
        ("void main() { int x = 1", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_body_comes_after_the_first_statement_of_the_solving_method(
    text: str, expected: str
) -> None:
    assert body(text) == expected


def test_template_lines_are_no_body() -> None:
    text = "void main() {\nfirst();\nSystem.out.println(x);\ny();\n}"
    assert body(text, frozenset({"}", "System . out . println ( x ) ;"})) == "y ( ) ;"


def test_body_start_survives_unbalanced_brackets() -> None:
    for text in ("void main() { ((( ", "}}} void main() { a(); }", "main(", "void f() throws"):
        tokens = Program.parse(text).tokens
        assert 0 <= body_start(tokens) <= len(tokens)


def many(n_first: int, n_second: int) -> list[Program]:
    return [
        Program.parse(f"int a{i} = {i};\nint b;\nint c;", f"{author}/{i}", author)
        for author, n in (("first", n_first), ("second", n_second))
        for i in range(n)
    ]


def test_every_beginning_of_the_order_is_in_proportion() -> None:
    order = choose(many(60, 20), 80, seed=3)
    assert sorted(p.id for p in order) == sorted(p.id for p in many(60, 20))
    for n in (8, 20, 40):
        n_first = sum(p.author == "first" for p in order[:n])
        assert abs(n_first - 0.75 * n) <= 1
        assert choose(many(60, 20), n, seed=3) == order[:n]
    assert choose(many(60, 20), 80, seed=4) != order


def test_a_plan_is_fixed_by_its_seed_and_asks_as_much_as_it_is_told() -> None:
    programs = many(100, 20)
    templates = template_lines(programs)
    cases = plan(programs, templates, 5, seed=1)
    assert cases == plan(programs, templates, 5, seed=1)
    assert cases != plan(programs, templates, 5, seed=2)
    assert sum(len(case.tokens) for case in cases) == pytest.approx(5 * len(programs), rel=0.1)
    for case in cases:
        assert list(case.tokens) == sorted(set(case.tokens))
        for line, token in zip(case.lines, case.random_tokens, strict=True):
            assert line.first < token < line.stop


def test_a_place_is_where_a_token_begins(program: Program) -> None:
    line = program.lines[4]  # int count = in.nextInt();
    index = {program.tokens[i].text: i for i in range(line.first, line.stop)}
    place = QueryPlace(program, line, index["nextInt"])
    assert place.line_before == "int count = in."
    assert QueryPlace(program, line, index["nextInt"], n_typed=2).line_before == "int count = in.ne"
    request = place.request(QueryContext.LEFT, lines=True)
    assert request.text == place.before and request.offset == len(place.before)
    assert request.lines and not request.tokens


def test_a_blank_ends_the_word_before(program: Program) -> None:
    line = program.lines[4]
    place = QueryPlace(program, line, line.stop - 3)
    assert place.token.text == "(" and place.line_before == "int count = in.nextInt "


def test_the_right_context_begins_behind_the_line(program: Program) -> None:
    line = program.lines[4]
    request = QueryPlace(program, line, line.first).request(QueryContext.RIGHT, lines=False)
    assert "nextInt()" not in request.text
    assert request.text[request.offset :].startswith("\n        long total")


@pytest.mark.parametrize(
    ("typed", "items", "rank"),
    [
        ("", [("count", 0)], 1),
        ("", [("total", 0), ("count", 0)], 2),
        ("co", [("count", 2)], 1),
        ("co", [("unt", 0)], 1),
        ("co", [("count", 0)], None),
        ("co", [("count", 3)], None),
        ("", [], None),
    ],
)
def test_rank_of(typed: str, items: list[tuple[str, int]], rank: int | None) -> None:
    assert rank_of("count", typed, [Item(text, replace, 0.5) for text, replace in items]) == rank


def test_spelled_leaves_out_spacing_and_comments() -> None:
    assert spelled("int co /* x */", Item("count=1 ; // one", 10, 1.0)) == [
        "int",
        "count",
        "=",
        "1",
        ";",
    ]
