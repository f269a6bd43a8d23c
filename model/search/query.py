"""Queries: the words and the symbol in what somebody typed.

    query = parse_query("G.getOrDef")
    query.words                             ("g", "get", "def")
    query.symbol                            TypedSymbol("getOrDef", "G")

UsageError for a text that nothing can be looked up by, or that is too long. What there is to find
is not known here.
"""

import re
from dataclasses import dataclass
from typing import Final

from beamcoder.errors import UsageError
from beamcoder.model.search.words import TOKEN, split, stem, words_of

MAX_WORDS: Final = 2_000  # the statement of a problem has some 500
MAX_COUNT: Final = 1_000
_SYMBOL: Final = re.compile(r"(?:new\s+|@)?((?:[^\W\d]\w*[.#:]+)*)([^\W\d]\w*)\s*(?:\(.*\))?;?")


@dataclass(frozen=True, slots=True)
class TypedSymbol:
    """A name that was written alone; `owner` is the last word of what stood before its dot."""

    name: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`words` are stems without stop words, unless there are no others; `symbol` is None where
    several words were typed."""

    text: str
    words: tuple[str, ...]
    symbol: TypedSymbol | None


def parse_query(text: str) -> SearchQuery:
    tokens = TOKEN.findall(text)
    if not text.strip():
        raise UsageError("the query is empty: say what to look for")
    if not tokens:
        raise UsageError(f"the query {text.strip()[:60]!r} has no word or name to look for")
    if len(tokens) > MAX_WORDS:
        raise UsageError(
            f"the query has {len(tokens):,} words; at most {MAX_WORDS:,} are looked up at once"
        )
    every = (stem(hump) for token in tokens for hump in split(token))
    words = tuple(dict.fromkeys(words_of(text) or every))
    match = _SYMBOL.fullmatch(text.strip())
    symbol = None
    if match:
        owners = TOKEN.findall(match[1])
        symbol = TypedSymbol(match[2], owners[-1] if owners else "")
    return SearchQuery(text, words, symbol)
