"""Pieces: any token survives the way there and back, and starts where it starts."""

from pathlib import Path

import pytest
import sentencepiece
from hypothesis import given, settings
from hypothesis import strategies as st

from beamcoder.errors import ArtefactError
from beamcoder.tokenizer.layout import DEDENT, INDENT, LAYOUT, NEWLINE
from beamcoder.tokenizer.subword import CONTROLS, Subword, escape, unescape

WORDS = [f"{a}{b}{c}" for a in "qwertzsx" for b in "aeiou" for c in "nmlkj"]
ODD = [" ", "\n", "\t", "\r", "\0", "\x7f", "\x85", "\xa0", "\u2028", "\u2581", "\u2423", "\u2424"]
ODD += [
    "\u2409",
    "\u241b",
    "\u241b2423",
    "\ud800",
    "\udfff",
    "\u2585",
    "\ufeff",
    "\uffff",
    "😀",
    "<nl>",
]
ODD += [*CONTROLS, "<0x41>", "<unk>"]
TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), min_size=1, max_size=12),
    st.lists(st.sampled_from([*ODD, "a", '"', "in"]), min_size=1, max_size=6).map("".join),
)
TOKEN = TEXT.filter(lambda text: text not in LAYOUT)  # those are marks, no tokens
SYMBOL = st.one_of(TOKEN, st.sampled_from([*LAYOUT, *WORDS]))


@pytest.fixture(scope="module")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    path = tmp_path_factory.mktemp("subword") / "tokenizer.model"
    return Subword.train([[NEWLINE, *WORDS, INDENT, '"a b"', DEDENT]] * 3, 330, path)


@settings(deadline=None)
@given(TEXT)
def test_escape_has_an_inverse(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not set(escape(text)) & set(" \n\t\r\0\u2581")


@settings(deadline=None)
@given(symbols=st.lists(SYMBOL, max_size=6))
def test_symbols_come_back_exactly(subword: Subword, symbols: list[str]) -> None:
    assert subword.decode(subword.encode_all(symbols)) == symbols


@settings(deadline=None)
@given(symbol=SYMBOL)
def test_only_the_first_piece_of_a_symbol_starts_one(subword: Subword, symbol: str) -> None:
    flags = [bool(subword.starts[piece]) for piece in subword.encode(symbol)]
    assert flags == [True, *[False] * (len(flags) - 1)]
    assert not subword.is_control[list(subword.encode(symbol))].any()


@settings(deadline=None)
@given(left=st.lists(SYMBOL, max_size=4), right=st.lists(SYMBOL, max_size=4))
def test_pieces_never_cross_a_symbol(subword: Subword, left: list[str], right: list[str]) -> None:
    joined = [*subword.encode_all(left), *subword.encode_all(right)]
    assert subword.encode_all(left + right).tolist() == joined


@settings(deadline=None)
@given(token=st.text(st.characters(codec="ascii"), min_size=1).filter(lambda t: t not in LAYOUT))
def test_surfaces_spell_the_token(subword: Subword, token: str) -> None:
    """Escapes and non-ASCII may go over several pieces; ASCII but for control characters not."""
    if token.isprintable():
        assert "".join(subword.texts[piece] for piece in subword.encode(token)) == token


def test_control_pieces_are_told_apart(subword: Subword) -> None:
    controls = [subword.pad, subword.bos, subword.eos, subword.statement, subword.after]
    marks = [subword.newline, subword.indent, *subword.encode(DEDENT)]
    assert len({*controls, *marks}) == len(CONTROLS)
    assert subword.is_control.nonzero()[0].tolist() == [0, *sorted(controls)]
    assert subword.is_layout.nonzero()[0].tolist() == sorted(marks)
    assert subword.starts[[*controls, *marks]].all()
    assert [subword.texts[mark] for mark in marks] == [NEWLINE, INDENT, DEDENT]
    assert subword.decode([subword.bos, *subword.encode("nam"), subword.eos]) == ["nam"]


def test_training_twice_gives_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for path in (first, second):
        Subword.train([WORDS] * 2, 300, path)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("content", [b"", b"\0", b"no vocabulary", bytes(range(256))])
def test_a_file_of_something_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tokenizer.model"
    path.write_bytes(content)
    with pytest.raises(ArtefactError, match=r"vocabulary"):
        Subword.load(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="cannot be read"):
        Subword.load(tmp_path / "tokenizer.model")


def test_a_foreign_vocabulary_lacks_our_pieces(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.model"
    with path.open("wb") as file:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter([" ".join(WORDS)] * 3), model_writer=file, vocab_size=60,
            model_type="bpe", unk_id=2, bos_id=0, eos_id=1, num_threads=1, minloglevel=2,
        )  # fmt: skip
    with pytest.raises(ArtefactError, match="lacks the pieces <pad> <bos>"):
        Subword.load(path)


def test_what_is_remembered_of_symbols_is_bounded(
    subword: Subword, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beamcoder.tokenizer.subword.MAX_KNOWN", 9)
    monkeypatch.setattr(subword, "_memo", subword._marks.copy())  # others use it too
    for _ in range(2):
        for word in [*WORDS, *LAYOUT]:
            assert subword.decode(subword.encode(word)) == [word]
            assert len(subword._memo) <= 9
