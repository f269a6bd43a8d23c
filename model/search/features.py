"""Features of text and code for the bag encoder: numbered words in fields, with their counts.

    text_bag("range add, range max")        one bag: words, and pairs of neighbours
    unit_bags(unit)                         a bag a field: name, signature, calls, ...
    Features(words, n_buckets=4096).numbers("heap")         (17,)

A word of the vocabulary has a number of its own; any other is the four-letter pieces that it is
made of, each in one of `n_buckets` shared ones. What the numbers are good for is not known here.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from beamcoder.model.search.units import Unit
from beamcoder.model.search.words import STOP_WORDS, split, stem

FIELDS: Final = (
    *("name", "owner", "signature", "calls", "names", "strings", "remarks"),
    *("comment", "library", "structure"),
)
MAX_TEXT: Final = 6_000  # code points that are read of a body or a query
PIECE_LEN: Final = 4
_REMEMBERED: Final = 1 << 14  # tokens whose words are kept at hand

_TOKEN: Final = re.compile(r"[^\W\d]\w*|\d+")
_BODY: Final = re.compile(
    r"(?P<remark>//[^\n]*|/\*.*?(?:\*/|\Z))"
    r'|(?P<string>"(?:\\.|[^"\\\n])*"?)'
    r"|(?P<char>'(?:\\.|[^'\\\n])*'?)"
    r"|(?P<call>[^\W\d]\w*)(?=\s*\()"
    r"|(?P<name>[^\W\d]\w*)"
    r"|(?P<number>\d\w*(?:\.\d\w*)?)"
    r"|(?P<operator>[<>]{2,3}|&&|\|\||->|::|\+\+|--|[-+*/%&|^!=<>]=?|[?~\[@])",
    re.DOTALL,
)
_KEYWORDS: Final = """if else for while do switch case default return throw throws try catch finally
    new instanceof synchronized break continue assert null true false this super int long double
    float boolean char byte short void static"""
_STRUCTURE: Final = frozenset(_KEYWORDS.split())
_SILENT: Final = frozenset({"public", "private", "protected", "final", "var", "String"})
_FIELD: Final = {name: number for number, name in enumerate(FIELDS)}

Bag = dict[str, int]
"""Feature -> how often it stands there."""


def text_words(text: str) -> list[str]:
    """Stems of a text in its order; numbers as they stand, stop words left out."""
    return [
        stem(hump)
        for token in _TOKEN.findall(text[:MAX_TEXT])
        for hump in split(token)
        if hump not in STOP_WORDS
    ]


def text_bag(text: str) -> Bag:
    """Words, and neighbours as `a_b`: the phrase "binary search" is more than its two words."""
    words = text_words(text)
    return _count(words, (f"{first}_{second}" for first, second in pairwise(words)))


def unit_bags(unit: Unit) -> tuple[Bag, ...]:
    """One bag a field, in the order of FIELDS."""
    parts: list[list[str]] = [[] for _ in FIELDS]
    body_parts(unit.body[:MAX_TEXT], parts)
    name = text_words(unit.name)
    parts[_FIELD["name"]] = [*name, *(f"{a}_{b}" for a, b in pairwise(name))]
    parts[_FIELD["owner"]] = text_words(unit.owner)
    parts[_FIELD["signature"]] = [*text_words(unit.signature), f"`{unit.kind}"]
    parts[_FIELD["comment"]] = text_words(unit.comment)
    parts[_FIELD["library"]] = [f".{call}" for call in unit.calls]
    return tuple(_count(part) for part in parts)


def body_parts(body: str, parts: Sequence[list[str]]) -> None:
    """Adds what stands in a body to its fields."""
    calls, names = parts[_FIELD["calls"]], parts[_FIELD["names"]]
    structure = parts[_FIELD["structure"]]
    strings, remarks = parts[_FIELD["strings"]], parts[_FIELD["remarks"]]
    for match in _BODY.finditer(body):
        kind, token = match.lastgroup, match[0]
        if token in _STRUCTURE:
            structure.append(f"`{token}")
        elif token in _SILENT:
            continue
        elif kind == "call":
            calls.extend(words_of_token(token))
        elif kind == "name":
            names.extend(words_of_token(token))
        elif kind == "operator":
            structure.append(f"`{token}")
        elif kind == "number":
            structure.append(f"#{token.rstrip('LlFfDd')}")
        elif kind == "remark":
            remarks.extend(text_words(token))
        else:
            strings.extend(text_words(token))


_words: dict[str, tuple[str, ...]] = {}


def words_of_token(token: str) -> tuple[str, ...]:
    words = _words.get(token)
    if words is None:
        if len(_words) >= _REMEMBERED:
            _words.clear()
        words = _words[token] = tuple(text_words(token))
    return words


def _count(*parts: Iterable[str]) -> Bag:
    bag: Bag = {}
    for part in parts:
        for feature in part:
            bag[feature] = bag.get(feature, 0) + 1
    return bag


def pieces(word: str) -> Iterator[str]:
    """The runs of four letters of `<word>`; of a shorter one, itself.

    >>> list(pieces("heap"))
    ['<hea', 'heap', 'eap>']
    """
    marked = f"<{word}>"
    for start in range(max(1, len(marked) - PIECE_LEN + 1)):
        yield marked[start : start + PIECE_LEN]


class Features:
    """Numbers of features: known words 0 to n - 1, then the buckets of pieces."""

    def __init__(self, words: Sequence[str], n_buckets: int) -> None:
        self.words = tuple(words)
        self.n_buckets = n_buckets
        self._numbers: dict[str, tuple[int, ...]] = {w: (n,) for n, w in enumerate(self.words)}
        self._others: dict[str, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self.words) + self.n_buckets

    def numbers(self, feature: str) -> tuple[int, ...]:
        """One number of a known word, several of another; none of what is no word."""
        known = self._numbers.get(feature)
        if known is not None:
            return known
        other = self._others.get(feature)
        if other is None:
            if len(self._others) >= _REMEMBERED:
                self._others.clear()
            other = self._others[feature] = self._in_buckets(feature)
        return other

    def _in_buckets(self, feature: str) -> tuple[int, ...]:
        if not feature.isalpha() or self.n_buckets == 0:
            return ()
        codes = (zlib.crc32(piece.encode("utf-8", "replace")) for piece in pieces(feature))
        return tuple(len(self.words) + code % self.n_buckets for code in codes)
