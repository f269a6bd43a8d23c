"""javaCorpus: the forms of its tokens, and its layout put back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import InputError
from beamcoder.tokenizer.layout import DEDENT, INDENT, LAYOUT, NEWLINE, layout
from beamcoder.tokenizer.lexer import lex, lexical
from beamcoder.training.evaluation.public.literals import Literals, plain
from beamcoder.training.evaluation.public.reflow import reflow
from tests.training.evaluation.public.forms import FORMS, LITERALS, tokens, words


class TestLiterals:
    @pytest.mark.parametrize("form", FORMS)
    def test_a_form_is_one_token_of_java_and_comes_back(self, form: str) -> None:
        java = LITERALS.java(form)
        assert [token.text for token in lexical(java)] == [java]
        assert not lexical(java)[0].flaw
        assert LITERALS.form(java) == form

    @pytest.mark.parametrize(
        ("java", "form"),
        [
            ('"name"', '"<STR_LIT:name>"'),
            ('"another"', '"<STR_LIT>"'),
            ('" "', '"<STR_LIT:U+0020>"'),
            ("0", "<NUM_LIT:0>"),
            ("12.5f", "<NUM_LIT>"),
            (".5", "<NUM_LIT>"),
            ("'a'", "'<CHAR_LIT:a>'"),
            ("'z'", "'<CHAR_LIT>'"),
            ("'\\n'", "'<STR_LIT:\\n>'"),
            ("'\\u0041'", "'<STR_LIT>'"),
            ("name", "name"),
            ("...", "..."),
        ],
    )
    def test_java_is_written_as_the_test_does(self, java: str, form: str) -> None:
        assert LITERALS.form(java) == form

    def test_plain_keeps_contents_and_makes_up_for_the_rest(self) -> None:
        text = """f ( "<STR_LIT>" , "<STR_LIT:name>" , <NUM_LIT> , <NUM_LIT:1> , '<CHAR_LIT>' )"""
        assert plain(text) == """f ( "" , "name" , 0 , 1 , '' )"""

    @pytest.mark.parametrize("text", ["", "[]", '{"str": [], "num": []}', '{"str": 1}'])
    def test_another_file_is_refused(self, text: str) -> None:
        with pytest.raises(InputError, match="lists str, num and char"):
            Literals.parse(text)


class TestReflow:
    @given(tokens)
    def test_the_tokens_stay(self, forms: list[str]) -> None:
        java = [LITERALS.java(form) for form in forms]
        text = reflow(java)
        assert text.split() == " ".join(java).split()

    @given(tokens, st.integers(1, 30))
    def test_the_last_lines_are_those_of_the_whole(self, forms: list[str], n: int) -> None:
        java = [LITERALS.java(form) for form in forms]
        whole, end = reflow(java).split("\n"), reflow(java, n).split("\n")
        assert whole[len(whole) - len(end) :] == end
        assert len(" ".join(end).split()) >= min(n, len(java))

    @pytest.mark.parametrize(
        "text",
        [
            "class A {\n    int b ;\n}",
            "@ Override\npublic void a ( ) { }",
            '@ A ( "b" )\n@ C\nclass D { }',
            "void a ( @ B int c ) { }",
            "@ interface A { }",
            "int [ ] a = { 1 , { 2 } } ;\nint b ;",
            "for ( int i = 0 ; i < n ; i ++ ) {\n    a ( ) ;\n}\nb ( ) ;",
            "if ( a ) {\n    b ;\n} else {\n    c ;\n}",
            "a ( new B ( ) {\n    void c ( ) { }\n} ) ;\nd ;",
            "switch ( a ) {\n    case 1 :\n        b ;\n    default :\n        c ;\n}\nd ;",
            "int a = b ? c : d ;\ne ;",
            "}\n}\na ;",
            "a ) ;\nb ;",
        ],
    )
    def test_lines_break_where_people_break_them(self, text: str) -> None:
        assert reflow(text.split()) == text

    def test_no_depth_is_lost(self) -> None:
        text = reflow(words("class A { void b ( ) { c ( ) ; } int"))
        marks = [symbol.text for symbol in layout(lex(text)) if symbol.text in LAYOUT]
        assert marks == [NEWLINE, INDENT, INDENT, DEDENT, NEWLINE]
