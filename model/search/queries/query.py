"""Queries: the words and the symbol in what somebody typed.

    query = parse_query("G.getOrDef")
    query.words                             ("g", "get", "def")
    query.symbol                            TypedSymbol("getOrDef", "G")

UsageError for a text that nothing can be looked up by, or that is too long. What there is to find
is not known here.
"""

import re
from collections.abc import Container
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

    @property
    def text(self) -> str:
        return f"{self.owner}.{self.name}" if self.owner else self.name

    @property
    def is_name(self) -> bool:
        """Whether it is written as names are, and not as a word of a text is.

        >>> [TypedSymbol(name).is_name for name in ("getOrDef", "MAX_SIZE", "heap", "Heap")]
        [True, True, False, False]
        """
        return bool(self.owner) or len(split(self.name)) > 1


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`words` are stems without stop words, unless there are no others; `symbol` is None where
    several words were typed."""

    text: str
    words: tuple[str, ...]
    symbol: TypedSymbol | None

    def spelled(self, stems: Container[str], whole: bool = True) -> tuple[str, ...]:
        """The words of the text that have these stems and no others, as they were typed; if they
        need not be whole, those that have any."""
        found, enough = list[str](), all if whole else any
        for token in dict.fromkeys(TOKEN.findall(self.text)):
            own = [word for word in map(stem, split(token)) if word in self.words]
            if own and enough(word in stems for word in own):
                found.append(token)
        return tuple(found)


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
