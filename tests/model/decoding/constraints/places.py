"""Places with a cursor ‸, and candidates there."""

from beamcoder.model.decoding.constraints.place import Candidate, Place
from beamcoder.model.decoding.constraints.place_facts import PlaceFacts
from beamcoder.tokenizer.lexer import lexical
from tests.excerpts import excerpt_of


def place_at(text: str, dismissed: frozenset[str] = frozenset(), file_name: str = "") -> Place:
    offset = text.index("‸")
    text = text.replace("‸", "")
    excerpt = excerpt_of(text, offset)
    return Place(excerpt, PlaceFacts(excerpt), dismissed, file_name)


def line(place: Place, text: str, probability: float = 0.5) -> Candidate:
    symbols = tuple(token.text for token in lexical(text))
    written = place.write(symbols, replaces=True)
    return Candidate(symbols, written, len(place.view.fragment), probability, is_line=True)


def token(text: str) -> Candidate:
    return Candidate((text,), text, 0, 0.5, is_line=False)
