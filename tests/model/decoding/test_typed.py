"""What has been typed of a word, whatever script it is in: pieces and names that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.decoding.marginals import TokenSearch
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.stop import Stop
from beamcoder.model.decoding.typed import Typed, fits_loosely
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.model.proposal import never
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword, spelling
from beamcoder.tokenizer.token import TokenKind, begins_name, is_name_part
from tests.fakes import MemorisingRuntime
from tests.model.decoding.test_search import tree_at

NAMES = ["größe", "zähler", "año", "数", "数量", "π", "ñandú", "\U0001d54fwert", "größeWert", "ﬁx"]
NAMES += ["e\u0301tat", "_zähl", "$größe", "Länge", "€uro", "Ⅷ", "total", "n", "überÜber"]
names = st.text(alphabet="nabWöß\u0301数π\U0001d54f_$9Ä", min_size=1, max_size=9)


@pytest.fixture(scope="module")
def vocabulary(subword: Subword) -> Vocabulary:
    return Vocabulary(subword)


@given(name=names, share=st.floats(0, 1))
def test_a_name_is_spelt_piece_by_piece(vocabulary: Vocabulary, name: str, share: float) -> None:
    """Wherever it is cut, its pieces may follow each other, and cover what has been typed."""
    fragment = name[: 1 + int(share * (len(name) - 1))]
    typed = Typed(fragment, vocabulary, [], 0)
    state, covered = typed.start, ""
    for piece in vocabulary.subword.encode(name):
        if state is None:
            break
        choices, _, n_covering = typed.choices(state)
        assert piece in choices.tolist()
        covers = piece in choices[:n_covering].tolist()
        covered += vocabulary.spellings[piece]
        assert covers == covered.startswith(spelling(fragment))
        state = typed.follow(state, piece)
        assert (state is None) == covers
    assert Typed.may_end(state)


@given(fragment=names)
def test_choices_are_those_that_fit(vocabulary: Vocabulary, fragment: str) -> None:
    typed, spelt = Typed(fragment, vocabulary, [], 0), spelling(fragment)
    assert typed.start is not None
    choices, _, n_covering = typed.choices(typed.start)
    opening = vocabulary.opening.tolist()
    fitting = [piece for piece in opening if vocabulary.spellings[piece].startswith(spelt)]
    shorter = [piece for piece in opening if spelt.startswith(vocabulary.spellings[piece])]
    assert sorted(choices[:n_covering].tolist()) == sorted(fitting)
    assert set(choices.tolist()) == {*fitting, *shorter}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_found_behind_any_of_its_letters(vocabulary: Vocabulary, name: str) -> None:
    """However many pieces it has: a byte of a character may be one."""
    left, subword = f"int {name} = 1; int m = ", vocabulary.subword
    tree = tree_at(MemorisingRuntime(subword, [f"{left}{name};"]), subword, left)
    for n in range(1, len(name)):
        typed = Typed(name[:n], vocabulary, [name], 0.05)
        found = TokenSearch(tree, vocabulary, typed, DecodingOptions()).run(8, Stop(None, never))
        assert max(found.tokens, key=lambda key: found.tokens[key]) == (name, True)


FITS = [("gW", "größeWert"), ("GRÖ", "größeWert"), ("zäh", "Zähler"), ("mÖ", "maxÖffnung")]
FITS += [("ÄL", "ÄnderungsListe"), ("ét", "e\u0301tat"), ("e\u0301t", "état"), ("πr", "πRadius")]
FITS_NOT = [("mÖ", "maxoffnung"), ("gr", "größe"), ("数", "量数"), ("ö", "o"), ("äL", "ALänge")]


@pytest.mark.parametrize(("fragment", "name"), FITS)
def test_fits_loosely(fragment: str, name: str) -> None:
    assert fits_loosely(fragment, name)


@pytest.mark.parametrize(("fragment", "name"), FITS_NOT)
def test_fits_not(fragment: str, name: str) -> None:
    assert not fits_loosely(fragment, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_everywhere(name: str) -> None:
    assert [token.kind for token in lex(name)] == [TokenKind.IDENTIFIER]
    assert begins_name(name) and all(map(is_name_part, name))


@pytest.mark.parametrize("text", ["9a", "\u0301a", "+", "", "·", "\u00a0"])
def test_no_name_begins_so(text: str) -> None:
    assert not begins_name(text)
